import assert from "node:assert/strict";
import fc from "fast-check";
import { deleteAttachment } from "../../src/wiki/attachment_changes.ts";
import { readAttachment } from "../../src/wiki/attachments.ts";
import { deletePage } from "../../src/wiki/deletion.ts";
import {
  addressOf,
  findPagePath,
  homePage,
  lookUp,
} from "../../src/wiki/look_up.ts";
import { savePage } from "../../src/wiki/pages.ts";
import {
  formatRedirects,
  oldPathsOf,
  parseRedirects,
  redirectOf,
} from "../../src/wiki/redirects.ts";
import { renamePage } from "../../src/wiki/rename.ts";
import { filesOf, putFiles } from "../support/put_files.ts";
import { createWorld, type World } from "../support/world.ts";

function lead(world: World, path: string) {
  return redirectOf(world.reading("garden", world.visitor), path);
}

Deno.test("redirectOf follows lines to a page that exists, in any spelling of the old name", async () => {
  await using world = await createWorld();
  await putFiles(world, {
    "New.md": "x\n",
    ".redirects": "Old Name\tMiddle\nMiddle\tNew\nDangling\tNowhere\n",
  });

  assert.equal(lead(world, "Old Name"), "New");
  assert.equal(lead(world, "old_name"), "New");
  assert.equal(lead(world, "Dangling"), undefined);
  assert.equal(lead(world, "Other"), undefined);
  const wiki = world.reading("garden", world.visitor);
  assert.deepEqual(oldPathsOf(wiki, "New").sort(), ["Middle", "Old Name"]);
});

Deno.test("redirectOf stops in a loop and after five lines", async () => {
  await using world = await createWorld();
  await putFiles(world, {
    "P6.md": "x\n",
    ".redirects":
      "A\tB\nB\tA\nP0\tP1\nP1\tP2\nP2\tP3\nP3\tP4\nP4\tP5\nP5\tP6\nS\tS\n",
  });

  assert.equal(lead(world, "A"), undefined);
  assert.equal(lead(world, "S"), undefined);
  assert.equal(lead(world, "P1"), "P6");
  assert.equal(lead(world, "P0"), undefined);
});

Deno.test("a page, a file and another spelling of a page come before a line", async () => {
  await using world = await createWorld();
  await putFiles(world, {
    "Page.md": "x\n",
    "New.md": "x\n",
    "pic.png": "x",
    ".redirects": "Page\tNew\npage\tNew\npic.png\tNew\n",
  });
  const wiki = world.reading("garden", world.visitor);

  assert.deepEqual(lookUp(wiki, "Page"), { kind: "page", path: "Page" });
  assert.deepEqual(lookUp(wiki, "page"), { kind: "page", path: "Page" });
  assert.equal(lookUp(wiki, "pic.png").kind, "file");
});

Deno.test("findPagePath says where a renamed page went, and does not follow", async () => {
  await using world = await createWorld();
  await putFiles(world, { "New.md": "x\n", ".redirects": "Old\tNew\n" });
  const wiki = world.reading("garden", world.visitor);

  for (const name of ["Old", "old", "Old.md"]) {
    assert.throws(() => findPagePath(wiki, name), {
      code: "not_found",
      details: { reason: "moved", path: name, movedTo: "New" },
    });
  }
});

/** What a stranger may push as `.redirects`. */
const HOSTILE = [
  "\u0000\u0001\t\u0000",
  "\t\t\t\n\t\n\n",
  "Old",
  "Old\t",
  "\tNew",
  "Old\tNew\tNew",
  "Old\t//evil.example",
  "Old\t/-/logout",
  "Old\t-/logout",
  "Old\thttps://evil.example/",
  "Old\t../../etc/passwd",
  "Old\t.git/config",
  "Old\t./New/..",
  `Old\t${"x/".repeat(100_000)}`,
  "Old\tNowhere\r\nOld\tNew",
  "x".repeat(3_000_000),
  "Old\tNew\n".repeat(400_000),
];

Deno.test("whatever stands in a pushed .redirects is harmless", async (t) => {
  await using world = await createWorld();
  for (const text of HOSTILE) {
    await t.step(JSON.stringify(text.slice(0, 30)), async () => {
      await putFiles(world, { ".redirects": text, "New.md": "x\n" });
      assert.equal(lead(world, "Old"), undefined);
      await world.write("garden", `Page_${crypto.randomUUID()}`, "x\n");
    });
  }
  await t.step("bytes that are no text", async () => {
    const { wiki } = world.visit("garden", world.alice);
    await wiki.repo.turn(async (turn) => {
      await turn.publish(
        await turn.write({
          files: new Map([[".redirects", new Uint8Array([0xff, 9, 0xfe])]]),
          author: { name: "x", email: "x" },
          committer: { name: "x", email: "x" },
          message: "x",
          at: new Date(0),
        }),
      );
    });
    assert.equal(lead(world, "Old"), undefined);
  });
});

Deno.test("a pushed folder called .redirects stops no rename", async () => {
  await using world = await createWorld();
  await putFiles(world, { ".redirects/x": "x", "A.md": "x\n" });

  await renamePage(world.writing("garden", world.alice), {
    path: "A",
    newPath: "B",
  });

  assert.deepEqual(Object.keys(filesOf(world)), [".redirects/x", "B.md"]);
});

Deno.test("of very many long old names those at the end are found by their exact spelling", async () => {
  await using world = await createWorld();
  const name = (i: number) => `Ä${"é".repeat(200)}${i}`;
  const lines = Array.from({ length: 3_000 }, (_, i) => `${name(i)}\tNew\n`);
  await putFiles(world, { "New.md": "x\n", ".redirects": lines.join("") });

  assert.equal(lead(world, name(0).toLowerCase()), "New");
  assert.equal(lead(world, name(2_999)), "New");
  assert.equal(lead(world, name(2_999).toLowerCase()), undefined);
});

Deno.test("a page that is created at an old path drops its line in the same commit", async () => {
  await using world = await createWorld();
  await putFiles(world, {
    "New.md": "x\n",
    ".redirects": "A\tNew\nOld name\tNew\n",
  });

  const wiki = world.writing("garden", world.bob, { door: "api" });
  await savePage(wiki, { path: "old name", text: "mine\n", base: null });

  assert.equal(filesOf(world)[".redirects"], "A\tNew\n");
  assert.equal(
    lookUp(world.reading("garden", world.bob), "Old name").kind,
    "page",
  );
});

Deno.test("a page that is deleted takes the lines that lead to it along", async () => {
  await using world = await createWorld();
  await putFiles(world, {
    "New.md": "x\n",
    "Other.md": "x\n",
    ".redirects": "A\tB\nB\tNew\nC\tOther\n",
  });

  await deletePage(world.writing("garden", world.alice), { path: "New" });
  assert.equal(filesOf(world)[".redirects"], "C\tOther\n");

  await deletePage(world.writing("garden", world.alice), { path: "Other" });
  assert.equal(filesOf(world)[".redirects"], undefined);
});

Deno.test("a deletion takes a long chain of lines along, in whatever order they stand", async () => {
  await using world = await createWorld();
  const chain = Array.from({ length: 9_998 }, (_, i) => `P${i}\tP${i + 1}\n`);
  await putFiles(world, {
    "P9998.md": "x\n",
    "Other.md": "x\n",
    ".redirects": `${chain.join("")}Q\tOther\n`,
  });

  await deletePage(world.writing("garden", world.alice), { path: "P9998" });

  assert.equal(filesOf(world)[".redirects"], "Q\tOther\n");
});

Deno.test("renaming again leads every old name to the newest, and back again leaves none", async () => {
  await using world = await createWorld();
  await putFiles(world, { "A.md": "x\n" });
  const rename = (path: string, newPath: string) =>
    renamePage(world.writing("garden", world.alice), { path, newPath });

  await rename("A", "B");
  await rename("B", "C");
  assert.equal(filesOf(world)[".redirects"], "A\tC\nB\tC\n");

  await rename("C", "A");
  assert.equal(filesOf(world)[".redirects"], "B\tA\nC\tA\n");
});

Deno.test("the home page that was chosen stays so under its new name", async () => {
  await using world = await createWorld();
  await putFiles(world, { "Start.md": "x\n", "Home.md": "x\n" });
  world.visit("garden", world.alice).wiki.records.preferences
    .set("HOME_PAGE", "Start");
  const wiki = () => world.writing("garden", world.alice);

  await renamePage(wiki(), { path: "Start", newPath: "Begin" });

  assert.equal(homePage(wiki()), "Begin");
  assert.equal(addressOf(wiki(), "Begin"), "/");
});

Deno.test("files that begin with a dot are no attachments", async () => {
  await using world = await createWorld();
  await putFiles(world, {
    ...{ ".redirects": "A\tB\n", "A/.hidden": "x", "B.md": "x\n" },
  });
  const wiki = world.reading("garden", world.alice);

  assert.equal(lookUp(wiki, ".redirects").kind, "none");
  assert.equal(lookUp(wiki, "A/.hidden").kind, "none");
  for (const path of [".redirects", "A/.hidden", "B.md"]) {
    assert.throws(() => readAttachment(wiki, path), { code: "not_found" });
    for (const base of [{}, { base: wiki.head! }]) {
      await assert.rejects(
        deleteAttachment(world.writing("garden", world.alice), {
          ...{ path, ...base },
        }),
        { code: "not_found" },
      );
    }
  }
});

Deno.test("formatRedirects leaves lines out where the file would be too large to be read", () => {
  const name = (i: number) => `${"ä".repeat(200)}${i}`;
  const targets = new Map(
    Array.from({ length: 9_000 }, (_, i) => [name(i), "New"] as const),
  );

  const bytes = formatRedirects(targets)!;

  assert.ok(bytes.length <= 2 * 1024 * 1024 && bytes.length > 2_000_000);
  const kept = parseRedirects(new TextDecoder().decode(bytes));
  assert.ok([...kept].every(([old, to]) => targets.get(old) === to));
  assert.equal(bytes.at(-1), 10);
});

Deno.test("parseRedirects reads back what formatRedirects writes, and survives anything", () => {
  const name = fc.stringMatching(/^[a-zäß ]{1,8}(?:\/[a-z]{1,3})?$/);
  fc.assert(fc.property(fc.dictionary(name, name), (lines) => {
    const targets = new Map(Object.entries(lines).filter(([a, b]) => a !== b));
    const bytes = formatRedirects(targets);
    const text = bytes === null ? "" : new TextDecoder().decode(bytes);
    assert.deepEqual(
      [...parseRedirects(text)].sort(),
      [...targets].sort(),
    );
  }));
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    for (const [from, to] of parseRedirects(text)) {
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(from + to, /[\0-\x1f]|\/\/|^\/|\/$/);
    }
  }));
});
