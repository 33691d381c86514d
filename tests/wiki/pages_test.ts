import assert from "node:assert/strict";
import type { AppError, ErrorDetails } from "../../src/errors.ts";
import type { WritableWiki } from "../../src/wiki/access.ts";
import { forOperator } from "../../src/wiki/access.ts";
import { commitChange } from "../../src/wiki/commit.ts";
import { deletePage } from "../../src/wiki/deletion.ts";
import {
  editPage,
  editSection,
  findPage,
  listPages,
  readPage,
  type Saved,
  savePage,
} from "../../src/wiki/pages.ts";
import { git } from "../support/git_program.ts";
import { createWorld, type World } from "../support/world.ts";

const LINES = "one\ntwo\nthree\nfour\nfive\n";

// ---- reading

Deno.test("readPage() reads a page with revision, title and front matter", async () => {
  await using world = await createWorld();
  const text = "---\ntitle: Old Oak\ntags: [a]\n---\nText\n";
  const saved = await world.write("garden", "Trees/Oak", text);

  const page = readPage(world.reading("garden", world.visitor), "Trees/Oak");

  assert.deepEqual(page, {
    path: "Trees/Oak",
    revision: saved.revision,
    text,
    title: "Old Oak",
    frontMatter: { title: "Old Oak", tags: ["a"] },
    blob: page.blob,
    isText: true,
    sizeBytes: text.length,
  });
  assert.match(page.blob, /^[0-9a-f]{40}$/);
});

Deno.test("readPage() finds a page by another spelling, findPage() does not", async () => {
  await using world = await createWorld();
  await world.write("garden", "Getting Started", "Hi\n");
  const wiki = world.reading("garden", world.visitor);

  assert.equal(readPage(wiki, "getting started").path, "Getting_Started");
  assert.equal(findPage(wiki, "getting started"), undefined);
  assert.throws(() => readPage(wiki, "Nowhere"), { code: "not_found" });
});

Deno.test("readPage() reads an old revision, by HEAD and by prefix, under the name of then", async () => {
  await using world = await createWorld();
  const first = await world.write("garden", "Oak", "first\n");
  const second = await world.write("garden", "Oak", "second\n");
  await world.write("garden", "Elm", "elm\n");
  await move(world, "Oak", "Trees/Oak");
  const wiki = world.reading("garden", world.visitor);

  const old = readPage(wiki, "Trees/Oak", {
    revision: first.revision.slice(0, 7),
  });
  const later = readPage(wiki, "Oak", { revision: second.revision });

  assert.deepEqual([old.path, old.text, old.revision], [
    "Oak",
    "first\n",
    first.revision,
  ]);
  assert.equal(later.text, "second\n");
  assert.equal(
    readPage(wiki, "Trees/Oak", { revision: "HEAD" }).text,
    "second\n",
  );
  for (const revision of ["0".repeat(40), "abc", "--output=x"]) {
    assert.throws(() => readPage(wiki, "Trees/Oak", { revision }), {
      code: "not_found",
    });
  }
});

Deno.test("readPage() at a revision names the last commit that changed the page until then", async () => {
  await using world = await createWorld();
  const oak = await world.write("garden", "Oak", "first\n");
  const elm = await world.write("garden", "Elm", "elm\n");
  const wiki = world.reading("garden", world.visitor);

  const page = readPage(wiki, "Oak", { revision: elm.revision });

  assert.equal(page.revision, oak.revision);
});

// ---- save: the rows of the table "No lost updates, ever"

Deno.test("savePage() without a base creates a page", async () => {
  await using world = await createWorld();
  const wiki = world.writing("garden", world.bob);

  const saved = await savePage(wiki, {
    path: "Trees/My Oak",
    text: "An oak\r\n\n\n",
    base: null,
  });

  assert.deepEqual(saved, {
    path: "Trees/My_Oak",
    revision: wiki.repo.head(),
    text: "An oak\n",
    outcome: "created",
    mergedWith: [],
  });
});

Deno.test("savePage() without a base on a page that exists is a conflict that tells neither revision nor text", async () => {
  await using world = await createWorld();
  await world.write("garden", "Oak", "An oak\n");

  const failure = await failureOf(save(world, "Oak", "Mine\n", null));

  assert.equal(failure.code, "conflict");
  assert.deepEqual(failure.details, { reason: "exists", path: "Oak" });
  assert.match(failure.message, /read it first/);
  assert.equal(textOf(world, "Oak"), "An oak\n");
});

Deno.test("savePage() with the current revision, or HEAD, as base updates", async () => {
  await using world = await createWorld();
  const first = await world.write("garden", "Oak", "first\n");
  await world.write("garden", "Elm", "elm\n");

  const second = await save(world, "Oak", "second\n", first.revision);
  const third = await save(world, "Oak", "third\n", "HEAD");

  assert.deepEqual([second.outcome, third.outcome], ["updated", "updated"]);
  assert.equal(textOf(world, "Oak"), "third\n");
});

Deno.test("savePage() takes any commit as base under which the page was as it is, not only its own", async () => {
  await using world = await createWorld();
  await world.write("garden", "Oak", "oak\n");
  const elm = await world.write("garden", "Elm", "elm\n");
  await world.write("garden", "Elm", "elm 2\n");

  const saved = await save(world, "Oak", "oak 2\n", elm.revision.slice(0, 7));

  assert.equal(saved.outcome, "updated");
});

Deno.test("savePage() merges what others changed elsewhere, and says whose changes", async () => {
  await using world = await createWorld();
  const base = await world.write("garden", "Oak", LINES);
  world.wait(60);
  const theirs = await savePage(world.writing("garden", world.bob), {
    path: "Oak",
    text: LINES.replace("one", "ONE"),
    base: base.revision,
    message: "Louder",
  });

  const saved = await save(
    world,
    "Oak",
    LINES.replace("five", "FIVE"),
    base.revision,
  );

  assert.equal(saved.outcome, "merged");
  assert.equal(saved.text, "ONE\ntwo\nthree\nfour\nFIVE\n");
  assert.equal(saved.text, textOf(world, "Oak"));
  assert.deepEqual(
    saved.mergedWith.map(({ revision, author, message }) => [
      revision,
      author.name,
      message,
    ]),
    [[theirs.revision, "Bob", "Louder"]],
  );
});

Deno.test("savePage() where both changed the same lines is a conflict with revision, text and diff", async () => {
  await using world = await createWorld();
  const base = await world.write("garden", "Oak", LINES);
  const theirs = await save(
    world,
    "Oak",
    LINES.replace("three", "their three"),
    base.revision,
  );

  const failure = await failureOf(
    save(world, "Oak", LINES.replace("three", "my three"), base.revision),
  );

  assert.equal(failure.code, "conflict");
  const { diff, ...rest } = failure.details;
  assert.deepEqual(rest, {
    reason: "changed",
    path: "Oak",
    revision: theirs.revision,
    text: theirs.text,
  });
  assert.match(diff!, /^-three$/m);
  assert.match(diff!, /^\+their three$/m);
  assert.match(failure.message, /Alice changed it since/);
  assert.equal(textOf(world, "Oak"), theirs.text);
});

Deno.test("savePage() with a base on a deleted page is a conflict and does not create it again", async () => {
  await using world = await createWorld();
  const base = await world.write("garden", "Oak", "oak\n");
  await deletePage(world.writing("garden", world.bob), { path: "Oak" });

  const failure = await failureOf(
    save(world, "Oak", "oak 2\n", base.revision),
  );

  assert.equal(failure.code, "conflict");
  assert.deepEqual(failure.details, { reason: "deleted", path: "Oak" });
  assert.equal(textOf(world, "Oak"), undefined);
  assert.equal((await save(world, "Oak", "new\n", null)).outcome, "created");
});

Deno.test("savePage() with a base on a renamed page names the new path and does not follow", async () => {
  await using world = await createWorld();
  const base = await world.write("garden", "Oak", LINES);
  await move(world, "Oak", "Trees/Oak");
  await move(world, "Trees/Oak", "Trees/Great_Oak");

  const failure = await failureOf(
    save(world, "Oak", "oak 2\n", base.revision),
  );

  assert.equal(failure.code, "conflict");
  assert.deepEqual(failure.details, {
    reason: "moved",
    path: "Oak",
    movedTo: "Trees/Great_Oak",
  });
  assert.equal(textOf(world, "Oak"), undefined);
  assert.equal(textOf(world, "Trees/Great_Oak"), LINES);
});

Deno.test("savePage() with a base on a page that was renamed, its old name taken by another one, is a conflict too", async () => {
  await using world = await createWorld();
  const base = await world.write("garden", "Oak", LINES);
  await move(world, "Oak", "Trees/Oak");
  await save(world, "Oak", "A disambiguation page\n", null);

  const failure = await failureOf(
    save(world, "Oak", "oak 2\n", base.revision),
  );

  assert.equal(failure.details.reason, "moved");
  assert.equal(textOf(world, "Oak"), "A disambiguation page\n");
});

Deno.test("savePage() under the new name takes a base from before the renaming", async () => {
  await using world = await createWorld();
  const base = await world.write("garden", "Oak", LINES);
  await move(world, "Oak", "Elm");

  const saved = await save(world, "Elm", LINES + "six\n", base.revision);

  assert.equal(saved.outcome, "updated");
});

Deno.test("savePage() on a page moved away and back is an ordinary save", async () => {
  await using world = await createWorld();
  const base = await world.write("garden", "Oak", LINES);
  await move(world, "Oak", "Elm");
  await move(world, "Elm", "Oak");

  assert.equal(
    (await save(world, "Oak", "oak\n", base.revision)).outcome,
    "updated",
  );
});

Deno.test("savePage() of identical content makes no commit and returns the current revision", async () => {
  await using world = await createWorld();
  const first = await world.write("garden", "Oak", "first\n");
  const second = await save(world, "Oak", "second\n", first.revision);
  const head = world.reading("garden", world.visitor).head;

  const same = await save(world, "Oak", "second\r\n\r\n", second.revision);
  const late = await save(world, "Oak", "second\n", first.revision);

  for (const saved of [same, late]) {
    assert.deepEqual(saved, {
      path: "Oak",
      revision: second.revision,
      text: "second\n",
      outcome: "unchanged",
      mergedWith: [],
    });
  }
  assert.equal(world.reading("garden", world.visitor).head, head);
});

Deno.test("savePage() with an unknown base is not found, and a base from before the page a conflict", async () => {
  await using world = await createWorld();
  const elm = await world.write("garden", "Elm", "elm\n");
  await world.write("garden", "Oak", "oak\n");

  const unknown = await failureOf(
    save(world, "Oak", "x\n", "0123456789abcdef"),
  );
  const before = await failureOf(save(world, "Oak", "x\n", elm.revision));
  const fresh = await save(world, "Ash", "ash\n", elm.revision);

  assert.equal(unknown.code, "not_found");
  assert.deepEqual(before.details, { reason: "exists", path: "Oak" });
  assert.equal(fresh.outcome, "created");
});

Deno.test("savePage() with a base meets the page that another spelling names", async () => {
  await using world = await createWorld();
  const { revision } = await world.write("garden", "Great Oak", "oak\n");

  const saved = await save(world, "great oak", "oak 2\n", revision);

  assert.deepEqual([saved.path, saved.outcome], ["Great_Oak", "updated"]);
});

Deno.test("savePage() refuses a new name that differs only in case or space from a page or a file", async () => {
  await using world = await createWorld();
  await world.write("garden", "Great Oak", "oak\n");
  await put(world, { "Map.png": "png" });

  const page = await failureOf(save(world, "great_oak", "x\n", null));
  const file = await failureOf(save(world, "map.png", "x\n", null));

  assert.deepEqual(page.details, { reason: "exists", path: "Great_Oak" });
  assert.deepEqual(file.details, { reason: "exists", path: "Map.png" });
  assert.deepEqual([page.code, file.code], ["conflict", "conflict"]);
});

Deno.test("savePage() lets one of two racers create a page, and one of two spellings", async () => {
  await using world = await createWorld();
  const names = ["Oak", "Oak", "oak", "OAK"];

  const outcomes = await Promise.allSettled(
    names.map((name, i) => save(world, name, `by ${i}\n`, null)),
  );

  assert.deepEqual(outcomes.map(({ status }) => status), [
    "fulfilled",
    "rejected",
    "rejected",
    "rejected",
  ]);
  assert.equal(textOf(world, "Oak"), "by 0\n");
});

Deno.test("savePage() loses no line of five writers who race on one page and try again after a conflict", async () => {
  await using world = await createWorld();
  const lines = Array.from({ length: 25 }, (_, i) => `line ${i}`);
  await world.write("garden", "Oak", lines.join("\n"));
  let conflicts = 0;
  const writeLine = async (i: number) => {
    for (;;) {
      const { text, revision } = readPage(
        world.reading("garden", world.visitor),
        "Oak",
      );
      await Promise.resolve(); // others read the same revision
      const mine = text.replace(`line ${i}\n`, `line ${i} by ${i % 5}\n`);
      try {
        return await save(world, "Oak", mine, revision);
      } catch (error) {
        assert.equal((error as AppError).details.reason, "changed");
        conflicts += 1; // neighbours changed their lines meanwhile
      }
    }
  };

  const saved = await Promise.all(lines.map((_, i) => writeLine(i)));

  const expected = lines.map((line, i) => `${line} by ${i % 5}\n`).join("");
  assert.equal(textOf(world, "Oak"), expected);
  assert.equal(new Set(saved.map(({ revision }) => revision)).size, 25);
  assert.ok(conflicts > 0, "the race was one");
  const { repo } = world.reading("garden", world.visitor);
  assert.equal(git(repo.dir, "rev-list", "--count", "main"), "26\n");
});

Deno.test("savePage() refuses names, texts and sizes that cannot be stored, and says why", async () => {
  await using world = await createWorld({
    settings: { ROBOT_MAX_PAGE_BYTES: "1000" },
  });

  assert.equal(
    (await failureOf(save(world, "../x", "x", null))).code,
    "invalid",
  );
  assert.equal(
    (await failureOf(save(world, "Oak", "a\0b", null))).code,
    "invalid",
  );
  const long = await failureOf(save(world, "Oak", "x".repeat(1001), null));
  assert.equal(long.code, "too_large");
  assert.match(long.message, /1002 bytes and a page may have 1000/);
  assert.equal(world.reading("garden", world.visitor).head, null);
});

Deno.test("savePage() lets a page shrink that is longer than allowed", async () => {
  await using world = await createWorld({
    settings: { ROBOT_MAX_PAGE_BYTES: "1000" },
  });
  await put(world, { "Long.md": "x".repeat(2000) });

  const saved = await save(world, "Long", "x".repeat(1500), "HEAD");
  const grown = await failureOf(save(world, "Long", "x".repeat(1600), "HEAD"));

  assert.equal(saved.outcome, "updated");
  assert.equal(grown.code, "too_large");
});

Deno.test("a page that is not UTF-8 is shown as such, refused for editing, and can be deleted", async () => {
  await using world = await createWorld();
  await put(world, { "Latin.md": new Uint8Array([0x66, 0xfc, 0x72, 0x0a]) });
  const wiki = world.writing("garden", world.alice);

  const page = readPage(wiki, "Latin");
  const save = await failureOf(
    savePage(wiki, { path: "Latin", text: "für\n", base: page.revision }),
  );
  const edit = await failureOf(editPage(wiki, {
    path: "Latin",
    base: page.revision,
    oldString: "f",
    newString: "g",
  }));
  await deletePage(wiki, { path: "Latin", base: page.revision });

  assert.deepEqual([page.isText, page.text, page.sizeBytes], [false, "", 4]);
  assert.deepEqual([save.code, edit.code], ["invalid", "invalid"]);
  assert.match(save.message, /not UTF-8/);
  assert.equal(textOf(world, "Latin"), undefined);
});

Deno.test("an imported page with CRLF is compared, merged and stored in normal form", async () => {
  await using world = await createWorld();
  await put(world, { "Dos.md": LINES.replaceAll("\n", "\r\n") });
  const { revision } = readPage(world.reading("garden", world.alice), "Dos");

  const same = await save(world, "Dos", LINES, revision);
  await save(world, "Dos", LINES.replace("one", "ONE"), revision);
  const merged = await save(
    world,
    "Dos",
    LINES.replaceAll("\n", "\r\n").replace("five", "FIVE"),
    revision,
  );

  assert.equal(same.outcome, "unchanged");
  assert.equal(merged.text, "ONE\ntwo\nthree\nfour\nFIVE\n");
});

// ---- exact-once edit

Deno.test("editPage() replaces the one occurrence, dollar signs and all", async () => {
  await using world = await createWorld();
  const { revision } = await world.write("garden", "Oak", LINES);

  const saved = await edit(world, {
    base: revision,
    oldString: "two\r\nthree",
    newString: "$& $1",
  });

  assert.equal(saved.outcome, "updated");
  assert.equal(saved.text, "one\n$& $1\nfour\nfive\n");
});

Deno.test("editPage() with an empty new string deletes", async () => {
  await using world = await createWorld();
  const { revision } = await world.write("garden", "Oak", LINES);

  const saved = await edit(world, {
    base: revision,
    oldString: "two\n",
    newString: "",
  });

  assert.equal(saved.text, "one\nthree\nfour\nfive\n");
});

Deno.test("editPage() is applied to the current text where its piece is unique there and was in the base", async () => {
  await using world = await createWorld();
  const { revision } = await world.write("garden", "Oak", LINES);
  await save(world, "Oak", LINES.replace("three", "THREE"), revision);

  const saved = await edit(world, {
    base: revision,
    oldString: "four",
    newString: "FOUR",
  });

  assert.equal(saved.outcome, "merged");
  assert.equal(saved.text, "one\ntwo\nTHREE\nFOUR\nfive\n");
  assert.equal(saved.mergedWith.length, 1);
});

const CHANGED: readonly [string, string, string][] = [
  // what became of the page, its text now, the piece that the writer saw once in the base
  ["the piece is gone", LINES.replace("two", "2"), "two"],
  ["the piece is there twice", LINES + "two\n", "two"],
  ["the piece is new", LINES + "six\n", "six"],
];

for (const [meanwhile, now, oldString] of CHANGED) {
  Deno.test(`editPage() is a conflict with the diff where meanwhile ${meanwhile}`, async () => {
    await using world = await createWorld();
    const { revision } = await world.write("garden", "Oak", LINES);
    const theirs = await save(world, "Oak", now, revision);

    const failure = await failureOf(
      edit(world, { base: revision, oldString, newString: "x" }),
    );

    assert.equal(failure.code, "conflict");
    assert.equal(failure.details.reason, "changed");
    assert.equal(failure.details.revision, theirs.revision);
    assert.equal(failure.details.text, now);
    assert.match(failure.details.diff!, /^@@/m);
    assert.equal(textOf(world, "Oak"), now);
  });
}

const MISTAKES: readonly [string, string, string, ErrorDetails][] = [
  ["is not there", LINES, "six", {
    reason: "no_match",
    path: "Oak",
    lines: [],
  }],
  ["differs in white space", LINES, "two  \nthree", {
    reason: "no_match",
    path: "Oak",
    lines: [2],
  }],
  ["is there twice", "two\none\ntwo\n", "two", {
    reason: "several_matches",
    path: "Oak",
    lines: [1, 3],
  }],
];

for (const [mistake, text, oldString, details] of MISTAKES) {
  Deno.test(`editPage() is invalid, with line numbers, where the piece ${mistake}`, async () => {
    await using world = await createWorld();
    const { revision } = await world.write("garden", "Oak", text);

    const failure = await failureOf(
      edit(world, { base: revision, oldString, newString: "x" }),
    );

    assert.equal(failure.code, "invalid");
    assert.deepEqual(failure.details, details);
  });
}

Deno.test("editPage() refuses an empty piece, an edit of nothing, and a page that is not there", async () => {
  await using world = await createWorld();
  const { revision } = await world.write("garden", "Elm", LINES);
  const wiki = world.writing("garden", world.alice);
  const attempt = (path: string, oldString: string, newString: string) =>
    failureOf(
      (async () =>
        await editPage(wiki, { path, base: revision, oldString, newString }))(),
    );

  assert.equal((await attempt("Elm", "", "x")).code, "invalid");
  assert.equal((await attempt("Elm", "one", "one")).code, "invalid");
  assert.equal((await attempt("Ash", "one", "two")).code, "not_found");
});

Deno.test("editPage() on a deleted or renamed page is a conflict", async () => {
  await using world = await createWorld();
  const { revision } = await world.write("garden", "Oak", LINES);
  const attempt = () =>
    failureOf(
      edit(world, { base: revision, oldString: "one", newString: "1" }),
    );

  await move(world, "Oak", "Elm");
  const moved = await attempt();
  await deletePage(world.writing("garden", world.alice), { path: "Elm" });
  const deleted = await attempt();

  assert.deepEqual(moved.details, {
    reason: "moved",
    path: "Oak",
    movedTo: "Elm",
  });
  assert.deepEqual(deleted.details, { reason: "deleted", path: "Oak" });
});

// ---- section edit

const SECTIONS = "# Oak\n\nIntro\n\n## Bark\n\nRough\n\n## Leaf\n\nGreen\n";

Deno.test("editSection() replaces a section of the base and merges the rest", async () => {
  await using world = await createWorld();
  const { revision } = await world.write("garden", "Oak", SECTIONS);
  await save(world, "Oak", SECTIONS.replace("Intro", "Hello"), revision);

  const saved = await editSection(world.writing("garden", world.bob), {
    path: "Oak",
    base: revision,
    section: "Leaf",
    text: "Brown in autumn\n",
  });

  assert.equal(saved.outcome, "merged");
  assert.equal(
    saved.text,
    SECTIONS.replace("Intro", "Hello").replace("Green", "Brown in autumn"),
  );
});

Deno.test("editSection() is a conflict where somebody changed the section too", async () => {
  await using world = await createWorld();
  const { revision } = await world.write("garden", "Oak", SECTIONS);
  await save(world, "Oak", SECTIONS.replace("Green", "Red"), revision);

  const failure = await failureOf(
    editSection(world.writing("garden", world.bob), {
      path: "Oak",
      base: revision,
      section: "Leaf",
      text: "Brown",
    }),
  );

  assert.equal(failure.details.reason, "changed");
});

Deno.test("editSection() lists the sections where none fits", async () => {
  await using world = await createWorld();
  const { revision } = await world.write("garden", "Oak", SECTIONS);

  const failure = await failureOf(
    editSection(world.writing("garden", world.bob), {
      path: "Oak",
      base: revision,
      section: "Root",
      text: "Deep",
    }),
  );

  assert.equal(failure.code, "not_found");
  assert.ok(failure.details.candidates!.includes("Oak > Bark"));
});

// ---- delete

Deno.test("deletePage() deletes the page and leaves its sub-pages", async () => {
  await using world = await createWorld();
  await world.write("garden", "Oak", "oak\n");
  await world.write("garden", "Oak/Leaf", "leaf\n");
  const wiki = world.writing("garden", world.bob);

  const deleted = await deletePage(wiki, { path: "oak" });

  assert.deepEqual(deleted, {
    path: "Oak",
    revision: wiki.repo.head(),
    pages: ["Oak"],
    files: [],
  });
  const paths = listPages(world.reading("garden", world.visitor)).pages
    .map(({ path }) => path);
  assert.deepEqual(paths, ["Oak/Leaf"]);
  assert.equal(
    (await failureOf(deletePage(wiki, { path: "Oak" }))).code,
    "not_found",
  );
});

Deno.test("deletePage() with a stale base is a conflict, with a fresh one not", async () => {
  await using world = await createWorld();
  const first = await world.write("garden", "Oak", "first\n");
  const second = await save(world, "Oak", "second\n", first.revision);
  const wiki = world.writing("garden", world.bob);

  const stale = await failureOf(
    deletePage(wiki, { path: "Oak", base: first.revision }),
  );
  await deletePage(wiki, { path: "Oak", base: second.revision });
  const twice = await failureOf(
    deletePage(wiki, { path: "Oak", base: second.revision }),
  );

  assert.equal(stale.code, "conflict");
  assert.deepEqual(
    [stale.details.reason, stale.details.revision, stale.details.text],
    ["changed", second.revision, "second\n"],
  );
  assert.equal(twice.details.reason, "deleted");
});

// ---- list

Deno.test("listPages() filters by prefix, category, tag and date, all at once, and counts", async () => {
  await using world = await createWorld();
  const page = (category: string, tags: string) =>
    `---\ncategory: ${category}\ntags: ${tags}\n---\nTwo words\n`;
  await world.write("garden", "Trees/Oak", page("Wood", "[big, old]"));
  await world.write("garden", "Trees/Birch", page("wood", "big"));
  world.wait(86_400);
  await world.write("garden", "Roses", page("Flower", "red, big"));
  const wiki = world.reading("garden", world.visitor);
  const paths = (filter: Parameters<typeof listPages>[1]) =>
    listPages(wiki, filter).pages.map(({ path }) => path);

  assert.deepEqual(paths({}), ["Roses", "Trees/Birch", "Trees/Oak"]);
  assert.deepEqual(paths({ prefix: "trees/" }), ["Trees/Birch", "Trees/Oak"]);
  assert.deepEqual(paths({ category: "WOOD", tag: "OLD" }), ["Trees/Oak"]);
  assert.deepEqual(paths({ tag: "big", updatedSince: "2026-11-21" }), [
    "Roses",
  ]);
  assert.deepEqual(listPages(wiki, { limit: 1, offset: 1 }), {
    total: 3,
    pages: [{
      path: "Trees/Birch",
      title: "Birch",
      category: "wood",
      tags: ["big"],
      words: 2,
      sizeBytes: 43,
      revision: readPage(wiki, "Trees/Birch").revision,
      updatedAt: "2026-11-20T12:00:00.000Z",
    }],
  });
  for (const updatedSince of ["yesterday", "2026", "2026-13-45"]) {
    assert.throws(() => listPages(wiki, { updatedSince }), { code: "invalid" });
  }
});

// ----

async function save(
  world: World,
  path: string,
  text: string,
  base: string | null,
): Promise<Saved> {
  const wiki = world.writing("garden", world.alice);
  return await savePage(wiki, { path, text, base });
}

async function edit(
  world: World,
  words: { base: string; oldString: string; newString: string },
): Promise<Saved> {
  const wiki = world.writing("garden", world.bob);
  return await editPage(wiki, { path: "Oak", ...words });
}

/** Files as an import would bring them. */
async function put(
  world: World,
  files: Record<string, string | Uint8Array>,
): Promise<void> {
  const encoder = new TextEncoder();
  const bytes = Object.entries(files).map(([path, content]) =>
    [
      path,
      typeof content === "string" ? encoder.encode(content) : content,
    ] as const
  );
  await commitChange(operator(world), () => ({
    files: new Map(bytes),
    deed: "Bring files",
  }));
}

async function move(world: World, from: string, to: string): Promise<void> {
  await commitChange(operator(world), (wiki) => {
    const file = wiki.repo.findFile(wiki.head!, `${from}.md`)!;
    const files = new Map([
      [`${from}.md`, null],
      [`${to}.md`, wiki.repo.readBlob(file.oid)],
    ]);
    return { files, deed: `Rename: ${from} -> ${to}` };
  });
}

function operator(world: World): WritableWiki {
  return forOperator(world.house, world.visit("garden", world.alice).wiki);
}

function textOf(world: World, path: string): string | undefined {
  return findPage(world.reading("garden", world.visitor), path)?.text;
}

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    return error as AppError;
  }
  assert.fail("it did not fail");
}
