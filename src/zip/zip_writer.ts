/**
 * Writes zips piece by piece, so that a large one needs little memory and its reader sets the pace. Sizes and checksums follow
 * each file's bytes; whatever does not fit into 32 bits is written as zip64.
 *
 * @see {@link https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT}
 * @module
 */
import { Buffer } from "node:buffer";
import { crc32, deflateRawSync } from "node:zlib";

/** A file to be put into a zip. */
export interface ZipSource {
  /** With `/` between folders. */
  readonly name: string;
  readonly modifiedAt: Date;
  /** The bytes at once, or as they come. */
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
}

/** What the directory says of a file. */
interface Written {
  readonly name: Buffer;
  readonly modifiedAt: Date;
  readonly method: 0 | 8;
  readonly crc: number;
  readonly storedBytes: number;
  readonly sizeBytes: number;
  readonly offset: number;
}

/** Compressing more at once would hold the event loop; larger files are stored as they are (most are pictures anyway). */
const MAX_DEFLATED_BYTES = 128 << 10;

const STORED = 0;
const DEFLATED = 8;
/** Sizes follow the bytes (bit 3), names are UTF-8 (bit 11). */
const FLAGS = 1 << 3 | 1 << 11;
/** A reader must know zip64. */
const VERSION = 45;
/** Made by Unix, so that the mode counts. */
const MADE_BY = 3 << 8 | VERSION;
/** A regular file, readable by all, writable by its owner. */
const MODE = 0o100644 * 2 ** 16;
const TOO_LONG = 0xffffffff;
const TOO_MANY = 0xffff;

/** The bytes of a zip of these files, in their order. */
export async function* writeZip(
  sources: Iterable<ZipSource> | AsyncIterable<ZipSource>,
): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for await (const source of sources) {
    const start = offset;
    const name = Buffer.from(source.name, "utf8");
    const whole = source.content instanceof Uint8Array ? source.content : null;
    const isDeflated = whole !== null && whole.length > 0 &&
      whole.length <= MAX_DEFLATED_BYTES;
    const method = isDeflated ? DEFLATED : STORED;
    const head = localHead(name, source.modifiedAt, method);
    offset += head.length;
    yield head;
    let [crc, sizeBytes, storedBytes] = [0, 0, 0];
    for await (const bytes of piecesOf(source.content)) {
      crc = crc32(bytes, crc);
      sizeBytes += bytes.length;
      const stored = isDeflated ? deflateRawSync(bytes) : bytes;
      storedBytes += stored.length;
      yield stored;
    }
    const sizes = { crc, storedBytes, sizeBytes };
    const tail = descriptor(sizes);
    offset += storedBytes + tail.length;
    yield tail;
    const { modifiedAt } = source;
    written.push({ name, modifiedAt, method, ...sizes, offset: start });
  }
  yield* directory(written, offset);
}

function piecesOf(
  content: ZipSource["content"],
): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  return content instanceof Uint8Array ? [content] : content;
}

/** The directory, and what leads to it from the end. */
function* directory(
  written: readonly Written[],
  start: number,
): Generator<Uint8Array> {
  let sizeBytes = 0;
  for (const entry of written) {
    const line = directoryLine(entry);
    sizeBytes += line.length;
    yield line;
  }
  yield endOfDirectory({ count: written.length, start, sizeBytes });
}

/** Always with the extra field of zip64: whether it is needed is known only afterwards, and the descriptor's form depends on it. */
function localHead(name: Buffer, modifiedAt: Date, method: 0 | 8): Buffer {
  const { date, time } = dosTime(modifiedAt);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(FLAGS, 6);
  head.writeUInt16LE(method, 8);
  head.writeUInt16LE(time, 10);
  head.writeUInt16LE(date, 12);
  head.writeUInt32LE(TOO_LONG, 18);
  head.writeUInt32LE(TOO_LONG, 22);
  head.writeUInt16LE(name.length, 26);
  const extra = zip64Field([0, 0]);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, name, extra]);
}

/** With sizes of 8 bytes, because the local head has a field of zip64. */
function descriptor(
  { crc, storedBytes, sizeBytes }: Pick<
    Written,
    "crc" | "storedBytes" | "sizeBytes"
  >,
): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc, 4);
  bytes.writeBigUInt64LE(BigInt(storedBytes), 8);
  bytes.writeBigUInt64LE(BigInt(sizeBytes), 16);
  return bytes;
}

function directoryLine(entry: Written): Buffer {
  const { name, modifiedAt, method, crc } = entry;
  const { sizeBytes, storedBytes, offset } = entry;
  const { date, time } = dosTime(modifiedAt);
  const long = [sizeBytes, storedBytes, offset].filter(isTooLong);
  const extra = long.length === 0 ? Buffer.alloc(0) : zip64Field(long);
  const line = Buffer.alloc(46);
  line.writeUInt32LE(0x02014b50, 0);
  line.writeUInt16LE(MADE_BY, 4);
  line.writeUInt16LE(VERSION, 6);
  line.writeUInt16LE(FLAGS, 8);
  line.writeUInt16LE(method, 10);
  line.writeUInt16LE(time, 12);
  line.writeUInt16LE(date, 14);
  line.writeUInt32LE(crc, 16);
  line.writeUInt32LE(Math.min(storedBytes, TOO_LONG), 20);
  line.writeUInt32LE(Math.min(sizeBytes, TOO_LONG), 24);
  line.writeUInt16LE(name.length, 28);
  line.writeUInt16LE(extra.length, 30);
  line.writeUInt32LE(MODE, 38);
  line.writeUInt32LE(Math.min(offset, TOO_LONG), 42);
  return Buffer.concat([line, name, extra]);
}

/** Numbers of 8 bytes in the order that the format has for those that are too long elsewhere. */
function zip64Field(numbers: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * numbers.length);
  field.writeUInt16LE(0x0001, 0);
  field.writeUInt16LE(8 * numbers.length, 2);
  numbers.forEach((number, i) =>
    field.writeBigUInt64LE(BigInt(number), 4 + 8 * i)
  );
  return field;
}

function endOfDirectory(
  { count, start, sizeBytes }: {
    count: number;
    start: number;
    sizeBytes: number;
  },
): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, TOO_MANY), 8);
  end.writeUInt16LE(Math.min(count, TOO_MANY), 10);
  end.writeUInt32LE(Math.min(sizeBytes, TOO_LONG), 12);
  end.writeUInt32LE(Math.min(start, TOO_LONG), 16);
  if (count < TOO_MANY && !isTooLong(start) && !isTooLong(sizeBytes)) {
    return end;
  }
  const long = Buffer.alloc(56);
  long.writeUInt32LE(0x06064b50, 0);
  long.writeBigUInt64LE(44n, 4);
  long.writeUInt16LE(MADE_BY, 12);
  long.writeUInt16LE(VERSION, 14);
  long.writeBigUInt64LE(BigInt(count), 24);
  long.writeBigUInt64LE(BigInt(count), 32);
  long.writeBigUInt64LE(BigInt(sizeBytes), 40);
  long.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(start + sizeBytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([long, locator, end]);
}

function isTooLong(number: number): boolean {
  return number >= TOO_LONG;
}

/** Two seconds exact, from 1980 to 2107, without a time zone: UTC here. */
function dosTime(moment: Date): { date: number; time: number } {
  const year = Math.min(Math.max(moment.getUTCFullYear(), 1980), 2107);
  return {
    date: (year - 1980) << 9 | (moment.getUTCMonth() + 1) << 5 |
      moment.getUTCDate(),
    time: moment.getUTCHours() << 11 | moment.getUTCMinutes() << 5 |
      moment.getUTCSeconds() >> 1,
  };
}
