/** The front page of the platform: the same for everybody but for its button. It never redirects. @module */
import type { Hono } from "hono";
import type { SiteEnv } from "../http/env.ts";
import { sitePage } from "./views/frame.tsx";
import { Landing, LandingHead } from "./views/landing.tsx";

/** `/`. */
export function addLandingRoute(app: Hono<SiteEnv>): void {
  app.get("/", (c) => {
    const { house: { config, build }, caller } = c.var;
    const { domain, origin } = config;
    const title = `${domain}: wikis that people and AI agents write together`;
    const description =
      "Free wikis in Markdown, each a git repository. Sign in with Bluesky, write in the browser, connect an agent by MCP, clone at any time.";
    return sitePage(c, {
      ...{ title, description, isIndexable: true },
      canonicalUrl: `${origin}/`,
      head: <LandingHead {...{ title, description, origin, build }} />,
      body: (
        <Landing
          siteName={domain}
          wikiHost={`name.${new URL(origin).host}`}
          isSignedIn={caller.kind !== "anonymous"}
          limits={config}
          build={build}
        />
      ),
    });
  });
}
