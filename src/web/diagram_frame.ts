/**
 * The frame in which a page's diagrams are drawn: an empty document with one script, without an origin. See
 * `frontend/diagram/diagram.ts`, and `static/page.js`, which puts it into pages.
 *
 * @module
 */
import type { Hono } from "hono";
import type { WikiEnv } from "../http/env.ts";
import { DIAGRAM_SCRIPT, diagramPolicy } from "../http/security_headers.ts";

/** Adds the frame. It holds nothing of the wiki: everybody may have it. */
export function addDiagramRoutes(app: Hono<WikiEnv>): void {
  app.get("/-/diagram", (c) => {
    const { config, build } = c.var.visit.house;
    const script = `${config.origin}/static/${DIAGRAM_SCRIPT}?v=${
      encodeURIComponent(build)
    }`;
    c.header("Content-Security-Policy", diagramPolicy(config));
    c.header("Cache-Control", "public, max-age=3600");
    return c.html(documentWith(script));
  });
}

function documentWith(script: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Diagram</title>
<meta name="robots" content="noindex">
<style>
html, body { margin: 0; background: transparent; overflow: hidden; }
#stage { display: flow-root; }
#stage svg { display: block; margin: 0 auto; max-width: 100%; height: auto; }
</style>
<div id="stage"></div>
<script src="${script}"></script>
</html>
`;
}
