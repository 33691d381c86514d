import assert from "node:assert/strict";
import fc from "fast-check";
import { IndexDatabase } from "../../src/db/index/index_database.ts";
import { indexDump } from "../support/index_dump.ts";
import {
  catchUp,
  rebuildIndex,
  untilCaughtUp,
} from "../../src/wiki/index_follower.ts";
import { indexWaitingTexts } from "../../src/wiki/waiting_texts.ts";
import { FollowedWiki } from "../support/followed_wiki.ts";
import type { NewCommit } from "../support/real_repository.ts";

Deno.test("catchUp of an empty repository leaves an empty index", async () => {
  await using wiki = await FollowedWiki.create();

  wiki.follow();

  assert.equal(wiki.index.head(), null);
  assert.equal(wiki.index.meta.read().pageCount, 0);
  assert.deepEqual(wiki.events, []);
});

Deno.test("catchUp lists files, folders and pages of HEAD with the commits that changed them last", async () => {
  await using wiki = await FollowedWiki.create();
  const [first, second] = await wiki.made.commitAll([
    {
      files: {
        "Home.md": "# Welcome\n\nTwo words\n",
        "Actors/Iran.md":
          "---\ntitle: Islamic Republic\ncategory: State\ntags: [asia, oil]\n---\n# Iran\n\nText\n",
        "Actors/map.png": "12345",
      },
      links: { "latest": "Home.md" },
    },
    { files: { "Home.md": "# Welcome\n\nThree words here\n" } },
  ]);

  wiki.follow();

  const { files, pages, meta } = wiki.index;
  assert.deepEqual({ ...pages.find("Home") }, {
    pathId: pages.find("Home")!.pathId,
    path: "Home",
    title: "Welcome",
    category: null,
    tags: "[]",
    words: 5,
    frontMatter: null,
    isText: 1,
    oid: (await wiki.made.git(["rev-parse", "main:Home.md"])).trim(),
    sizeBytes: 28,
    seq: 2,
    revision: second,
    changedAt: 1767225660,
  });
  const iran = pages.find("Actors/Iran")!;
  assert.equal(iran.title, "Islamic Republic");
  assert.equal(iran.category, "State");
  assert.equal(iran.tags, '["asia","oil"]');
  assert.equal(iran.revision, first);
  assert.equal(files.find("Actors/map.png")?.size, 5);
  assert.equal(files.find("latest"), undefined); // a symlink
  assert.deepEqual(
    files.listFoldersIn("").map((folder) => ({ ...folder })),
    [{ path: "Actors", files: 2, pages: 1 }],
  );
  assert.deepEqual(
    files.listFolded("actors/iran").map(({ path }) => path),
    ["Actors/Iran.md"],
  );
  const { fileCount, pageCount, contentBytes } = meta.read();
  assert.deepEqual({ fileCount, pageCount, contentBytes }, {
    fileCount: 3,
    pageCount: 2,
    contentBytes: 28 + 5 + 79,
  });
});

Deno.test("catchUp takes away what a commit deleted, empty folders too", async () => {
  await using wiki = await FollowedWiki.create();
  await wiki.made.commit({
    files: { "A/B/Page.md": "# Page\n", "A/file.txt": "x", "Home.md": "hi\n" },
  });
  wiki.follow();
  await wiki.made.commit({ files: { "A/B/Page.md": null } });

  wiki.follow();

  assert.equal(wiki.index.pages.find("A/B/Page"), undefined);
  assert.equal(wiki.index.files.findFolder("A/B"), undefined);
  assert.deepEqual({ ...wiki.index.files.findFolder("A") }, {
    path: "A",
    files: 1,
    pages: 0,
  });
  assert.equal(wiki.index.meta.read().contentBytes, 4);
  await wiki.assertAsRebuilt();
});

Deno.test("catchUp indexes a page that is not UTF-8 by its name alone", async () => {
  await using wiki = await FollowedWiki.create();
  await wiki.made.commit({
    files: { "Old_Notes.md": new Uint8Array([0x23, 0x20, 0xff, 0x0a]) },
  });

  wiki.follow();

  const page = wiki.index.pages.find("Old_Notes")!;
  assert.equal(page.title, "Old Notes");
  assert.equal(page.isText, 0);
});

Deno.test("catchUp stores commits whose author and message are hostile", async () => {
  await using wiki = await FollowedWiki.create();
  const base = await wiki.made.commit({ files: { "Home.md": "hi\n" } });
  const tree = (await wiki.made.git(["rev-parse", "main^{tree}"])).trim();
  const commit = new Uint8Array([
    ...new TextEncoder().encode(`tree ${tree}\nparent ${base}\nauthor `),
    0xff,
    0xfe,
    ...new TextEncoder().encode(
      ` <> 99999999999999 +0000\ncommitter  <> -5 +9999\n\n${
        "long ".repeat(2000)
      }`,
    ),
    0x80,
  ]);
  const oid = (await wiki.made.git(
    ["hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
    commit,
  )).trim();
  await wiki.made.moveMain(oid);

  wiki.follow();

  const row = wiki.index.commits.find(oid)!;
  assert.equal(row.seq, 2);
  assert.equal(row.message.length, 4000);
  assert.equal(row.isMessageCut, 1);
  assert.equal(new Date(row.authoredAt * 1000).toISOString().length, 24);
  assert.equal(row.authorName.isWellFormed(), true);
});

Deno.test("catchUp rebuilds after history was rewritten", async () => {
  await using wiki = await FollowedWiki.create();
  const [root] = await wiki.made.commitAll([
    { files: { "Home.md": "one\n" } },
    { files: { "Secret.md": "gone\n" } },
  ]);
  wiki.follow();
  await wiki.made.commitAll([{
    files: { "Other.md": "x\n" },
    parents: [root!],
  }]);

  wiki.follow();

  assert.equal(wiki.index.pages.find("Secret"), undefined);
  assert.equal(wiki.index.changes.findPathId("Secret.md"), undefined);
  assert.equal(wiki.index.meta.read().headSeq, 2);
  await wiki.assertAsRebuilt();
});

Deno.test("catchUp rebuilds where the index is no ancestor along first parents but a merged side", async () => {
  await using wiki = await FollowedWiki.create();
  const [root, ours] = await wiki.made.commitAll([
    { files: { "Home.md": "one\n" } },
    { files: { "Home.md": "two\n" } },
  ]);
  wiki.follow();
  const [theirs, merge] = await wiki.made.commitAll([
    { files: { "Other.md": "x\n" }, parents: [root!] },
    { files: { "Home.md": "two\n" }, parents: ["#0", ours!] },
  ]);

  wiki.follow();

  assert.equal(wiki.index.commits.find(ours!), undefined);
  assert.equal(wiki.index.commits.listNamed(ours!)[0]?.mergedSeq, 3);
  assert.equal(wiki.index.commits.find(theirs!)?.seq, 2);
  assert.equal(wiki.index.files.find("Home.md")?.revision, merge);
  await wiki.assertAsRebuilt();
});

Deno.test("catchUp sends a worker where HEAD is far ahead, and untilCaughtUp waits for it", async () => {
  await using wiki = await FollowedWiki.create();
  await wiki.made.commit({ files: { "Home.md": "one\n" } });
  wiki.follow();
  await wiki.made.commitAll(
    Array.from({ length: 150 }, (_, i) => ({
      files: { [`Page ${i % 40}.md`]: `# Page ${i}\n\nSee [[Home]].\n` },
    })),
  );

  catchUp(wiki, wiki.log);
  const before = wiki.index.meta.read().headSeq;
  await untilCaughtUp(wiki, wiki.log);

  assert.equal(before, 1);
  assert.equal(wiki.index.head(), wiki.repo.head());
  assert.equal(wiki.index.meta.read().pageCount, 41);
  assert.deepEqual(wiki.events, ["index_rebuilt"]);
  await wiki.assertAsRebuilt();
});

Deno.test("a wiki whose index is built from nothing is unavailable, not empty", async () => {
  await using wiki = await FollowedWiki.create();
  await wiki.made.commitAll(
    Array.from({ length: 150 }, (_, i) => ({ files: { "Home.md": `${i}\n` } })),
  );

  assert.throws(() => wiki.readable, { code: "unavailable" });
  await untilCaughtUp(wiki, wiki.log);

  assert.equal(wiki.readable.head, wiki.repo.head());
});

Deno.test("catchUp leaves a large tree to a worker, however few commits brought it", async () => {
  await using wiki = await FollowedWiki.create();
  const files = Object.fromEntries(
    Array.from({ length: 600 }, (_, i) => [`Folder/P${i}.md`, `${i}\n`]),
  );
  await wiki.made.commit({ files });

  catchUp(wiki, wiki.log);
  const isSent = wiki.index.upkeep.rebuild?.isNeeded;
  await untilCaughtUp(wiki, wiki.log);

  assert.equal(isSent, true);
  assert.equal(wiki.index.files.findFolder("Folder")?.pages, 600);
  assert.equal(wiki.index.waitingTexts.count(), 0);
});

Deno.test("catchUp replaces an index that turns out to be damaged", async () => {
  await using wiki = await FollowedWiki.create();
  await wiki.made.commit({ files: { "Home.md": "one\n" } });
  wiki.follow();
  await wiki.made.commit({ files: { "New.md": "two\n" } });
  const { path, migrations } = wiki.index;
  const pages = wiki.index.db.prepare(
    "SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'files'",
  ).all().map(({ rootpage }) => Number(rootpage));
  wiki.index.close();
  const bytes = await Deno.readFile(path);
  for (const page of pages) bytes.fill(0xaa, (page - 1) * 4096, page * 4096);
  await Deno.writeFile(path, bytes);
  const index = IndexDatabase.open(path, migrations);
  const { repo, records, folder, threads } = wiki;

  catchUp({ index, repo, records, folder, threads }, wiki.log);

  assert.equal(index.pages.find("New")?.path, "New");
  assert.deepEqual(wiki.events, []);
  index.close();
});

Deno.test("rebuildIndex serves the old index meanwhile, which follows on", async () => {
  await using wiki = await FollowedWiki.create();
  await wiki.made.commit({ files: { "Home.md": "one\n" } });
  wiki.follow();

  const rebuilding = rebuildIndex(wiki, wiki.log);
  await wiki.made.commit({ files: { "New.md": "two\n" } });
  wiki.follow();
  const seenMeanwhile = wiki.index.pages.find("New")?.path;
  const { commits, pages } = await rebuilding;

  assert.equal(seenMeanwhile, "New");
  assert.deepEqual({ commits, pages }, { commits: 2, pages: 2 });
  assert.deepEqual(
    [...Deno.readDirSync(wiki.folder)].map(({ name }) => name)
      .filter((name) => name.includes(".new")),
    [],
  );
});

Deno.test("catchUp keeps the old index where a commit cannot be read, and says so once", async () => {
  await using wiki = await FollowedWiki.create();
  const root = await wiki.made.commit({ files: { "Home.md": "one\n" } });
  wiki.follow();
  await wiki.made.commitAll([
    { files: { "A.md": "a\n" } },
    { files: { "B.md": "b\n" } },
  ]);
  const broken = (await wiki.made.git(["rev-parse", "main~1"])).trim();
  await loseObject(wiki, broken);

  catchUp(wiki, wiki.log);
  catchUp(wiki, wiki.log);

  assert.equal(wiki.index.head(), root);
  assert.equal(wiki.events.length, 1);
  assert.match(wiki.events[0]!, /^index_failed /);
  await assert.rejects(untilCaughtUp(wiki, wiki.log), { code: "unavailable" });
});

Deno.test("catchUp lets large changes wait, and indexWaitingTexts reads them in slices", async () => {
  await using wiki = await FollowedWiki.create();
  await wiki.made.commit({
    files: Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`P${i}.md`, `# Title ${i}\n`]),
    ),
  });

  catchUp(wiki, wiki.log);
  const waiting = wiki.index.waitingTexts.count();
  const bare = wiki.index.pages.find("P7")?.title;
  const left = indexWaitingTexts(wiki, 0);
  const done = indexWaitingTexts(wiki, Infinity);

  assert.equal(waiting, 60);
  assert.equal(bare, "P7");
  assert.equal(left, 59);
  assert.equal(done, 0);
  assert.equal(wiki.index.pages.find("P7")?.title, "Title 7");
  await wiki.assertAsRebuilt();
});

Deno.test("catchUp reads 100 KB of text in a turn, and lets the rest wait", async () => {
  await using wiki = await FollowedWiki.create();
  const text = (words: number) => `# Title\n\n${"word ".repeat(words)}\n`;
  await wiki.made.commit({
    files: { "A.md": text(12_000), "B.md": text(12_000), "C.md": text(500) },
  });

  catchUp(wiki, wiki.log);

  const titles = wiki.index.pages.listNames().map(({ title }) => title);
  assert.deepEqual(titles, ["Title", "B", "Title"]);
  assert.equal(wiki.index.waitingTexts.count(), 1);
  indexWaitingTexts(wiki, Infinity);
  await wiki.assertAsRebuilt();
});

Deno.test("catchUp reads waiting texts by itself, large ones in a thread", async () => {
  await using wiki = await FollowedWiki.create();
  await wiki.made.commit({
    files: {
      "Long.md": `# Long\n\n[[Home]]\n${"word ".repeat(60_000)}\n`,
      "Bytes.md": new Uint8Array(300_000).fill(0xff),
    },
  });

  catchUp(wiki, wiki.log);
  const waiting = wiki.index.waitingTexts.count();
  while (wiki.index.upkeep.isReadingTexts) await nextMacrotask();

  assert.equal(waiting, 2);
  assert.equal(wiki.index.waitingTexts.count(), 0);
  assert.equal(wiki.index.pages.find("Long")?.words, 60_003);
  assert.equal(wiki.index.pages.find("Bytes")?.isText, 0);
  assert.deepEqual(wiki.events, []);
  await wiki.assertAsRebuilt();
});

Deno.test("closing an index ends the reading of its waiting texts, thread and timer too", async () => {
  await using wiki = await FollowedWiki.create();
  const text = `# Long\n\n${"word ".repeat(60_000)}\n`;
  await wiki.made.commit({ files: { "Long.md": text } });
  catchUp(wiki, wiki.log);
  for (let i = 0; i < 5; i++) await nextMacrotask(); // the thread is at work, or about to be

  wiki.index.close();
  while (wiki.index.upkeep.isReadingTexts) await nextMacrotask();

  assert.deepEqual(wiki.events, []);
});

Deno.test("catchUp reads links again after their order was changed", async () => {
  await using wiki = await FollowedWiki.create();
  await wiki.made.commit({ files: { "Home.md": "[[A|b]]\n" } });
  wiki.follow();

  wiki.records.preferences.set("WIKILINK_STYLE", "text_first");
  wiki.follow();

  assert.equal(wiki.index.meta.read().linkStyle, "text_first");
  await wiki.assertAsRebuilt();
});

Deno.test("an index that followed any history equals one that was built in one go", async () => {
  const runs = 12 * Number(Deno.env.get("ROBOT_TEST_SCALE") ?? 1);
  await fc.assert(
    fc.asyncProperty(histories(), async (history) => {
      await using wiki = await FollowedWiki.create();
      const oids = await wiki.made.commitAll(history.commits);
      const stops = history.stops.map((stop) => stop % oids.length).sort((
        a,
        b,
      ) => a - b);
      for (const stop of [...stops, oids.length - 1]) {
        await wiki.made.moveMain(oids[stop]!);
        wiki.follow();
      }
      const followed = indexDump(wiki.index);
      await rebuildIndex(wiki, wiki.log);
      assert.equal(followed, indexDump(wiki.index));
    }),
    { numRuns: Math.max(1, Math.round(runs)) },
  );
});

/** Histories with additions, edits, deletions, moves and merges over a few names. */
function histories() {
  const name = fc.constantFrom(
    "Home.md",
    "A/One.md",
    "A/Two.md",
    "a/one.md",
    "A/B/Deep.md",
    "A/pic.png",
    "Notes_x.md",
    "Notes x.md",
  );
  const text = fc.constantFrom(
    "",
    "# One\n\n[[Home]]\n",
    "# Two\n\nMany lines\nof text\nthat stay\nas they are\n",
    "---\ntags: a, b\ncategory: C\n---\n[[A/One|x]] ![](pic.png)\n",
  );
  const edit = fc.record({
    put: fc.dictionary(name, text, { maxKeys: 3 }),
    remove: fc.option(name),
    mergeWith: fc.option(fc.nat(20)),
  });
  return fc.record({
    edits: fc.array(edit, { minLength: 1, maxLength: 12 }),
    stops: fc.array(fc.nat(20), { maxLength: 4 }),
  }).map(({ edits, stops }) => ({
    stops,
    commits: edits.map(({ put, remove, mergeWith }, i): NewCommit => {
      const files: Record<string, string | null> = { ...put };
      if (remove !== null) files[remove] = null;
      if (i === 0) return { files, parents: [] };
      const other = mergeWith === null ? i - 1 : mergeWith % i;
      const parents = other === i - 1
        ? [`#${i - 1}`]
        : i % 3 === 0
        ? [`#${other}`] // a branch that is merged later, or never
        : [`#${i - 1}`, `#${other}`];
      return { files, parents };
    }),
  }));
}

function nextMacrotask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

async function loseObject(wiki: FollowedWiki, oid: string): Promise<void> {
  await Deno.remove(
    `${wiki.made.dir}/objects/${oid.slice(0, 2)}/${oid.slice(2)}`,
  );
}
