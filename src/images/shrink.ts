/**
 * Makes a picture smaller: each new pixel is the average of the area that it stands for. Colours count by their opacity, so that
 * nothing shines through from transparent places.
 *
 * @module
 */
import type { PictureSize } from "./picture_form.ts";

/** Pixels, four bytes each: red, green, blue, opacity. */
export interface Pixels extends PictureSize {
  readonly data: Uint8ClampedArray;
}

/** Where each old column (or row) goes: wholly into one new one, or on the border of two. */
interface Spread {
  /** The first new place. */
  readonly place: Int32Array;
  /** How much of it goes there; the rest goes into the next. */
  readonly share: Float32Array;
}

/** A smaller picture, in one pass over the pixels. Neither side may grow. */
export function shrink(source: Pixels, size: PictureSize): Pixels {
  const columns = spreadOf(source.width, size.width);
  const rows = spreadOf(source.height, size.height);
  const target = new Uint8ClampedArray(size.width * size.height * 4);
  const stride = (size.width + 1) * 4; // a column more, for what would go behind the last
  const line = new Float32Array(stride);
  let sum = new Float32Array(stride);
  let next = new Float32Array(stride);
  const area = (size.width / source.width) * (size.height / source.height);
  let place = 0;
  for (let y = 0; y < source.height; y++) {
    if (rows.place[y]! > place) {
      writeLine(target, { sum, place, width: size.width, area });
      [sum, next] = [next, sum];
      next.fill(0);
      place = rows.place[y]!;
    }
    addLine(line, source, { y, columns });
    const share = rows.share[y]!;
    for (let i = 0; i < stride; i++) sum[i]! += line[i]! * share;
    if (share === 1) continue;
    for (let i = 0; i < stride; i++) next[i]! += line[i]! * (1 - share);
  }
  writeLine(target, { sum, place, width: size.width, area });
  return { ...size, data: target };
}

function spreadOf(from: number, to: number): Spread {
  const place = new Int32Array(from);
  const share = new Float32Array(from);
  const step = to / from;
  for (let i = 0; i < from; i++) {
    const start = i * step;
    const first = Math.min(Math.floor(start), to - 1);
    place[i] = first;
    share[i] = Math.min(1, Math.max(0, (first + 1 - start) / step));
  }
  return { place, share };
}

/** One old line, gathered into new columns; colours are multiplied by their opacity. */
function addLine(
  line: Float32Array,
  { data, width }: Pixels,
  { y, columns }: { y: number; columns: Spread },
): void {
  line.fill(0);
  let at = y * width * 4;
  for (let x = 0; x < width; x++, at += 4) {
    const to = columns.place[x]! * 4;
    const share = columns.share[x]!;
    const opacity = data[at + 3]!;
    const here = opacity * share;
    line[to]! += data[at]! * here;
    line[to + 1]! += data[at + 1]! * here;
    line[to + 2]! += data[at + 2]! * here;
    line[to + 3]! += here;
    if (share === 1) continue;
    const rest = opacity - here;
    line[to + 4]! += data[at]! * rest;
    line[to + 5]! += data[at + 1]! * rest;
    line[to + 6]! += data[at + 2]! * rest;
    line[to + 7]! += rest;
  }
}

function writeLine(
  target: Uint8ClampedArray,
  { sum, place, width, area }: {
    sum: Float32Array;
    place: number;
    width: number;
    area: number;
  },
): void {
  let to = place * width * 4;
  for (let i = 0; i < width * 4; i += 4, to += 4) {
    const opacity = sum[i + 3]!;
    if (opacity === 0) continue;
    target[to] = sum[i]! / opacity;
    target[to + 1] = sum[i + 1]! / opacity;
    target[to + 2] = sum[i + 2]! / opacity;
    target[to + 3] = opacity * area;
  }
}
