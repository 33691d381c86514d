import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { hashObject } from "../../src/git/objects.ts";
import {
  type HistoryLimits,
  type StrictlyCopied,
  unpackStrictly,
} from "../../src/git/strict_unpack.ts";
import { DEFAULT_PACK_LIMITS } from "../../src/git/pack_bytes.ts";
import { assertHealthy, temporaryRepository } from "../support/git_program.ts";
import { appendDelta, MadeHistory } from "../support/made_bundle.ts";

const LIMITS: HistoryLimits = {
  ...DEFAULT_PACK_LIMITS,
  maxObjects: 500,
  maxObjectBytes: 1 << 20,
  maxTotalBytes: 4 << 20,
  maxChain: 50,
  maxFolders: 64,
  maxFiles: 20_000,
  maxTags: 10,
  maxPathBytes: 1024,
  maxRefBytes: 255,
  maxBytesOf: (name) => name.endsWith(".md") ? 1000 : null,
};

const FILE = "100644";
const FOLDER = "40000";

/** Unpacks into an empty repository, which `look` may look at then. */
async function unpack(
  bytes: Uint8Array,
  look: (dir: string) => void = () => {},
): Promise<StrictlyCopied> {
  using target = temporaryRepository();
  const path = `${target.dir}/../x.bundle`;
  Deno.writeFileSync(path, bytes);
  try {
    const copied = await unpackStrictly(path, target.dir, LIMITS);
    target.repo.store.rescan();
    await target.repo.turn((turn) => turn.publish(copied.head));
    look(target.dir);
    return copied;
  } finally {
    const left = [...Deno.readDirSync(`${target.dir}/objects`)]
      .filter(({ name }) => name.startsWith("incoming"));
    assert.deepEqual(left, []);
  }
}

/** A history whose one tree has these lines. */
function historyOf(
  entries: (history: MadeHistory) => [string, string, string][],
): Uint8Array {
  const history = new MadeHistory();
  return history.bundle(history.commit(history.tree(entries(history))));
}

Deno.test("unpackStrictly takes an honest history, with links, submodules and old modes", async () => {
  const bytes = historyOf((history) => [
    [FILE, "Home.md", history.blob("# Home\n")],
    ["120000", "link", history.blob("/etc/passwd")],
    ["160000", "module", "1".repeat(40)],
    ["100664", "old", history.blob("old")],
  ]);

  const { commits, objects, warnings } = await unpack(bytes, (dir) => {
    const store = Deno.readDirSync(`${dir}/objects/pack`);
    assert.ok([...store].some(({ name }) => name.endsWith(".idx")));
  });

  assert.deepEqual({ commits, objects }, { commits: 1, objects: 5 });
  assert.match(warnings.join(), /"old" has the mode 100664/);
});

Deno.test("unpackStrictly unpacks what git finds proper", async () => {
  const history = new MadeHistory();
  const folder = history.tree([[FILE, "Note.md", history.blob("n")]]);
  const tree = history.tree([[FOLDER, "Folder", folder]]);
  await unpack(history.bundle(history.commit(tree)), assertHealthy);
});

Deno.test("unpackStrictly refuses names that a checkout would write elsewhere, or that deceive", async () => {
  const names: Record<string, RegExp> = {
    "..": /"\.\."/,
    ".": /"\."/,
    ".git": /\.git/,
    ".GIT": /\.git/,
    ".git ": /\.git/,
    "git~1": /\.git/,
    ".g\u200cit": /\.git/,
    ".git::$INDEX_ALLOCATION": /\.git/,
    "a/b": /slash/,
    "/etc": /slash/,
    "..\\up": /holds a backslash/,
    "line\nbreak": /control character/,
    "bell\u0007": /control character/,
  };
  for (const [name, message] of Object.entries(names)) {
    const bytes = historyOf((history) => [[FILE, name, history.blob("x")]]);
    await assert.rejects(unpack(bytes), { code: "invalid", message }, name);
  }
});

Deno.test("unpackStrictly refuses trees that no git writes: unsorted, twice, odd modes, folders that are files", async () => {
  const trees: Record<string, Uint8Array> = {
    unsorted: historyOf((history) => [
      [FILE, "b", history.blob("1")],
      [FILE, "a", history.blob("2")],
    ]),
    twice: historyOf((history) => [
      [FILE, "a", history.blob("1")],
      [FILE, "a", history.blob("2")],
    ]),
    "file and folder": historyOf((history) => [
      [FILE, "a", history.blob("1")],
      [FOLDER, "a", history.tree([[FILE, "b", history.blob("1")]])],
    ]),
    device: historyOf((history) => [["20644", "a", history.blob("1")]]),
    "set-uid": historyOf((history) => [["104755", "a", history.blob("1")]]),
    "a file as folder": historyOf((h) => [[FOLDER, "a", h.blob("1")]]),
    "a tree as file": historyOf((h) => [[FILE, "a", h.tree([])]]),
    "points to nothing": historyOf(() => [[FILE, "a", "0".repeat(40)]]),
  };
  for (const [what, bytes] of Object.entries(trees)) {
    await assert.rejects(unpack(bytes), { code: "invalid" }, what);
  }
});

Deno.test("unpackStrictly takes a list of submodules, unless it would harm who clones them", async () => {
  const listOf = (text: string, mode = FILE, name = ".gitmodules") =>
    historyOf((history) => [[mode, name, history.blob(text)]]);
  const plain = '[submodule "a"]\n\tpath = a\n\turl = https://example.org/a\n';
  assert.equal((await unpack(listOf(plain))).commits, 1);
  const harmful: Record<string, Uint8Array> = {
    "an option": listOf('[submodule "a"]\n\turl = -u./payload\n'),
    "an option as path": listOf('[submodule "a"]\n  path = "-x"\n'),
    "a folder outside": listOf('[submodule "../../x"]\n\turl = a\n'),
    "a link": listOf("elsewhere", "120000"),
    "under another name": listOf('[submodule "a"]\n url=-x', FILE, "GITMOD~1"),
  };
  for (const [what, bytes] of Object.entries(harmful)) {
    await assert.rejects(
      unpack(bytes),
      { code: "invalid", message: /list of submodules/ },
      what,
    );
  }
});

Deno.test("unpackStrictly refuses a history with missing objects: a blob, a tree, a parent", async () => {
  for (const missing of ["blob", "tree", "parent"] as const) {
    const history = new MadeHistory();
    const blob = history.blob("x");
    const tree = history.tree([[FILE, "a.md", blob]]);
    const parent = history.commit(history.tree([]));
    const head = history.commit(tree, [parent]);
    history.remove({ blob, tree, parent }[missing]);

    await assert.rejects(
      unpack(history.bundle(head)),
      { code: "invalid", message: /missing/ },
      missing,
    );
  }
});

Deno.test("unpackStrictly refuses a thin pack: a delta whose base is elsewhere", async () => {
  const history = new MadeHistory();
  const base = Buffer.from("the base is not in the pack");
  const delta = appendDelta(base, 33);
  const oid = hashObject({
    type: "blob",
    data: Buffer.concat([base, Buffer.from("!")]),
  });
  const baseOid = hashObject({ type: "blob", data: base });
  history.delta({ oid, base: baseOid, delta });
  const head = history.commit(history.tree([[FILE, "a.md", oid]]));

  await assert.rejects(unpack(history.bundle(head)), {
    code: "invalid",
    message: /bases of 1 deltas are not in it/,
  });
});

Deno.test("unpackStrictly takes a chain of deltas up to its limit, and none that is longer", async () => {
  const chainOf = (length: number) => {
    const history = new MadeHistory();
    let content = Buffer.from("start");
    let oid = history.blob(content);
    for (let i = 0; i < length; i++) {
      const next = Buffer.concat([content, Buffer.from([65 + i % 26])]);
      const name = hashObject({ type: "blob", data: next });
      history.delta({
        oid: name,
        base: oid,
        delta: appendDelta(content, next.at(-1)!),
      });
      [content, oid] = [next, name];
    }
    return history.bundle(history.commit(history.tree([[FILE, "a.md", oid]])));
  };

  assert.equal((await unpack(chainOf(LIMITS.maxChain))).commits, 1);
  await assert.rejects(unpack(chainOf(LIMITS.maxChain + 1)), {
    code: "invalid",
    message: /chain of deltas is too long/,
  });
});

Deno.test("unpackStrictly stops at a bomb: an object, all objects, their number", async () => {
  const big = historyOf((h) => [[FILE, "a", h.blob(new Uint8Array(2 << 20))]]);
  await assert.rejects(unpack(big), {
    code: "too_large",
    message: /object in it is too large/,
  });
  const much = historyOf((history) =>
    ["a", "b", "c", "d", "e"].map((name, i) => [
      FILE,
      name,
      history.blob(new Uint8Array(1 << 20).fill(i)),
    ])
  );
  await assert.rejects(unpack(much), {
    code: "too_large",
    message: /too large together/,
  });
  const many = historyOf((history) =>
    Array.from({ length: 500 }, (_, i) => [
      FILE,
      String(i).padStart(3, "0"),
      history.blob(String(i)),
    ])
  );
  await assert.rejects(unpack(many), {
    code: "too_large",
    message: /more than 500 objects/,
  });
});

Deno.test("unpackStrictly stops at trees that name each other again and again, in any commit", async () => {
  const history = new MadeHistory();
  let tree = history.tree([[FILE, "a", history.blob("boom")]]);
  for (let level = 0; level < 10; level++) {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const below = tree;
    tree = history.tree(names.map((name) => [FOLDER, name, below]));
  }
  const bomb = history.commit(tree);
  const head = history.commit(history.tree([]), [bomb]);

  await assert.rejects(unpack(history.bundle(head)), {
    code: "too_large",
    message: /more than 20000 files/,
  });
});

Deno.test("unpackStrictly takes folders 64 deep, and none that are deeper", async () => {
  const deep = (levels: number) => {
    const history = new MadeHistory();
    let tree = history.tree([[FILE, "a.md", history.blob("x")]]);
    for (let level = 1; level < levels; level++) {
      tree = history.tree([[FOLDER, "d", tree]]);
    }
    return history.bundle(history.commit(tree));
  };
  assert.equal((await unpack(deep(64))).commits, 1);
  await assert.rejects(unpack(deep(65)), {
    code: "too_large",
    message: /more than 64 deep/,
  });
});

Deno.test("unpackStrictly refuses a commit with a malformed head, and too many tags", async () => {
  const history = new MadeHistory();
  const tree = history.tree([]);
  const odd = history.add(
    "commit",
    Buffer.from(`tree ${tree}\nnonsense\n\nx\n`),
  );
  await assert.rejects(unpack(history.bundle(odd)), { code: "invalid" });

  const tagged = new MadeHistory();
  const head = tagged.commit(tagged.tree([]));
  const text = Buffer.from(tagged.bundle(head)).toString("latin1");
  const tags = Array.from(
    { length: 11 },
    (_, i) => `${head} refs/tags/v${i}\n`,
  );
  const many = text.replace(/(?<=refs\/heads\/main\n)/, tags.join(""));
  await assert.rejects(unpack(Buffer.from(many, "latin1")), {
    code: "too_large",
    message: /more than 10 tags/,
  });
});

Deno.test("unpackStrictly refuses names and paths that fill a screen", async () => {
  const named = (name: string) =>
    historyOf((history) => [[FILE, name, history.blob("x")]]);
  assert.equal((await unpack(named("x".repeat(255)))).commits, 1);
  await assert.rejects(unpack(named("x".repeat(256))), {
    code: "invalid",
    message: /longer than 255 bytes/,
  });
  const below = (name: string) => {
    const history = new MadeHistory();
    let tree = history.tree([[FILE, name, history.blob("x")]]);
    for (let level = 0; level < 4; level++) {
      tree = history.tree([[FOLDER, "d".repeat(255), tree]]);
    }
    return history.bundle(history.commit(tree));
  };
  await assert.rejects(unpack(below("x")), {
    code: "too_large",
    message: /path of a file has more than 1024 bytes/,
  });
});

Deno.test("unpackStrictly refuses commits, tags and names of tags that take long to read", async () => {
  const who = "Mallory <mallory@example.org> 1767225600 +0000";
  const commitOf = (history: MadeHistory, message: string, author = who) => {
    const tree = history.tree([]);
    const head = `tree ${tree}\nauthor ${author}\ncommitter ${who}\n\n`;
    return history.add("commit", Buffer.from(head + message));
  };
  const filler = "x".repeat(100_001);
  for (const words of [[filler], ["short", filler + who]] as const) {
    const history = new MadeHistory();
    const bytes = history.bundle(
      commitOf(history, ...words as [string, string]),
    );
    await assert.rejects(unpack(bytes), {
      code: "invalid",
      message: /more than 100000 bytes/,
    });
  }
  const tagged = (name: string, message: string) => {
    const history = new MadeHistory();
    const head = history.commit(history.tree([]));
    const text = `object ${head}\ntype commit\ntag v1\ntagger ${who}\n\n`;
    const tag = history.add("tag", Buffer.from(text + message));
    const bytes = Buffer.from(history.bundle(head)).toString("latin1");
    const line = `${tag} refs/tags/${name}\n`;
    return Buffer.from(
      bytes.replace(/(?<=refs\/heads\/main\n)/, line),
      "latin1",
    );
  };
  assert.equal((await unpack(tagged("v1", "Fine\n"))).tags.length, 1);
  await assert.rejects(unpack(tagged("v1", filler)), {
    code: "invalid",
    message: /more than 100000 bytes/,
  });
  await assert.rejects(unpack(tagged("v".repeat(256), "Fine\n")), {
    code: "too_large",
    message: /branch or of a tag is longer than 255 bytes/,
  });
  const plain = new MadeHistory();
  const head = plain.commit(plain.tree([]));
  const text = Buffer.from(plain.bundle(head)).toString("latin1");
  const long = text.replace("heads/main", `heads/${"b".repeat(256)}`);
  await assert.rejects(unpack(Buffer.from(long, "latin1")), {
    code: "too_large",
    message: /branch or of a tag is longer than 255 bytes/,
  });
  const odd = text.replace(
    "# v2 git bundle",
    `# v3 git bundle\n@${"x".repeat(9_999)}`,
  );
  await assert.rejects(
    unpack(Buffer.from(odd, "latin1")),
    (error: Error) =>
      /is not known here/.test(error.message) && error.message.length < 300,
  );
});

Deno.test("unpackStrictly refuses a file that is too large for its name, in any commit", async () => {
  const history = new MadeHistory();
  const tree = (name: string, size: number) =>
    history.tree([[FILE, name, history.blob("x".repeat(size))]]);
  const fine = history.commit(tree("picture.png", 1001));
  const good = history.commit(tree("Home.md", 1000), [fine]);
  assert.equal((await unpack(history.bundle(good))).commits, 2);
  const large = history.commit(tree("Home.md", 1001), [good]);
  const head = history.commit(tree("Home.md", 1), [large]);
  await assert.rejects(unpack(history.bundle(head)), {
    code: "too_large",
    message: /"Home.md" has 1001 bytes in one of its commits/,
  });
});
