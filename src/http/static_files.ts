/**
 * The files in `static/`: small ones are read once, large ones when they are asked for; served with an address that changes with
 * their content.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** A file, ready to be sent. */
interface StaticFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** `null`: it is read when it is asked for. */
  readonly bytes: Uint8Array<ArrayBuffer> | null;
  readonly type: string;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  webp: "image/webp",
  ico: "image/x-icon",
  json: "application/json",
  webmanifest: "application/manifest+json",
  html: "text/html; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  woff2: "font/woff2",
};

/** A year: the address changes when the file does. */
const FOR_GOOD = "public, max-age=31536000, immutable";

/** Larger files are not kept in memory: few pages need them, and browsers keep them. */
const MAX_KEPT_BYTES = 128 * 1024;
const PART_BYTES = 64 * 1024;

/** All files in a folder, and the hash of all of them. */
export class StaticFiles {
  readonly #files: ReadonlyMap<string, StaticFile>;
  /** Changes whenever any file does: 12 hex digits. */
  readonly hash: string;

  /** Reads `<assetsDir>/static`, with the folders in it. A missing folder has no files. */
  constructor(assetsDir: string) {
    this.#files = readFolder(`${assetsDir}/static`, "");
    const all = createHash("sha256");
    for (const [name, { etag }] of this.#files) {
      all.update(`${name}\n${etag}\n`);
    }
    this.hash = all.digest("hex").slice(0, 12);
  }

  /** Answers `GET /static/<name>`; `undefined` where there is no such file. */
  answer(
    name: string,
    request: { readonly headers: Headers; readonly isVersioned: boolean },
  ): Response | undefined {
    const file = this.#files.get(name);
    if (file === undefined) return undefined;
    const headers = new Headers({
      "content-type": file.type,
      "etag": file.etag,
      "cache-control": request.isVersioned ? FOR_GOOD : "public, no-cache",
      // Pages of wiki hosts load these files from the platform's host.
      "cross-origin-resource-policy": "cross-origin",
    });
    if (request.headers.get("if-none-match") === file.etag) {
      return new Response(null, { status: 304, headers });
    }
    if (file.bytes !== null) return new Response(file.bytes, { headers });
    headers.set("content-length", String(file.sizeBytes));
    return new Response(partsOf(file.path), { headers });
  }
}

/** Files by their path below `static/`, in the order of their names. */
function readFolder(root: string, below: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const entry of entriesOf(`${root}/${below}`)) {
    const name = `${below}${entry.name}`;
    if (entry.isDirectory) {
      for (const [path, file] of readFolder(root, `${name}/`)) {
        files.set(path, file);
      }
    } else if (entry.isFile) {
      files.set(name, readFile(`${root}/${name}`));
    }
  }
  return files;
}

function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)].sort((a, b) =>
      a.name < b.name ? -1 : 1
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function readFile(path: string): StaticFile {
  const extension = path.slice(path.lastIndexOf(".") + 1);
  const type = TYPES[extension] ?? "application/octet-stream";
  const sizeBytes = Deno.statSync(path).size;
  const bytes = sizeBytes <= MAX_KEPT_BYTES ? Deno.readFileSync(path) : null;
  const hash = createHash("sha256");
  for (const part of bytes === null ? readParts(path) : [bytes]) {
    hash.update(part);
  }
  const etag = `"${hash.digest("hex").slice(0, 16)}"`;
  return { path, sizeBytes, bytes, type, etag };
}

function* readParts(path: string): Generator<Uint8Array> {
  using file = Deno.openSync(path);
  const part = new Uint8Array(PART_BYTES);
  for (let read; (read = file.readSync(part)) !== null;) {
    yield part.subarray(0, read);
  }
}

/** The file, opened when the first part of it is wanted. */
function partsOf(path: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  let file: Deno.FsFile | undefined;
  return new ReadableStream({
    async pull(controller) {
      file ??= await Deno.open(path);
      const part = new Uint8Array(PART_BYTES);
      const read = await file.read(part);
      if (read !== null) return controller.enqueue(part.subarray(0, read));
      file.close();
      controller.close();
    },
    cancel: () => file?.close(),
  }, { highWaterMark: 0 });
}
