/**
 * What kind of picture a file is, and how large, from its first bytes and before anything is decoded: a few hundred bytes can
 * claim four thousand million pixels.
 *
 * Each format is read as its decoder reads it, so that no file is small here and large there.
 *
 * @module
 */

/** The formats of which smaller pictures are made. */
export type PictureFormat = "png" | "jpeg" | "webp";

/** A picture's header. */
export interface PictureHeader {
  readonly format: PictureFormat;
  /** As stored: a photograph may be turned when it is shown. */
  readonly width: number;
  readonly height: number;
  /** Has several frames. */
  readonly isAnimated: boolean;
}

/** Reads a picture's header; `undefined` where the file is none of the formats, or damaged. */
export function readPictureHeader(
  bytes: Uint8Array,
): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const header = readPng(view) ?? readJpeg(view) ?? readWebp(view);
    return header && header.width > 0 && header.height > 0 ? header : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // it ends in the middle of its header
    throw error;
  }
}

/** @see {@link https://www.w3.org/TR/png-3/#11IHDR} */
function readPng(view: DataView): PictureHeader | undefined {
  const isPng = view.getUint32(0) === 0x89504e47 &&
    view.getUint32(4) === 0x0d0a1a0a && view.getUint32(12) === 0x49484452;
  if (!isPng) return undefined;
  return {
    format: "png",
    width: view.getUint32(16),
    height: view.getUint32(20),
    isAnimated: false, // the decoder reads the first frame only
  };
}

/**
 * The frame header that comes before the first scan. Garbage and fill bytes between segments are skipped, as libjpeg does.
 *
 * @see {@link https://www.w3.org/Graphics/JPEG/itu-t81.pdf} B.1.1, B.2.2
 */
function readJpeg(view: DataView): PictureHeader | undefined {
  if (view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2;;) {
    while (view.getUint8(at) !== 0xff) at++;
    while (view.getUint8(at) === 0xff) at++;
    const marker = view.getUint8(at++);
    if (isFrame(marker)) {
      const height = view.getUint16(at + 3);
      const width = view.getUint16(at + 5);
      return { format: "jpeg", width, height, isAnimated: false };
    }
    if (marker === 0xda || marker === 0xd9) return undefined; // a scan or the end before any frame
    if (hasLength(marker)) at += view.getUint16(at);
  }
}

/** SOF0…SOF15, without the tables (DHT, DAC) and the extension (JPG) that lie between them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 &&
    marker !== 0xc8 && marker !== 0xcc;
}

/** A zero is a stuffed byte; TEM, RSTn and SOI stand alone. */
function hasLength(marker: number): boolean {
  return marker !== 0 && marker !== 1 && !(marker >= 0xd0 && marker <= 0xd8);
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc9649#section-2.7} */
function readWebp(view: DataView): PictureHeader | undefined {
  const isWebp = view.getUint32(0) === 0x52494646 &&
    view.getUint32(8) === 0x57454250;
  if (!isWebp) return undefined;
  const header = (width: number, height: number, isAnimated = false) => ({
    ...{ format: "webp" as const, width, height, isAnimated },
  });
  switch (view.getUint32(12)) {
    case 0x56503858: // "VP8X"; the decoder refuses a frame of another size
      return header(
        1 + getUint24(view, 24),
        1 + getUint24(view, 27),
        (view.getUint8(20) & 2) !== 0,
      );
    case 0x56503820: // "VP8 "
      return header(
        view.getUint16(26, true) & 0x3fff,
        view.getUint16(28, true) & 0x3fff,
      );
    case 0x5650384c: { // "VP8L"
      const bits = view.getUint32(21, true);
      return header(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff));
    }
    default:
      return undefined;
  }
}

function getUint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}
