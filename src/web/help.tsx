/**
 * Help: keys, and how pages are written.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Hono } from "hono";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import type { PageBody } from "../wiki/page_bodies.ts";
import { linkStyleOf } from "../wiki/preferences.ts";
import { type SyntaxExample, syntaxExamples } from "../wiki/syntax_guide.ts";
import { type Screen, show } from "./screen.ts";
import { HelpView } from "./views/help_view.tsx";

/** `/-/help`. */
export function addHelpRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/help", async (c) => {
    const wiki = forReading(c.var.visit);
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    const examples = syntaxExamples(linkStyleOf(wiki.preferences));
    const body = await bodyOf(wiki, examples);
    const layout = screen.layout(c, wiki, {
      scripts: body.usesScript ? ["page.js"] : [],
    });
    return show(c, HelpView({ layout, html: body.html }));
  });
}

/** Each example below its title: as it is written, and as it is shown. */
function bodyOf(
  wiki: ReadableWiki,
  examples: readonly SyntaxExample[],
): Promise<PageBody> {
  const text = examples.map(({ title, source }) =>
    `### ${title}\n\n\`\`\`\`md\n${source}\n\`\`\`\`\n\n${source}\n\n---\n`
  ).join("\n");
  const blob = createHash("sha256").update(text).digest("hex");
  return wiki.house.bodies.bodyOf(wiki, {
    ...{ path: "Help", text, blob, isText: true, title: "Help" },
    ...{ revision: "", frontMatter: null, sizeBytes: text.length },
  });
}
