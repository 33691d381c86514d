/**
 * Zips as no honest program writes them: each field can be set by hand.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { crc32, deflateRawSync } from "node:zlib";

/** A file of a zip; what is left out is as it should be. */
export interface ZipPart {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  /** What the directory says instead of the truth. */
  readonly saysBytes?: number;
  readonly saysPackedBytes?: number;
  readonly saysCrc?: number;
  /** Unix mode. */
  readonly mode?: number;
  /** The name in front of the bytes. */
  readonly localName?: string;
  /** The number of the part whose bytes this one shares. */
  readonly sharesBytesOf?: number;
  /** Sizes stand behind the bytes, as programs do that write to a pipe. */
  readonly hasDescriptor?: boolean;
  /** Stands where the packed bytes should. */
  readonly packed?: Uint8Array;
  /** Bytes put behind the packed ones and counted with them. */
  readonly tail?: Uint8Array;
}

/** What the end of a zip says instead of the truth. */
export interface ZipEnd {
  readonly saysEntries?: number;
  /** An end of directory in the form of zip64 with these numbers. */
  readonly zip64?: { readonly entries: bigint; readonly offset?: bigint };
}

/** The bytes of a zip. */
export function zipOf(
  parts: readonly ZipPart[],
  end: ZipEnd = {},
): Uint8Array<ArrayBuffer> {
  const pieces: Buffer[] = [];
  const offsets: number[] = [];
  const lines: Buffer[] = [];
  let at = 0;
  const put = (piece: Buffer) => {
    pieces.push(piece);
    at += piece.length;
  };
  for (const part of parts) {
    const { local, packed, line } = encodePart(part);
    const shared = part.sharesBytesOf;
    const offset = shared === undefined ? at : offsets[shared]!;
    offsets.push(offset);
    if (shared === undefined) {
      put(local);
      put(packed);
    }
    line.writeUInt32LE(offset, 42);
    lines.push(line);
  }
  const start = at;
  lines.forEach(put);
  const tail = encodeEnd(lines, start, end);
  return new Uint8Array(Buffer.concat([...pieces, ...tail(at)]));
}

function encodePart(part: ZipPart) {
  const name = Buffer.from(part.name);
  const content = Buffer.from(part.content ?? "");
  const { method = 8, flags = 0x800, hasDescriptor = false } = part;
  const deflated = part.packed ??
    (method === 8 ? deflateRawSync(content) : content);
  const packed = Buffer.concat([deflated, part.tail ?? Buffer.alloc(0)]);
  const crc = part.saysCrc ?? crc32(content);
  const packedBytes = part.saysPackedBytes ?? packed.length;
  const bytes = part.saysBytes ?? content.length;
  const localName = Buffer.from(part.localName ?? name);
  const bits = hasDescriptor ? flags | 8 : flags;

  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(bits, 6);
  local.writeUInt16LE(method, 8);
  if (!hasDescriptor) {
    local.writeUInt32LE(crc, 14);
    local.writeUInt32LE(packedBytes, 18);
    local.writeUInt32LE(bytes, 22);
  }
  local.writeUInt16LE(localName.length, 26);

  const line = Buffer.alloc(46);
  line.writeUInt32LE(0x02014b50, 0);
  line.writeUInt16LE(3 << 8 | 20, 4);
  line.writeUInt16LE(20, 6);
  line.writeUInt16LE(bits, 8);
  line.writeUInt16LE(method, 10);
  line.writeUInt32LE(crc, 16);
  line.writeUInt32LE(packedBytes, 20);
  line.writeUInt32LE(bytes, 24);
  line.writeUInt16LE(name.length, 28);
  line.writeUInt32LE((part.mode ?? 0o100644) * 2 ** 16, 38);

  const descriptor = Buffer.alloc(hasDescriptor ? 16 : 0);
  if (hasDescriptor) {
    descriptor.writeUInt32LE(0x08074b50, 0);
    descriptor.writeUInt32LE(crc, 4);
    descriptor.writeUInt32LE(packedBytes, 8);
    descriptor.writeUInt32LE(bytes, 12);
  }
  return {
    local: Buffer.concat([local, localName]),
    packed: Buffer.concat([packed, descriptor]),
    line: Buffer.concat([line, name]),
  };
}

/** The end, once it is known where it begins. */
function encodeEnd(lines: readonly Buffer[], start: number, end: ZipEnd) {
  const sizeBytes = lines.reduce((sum, { length }) => sum + length, 0);
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  const entries = end.saysEntries ?? lines.length;
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(sizeBytes, 12);
  record.writeUInt32LE(start, 16);
  return (at: number): Buffer[] => {
    if (end.zip64 === undefined) return [record];
    const long = Buffer.alloc(56);
    long.writeUInt32LE(0x06064b50, 0);
    long.writeBigUInt64LE(44n, 4);
    long.writeBigUInt64LE(end.zip64.entries, 24);
    long.writeBigUInt64LE(end.zip64.entries, 32);
    long.writeBigUInt64LE(BigInt(sizeBytes), 40);
    long.writeBigUInt64LE(end.zip64.offset ?? BigInt(start), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(at), 8);
    locator.writeUInt32LE(1, 16);
    return [long, locator, record];
  };
}
