import assert from "node:assert/strict";
import fc from "fast-check";
import {
  blamePage,
  changelog,
  diffChange,
  diffPage,
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

Deno.test("pageHistory follows a page that was moved and changed in one commit", async () => {
  await using wiki = await FollowedWiki.create();
  const text = "# Page\n\none\ntwo\nthree\nfour\nfive\n";
  await wiki.made.commitAll([
    { files: { "Old.md": text } },
    { files: { "Old.md": null, "New.md": `${text}six\n`, "Else.md": "x\n" } },
  ]);
  wiki.follow();

  const history = pageHistory(wiki.readable, "New");

  assert.deepEqual(history.map(({ path, kind }) => [path, kind]), [
    ["New", "moved"],
    ["Old", "created"],
  ]);
});

Deno.test("diffPage compares two revisions, over a rename", async () => {
  await using moved = await movedPage();
  const { wiki, oids } = moved;

  const whole = diffPage(wiki.readable, "Dir/New", {
    from: oids[0]!,
    to: oids[4]!,
  });
  const step = diffPage(wiki.readable, "Dir/New", { from: null, to: oids[4]! });
  const made = diffPage(wiki.readable, "Old", { from: null, to: oids[0]! });
  const gone = diffPage(wiki.readable, "Dir/New", { from: null, to: "HEAD" });

  assert.deepEqual([whole.from?.revision, whole.to], [oids[0], oids[4]]);
  assert.equal(whole.from?.path, "Old");
  assert.deepEqual([whole.diff?.added, whole.diff?.removed], [2, 0]);
  assert.deepEqual([step.from?.revision, step.to, step.path], [
    oids[3],
    oids[4],
    "Dir/New",
  ]);
  assert.deepEqual([step.diff?.added, step.diff?.removed], [1, 0]);
  assert.deepEqual([made.from, made.diff?.added], [null, 7]);
  assert.deepEqual([gone.from?.revision, gone.to], [oids[4], oids[5]]);
  assert.deepEqual([gone.diff?.added, gone.diff?.removed], [0, 9]);
});

Deno.test("diffPage answers not_found where the page was at neither revision", async () => {
  await using moved = await movedPage();
  const { wiki, oids } = moved;
  const revisions = { from: oids[0]!, to: oids[1]! };

  assert.throws(() => diffPage(wiki.readable, "Nowhere", revisions), {
    code: "not_found",
  });
  assert.throws(
    () => diffPage(wiki.readable, "Home", { from: "beef", to: "HEAD" }),
    { code: "not_found" },
  );
});

Deno.test("diffChange shows a move as one file, and what is no text", async () => {
  await using moved = await movedPage();
  const { wiki, oids } = moved;
  await wiki.made.commit({
    files: { "b.bin": new Uint8Array([0, 255, 1]), "c.txt": "text\n" },
    links: { link: "Home.md" },
  });
  wiki.follow();

  const move = await diffChange(wiki.readable, oids[3]!);
  const mixed = await diffChange(wiki.readable, "HEAD");

  assert.equal(move.change.revision, oids[3]);
  assert.deepEqual(
    move.files.map(({ path, movedFrom, diff }) => [
      path,
      movedFrom,
      diff?.hunks.length,
    ]),
    [["Dir/New.md", "Old.md", 0]],
  );
  assert.deepEqual(
    mixed.files.map(({ path, isText, diff }) => [path, isText, diff?.added]),
    [["b.bin", false, undefined], ["c.txt", true, 1]],
  );
});

Deno.test("diffChange names files that are too many to be compared", async () => {
  await using wiki = await FollowedWiki.create();
  const files = Object.fromEntries(
    Array.from({ length: 120 }, (_, i) => [`P${100 + i}.md`, `${i}\n`]),
  );
  await wiki.made.commit({ files });
  wiki.follow();

  const { files: found } = await diffChange(wiki.readable, "HEAD");

  assert.equal(found.length, 120);
  assert.equal(found[99]?.diff?.added, 1);
  assert.equal(found[100]?.diff, undefined);
});

Deno.test("blamePage names the commit of each line, over a rename", async () => {
  await using moved = await movedPage();
  const { wiki, oids } = moved;

  const runs = await blamePage(wiki.readable, "Dir/New", oids[4]!.slice(0, 8));

  assert.deepEqual(
    runs.map(({ change, firstLine, lines }) => [
      change.revision,
      firstLine,
      lines.length,
    ]),
    [[oids[0], 1, 7], [oids[1], 8, 1], [oids[4], 9, 1]],
  );
  assert.deepEqual(runs[1]?.lines, ["six"]);
});

Deno.test("blamePage answers not_found for a page that is gone or never was", async () => {
  await using moved = await movedPage();
  const { readable } = moved.wiki;

  await assert.rejects(blamePage(readable, "Dir/New"), { code: "not_found" });
  await assert.rejects(blamePage(readable, "Nowhere"), { code: "not_found" });
});

Deno.test("blamePage refuses a page that is too long", async () => {
  await using wiki = await FollowedWiki.create();
  await wiki.made.commit({
    files: {
      "Long.md": "line\n".repeat(210_000),
      "ManyLines.md": "\n".repeat(100_002),
    },
  });
  wiki.follow();

  await assert.rejects(blamePage(wiki.readable, "Long"), { code: "too_large" });
  await assert.rejects(blamePage(wiki.readable, "ManyLines"), {
    code: "too_large",
  });
});

Deno.test("blamePage begins anew where a page was deleted and made again", async () => {
  await using wiki = await FollowedWiki.create();
  const oids = await wiki.made.commitAll([
    { files: { "A.md": "one\ntwo\n" } },
    { files: { "A.md": null } },
    { files: { "A.md": "one\ntwo\n" } },
  ]);
  wiki.follow();

  const runs = await blamePage(wiki.readable, "A");

  assert.deepEqual(runs.map(({ change }) => change.revision), [oids[2]]);
});

Deno.test("blamePage equals git blame on a linear history, remembered or not", async () => {
  const runs = 6 * Number(Deno.env.get("ROBOT_TEST_SCALE") ?? 1);
  const line = fc.constantFrom("", "a", "b", "c", "{", "}", "same old line");
  const text = fc.array(line, { minLength: 1, maxLength: 14 })
    .map((lines) => lines.join("\n") + "\n");
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 8 }),
      async (texts) => {
        await using wiki = await FollowedWiki.create();
        const oids = await wiki.made.commitAll(
          texts.map((text) => ({ files: { "P.md": text } })),
        );
        wiki.follow();
        const reader = wiki.readable;
        for (const oid of [oids[texts.length >> 1]!, oids.at(-1)!]) {
          const ours = (await blamePage(reader, "P", oid)).flatMap((run) =>
            run.lines.map((line) => `${run.change.revision} ${line}`)
          );
          assert.deepEqual(ours, await gitBlame(wiki, oid));
        }
      },
    ),
    { numRuns: Math.max(1, Math.round(runs)) },
  );
});

/** `<oid> <line>` for each line, as the real git blames. */
async function gitBlame(wiki: FollowedWiki, oid: string): Promise<string[]> {
  const text = await wiki.made.git(["blame", "--porcelain", oid, "--", "P.md"]);
  const lines: string[] = [];
  let origin = "";
  for (const line of text.split("\n")) {
    if (/^[0-9a-f]{40} /.test(line)) origin = line.slice(0, 40);
    if (line.startsWith("\t")) lines.push(`${origin} ${line.slice(1)}`);
  }
  return lines;
}
