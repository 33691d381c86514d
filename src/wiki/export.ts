/**
 * Taking a wiki along: its whole history as a git bundle, or its files as they are now as a zip. Whoever may read a wiki may take
 * it along, as with `git clone`.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { streamBundle } from "../git/bundle_stream.ts";
import type { TreeFile } from "../git/repository.ts";
import { isRegularFile } from "../git/trees.ts";
import { writeZip, type ZipSource } from "../zip/zip_writer.ts";
import type { ReadableWiki } from "./access.ts";
import type { House } from "./house.ts";
import { Slices } from "./slices.ts";

/** A file to be downloaded. */
export interface Download {
  /** `garden-2026-11-20.bundle`. */
  readonly fileName: string;
  readonly type: string;
  readonly stream: ReadableStream<Uint8Array>;
}

/** Who is told that a download has ended, failed, or was given up. */
export interface DownloadOptions {
  readonly onEnd: () => void;
}

/** Larger files are read in a thread. */
const MAX_READ_HERE = 128 * 1024;

/** A reader that takes nothing must not hold a place for ever. */
const LONGEST_MS = 15 * 60_000;

/** What stands in a zip for what cannot be in it. */
const LEFT_OUT = "LEFT_OUT.txt";

/**
 * The whole history as a git bundle; the wiki stays open until its end.
 *
 * @throws {AppError} `conflict` where nothing was saved yet; `unavailable` where the wiki is being deleted.
 */
export function exportBundle(
  wiki: ReadableWiki,
  { onEnd }: DownloadOptions,
): Download {
  const { house, row } = wiki;
  return {
    fileName: fileNameOf(house, row.slug, "bundle"),
    type: "application/x-git-bundle",
    stream: bundleOf(wiki, onEnd),
  };
}

/**
 * The files as they are now, as a zip with one folder, the wiki's name. What is no file (links, submodules) and what no file can
 * be called everywhere is left out, and named in a text.
 *
 * @throws {AppError} `conflict` where nothing was saved yet; `unavailable` where the wiki is being deleted.
 */
export function exportZip(
  wiki: ReadableWiki,
  { onEnd }: DownloadOptions,
): Download {
  const { house, row, head } = wiki;
  if (head === null) {
    throw new AppError(
      "conflict",
      "Cannot make a zip: nothing was saved in this wiki yet",
    );
  }
  const borrowed = house.openWikis.borrow(row);
  const stream = streamZip(house, filesOf(wiki, head), () => {
    borrowed[Symbol.dispose]();
    onEnd();
  });
  return {
    fileName: fileNameOf(house, row.slug, "zip"),
    type: "application/zip",
    stream,
  };
}

/** The bundle alone. */
export function bundleOf(
  { house, row }: ReadableWiki,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  const borrowed = house.openWikis.borrow(row);
  const end = () => {
    borrowed[Symbol.dispose]();
    onEnd();
  };
  try {
    return streamBundle(borrowed.wiki.repo, {
      onEnd: end,
      onFailure: (error) =>
        house.log("error", "request_failed", { wiki: row.id }, error),
    });
  } catch (error) {
    borrowed[Symbol.dispose]();
    throw error;
  }
}

/** A zip as a stream that works only when its reader wants more. `onEnd` is called once, however it ends. */
export function streamZip(
  { log }: Pick<House, "log">,
  sources: AsyncIterable<ZipSource>,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  const bytes = writeZip(sources);
  let hasEnded = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    if (hasEnded) return;
    hasEnded = true;
    clearTimeout(timer);
    onEnd();
  };
  const giveUp = () => bytes.return(undefined).finally(end);
  return new ReadableStream<Uint8Array>({
    start(controller) {
      timer = setTimeout(() => {
        controller.error(new Error("The download took too long"));
        giveUp().catch(() => {}); // whatever it was doing, it is over
      }, LONGEST_MS);
    },
    async pull(controller) {
      try {
        const { done, value } = await bytes.next();
        if (hasEnded) return;
        if (!done) return controller.enqueue(value);
        end();
        controller.close();
      } catch (error) {
        log("error", "request_failed", {}, error);
        end();
        controller.error(error);
      }
    },
    cancel: async () => void await giveUp(),
  }, { highWaterMark: 0 });
}

/** `garden-2026-11-20.zip`. */
export function fileNameOf(
  { now }: Pick<House, "now">,
  name: string,
  ending: string,
): string {
  return `${name}-${now().toISOString().slice(0, 10)}.${ending}`;
}

/** The files of a commit, each read when its turn comes. */
async function* filesOf(
  wiki: ReadableWiki,
  head: string,
): AsyncGenerator<ZipSource> {
  const { repo, house, row } = wiki;
  const modifiedAt = new Date(repo.readCommit(head).committedAt * 1000);
  const slices = new Slices();
  const leftOut: string[] = [];
  for (const file of repo.listFiles(head)) {
    await slices.pause();
    const reason = reasonAgainst(file);
    if (reason !== undefined) {
      leftOut.push(`${file.path}: ${reason}`);
      continue;
    }
    const content = repo.blobSize(file.oid) <= MAX_READ_HERE
      ? repo.readBlob(file.oid)
      : new Uint8Array(await house.blobs.readOwn(repo.dir, file.oid));
    yield { name: `${row.slug}/${file.path}`, modifiedAt, content };
  }
  if (leftOut.length === 0) return;
  const text = [
    "These are in the wiki's history and cannot be in a zip:",
    "",
    ...leftOut,
    "",
  ].join("\n");
  yield {
    name: `${row.slug}/${LEFT_OUT}`,
    modifiedAt,
    content: new TextEncoder().encode(text),
  };
}

function reasonAgainst(file: TreeFile): string | undefined {
  if (file.mode === "120000") return "a symbolic link";
  if (!isRegularFile(file)) return "a submodule";
  if (file.path.includes("\uFFFD")) return "its name is not UTF-8";
  if (/[\\\p{Cc}]|^[a-z]:/iu.test(file.path)) {
    return "its name means something else on some systems";
  }
  return file.path === LEFT_OUT
    ? "its name is needed for this list"
    : undefined;
}
