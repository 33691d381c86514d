import assert from "node:assert/strict";
import {
  findMoment,
  findPast,
  listPast,
  openPast,
  readMoment,
  readPast,
} from "../../src/wiki/past.ts";
import { FollowedWiki } from "../support/followed_wiki.ts";
import { createWorld } from "../support/world.ts";

/** A page that moved into a folder, an attachment that went, what is never shown. */
async function oldWiki() {
  const wiki = await FollowedWiki.create();
  const oids = await wiki.made.commitAll([
    {
      files: {
        "Home.md": "first\n",
        "Old.md": "old\n",
        "Old/a.png": "x",
        ".redirects": "A\tB\n",
        ".hidden/Page.md": "hidden\n",
        "Folder/.secret.md": "hidden\n",
      },
      links: { "link.md": "/etc/passwd", "Linked": "Old.md" },
    },
    { files: { "Home.md": "second\n", "Old.md": null, "Dir/New.md": "old\n" } },
    { files: { "Old/a.png": null, "Dir/Straße.md": "s\n" } },
  ]);
  wiki.follow();
  return {
    ...{ wiki, oids },
    [Symbol.asyncDispose]: () => wiki[Symbol.asyncDispose](),
  };
}

Deno.test("openPast() shows pages, files and folders as they were, and nothing hidden or linked", async () => {
  await using old = await oldWiki();
  const { wiki: { readable: wiki }, oids } = old;

  const first = openPast(wiki, oids[0]!);
  const last = openPast(wiki, oids[2]!);

  assert.deepEqual([...first.pages.keys()].sort(), ["Home", "Old"]);
  assert.deepEqual([...first.files.keys()], ["Old/a.png"]);
  assert.deepEqual(listPast(first, ""), {
    pages: ["Home", "Old"],
    folders: ["Old"],
    files: [],
  });
  assert.deepEqual(listPast(first, "Old").files, ["Old/a.png"]);
  assert.deepEqual([...last.pages.keys()].sort(), [
    "Dir/New",
    "Dir/Straße",
    "Home",
  ]);
  assert.equal(readPast(wiki, first, "Home").text, "first\n");
  assert.equal(readPast(wiki, last, "Home").text, "second\n");
});

Deno.test("findPast() finds other spellings, and no name that was not there", async () => {
  await using old = await oldWiki();
  const { wiki: { readable: wiki }, oids } = old;
  const past = openPast(wiki, oids[2]!);
  const first = openPast(wiki, oids[0]!);

  assert.deepEqual(findPast(past, "dir/STRASSE"), {
    kind: "page",
    path: "Dir/Straße",
  });
  assert.deepEqual(findPast(past, "Dir/New.md"), {
    kind: "page",
    path: "Dir/New",
  });
  assert.deepEqual(findPast(past, "DIR"), { kind: "folder", path: "Dir" });
  for (
    const path of [
      "Old",
      "../Home",
      "Dir/../Home",
      "/Home",
      "Home/",
      ".redirects",
      ".hidden/Page",
      "Folder/.secret",
      "Folder",
      "link",
      "Linked",
      ".git/config",
      "",
      "\0",
    ]
  ) {
    assert.equal(findPast(past, path), undefined, path);
    if (path !== "Old") assert.equal(findPast(first, path), undefined, path);
  }
  assert.throws(() => readPast(wiki, past, "Old"), { code: "not_found" });
  assert.throws(() => readPast(wiki, first, "link"), { code: "not_found" });
});

Deno.test("findMoment() takes revisions that HEAD reaches and nothing else", async () => {
  await using old = await oldWiki();
  const { wiki, oids } = old;
  const foreign = await wiki.made.git([
    ...["-c", "user.name=x", "-c", "user.email=x@x", "commit-tree"],
    ...["-m", "x", "HEAD^{tree}"],
  ]);

  assert.equal(findMoment(wiki.readable, oids[1]!), oids[1]);
  assert.equal(findMoment(wiki.readable, oids[1]!.slice(0, 8)), oids[1]);
  for (
    const name of [
      foreign.trim(),
      "HEAD~1",
      "--output=/tmp/x",
      "main",
      "refs/heads/main",
      "",
      "2026",
      "20261120",
      `${oids[1]}^`,
    ]
  ) {
    assert.throws(() => findMoment(wiki.readable, name), {
      code: "not_found",
    }, name);
  }
  assert.deepEqual(
    [readMoment(wiki.readable, oids[1]!)]
      .map(({ before, after }) => [before, after]),
    [[oids[0], oids[2]]],
  );
  assert.equal(readMoment(wiki.readable, oids[0]!).before, null);
  assert.equal(readMoment(wiki.readable, oids[2]!).after, null);
});

Deno.test("findMoment() takes a date for its end, and a time as it is", async () => {
  await using world = await createWorld();
  const first = await world.write("garden", "Page", "1\n"); // 2026-11-20 12:00
  world.wait(3600);
  const second = await world.write("garden", "Page", "2\n");
  world.wait(2 * 86_400);
  const third = await world.write("garden", "Page", "3\n");
  const wiki = world.reading("garden", world.visitor);

  assert.equal(findMoment(wiki, "2026-11-20"), second.revision);
  assert.equal(findMoment(wiki, "2026-11-20T12:30:00Z"), first.revision);
  assert.equal(findMoment(wiki, "2026-11-21"), second.revision);
  assert.equal(findMoment(wiki, "2030-01-01"), third.revision);
  assert.throws(() => findMoment(wiki, "2026-11-19"), {
    code: "not_found",
    message: /did not exist yet/,
  });
  assert.throws(() => findMoment(wiki, "2026-02-31x"), { code: "invalid" });
});
