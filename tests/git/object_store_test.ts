import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { deflateSync } from "node:zlib";
import { GitCache } from "../../src/git/git_cache.ts";
import {
  CorruptObjectError,
  EMPTY_TREE,
  hashObject,
} from "../../src/git/objects.ts";
import { ObjectStore } from "../../src/git/object_store.ts";
import {
  assertHealthy,
  commit,
  git,
  seededRandom,
  temporaryRepository,
} from "../support/git_program.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const blob = (text: string) => ({ type: "blob", data: bytes(text) }) as const;

Deno.test("ObjectStore reads every object of a repository that git packed with deep deltas", async () => {
  using world = await worldWithHistory();
  git(world.dir, "repack", "-adfq", "--depth=200", "--window=50");
  const deepest = Math.max(
    ...git(world.dir, "verify-pack", "-v", packOf(world.dir)).matchAll(
      /^chain length = (\d+)/gm,
    )
      .map((match) => Number(match[1])),
  );
  assert.ok(deepest >= 20, `deltas are only ${deepest} deep`);

  assertReadsEverything(world.dir);
});

Deno.test("ObjectStore reads packs whose deltas name their base by oid", async () => {
  using world = await worldWithHistory();
  git(world.dir, "-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq");

  assertReadsEverything(world.dir);
});

Deno.test("ObjectStore reads several packs, loose objects and packed refs side by side", async () => {
  using world = await worldWithHistory();
  git(world.dir, "repack", "-dq");
  await commit(world.repo, { "later.md": "later\n" });
  git(world.dir, "repack", "-dq");
  await commit(world.repo, { "loose.md": "loose\n" });
  git(world.dir, "pack-refs", "--all");

  assertReadsEverything(world.dir);
});

Deno.test("an open repository goes on reading when git repacks and prunes beneath it", async () => {
  using world = await worldWithHistory();
  const oids = objectsOf(world.dir).map(({ oid }) => oid);
  using reader = openStore(world.dir);
  git(world.dir, "gc", "-q", "--prune=now");
  assert.ok(oids.every((oid) => reader.store.verify(oid)));
  await commit(world.repo, { "more.md": "more\n" });
  git(world.dir, "gc", "-q", "--prune=now");

  const all = objectsOf(world.dir).map(({ oid }) => oid);
  assert.ok(all.every((oid) => reader.store.verify(oid)));
  await commit(world.repo, { "last.md": "last\n" });
  assertHealthy(world.dir);
});

Deno.test("a pack that is held can be read after it was replaced, and is closed afterwards", async () => {
  using world = await worldWithHistory();
  git(world.dir, "repack", "-adq");
  using reader = openStore(world.dir);
  const [pack] = reader.store.packs;
  const held = pack!.hold();
  await commit(world.repo, { "more.md": "more\n" });
  git(world.dir, "repack", "-adq");
  reader.store.rescan();

  assert.notEqual(reader.store.packs[0], pack);
  assert.equal(pack!.read(0, 4).toString(), "PACK");
  held[Symbol.dispose]();
  assert.throws(() => pack!.read(0, 4));
});

Deno.test("ObjectStore.write repairs an object whose file is empty, cut off or of other content", async () => {
  for (
    const damage of [
      bytes(""),
      deflateSync(bytes("blob 5\0he")),
      deflateSync(bytes("blob 5\0other")),
    ]
  ) {
    using world = temporaryRepository();
    const oid = hashObject(blob("right"));
    const path = world.repo.store.loose.path(oid);
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")));
    Deno.writeFileSync(path, damage);
    assert.throws(() => world.repo.readBlob(oid), CorruptObjectError);

    await world.repo.store.write([blob("right")]);

    assert.equal(git(world.dir, "cat-file", "blob", oid), "right");
  }
});

Deno.test("ObjectStore.write leaves an undamaged object alone, packed or loose", async () => {
  using world = temporaryRepository();
  const [loose] = await world.repo.store.write([blob("loose")]);
  const before = Deno.statSync(world.repo.store.loose.path(loose!));

  const [same, again] = await world.repo.store.write([
    blob("loose"),
    blob("loose"),
  ]);

  assert.deepEqual([same, again], [loose, loose]);
  assert.equal(
    Deno.statSync(world.repo.store.loose.path(loose!)).ino,
    before.ino,
  );
  await commit(world.repo, { "a.md": "packed" });
  git(world.dir, "repack", "-adq");
  const [packed] = await world.repo.store.write([blob("packed")]);
  assert.equal(world.repo.store.loose.has(packed!), false);
});

Deno.test("LooseObjects.sync names the objects that a repack took away meanwhile", async () => {
  using world = temporaryRepository();
  const [here] = await world.repo.store.write([blob("here")]);
  const gone = hashObject(blob("gone"));

  assert.deepEqual(await world.repo.store.loose.sync([here!, gone]), [gone]);
});

Deno.test("a damaged copy in a pack does not hide an undamaged loose one", async () => {
  using world = temporaryRepository();
  await commit(world.repo, {
    "a.md": "the text that matters, the text that matters\n",
  });
  git(world.dir, "repack", "-aq");
  const oid = world.repo.findFile(world.repo.head()!, "a.md")!.oid;
  damagePack(world.dir, oid);
  using reader = openStore(world.dir);

  assert.equal(
    reader.store.read(oid).data.toString(),
    "the text that matters, the text that matters\n",
  );

  Deno.removeSync(world.repo.store.loose.path(oid));
  using other = openStore(world.dir);
  assert.throws(
    () => other.store.read(oid),
    (error) => error instanceof CorruptObjectError && error.what === oid,
  );
  assert.throws(() => other.store.verify(oid), CorruptObjectError);
});

Deno.test("an index that belongs to another pack is not used, and named", async () => {
  using world = await worldWithHistory();
  git(world.dir, "repack", "-adq");
  const pack = `${packOf(world.dir).slice(0, -4)}.pack`;
  const content = Deno.readFileSync(pack);
  Deno.chmodSync(pack, 0o644);
  Deno.writeFileSync(pack, content.subarray(0, content.length - 30));

  using reader = openStore(world.dir);

  assert.equal(reader.store.packs.length, 0);
  assert.match(
    String([...reader.store.damagedPacks.values()][0]),
    /another pack|cut off/,
  );
});

Deno.test("an object that says it is larger or smaller than it is, is refused", () => {
  using world = temporaryRepository();
  for (
    const [name, stored] of [["aa", "blob 4\0hello"], ["bb", "blob 6\0hello"], [
      "cc",
      "blob 99999999999\0x",
    ], ["dd", "tree -1\0"]]
  ) {
    const oid = name + "0".repeat(38);
    Deno.mkdirSync(`${world.dir}/objects/${name}`);
    Deno.writeFileSync(
      world.repo.store.loose.path(oid),
      deflateSync(bytes(stored!)),
    );

    assert.throws(() => world.repo.store.read(oid), CorruptObjectError, stored);
  }
});

Deno.test("the empty tree is there without being stored", () => {
  using world = temporaryRepository();

  assert.deepEqual(world.repo.store.read(EMPTY_TREE).data.length, 0);
  assert.deepEqual(world.repo.store.findHeader(EMPTY_TREE), {
    type: "tree",
    size: 0,
  });
  assert.equal(world.repo.store.has(EMPTY_TREE), true);
});

Deno.test("two repositories with one cache cannot read each other's objects", async () => {
  const cache = new GitCache(1 << 20);
  using one = temporaryRepository({ cache });
  using other = temporaryRepository({ cache });
  const [oid] = await one.repo.store.write([blob("secret")]);

  one.repo.readBlob(oid!);

  assert.throws(() => other.repo.readBlob(oid!), { code: "not_found" });
  assert.throws(() => other.repo.blobSize(oid!), { code: "not_found" });
  assert.equal(other.repo.store.has(oid!), false);
});

Deno.test("the cache stays below its bound whatever is read, and holds no large buffers for small objects", async () => {
  using world = await worldWithHistory();
  git(world.dir, "repack", "-adfq");
  const cache = new GitCache(300_000);
  using reader = openStore(world.dir, cache);

  for (const { oid } of objectsOf(world.dir)) {
    const { data } = reader.store.read(oid);
    assert.ok(
      data.buffer.byteLength <= 2 * data.length + 200,
      `${data.length} of ${data.buffer.byteLength}`,
    );
  }

  assert.ok(cache.objects.bytes <= 100_000);
  assert.ok(cache.bases.bytes <= 67_000);
});

Deno.test("Repository.blobSize knows sizes without reading, also of deltas", async () => {
  using world = await worldWithHistory();
  git(world.dir, "repack", "-adfq");
  using reader = openStore(world.dir);

  for (const { oid, type, size } of objectsOf(world.dir)) {
    assert.deepEqual(reader.store.findHeader(oid), { type, size });
  }
});

/** A repository with objects of all kinds and sizes, some very alike. */
async function worldWithHistory() {
  const world = temporaryRepository();
  const random = seededRandom(1);
  const lines = Array.from(
    { length: 300 },
    (_, i) => `line ${i} ${random.below(1e9)}`,
  );
  for (let version = 0; version < 45; version++) {
    lines[random.below(lines.length)] = `changed in ${version}`;
    await commit(world.repo, {
      "page.md": `${lines.join("\n")}\n`,
      [`folder/${version}.md`]: `small ${version}`,
    });
  }
  const large = Uint8Array.from({ length: 200_000 }, () => random.below(256));
  await commit(world.repo, { "large.bin": large, "empty.md": "" });
  git(world.dir, "tag", "-a", "-m", "annotated", "v1", "main");
  return world;
}

function openStore(dir: string, cache = new GitCache(4 << 20)) {
  const store = new ObjectStore(dir, cache);
  return { store, [Symbol.dispose]: () => store.close() };
}

function objectsOf(dir: string) {
  return git(dir, "cat-file", "--batch-all-objects", "--batch-check").trim()
    .split("\n").map((line) => {
      const [oid, type, size] = line.split(" ");
      return { oid: oid!, type: type!, size: Number(size) };
    });
}

function assertReadsEverything(dir: string): void {
  using reader = openStore(dir);
  const objects = objectsOf(dir);
  assert.ok(objects.length > 100);
  for (const { oid, type, size } of objects) {
    const object = reader.store.verify(oid);
    assert.deepEqual([object.type, object.data.length], [type, size]);
  }
}

function packOf(dir: string): string {
  const names = [...Deno.readDirSync(`${dir}/objects/pack`)].map((entry) =>
    entry.name
  );
  return `${dir}/objects/pack/${names.find((name) => name.endsWith(".idx"))}`;
}

/** Turns over a bit in the middle of an object's compressed bytes. */
function damagePack(dir: string, oid: string): void {
  using reader = openStore(dir);
  const place = reader.store.findPacked(oid)!;
  const entry = place.pack.entryAt(place.offset);
  const path = `${packOf(dir).slice(0, -4)}.pack`;
  const content = Buffer.from(Deno.readFileSync(path));
  const middle = (entry.dataOffset + entry.end) >> 1;
  content[middle] = content[middle]! ^ 0x10;
  Deno.chmodSync(path, 0o644);
  Deno.writeFileSync(path, content);
}
