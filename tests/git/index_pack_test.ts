import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { indexPack } from "../../src/git/index_pack.ts";
import {
  encodeDistance,
  encodeKindAndSize,
  PACKED,
} from "../../src/git/pack_entry.ts";
import { encodePackIndex } from "../../src/git/pack_index_writer.ts";
import { DEFAULT_PACK_LIMITS } from "../../src/git/pack_bytes.ts";
import { temporaryFolder } from "../support/git_program.ts";
import { longHistory, onlyPack } from "../support/long_history.ts";

/** A pack of handmade entries. */
function packOf(
  entries: readonly Uint8Array[],
  count = entries.length,
): Buffer {
  const head = Buffer.alloc(12);
  head.write("PACK");
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(count, 8);
  const body = Buffer.concat([head, ...entries]);
  return Buffer.concat([body, createHash("sha1").update(body).digest()]);
}

/** A whole blob, which may lie about its size. */
function blob(content: Uint8Array, saidSize = content.length): Buffer {
  return Buffer.concat([
    encodeKindAndSize(PACKED.blob, saidSize),
    deflateSync(content),
  ]);
}

/** Indexes bytes as if they were a file. */
function index(pack: Uint8Array, limits = DEFAULT_PACK_LIMITS) {
  using folder = temporaryFolder();
  const path = `${folder.path}/some.pack`;
  Deno.writeFileSync(path, pack);
  return indexPack(path, limits);
}

Deno.test("indexPack gives the same index as git, byte for byte", async () => {
  await using real = await longHistory({ pages: 60, commits: 400 });
  const pack = onlyPack(real.dir);

  const { objects, checksum } = indexPack(`${pack}.pack`);

  assert.ok(
    encodePackIndex(objects, checksum).equals(Deno.readFileSync(`${pack}.idx`)),
  );
});

Deno.test("indexPack follows deltas that name their base", async () => {
  await using real = await longHistory({ pages: 20, commits: 100 });
  await real.git([
    "-c",
    "repack.useDeltaBaseOffset=false",
    "-c",
    "repack.writeBitmaps=false",
    "repack",
    "-adfq",
  ]);
  const pack = onlyPack(real.dir);

  const { objects, checksum } = indexPack(`${pack}.pack`);

  assert.ok(
    encodePackIndex(objects, checksum).equals(Deno.readFileSync(`${pack}.idx`)),
  );
});

Deno.test("indexPack refuses a pack that was cut short or changed, wherever that is", async () => {
  await using real = await longHistory({ pages: 5, commits: 20 });
  const whole = Buffer.from(Deno.readFileSync(`${onlyPack(real.dir)}.pack`));
  for (const length of [0, 11, 31, 100, whole.length - 21, whole.length - 1]) {
    assert.throws(
      () => index(whole.subarray(0, length)),
      { code: "invalid" },
      `${length} bytes`,
    );
  }
  for (const at of [0, 5, 9, 12, 40, whole.length >> 1, whole.length - 1]) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 0x55;
    assert.throws(() => index(changed), { code: "invalid" }, `byte ${at}`);
  }
});

Deno.test("indexPack refuses damage that has a right checksum", () => {
  const good = Buffer.from("good");
  const cases: Record<string, Buffer> = {
    "more objects than there are": packOf([blob(good)], 2),
    "fewer objects than there are": packOf([blob(good), blob(good)], 1),
    "a billion objects": packOf([blob(good)], 1_000_000_000),
    "an object shorter than it says": packOf([blob(good, 5)]),
    "an object longer than it says": packOf([blob(good, 3)]),
    "an unknown kind": packOf([
      Buffer.concat([Buffer.from([0x55]), deflateSync(good)]),
    ]),
    "no zlib stream": packOf([
      Buffer.concat([encodeKindAndSize(PACKED.blob, 4), Buffer.alloc(20)]),
    ]),
    "a delta of something outside": packOf([
      Buffer.concat([
        encodeKindAndSize(PACKED.nameDelta, 4),
        Buffer.alloc(20, 1),
        deflateSync(good),
      ]),
    ]),
    "a delta of the middle of something": packOf([
      blob(good),
      Buffer.concat([
        encodeKindAndSize(PACKED.offsetDelta, 4),
        encodeDistance(3),
        deflateSync(good),
      ]),
    ]),
    "a delta of itself": packOf([
      Buffer.concat([
        encodeKindAndSize(PACKED.offsetDelta, 4),
        encodeDistance(0),
        deflateSync(good),
      ]),
    ]),
  };
  for (const [what, pack] of Object.entries(cases)) {
    assert.throws(() => index(pack), { code: "invalid" }, what);
  }
});

Deno.test("indexPack ends a bomb before it goes off", () => {
  const limits = {
    ...DEFAULT_PACK_LIMITS,
    maxObjectBytes: 1_000_000,
    maxTotalBytes: 3_000_000,
  };
  const huge = blob(new Uint8Array(2_000_000));
  const base = blob(new Uint8Array(900_000));
  // 900,000 bytes out of a dozen: the base, copied.
  const copy = Buffer.concat([
    sizeOf(900_000),
    sizeOf(900_000),
    ...copies(900_000),
  ]);
  const delta = (distance: number) =>
    Buffer.concat([
      encodeKindAndSize(PACKED.offsetDelta, copy.length),
      encodeDistance(distance),
      deflateSync(copy),
    ]);
  const many: Buffer[] = [base];
  for (let i = 0; i < 5; i++) many.push(delta(many.at(-1)!.length));
  const grown = Buffer.concat([
    sizeOf(900_000),
    sizeOf(1_800_000),
    ...copies(900_000),
    ...copies(900_000),
  ]);
  const growing = Buffer.concat([
    encodeKindAndSize(PACKED.offsetDelta, grown.length),
    encodeDistance(base.length),
    deflateSync(grown),
  ]);

  assert.throws(() => index(packOf([huge]), limits), { code: "too_large" });
  assert.throws(() => index(packOf(many), limits), { code: "too_large" });
  assert.throws(() => index(packOf([base, growing]), limits), {
    code: "invalid",
  });
});

/** A size in a delta: groups of 7 bits, low ones first. */
function sizeOf(size: number): Buffer {
  const bytes: number[] = [];
  let rest = size;
  for (; rest >= 128; rest = Math.floor(rest / 128)) {
    bytes.push((rest & 127) | 128);
  }
  return Buffer.from([...bytes, rest]);
}

/** Instructions that copy the first `length` bytes of the base, at most 65536 each. */
function copies(length: number): Buffer[] {
  const instructions: Buffer[] = [];
  for (let at = 0; at < length; at += 65536) {
    const size = Math.min(65536, length - at) & 0xffff;
    instructions.push(
      Buffer.from([
        0xb7,
        at & 255,
        (at >> 8) & 255,
        (at >> 16) & 255,
        size & 255,
        size >> 8,
      ]),
    );
  }
  return instructions;
}
