import assert from "node:assert/strict";
import fc from "fast-check";
import { scanBlocks } from "../../src/markdown/blocks.ts";
import type { LinkStyle } from "../../src/markdown/rendered.ts";
import { scanAllLinks } from "../../src/markdown/wiki_links.ts";
import { untilCaughtUp } from "../../src/wiki/index_follower.ts";
import type { ReadableWiki } from "../../src/wiki/access.ts";
import { rewrittenPages } from "../../src/wiki/link_rewrite.ts";
import {
  destinationAfter,
  destinationOf,
  type FileMoves,
  UNCLEAR,
} from "../../src/wiki/names_after.ts";
import { pageFile, pageOfFile } from "../../src/wiki/page_path.ts";
import { renamePage } from "../../src/wiki/rename.ts";
import { filesOf, putFiles } from "../support/put_files.ts";
import { createWorld, type World } from "../support/world.ts";

const NAMES = ["A", "B", "a_b", "Ä", "x(1)", "a&b"];
const segment = fc.constantFrom(...NAMES);
const path = fc.array(segment, { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join("/"));
const file = fc.tuple(path, fc.constantFrom(".png", "")).map(([at, end]) =>
  `${at}/f${end}`
);
const up = fc.constantFrom("", "/", "./", "../", "../../");
const target = fc.tuple(up, fc.oneof(path, file)).map(([start, at]) =>
  start + at
);

/** Something that is a link, or looks like one. */
const piece = fc.oneof(
  target.map((at) => `[[${at}]]`),
  target.map((at) => `[[${at.replaceAll("_", " ")}#H h|t]]`),
  target.map((at) => `[[t|${at}]]`),
  target.map((at) => `![[${at}]]`),
  target.map((at) => `[t](${encodeURI(at)}#h)`),
  target.map((at) => `[t](<${at}.md> "x")`),
  target.map((at) =>
    `[![i](${encodeURI(at)}/f.png)](${at.replace("(", "\\(")})`
  ),
  target.map((at) => `\n\n[r]: ${encodeURIComponent(at)}\n\n[t][r] [r]\n\n`),
  target.map((at) =>
    `\n\n| a |\n|---|\n| [[${at}\\|t]] [t](${encodeURI(at)}) |\n\n`
  ),
  target.map((at) => `\`[[${at}]]\``),
  target.map((at) => `\n\n\`\`\`\n[[${at}]]\n\`\`\`\n\n`),
  target.map((at) => `<!-- [[${at}]] -->`),
  target.map((at) => `<a href="${at}">t</a>`),
  fc.constantFrom(
    " ",
    "\n",
    "> ",
    "é",
    "**",
    "[",
    "]",
    "(",
    "](",
    "&amp;",
    "[[",
    "\\",
  ),
);
const text = fc.array(piece, { maxLength: 12 })
  .map((pieces) => pieces.join(" "));

const wiki = fc.record({
  pages: fc.dictionary(path, text, { minKeys: 2, maxKeys: 8 }),
  files: fc.array(file, { maxLength: 4 }),
});

/** What a text holds beside its links: everything else must stay. */
function restOf(text: string, style: LinkStyle): string {
  const blocks = scanBlocks(text);
  const spans = scanAllLinks(text, blocks, style)
    .filter(({ kind }) => kind !== "html")
    .map(({ start, end }) => [start, end]);
  const spots = blocks.definitionSpots;
  for (let i = 0; i < spots.length; i += 2) {
    spans.push([spots[i]!, spots[i + 1]!]);
  }
  let rest = "";
  let at = 0;
  for (const [start, end] of spans.sort((a, b) => a[0]! - b[0]!)) {
    rest += text.slice(at, Math.max(start!, at)) + "\0";
    at = Math.max(end!, at);
  }
  return rest + text.slice(at);
}

/** Where the links of each page lead. */
function destinationsOf(
  wiki: ReadableWiki,
  files: Readonly<Record<string, string>>,
  style: LinkStyle,
) {
  return new Map(
    Object.entries(files).flatMap(([path, text]) => {
      const page = pageOfFile(path);
      if (page === undefined) return [];
      const links = scanAllLinks(text, scanBlocks(text), style);
      return [[
        path,
        links.map((link) => ({
          ...link,
          to: link.target === ""
            ? "(here)"
            : destinationOf(wiki.index.files, page, link.target),
        })),
      ]];
    }),
  );
}

function movesOf(
  files: readonly string[],
  from: string,
  to: string,
): FileMoves {
  const moved = files.filter((file) =>
    file === pageFile(from) || file.startsWith(`${from}/`)
  );
  return {
    files: new Map(moved.map((file) => [file, to + file.slice(from.length)])),
    folder: moved.length > 1 ? { from, to } : null,
  };
}

async function checkRename(
  world: World,
  given: { pages: Record<string, string>; files: string[] },
  wish: { which: number; newPath: string; style: LinkStyle },
): Promise<void> {
  world.visit("garden", world.alice).wiki.records.preferences
    .set("WIKILINK_STYLE", wish.style);
  const wanted: Record<string, string | null> = {};
  for (const old of Object.keys(filesOf(world))) wanted[old] = null;
  for (const file of given.files) wanted[file] = "bytes";
  for (const [page, text] of Object.entries(given.pages)) {
    wanted[pageFile(page)] = text;
  }
  await putFiles(world, wanted);
  const before = filesOf(world);
  const paths = Object.keys(given.pages);
  const from = paths[wish.which % paths.length]!;
  const old = destinationsOf(
    world.reading("garden", world.alice),
    before,
    wish.style,
  );
  try {
    await renamePage(world.writing("garden", world.alice), {
      path: from,
      newPath: wish.newPath,
    });
  } catch (error) {
    if (["conflict", "invalid"].includes((error as { code: string }).code)) {
      return; // taken, into itself: another wish
    }
    throw error;
  }
  const after = filesOf(world);
  const moves = movesOf(Object.keys(before), from, wish.newPath);
  const reading = world.reading("garden", world.alice);
  const names = reading.index.files;
  const now = destinationsOf(
    reading,
    after,
    wish.style,
  );
  for (const [file, links] of old) {
    const newFile = moves.files.get(file) ?? file;
    assert.equal(
      restOf(after[newFile]!, wish.style),
      restOf(before[file]!, wish.style),
    );
    const newLinks = now.get(newFile)!;
    assert.equal(newLinks.length, links.length);
    links.forEach((link, i) => {
      const { to, text, fragment, kind } = newLinks[i]!;
      if (kind === "html" || link.to === null || link.to === UNCLEAR) return;
      const wanted = destinationAfter(names, moves, link.to);
      if (wanted === null) return; // a link to a folder of which nothing is left
      assert.equal(to, wanted, JSON.stringify(link));
      assert.equal(fragment, link.fragment);
      if (kind === "markdown" && !text.includes("](")) {
        assert.equal(text, link.text);
      }
    });
  }
}

Deno.test("after any rename in any wiki each link leads to the same page or file, and nothing else has changed", async () => {
  await using world = await createWorld();
  await fc.assert(
    fc.asyncProperty(
      wiki,
      fc.record({
        which: fc.nat(10),
        newPath: fc.oneof(
          path,
          fc.constantFrom("New", "New/Page", "A/New page".replace(" ", "_")),
        ),
        style: fc.constantFrom<LinkStyle[]>("target_first", "text_first"),
      }),
      (given, wish) => checkRename(world, given, wish),
    ),
    { numRuns: 60 },
  );
});

Deno.test("rewrittenPages renames an attachment in every page that shows it", async () => {
  await using world = await createWorld();
  await putFiles(world, {
    "A.md": "![x](./old%20pic.png) ![x](A/old_pic.png) [[A/old pic.png|x]]\n",
    "A/old pic.png": "png",
    "B.md": "![x](/A/old%20pic.png)\n",
    "B/old pic.png": "another",
    "C.md": "`/A/old%20pic.png`\n",
    "A/B.md": "![[old pic.png]] ![[A/old pic.png]]\n",
  });

  const pages = await rewrittenPages(world.reading("garden", world.alice), {
    files: new Map([["A/old pic.png", "A/new pic.png"]]),
    folder: null,
  });

  const texts = pages.map((
    { path, bytes },
  ) => [path, new TextDecoder().decode(bytes)]);
  assert.deepEqual(texts, [
    [
      "A",
      "![x](./new%20pic.png) ![x](A/new%20pic.png) [[A/new pic.png|x]]\n",
    ],
    ["A/B", "![[new pic.png]] ![[A/new pic.png]]\n"],
    ["B", "![x](/A/new%20pic.png)\n"],
  ]);
});

Deno.test("a page with a thousand links and five hundred pages that link to it do not hold the event loop", async () => {
  await using world = await createWorld();
  const linking = Array.from(
    { length: 500 },
    (_, i) => [`P/${i}.md`, "[[Old]] text\n".repeat(20)],
  );
  await putFiles(world, {
    "Old.md": "[[P/1]]\n",
    ...Object.fromEntries(linking),
  });
  const { wiki: open } = world.visit("garden", world.alice);
  await untilCaughtUp(open, world.house.log);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);

  const pages = await rewrittenPages(world.reading("garden", world.alice), {
    files: new Map([["Old.md", "New.md"]]),
    folder: null,
  });

  clearInterval(timer);
  assert.equal(pages.length, 500);
  assert.equal(pages[0]!.links, 20);
  assert.ok(turns > 0);
});
