import assert from "node:assert/strict";
import { parseWikiLink } from "../../src/markdown/wiki_links.ts";
import { lintWiki } from "../../src/wiki/lint.ts";
import { pageOfFile } from "../../src/wiki/page_path.ts";
import { linkStyleOf } from "../../src/wiki/preferences.ts";
import { starterPages } from "../../src/wiki/starter_pages.ts";
import {
  WIKI_TEMPLATES,
  type WikiTemplateName,
} from "../../src/wiki/wiki_templates.ts";
import { createWiki } from "../../src/wiki/wikis.ts";
import { createWorld } from "../support/world.ts";

const CONFIG = { origin: "https://robot.test" };

Deno.test("starterPages() name the wiki's real addresses", () => {
  const texts = textsOf({ slug: "attic", name: "Attic", description: "" });

  assert.deepEqual([...texts.keys()].map(pageOfFile), [
    "Home",
    "Getting_Started",
    "Agent_Guide",
    "Administration",
  ]);
  const started = texts.get("Getting_Started.md")!;
  assert.ok(
    started.includes("git clone https://attic.robot.test/repo.git attic"),
  );
  assert.ok(
    started.includes(
      "claude mcp add --transport http attic https://attic.robot.test/mcp",
    ),
  );
  assert.ok(
    texts.get("Administration.md")!.includes("robot wiki set attic --read"),
  );
  for (const text of texts.values()) {
    assert.doesNotMatch(text, /undefined|\$\{|localhost/);
    assert.match(text, /[^\n]\n$/);
  }
});

Deno.test("starterPages() show a name and a description as text, whatever they hold", () => {
  const texts = textsOf({
    slug: "attic",
    name: "[[x]] <b>*",
    description: "_A_ `b`",
  });

  assert.ok(
    texts.get("Home.md")!.startsWith(
      "# \\[\\[x\\]\\] \\<b\\>\\*\n\n\\_A\\_ \\`b\\`\n",
    ),
  );
});

Deno.test("starter pages link to each other, and to nothing that does not exist", async () => {
  await using world = await createWorld({ starterPages: true });
  const wiki = world.reading("garden", world.visitor);

  const { parts } = await lintWiki(wiki);

  assert.deepEqual(parts.flatMap(({ findings }) => findings), []);
});

Deno.test("the link order that the guides teach is the one that the wiki reads", async () => {
  await using world = await createWorld();
  const style = linkStyleOf(world.reading("garden", world.visitor).preferences);
  const texts = textsOf({ slug: "garden", name: "x", description: "" });

  for (const file of ["Getting_Started.md", "Agent_Guide.md"]) {
    const [, inside] = /`\[\[(Page\|[^\]]+)\]\]`/.exec(texts.get(file)!)!;
    assert.deepEqual(parseWikiLink(inside!, style), {
      target: "Page",
      fragment: "",
      text: "shown text",
    });
  }
});

Deno.test("every template makes a wiki in which nothing wants attention, and whose home leads to all of it", async () => {
  for (const template of Object.keys(WIKI_TEMPLATES) as WikiTemplateName[]) {
    await using world = await createWorld();
    const { house, alice } = world;
    const slug = "attic";
    await createWiki(house, { slug, ownerDid: alice.user!.did }, { template });
    const wiki = world.reading(slug, alice);

    const { parts } = await lintWiki(wiki);

    const findings = parts.flatMap(({ findings }) => findings);
    assert.deepEqual(findings, [], template);
    const texts = textsOf({ slug, name: slug, description: "" }, template);
    assert.equal(wiki.index.meta.read().pageCount, texts.size, template);
    assert.equal(texts.has("Home.md"), template !== "empty");
    for (const text of texts.values()) {
      assert.doesNotMatch(text, /undefined|\$\{|localhost/);
      assert.match(text, /[^\n]\n$/);
    }
  }
});

function textsOf(
  row: { slug: string; name: string; description: string },
  template?: WikiTemplateName,
): Map<string, string> {
  const decoder = new TextDecoder();
  return new Map(
    [...starterPages(CONFIG, row, template)].map(([file, bytes]) => [
      file,
      decoder.decode(bytes),
    ]),
  );
}
