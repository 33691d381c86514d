import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type ZipLimits, ZipReader } from "../../src/zip/zip_reader.ts";
import { zipOf } from "../support/hostile_zip.ts";

const LIMITS: ZipLimits = { entries: 100, totalBytes: 32 << 20, ratio: 100 };

/** Opens a zip and reads everything in it. */
async function readAll(
  bytes: Uint8Array,
  limits = LIMITS,
): Promise<Record<string, string>> {
  const path = await Deno.makeTempFile({ prefix: "robot-zip-" });
  try {
    await Deno.writeFile(path, bytes);
    using zip = await ZipReader.open(path, limits);
    return Object.fromEntries(
      zip.files.map((file) => [file.name, file.read().toString()]),
    );
  } finally {
    await Deno.remove(path);
  }
}

async function assertRefused(
  what: string,
  bytes: Uint8Array,
  message: RegExp,
  code = "invalid",
): Promise<void> {
  await assert.rejects(readAll(bytes), { code, message }, what);
}

Deno.test("ZipReader reads what honest programs write: stored, deflated, with descriptors, folders, names without the UTF-8 flag", async () => {
  const zip = zipOf([
    { name: "notes/", mode: 0o040755, method: 0 },
    { name: "notes/a.md", content: "# A" },
    { name: "notes/b.md", content: "# B", method: 0 },
    { name: "notes/c.md", content: "# C", hasDescriptor: true },
    { name: "notes/Ärger.md", content: "# D", flags: 0 },
    { name: Buffer.from([0x8e, 0x2e, 0x6d, 0x64]), content: "# E", flags: 0 },
    { name: "notes/empty.md", content: "" },
    { name: "inner.zip", content: zipOf([{ name: "x", content: "y" }]) },
  ]);

  const { "inner.zip": inner, ...files } = await readAll(zip);

  assert.deepEqual(files, {
    "notes/a.md": "# A",
    "notes/b.md": "# B",
    "notes/c.md": "# C",
    "notes/Ärger.md": "# D",
    "Ä.md": "# E",
    "notes/empty.md": "",
  });
  assert.match(inner!, /^PK/);
});

Deno.test("ZipReader refuses names that would be written somewhere else", async () => {
  const names: Record<string, RegExp> = {
    "/etc/passwd": /absolute/,
    "../up.md": /\.\./,
    "a/../../up.md": /\.\./,
    "a/./b.md": /"\."/,
    "a\\b.md": /backslash|invalid characters/,
    "C:/windows.md": /drive|absolute/,
    "a//b.md": /empty/,
    "a\u0000.md": /control/,
    "a\nb.md": /control/,
    "": /no name/,
  };
  for (const [name, message] of Object.entries(names)) {
    await assertRefused(name, zipOf([{ name, content: "x" }]), message);
  }
});

Deno.test("ZipReader refuses links, special files, encryption and unknown compression", async () => {
  const parts = {
    symlink: [{ name: "a", content: "/etc/passwd", mode: 0o120777 }, /link/],
    device: [{ name: "a", mode: 0o020666 }, /special/],
    encrypted: [{ name: "a", content: "x", flags: 1, method: 8 }, /encrypted/],
    strong: [{ name: "a", content: "x", flags: 0x41 }, /encrypt/],
    lzma: [{ name: "a", content: "x", method: 14 }, /compressed in a way/],
  } as const;
  for (const [what, [part, message]] of Object.entries(parts)) {
    await assertRefused(what, zipOf([part]), message);
  }
});

Deno.test("ZipReader refuses two files of one name, also where only the form of Unicode differs", async () => {
  await assertRefused(
    "twice",
    zipOf([{ name: "a.md", content: "1" }, { name: "a.md", content: "2" }]),
    /two of this name/,
  );
  await assertRefused(
    "NFC and NFD",
    zipOf([{ name: "\u00e4.md", content: "1" }, {
      name: "a\u0308.md",
      content: "2",
    }]),
    /two of this name/,
  );
  await assertRefused(
    "another name in front",
    zipOf([{ name: "a.md", localName: "b.md", content: "1" }]),
    /another name/,
  );
});

Deno.test("ZipReader refuses files that share bytes: the bomb of David Fifield", async () => {
  const kernel = { name: "a", content: new Uint8Array(100_000) };
  await assertRefused(
    "one kernel, many files",
    zipOf([kernel, { ...kernel, localName: "a", sharesBytesOf: 0 }]),
    /shares bytes/,
  );
  await assertRefused(
    "reaches over the next",
    zipOf([
      {
        name: "a",
        content: "x",
        method: 0,
        saysBytes: 40,
        saysPackedBytes: 40,
      },
      { name: "b", content: "y" },
    ]),
    /shares bytes/,
  );
  await assertRefused(
    "reaches into the directory",
    zipOf([
      { name: "a", content: "x", method: 0, saysBytes: 9, saysPackedBytes: 9 },
    ]),
    /shares bytes/,
  );
});

Deno.test("ZipReader believes no size: larger, smaller, with something behind, with another checksum", async () => {
  const content = "some text that is here";
  await assertRefused(
    "larger than it says",
    zipOf([{ name: "a", content, saysBytes: 3 }]),
    /larger than it says/,
  );
  await assertRefused(
    "smaller than it says",
    zipOf([{ name: "a", content, saysBytes: 99 }]),
    /smaller than it says/,
  );
  await assertRefused(
    "bytes behind",
    zipOf([{ name: "a", content, tail: Buffer.from("hidden") }]),
    /behind its end/,
  );
  await assertRefused(
    "checksum",
    zipOf([{ name: "a", content, saysCrc: 1 }]),
    /checksum/,
  );
  await assertRefused(
    "damaged",
    zipOf([{ name: "a", content, packed: Buffer.from("no deflate stream") }]),
    /cannot be inflated/,
  );
});

Deno.test("ZipReader stops at a bomb: ratio of one file, ratio of all, size of all, number of files", async () => {
  const zeros = new Uint8Array(4 << 20);
  await assertRefused(
    "ratio of one",
    zipOf([{ name: "a", content: zeros }]),
    /more than 100 times/,
    "too_large",
  );
  const small = new Uint8Array(900_000);
  await assertRefused(
    "ratio of all",
    zipOf(["a", "b", "c", "d"].map((name) => ({ name, content: small }))),
    /more than 100 times/,
    "too_large",
  );
  const noise = crypto.getRandomValues(new Uint8Array(60_000));
  const limits = { ...LIMITS, totalBytes: 100_000 };
  await assert.rejects(
    readAll(
      zipOf([{ name: "a", content: noise }, { name: "b", content: noise }]),
      limits,
    ),
    { code: "too_large", message: /more than 100000 bytes/ },
  );
  const many = Array.from({ length: 101 }, (_, i) => ({ name: `${i}` }));
  await assertRefused(
    "number of files",
    zipOf(many),
    /more than 100 files/,
    "too_large",
  );
});

Deno.test("ZipReader refuses ends that lie, in the form of zip64 too, and what is cut off or no zip", async () => {
  const parts = [{ name: "a", content: "x" }];
  const huge = { zip64: { entries: 2n ** 40n } };
  await assertRefused("entries", zipOf(parts, huge), /more than/, "too_large");
  const far = { zip64: { entries: 1n, offset: 2n ** 50n } };
  await assertRefused("offset", zipOf(parts, far), /Cannot read the zip/);
  const more = { saysEntries: 5 };
  await assertRefused(
    "more entries",
    zipOf(parts, more),
    /Cannot read the zip/,
  );
  const whole = zipOf(parts);
  await assertRefused(
    "cut off",
    whole.subarray(0, whole.length - 5),
    /Cannot read the zip/,
  );
  await assertRefused("no zip", Buffer.from("PK\x03\x04"), /Cannot read/);
  await assertRefused("empty", new Uint8Array(), /Cannot read/);
});
