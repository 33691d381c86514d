/**
 * Reads forms with files, as browsers send them (`multipart/form-data`), while they arrive: in slices, so that the event loop
 * turns, and within limits, so that no form fills the memory.
 *
 * What a file is called is its sender's word, and comes out as it was sent; `newFileName()` makes a name of it.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7578} and, for how browsers write names,
 * {@link https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data}
 * @module
 */
import { Buffer } from "node:buffer";
import { AppError } from "../errors.ts";
import { nextTurn } from "../next_turn.ts";
import { type PartHeaders, readPartHeaders } from "./multipart_headers.ts";

/** A file in a form. */
export interface FormFile {
  /** The field that it was chosen in. */
  readonly field: string;
  /** As its sender calls it; may hold anything. */
  readonly name: string;
  /** Empty where `onFile` took them. */
  readonly bytes: Uint8Array;
}

/** A form that was read. */
export interface FileForm {
  /** Its texts. */
  readonly fields: URLSearchParams;
  /** Its files in the order of the form, without fields in which none was chosen. */
  readonly files: readonly FormFile[];
}

/** What a form may hold. */
export interface FileFormLimits {
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Called for each piece of memory that is needed, in bytes; may throw. */
  readonly onMemory?: (bytes: number) => void;
  /** Takes the one file of the form piece by piece, instead of keeping it in memory; the next one waits; may throw. */
  readonly onFile?: (bytes: Uint8Array) => Promise<void>;
}

/** What is looked at in one go. */
const SLICE_BYTES = 64 * 1024;
/** How long slices are looked at before others get their turn. */
const SLICE_MS = 8;
/** Files and fields of one form. */
const MAX_PARTS = 100;
/** Bytes of one part's headers; a browser's are below 500. */
const MAX_HEADER_BYTES = 16 * 1024;
/** Bytes of one text. */
const MAX_FIELD_BYTES = 64 * 1024;
/** What a part's memory begins with. */
const FIRST_BYTES = 16 * 1024;

/** Whether a request says that it brings such a form. */
export function isFileForm(request: Request): boolean {
  const type = request.headers.get("content-type") ?? "";
  return /^multipart\/form-data\b/i.test(type);
}

/**
 * Reads a form to its end. Nothing is kept of one that fails; what is left of it is read and thrown away, so that the browser
 * gets to see the answer.
 *
 * @throws {AppError} `too_large` naming the file and the limit; `invalid` where it is malformed, ends too early or has too many
 * parts; what `onMemory` and the request's body throw.
 */
export async function readFileForm(
  request: Request,
  limits: FileFormLimits,
): Promise<FileForm> {
  const boundary = boundaryOf(request.headers.get("content-type") ?? "");
  if (boundary === undefined) {
    await request.body?.cancel();
    throw malformed("its type names no boundary");
  }
  const reading = new FormReading(boundary, limits);
  let failure: unknown;
  let pausedAt = performance.now();
  for await (const chunk of request.body ?? []) {
    for (let at = 0; at < chunk.length && !failure; at += SLICE_BYTES) {
      try {
        reading.take(chunk.subarray(at, at + SLICE_BYTES));
        for (const piece of reading.handedOver()) await limits.onFile?.(piece);
      } catch (error) {
        failure = error;
        reading.drop();
      }
      if (performance.now() - pausedAt < SLICE_MS) continue;
      await nextTurn();
      pausedAt = performance.now();
    }
  }
  if (failure) throw failure;
  return reading.finish();
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1} */
function boundaryOf(type: string): string | undefined {
  const found = /;\s*boundary=(?:"([^"]*)"|([^\s;"]+))/i.exec(type);
  const boundary = found?.[1] ?? found?.[2] ?? "";
  return /^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/.test(boundary)
    ? boundary
    : undefined;
}

function malformed(reason: string): AppError {
  return new AppError("invalid", `Cannot read this form: ${reason}`);
}

/** Where in a form the reading is. */
type Place = "before" | "delimiter" | "headers" | "content" | "behind";

/** A form, as far as it has arrived. */
class FormReading {
  readonly #delimiter: Buffer;
  readonly #limits: FileFormLimits;
  readonly #fields = new URLSearchParams();
  #files: FormFile[] = [];
  #parts = 0;
  #place: Place = "before";
  #part: Part | null = null;
  /** Pieces of a part that has ended. */
  #handed: Uint8Array[] = [];
  /** What has arrived and is not understood yet; a line break comes before the first delimiter too. */
  #waiting: Buffer = Buffer.from("\r\n");

  constructor(boundary: string, limits: FileFormLimits) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
    this.#limits = limits;
  }

  take(bytes: Uint8Array): void {
    if (this.#place === "behind") return; // an epilogue says nothing
    this.#waiting = this.#waiting.length === 0
      ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      : Buffer.concat([this.#waiting, bytes]);
    while (this.#step());
  }

  /** What came of a file that is not kept, since the last time. */
  handedOver(): Uint8Array[] {
    const pieces = [...this.#handed, ...this.#part?.handed ?? []];
    this.#handed = [];
    if (this.#part) this.#part.handed = [];
    return pieces;
  }

  /** Forgets everything. */
  drop(): void {
    this.#files = [];
    this.#part = null;
    this.#waiting = Buffer.alloc(0);
  }

  finish(): FileForm {
    if (this.#place !== "behind") throw malformed("it ended too early");
    return { fields: this.#fields, files: this.#files };
  }

  /** Goes one place further, or says that more bytes are needed. */
  #step(): boolean {
    switch (this.#place) {
      case "before":
        return this.#skipTo("delimiter");
      case "delimiter":
        return this.#readDelimiter();
      case "headers":
        return this.#readHeaders();
      case "content":
        return this.#readContent();
      case "behind":
        return false;
    }
  }

  /** Leaves out what stands before the first delimiter. */
  #skipTo(next: Place): boolean {
    const at = this.#waiting.indexOf(this.#delimiter);
    if (at < 0) {
      this.#keepTail();
      return false;
    }
    this.#advance(at + this.#delimiter.length, next);
    return true;
  }

  /** Behind a delimiter stands `--`, or the end of the line. */
  #readDelimiter(): boolean {
    if (this.#waiting.length < 2) return false;
    if (this.#waiting.toString("latin1", 0, 2) === "--") {
      this.#advance(this.#waiting.length, "behind");
      return false;
    }
    const end = this.#waiting.indexOf("\r\n");
    const padding = this.#waiting.toString("latin1", 0, Math.max(end, 0));
    if (end < 0 && this.#waiting.length < MAX_HEADER_BYTES) return false;
    if (end < 0 || /[^ \t]/.test(padding)) {
      throw malformed("a part does not begin on a line of its own");
    }
    if (++this.#parts > MAX_PARTS) {
      throw malformed(`it has more than ${MAX_PARTS} parts`);
    }
    // The line break stays: with it, headers end at the same bytes also where there are none.
    this.#advance(end, "headers");
    return true;
  }

  #readHeaders(): boolean {
    const end = this.#waiting.indexOf("\r\n\r\n");
    if (
      end < 0 ? this.#waiting.length > MAX_HEADER_BYTES : end > MAX_HEADER_BYTES
    ) {
      throw malformed("a part has too long a header");
    }
    if (end < 0) return false;
    const headers = readPartHeaders(this.#waiting.subarray(0, end));
    if (headers === undefined) throw malformed("a part has no name");
    this.#part = new Part(headers, this.#limits);
    this.#advance(end + 4, "content");
    return true;
  }

  #readContent(): boolean {
    const part = this.#part!;
    const at = this.#waiting.indexOf(this.#delimiter);
    if (at < 0) {
      part.add(this.#waiting.subarray(0, this.#tailStart()));
      this.#keepTail();
      return false;
    }
    part.add(this.#waiting.subarray(0, at));
    this.#keep(part);
    this.#advance(at + this.#delimiter.length, "delimiter");
    return true;
  }

  #keep(part: Part): void {
    this.#part = null;
    this.#handed.push(...part.handed);
    const { name, fileName } = part.headers;
    const { bytes, sizeBytes } = part;
    if (fileName === null) {
      this.#fields.append(name, new TextDecoder().decode(bytes));
    } else if (fileName !== "" || sizeBytes > 0) {
      this.#files.push({ field: name, name: fileName, bytes });
      if (this.#limits.onFile && this.#files.length > 1) {
        throw malformed("it brings more than one file");
      }
    }
  }

  #advance(count: number, place: Place): void {
    this.#waiting = this.#waiting.subarray(count);
    this.#place = place;
  }

  /** From here on may be the beginning of a delimiter. */
  #tailStart(): number {
    return Math.max(0, this.#waiting.length - this.#delimiter.length + 1);
  }

  /** The tail as a copy: the slice that it came in is let go. */
  #keepTail(): void {
    this.#waiting = Buffer.from(this.#waiting.subarray(this.#tailStart()));
  }
}

/** One part, as far as it has arrived, in memory that grows by doubling. */
class Part {
  readonly headers: PartHeaders;
  readonly #limits: FileFormLimits;
  /** Pieces of a file that is not kept. */
  handed: Uint8Array[] = [];
  #memory = new Uint8Array(0);
  #length = 0;

  constructor(headers: PartHeaders, limits: FileFormLimits) {
    this.headers = headers;
    this.#limits = limits;
  }

  get bytes(): Uint8Array {
    return this.#memory.subarray(0, this.#length);
  }

  get sizeBytes(): number {
    return this.#length;
  }

  add(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    this.#demandRoom(length);
    if (this.#limits.onFile && this.headers.fileName !== null) {
      if (bytes.length > 0) this.handed.push(bytes);
    } else {
      if (length > this.#memory.length) this.#grow(length);
      this.#memory.set(bytes, this.#length);
    }
    this.#length = length;
  }

  #demandRoom(length: number): void {
    const { name, fileName } = this.headers;
    const { fileBytes } = this.#limits;
    if (fileName === null && length > MAX_FIELD_BYTES) {
      throw new AppError(
        "too_large",
        `Cannot read this form: its field "${name.slice(0, 80)}" is too long`,
      );
    }
    if (fileName !== null && length > fileBytes) {
      throw new AppError(
        "too_large",
        `Cannot upload "${
          fileName.slice(0, 80)
        }": a file may have ${fileBytes} bytes`,
      );
    }
  }

  #grow(length: number): void {
    const size = Math.max(length, 2 * this.#memory.length, FIRST_BYTES);
    this.#limits.onMemory?.(size - this.#memory.length);
    const larger = new Uint8Array(size);
    larger.set(this.bytes);
    this.#memory = larger;
  }
}
