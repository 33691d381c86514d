import assert from "node:assert/strict";
import {
  changelog,
  lastChange,
  pageHistory,
  readChange,
  resolveRevision,
} from "../../src/wiki/history.ts";
import { FollowedWiki } from "../support/followed_wiki.ts";

/** A page that is made, changed, moved and deleted, beside another one. */
async function movedPage() {
  const wiki = await FollowedWiki.create();
  const text = "# Page\n\none\ntwo\nthree\nfour\nfive\n";
  const oids = await wiki.made.commitAll([
    { files: { "Old.md": text, "Home.md": "hi\n" }, message: "Begin\n" },
    { files: { "Old.md": text + "six\n" } },
    { files: { "Home.md": "hello\n", "a.png": "x" }, author: "Bob <b@x>" },
    { files: { "Old.md": null, "Dir/New.md": text + "six\n" } },
    { files: { "Dir/New.md": text + "six\nseven\n" } },
    { files: { "Dir/New.md": null } },
  ]);
  wiki.follow();
  return {
    wiki,
    oids,
    [Symbol.asyncDispose]: () => wiki[Symbol.asyncDispose](),
  };
}

Deno.test("pageHistory follows a rename and tells of a deleted page", async () => {
  await using moved = await movedPage();
  const { wiki, oids } = moved;

  const history = pageHistory(wiki.readable, "Dir/New");

  assert.deepEqual(
    history.map(({ revision, path, kind }) => [revision, path, kind]),
    [
      [oids[5], "Dir/New", "deleted"],
      [oids[4], "Dir/New", "changed"],
      [oids[3], "Dir/New", "moved"],
      [oids[1], "Old", "changed"],
      [oids[0], "Old", "created"],
    ],
  );
  assert.deepEqual(
    pageHistory(wiki.readable, "Old").map(({ kind }) => kind),
    ["deleted", "changed", "created"],
  );
});

Deno.test("pageHistory goes on behind a revision, over a rename too", async () => {
  await using moved = await movedPage();
  const { wiki, oids } = moved;
  const all = pageHistory(wiki.readable, "Dir/New");

  for (let i = 0; i < all.length; i++) {
    const before = all[i]!.revision;
    const rest = pageHistory(wiki.readable, "Dir/New", { before });
    assert.deepEqual(rest, all.slice(i + 1));
    const one = pageHistory(wiki.readable, "Dir/New", { before, limit: 1 });
    assert.deepEqual(one, all.slice(i + 1, i + 2));
  }
  const behindOther = pageHistory(wiki.readable, "Dir/New", {
    before: oids[2]!,
  });
  assert.deepEqual(behindOther, all.slice(3));
});

Deno.test("pageHistory of a page that was made again tells of both lives", async () => {
  await using wiki = await FollowedWiki.create();
  await wiki.made.commitAll([
    { files: { "A.md": "one\n" } },
    { files: { "A.md": null } },
    { files: { "A.md": "other\n" } },
  ]);
  wiki.follow();

  const kinds = pageHistory(wiki.readable, "A").map(({ kind }) => kind);

  assert.deepEqual(kinds, ["created", "deleted", "created"]);
});

Deno.test("pageHistory answers not_found for a page that never was", async () => {
  await using moved = await movedPage();

  assert.throws(() => pageHistory(moved.wiki.readable, "Nowhere"), {
    code: "not_found",
  });
});

Deno.test("changelog lists commits newest first with pages and files", async () => {
  await using moved = await movedPage();
  const { wiki, oids } = moved;

  const [newest, ...rest] = changelog(wiki.readable, { limit: 4 });
  const older = changelog(wiki.readable, { before: oids[2]! });

  assert.deepEqual(newest, {
    revision: oids[5],
    author: { name: "Alice", email: "alice@example.org" },
    by: null,
    at: "2026-01-01T00:05:00.000Z",
    message: "Commit 6",
    pages: ["Dir/New"],
    files: [],
    touched: 1,
  });
  assert.deepEqual(rest[2]?.pages, ["Home"]);
  assert.deepEqual(rest[2]?.files, ["a.png"]);
  assert.deepEqual(older.map(({ revision }) => revision), [oids[1], oids[0]]);
});

Deno.test("changelog begins at a time", async () => {
  await using moved = await movedPage();
  const { wiki } = moved;
  const since = (time: string) =>
    changelog(wiki.readable, { since: time }).length;

  assert.equal(since("2026-01-01T00:04:00Z"), 2);
  assert.equal(since("2026-01-01 01:04:30+01:00"), 1);
  assert.equal(since("2026-01-01"), 6);
  assert.equal(since("2026-01-02"), 0);
  assert.throws(() => since("yesterday"), { code: "invalid" });
  assert.throws(() => since("2026-13-45"), { code: "invalid" });
});

Deno.test("lastChange tells who changed a page last", async () => {
  await using moved = await movedPage();
  const { wiki, oids } = moved;

  assert.equal(lastChange(wiki.readable, "Home")?.revision, oids[2]);
  assert.equal(lastChange(wiki.readable, "Home")?.author.name, "Bob");
  assert.equal(lastChange(wiki.readable, "Old"), undefined);
});

Deno.test("a change names who made it through this service, and hides the trailers of such commits alone", async () => {
  await using wiki = await FollowedWiki.create();
  const message = "Say hello\n\nWhy: because\n\nAgent: Claude\nSession: 12\n";
  const [ours, pushed] = await wiki.made.commitAll([
    { files: { "A.md": "1\n" }, message },
    { files: { "A.md": "2\n" }, message },
  ]);
  wiki.records.provenance.put({
    commit: ours!,
    did: "did:plc:alice",
    handle: "alice.test",
    door: "mcp",
    tokenId: "t1",
    agent: "Claude",
    client: null,
    session: "12",
    at: "2026-01-01T00:00:00Z",
  });
  wiki.follow();

  const [second, first] = changelog(wiki.readable);

  assert.equal(second?.revision, pushed);
  assert.equal(second?.by, null);
  assert.equal(second?.message, message.trimEnd());
  assert.deepEqual(first?.by, {
    did: "did:plc:alice",
    handle: "alice.test",
    door: "mcp",
    agent: "Claude",
  });
  assert.equal(first?.message, "Say hello\n\nWhy: because");
});

Deno.test("resolveRevision takes HEAD, full names and unique beginnings of what HEAD reaches", async () => {
  await using wiki = await FollowedWiki.create();
  const [root, dropped] = await wiki.made.commitAll([
    { files: { "A.md": "1\n" } },
    { files: { "A.md": "2\n" } },
  ]);
  const [side, , merge] = await wiki.made.commitAll([
    { files: { "B.md": "1\n" }, parents: [root!] },
    { files: { "A.md": "3\n" }, parents: [root!] },
    { parents: ["#1", "#0"] },
  ]);
  wiki.follow();
  const resolve = (name: string) => resolveRevision(wiki.readable, name);

  assert.equal(resolve("HEAD"), merge);
  assert.equal(resolve(root!), root);
  assert.equal(resolve(root!.slice(0, 7)), root);
  assert.equal(resolve(root!.slice(0, 11).toUpperCase()), root);
  assert.equal(resolve(side!.slice(0, 9)), side);
  for (
    const name of [
      dropped!,
      root!.slice(0, 6),
      "",
      "main",
      "HEAD~1",
      "%",
      `${root}0`,
    ]
  ) {
    assert.throws(() => resolve(name), { code: "not_found" }, name);
  }
});

Deno.test("resolveRevision refuses a beginning that several commits share", async () => {
  await using wiki = await FollowedWiki.create();
  await wiki.made.commit({ files: { "A.md": "1\n" } });
  wiki.follow();
  const row = wiki.index.commits.findAt(1)!;
  for (const end of ["1", "2"]) {
    wiki.index.commits.addSide(`abcdef0${end.repeat(33)}`, row.seq);
  }

  assert.throws(() => resolveRevision(wiki.readable, "abcdef0"), {
    code: "not_found",
    message: /several begin so/,
  });
});

Deno.test("readChange tells all of a commit, also beside the line", async () => {
  await using wiki = await FollowedWiki.create();
  const message = `Long\n\n${"word ".repeat(2000)}end`;
  const files = Object.fromEntries(
    Array.from({ length: 150 }, (_, i) => [`P${i}.md`, `${i}\n`]),
  );
  const [root, side] = await wiki.made.commitAll([
    { files, message },
    { files: { "B.md": "1\n" }, author: "Bob <bob@x>" },
    { files: { "A.md": "3\n" }, parents: ["#0"] },
    { parents: ["#2", "#1"] },
  ]);
  wiki.follow();

  const whole = readChange(wiki.readable, root!.slice(0, 8));
  const listed = changelog(wiki.readable).at(-1)!;
  const beside = readChange(wiki.readable, side!);

  assert.equal(whole.message, message);
  assert.equal(whole.pages.length, 150);
  assert.equal(listed.message.length, 4000);
  assert.equal(listed.pages.length, 100);
  assert.equal(listed.touched, 150);
  assert.equal(beside.author.name, "Bob");
  assert.deepEqual(beside.pages, ["B"]);
});
