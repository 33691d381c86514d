import assert from "node:assert/strict";
import { readPictureHeader } from "../../src/images/picture_header.ts";
import { claimedPng, picture, turned } from "../support/pictures.ts";

Deno.test("readPictureHeader() tells format and size of what the codecs write", async () => {
  for (const format of ["png", "jpeg", "webp"] as const) {
    const bytes = await picture(format, 123, 45);
    assert.deepEqual(readPictureHeader(bytes), {
      format,
      width: 123,
      height: 45,
      isAnimated: false,
    });
  }
});

Deno.test("readPictureHeader() reads a JPEG's own frame, not one that hides in a segment", async () => {
  const jpeg = await picture("jpeg", 123, 45);
  const frame = [0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 0];
  const hidden = [0xff, 0xe2, 0, frame.length + 2, ...frame];
  const filled = [0xff, 0xff, 0xff, 0xe2, 0, 2, 0x00, 0x17];

  const bytes = new Uint8Array([
    ...jpeg.subarray(0, 2),
    ...filled,
    ...hidden,
    ...jpeg.subarray(2),
  ]);

  assert.equal(readPictureHeader(bytes)?.width, 123);
  assert.equal(readPictureHeader(turned(jpeg, 6))?.width, 123);
});

Deno.test("readPictureHeader() finds nothing in what is cut off or something else", async () => {
  const jpeg = await picture("jpeg", 123, 45);
  const others = [
    new Uint8Array(),
    claimedPng(10, 10).subarray(0, 20),
    claimedPng(0, 10),
    jpeg.subarray(0, 20),
    new Uint8Array(1000).fill(0xff),
    new TextEncoder().encode("GIF89a and some more text"),
    new TextEncoder().encode("RIFF\0\0\0\0WEBPVP9 and some more text"),
  ];
  for (const bytes of others) {
    assert.equal(readPictureHeader(bytes), undefined);
  }
});
