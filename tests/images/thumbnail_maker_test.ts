import assert from "node:assert/strict";
import { Codecs } from "../../src/images/codecs.ts";
import type { PictureForm } from "../../src/images/picture_form.ts";
import { readPictureHeader } from "../../src/images/picture_header.ts";
import { ThumbnailMaker } from "../../src/images/thumbnail_maker.ts";
import { ThreadStarter } from "../../src/threads/thread_starter.ts";
import {
  claimedPng,
  picture,
  turned,
  WASM_FOLDER,
} from "../support/pictures.ts";

Deno.test("a picture is made smaller in its own format", async () => {
  using threads = new ThreadStarter();
  const maker = new ThumbnailMaker(threads, { wasmFolder: WASM_FOLDER });
  try {
    for (const format of ["png", "jpeg", "webp"] as const) {
      const bytes = await picture(format, 300, 200);
      const made = await maker.make({
        picture: bufferOf(bytes),
        form: { box: 80 },
      });

      assert.equal(made.kind, "made", format);
      if (made.kind !== "made") continue;
      assert.equal(made.type, `image/${format}`);
      assert.deepEqual(made.size, { width: 80, height: 53 });
      const file = new Uint8Array(made.bytes);
      const { width, height } = readPictureHeader(file)!;
      assert.deepEqual([width, height], [80, 53], format);
      const pixels = await new Codecs(WASM_FOLDER).decode(format, file);
      const [red, , , opacity] = pixels.data;
      assert.ok(red! > 240 && opacity === 255, `${format}: ${red} ${opacity}`);
      assert.ok(pixels.data[79 * 4 + 2]! > 240, format);
    }
  } finally {
    maker.close();
  }
});

Deno.test("a photograph is turned as its camera says", async () => {
  using threads = new ThreadStarter();
  const maker = new ThumbnailMaker(threads, { wasmFolder: WASM_FOLDER });
  try {
    const bytes = turned(await picture("jpeg", 300, 200), 6);
    const made = await maker.make({
      picture: bufferOf(bytes),
      form: { width: 100 },
    });

    assert.equal(made.kind, "made");
    assert.deepEqual(made.kind === "made" && made.size, {
      width: 100,
      height: 150,
    });
  } finally {
    maker.close();
  }
});

Deno.test("a small or moving picture stays as it is", async () => {
  using threads = new ThreadStarter();
  const maker = new ThumbnailMaker(threads, { wasmFolder: WASM_FOLDER });
  try {
    const small = await picture("png", 80, 40);
    const moving = await picture("webp", 300, 200);
    const header = Uint8Array.from(
      "RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x2b\x01\0\xc7\0\0",
      (c) => c.charCodeAt(0),
    );
    const forms: PictureForm[] = [{ box: 80 }, { width: 90 }, { height: 40 }];

    for (const form of forms) {
      assert.deepEqual(await maker.make({ picture: bufferOf(small), form }), {
        kind: "as_it_is",
      });
    }
    assert.deepEqual(
      await maker.make({
        picture: bufferOf(new Uint8Array([...header, ...moving])),
        form: { box: 80 },
      }),
      { kind: "as_it_is" },
    );
  } finally {
    maker.close();
  }
});

Deno.test("damaged and huge pictures are refused, and the next one is made", async () => {
  using threads = new ThreadStarter();
  const maker = new ThumbnailMaker(threads, { wasmFolder: WASM_FOLDER });
  const form = { box: 80 };
  try {
    const good = await picture("png", 300, 200);
    const webp = await picture("webp", 300, 200);
    const bad: [string, Uint8Array][] = [
      ["claims 65535 × 65535", claimedPng(65535, 65535)],
      ["claims 4294967295 × 1", claimedPng(4294967295, 1)],
      ["claims nothing", claimedPng(0, 10)],
      ["claims 5000 × 5000, and holds nothing", claimedPng(5000, 5000)],
      ["a PNG that is cut off", good.subarray(0, 60)],
      ["a WebP that is cut off", webp.subarray(0, 40)],
      ["a JPEG's beginning", Uint8Array.from([0xff, 0xd8, 0xff, 0xff])],
      ["text", new TextEncoder().encode("<script>alert(1)</script>")],
      ["nothing", new Uint8Array()],
    ];
    for (const [what, bytes] of bad) {
      const reply = await maker.make({ picture: bufferOf(bytes), form });
      assert.equal(reply.kind, "refused", what);
      assert.equal(
        (await maker.make({ picture: bufferOf(good), form })).kind,
        "made",
      );
    }
    const huge = await maker.make({ picture: bufferOf(bad[0]![1]), form });
    assert.deepEqual(huge, {
      kind: "refused",
      reason: "it has 65535 × 65535 pixels and may have 25000000",
    });
  } finally {
    maker.close();
  }
});

Deno.test("a thread that takes too long is ended, and one that idles too", async () => {
  using threads = new ThreadStarter();
  const bytes = await picture("png", 300, 200);
  const form = { box: 80 };
  const slow = new ThumbnailMaker(threads, {
    wasmFolder: WASM_FOLDER,
    deadlineMs: 0,
  });
  assert.deepEqual(await slow.make({ picture: bufferOf(bytes), form }), {
    kind: "refused",
    reason: "it takes too long",
  });
  slow.close();
  await assert.rejects(slow.make({ picture: bufferOf(bytes), form }), {
    code: "unavailable",
  });

  const idling = new ThumbnailMaker(threads, {
    wasmFolder: WASM_FOLDER,
    idleMs: 0,
  });
  for (let run = 0; run < 3; run++) {
    assert.equal(
      (await idling.make({ picture: bufferOf(bytes), form })).kind,
      "made",
    );
    await new Promise((resolve) => setTimeout(resolve, 1)); // its thread ends
  }
  idling.close();
});

/** A copy: what is handed to the maker is gone. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
