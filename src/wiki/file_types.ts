/**
 * What a file is, by the end of its name; nobody looks inside. A browser is told the same, and forbidden to guess.
 *
 * | kind                                          | leaves as                  | in the browser |
 * | --------------------------------------------- | -------------------------- | -------------- |
 * | raster image, PDF, audio, video, plain text   | its type                   | shown          |
 * | CSV, JSON, ZIP                                | its type                   | downloaded     |
 * | script, style, XML, SVG, HTML, wasm, the rest | `application/octet-stream` | downloaded     |
 *
 * @module
 */

/** A file's kind. */
export interface FileType {
  /** The media type under which it is sent. */
  readonly type: string;
  /** Whether a browser may show it; else it is downloaded. */
  readonly isShown: boolean;
  /** Whether a page may show it as a picture. */
  readonly isImage: boolean;
}

/** Types that a browser may show, by extension. */
const SHOWN: Readonly<Record<string, string>> = {
  apng: "image/apng",
  avif: "image/avif",
  bmp: "image/bmp",
  gif: "image/gif",
  ico: "image/x-icon",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  pdf: "application/pdf",
  aac: "audio/aac",
  flac: "audio/flac",
  m4a: "audio/mp4",
  mp3: "audio/mpeg",
  oga: "audio/ogg",
  ogg: "audio/ogg",
  opus: "audio/ogg",
  wav: "audio/wav",
  m4v: "video/mp4",
  mov: "video/quicktime",
  mp4: "video/mp4",
  ogv: "video/ogg",
  webm: "video/webm",
  log: "text/plain; charset=utf-8",
  text: "text/plain; charset=utf-8",
  txt: "text/plain; charset=utf-8",
};

/** Types that are safe to name, but downloaded. Script, style, XML, HTML and WebAssembly are not among them. */
const DOWNLOADED: Readonly<Record<string, string>> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json",
  zip: "application/zip",
};

const BYTES = "application/octet-stream";

/** The kind of a file with this name or path. */
export function fileTypeOf(name: string): FileType {
  const extension = extensionOf(name);
  const shown = ownValue(SHOWN, extension);
  return {
    type: shown ?? ownValue(DOWNLOADED, extension) ?? BYTES,
    isShown: shown !== undefined,
    isImage: shown?.startsWith("image/") === true || extension === "svg",
  };
}

/** Whether a smaller picture can be had of a file: made of a PNG, JPEG or WebP; a GIF or SVG is its own. */
export function hasThumbnail(name: string): boolean {
  return canShrink(name) || /^(?:gif|svg)$/.test(extensionOf(name));
}

/** Whether a file is called as a picture of which a smaller one can be made. */
export function canShrink(name: string): boolean {
  return /^(?:png|jpe?g|webp)$/.test(extensionOf(name));
}

/** Whether a file is a drawing: an image for `<img>`, a document with scripts everywhere else. */
export function isDrawing(name: string): boolean {
  return extensionOf(name) === "svg";
}

/** What stands behind the last dot of a name, in lower case; empty where there is none. */
function extensionOf(name: string): string {
  return /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

function ownValue(
  table: Readonly<Record<string, string>>,
  key: string,
): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
