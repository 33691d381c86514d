/** Pictures for tests, made here so that each says what is special about it. @module */
import { Buffer } from "node:buffer";
import { Codecs } from "../../src/images/codecs.ts";
import type { PictureFormat } from "../../src/images/picture_header.ts";
import { type Pixels } from "../../src/images/shrink.ts";
import { ASSETS_DIR } from "./world.ts";

/** Where the codecs' code is. */
export const WASM_FOLDER = `${ASSETS_DIR}/wasm`;

/** Pixels: left half red, right half blue; the lower half opaque, the upper as `opacity` says. */
export function redAndBlue(
  width: number,
  height: number,
  opacity = 255,
): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isLeft = x < width / 2;
      const shown = y < height / 2 ? opacity : 255;
      data.set(
        [isLeft ? 255 : 0, 0, isLeft ? 0 : 255, shown],
        (y * width + x) * 4,
      );
    }
  }
  return { width, height, data };
}

/** A picture's file, red and blue. */
export function picture(
  format: PictureFormat,
  width: number,
  height: number,
): Promise<Uint8Array> {
  return new Codecs(WASM_FOLDER).encode(format, redAndBlue(width, height));
}

/** A JPEG with a note of how the camera was held: 1 upright, 6 turned by 90° to the right. */
export function turned(jpeg: Uint8Array, orientation: number): Uint8Array {
  const tiff = Buffer.alloc(26);
  tiff.write("MM\0*", 0, "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8); // one entry
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
}

/** The beginning of a PNG that claims a size. */
export function claimedPng(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(33);
  bytes.write("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 0, "latin1");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.set([8, 6, 0, 0, 0], 24);
  return bytes;
}
