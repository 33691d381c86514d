/**
 * Smaller pictures of a wiki's files: made once, kept on disk, one at a time for everybody. Whose wiki has many waits for its own.
 *
 * | file            | what comes                                                        |
 * | --------------- | ----------------------------------------------------------------- |
 * | PNG, JPEG, WebP | a smaller one of the same format; as it is where it is small      |
 * | GIF, SVG        | as it is: a smaller GIF would stand still, a drawing has no pixels|
 * | others          | none                                                              |
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { ByteLru } from "../git/byte_lru.ts";
import type { BlobReader } from "../git/blob_reader.ts";
import { formKey, type PictureForm } from "../images/picture_form.ts";
import type {
  ThumbnailMaker,
  ThumbnailReply,
} from "../images/thumbnail_maker.ts";
import { FairQueue } from "../markdown/fair_queue.ts";
import type { ReadableWiki } from "./access.ts";
import { canShrink, hasThumbnail } from "./file_types.ts";
import { ThumbnailFiles } from "./thumbnail_files.ts";
import { thumbnailFolder } from "./wiki_folder.ts";

/** A smaller picture, or what to do instead. */
export type Thumbnail =
  | {
    readonly kind: "made";
    readonly type: string;
    readonly bytes: Uint8Array<ArrayBuffer>;
  }
  | { readonly kind: "as_it_is" }
  | { readonly kind: "refused"; readonly reason: string };

/** Larger files are not decoded. */
const MAX_BYTES = 32 * 1024 * 1024;
/** What is remembered of pictures of which none is made. */
const REMEMBERED_BYTES = 1024 * 1024;
/** How long: the machine may only have been busy. */
const REMEMBERED_MS = 10 * 60_000;

const ENDINGS = ["png", "jpeg", "webp"] as const;

interface Task {
  readonly run: () => Promise<void>;
}

interface Remembered {
  readonly thumbnail: Thumbnail;
  readonly untilMs: number;
}

/** Makes and keeps smaller pictures; one for the process. */
export class Thumbnails {
  readonly #maker: ThumbnailMaker;
  readonly #blobs: BlobReader;
  readonly #files = new ThumbnailFiles();
  readonly #waiting = new FairQueue<Task>({ total: 200, group: 60 });
  /** Pictures that are being made, so that two who ask at the same time share one. */
  readonly #making = new Map<string, Promise<Thumbnail>>();
  /** Pictures of which none is made, and until when that is believed. */
  readonly #remembered = new ByteLru<Remembered>(REMEMBERED_BYTES);
  #isWorking = false;

  constructor(maker: ThumbnailMaker, blobs: BlobReader) {
    this.#maker = maker;
    this.#blobs = blobs;
  }

  /**
   * A file's picture in a form.
   *
   * @throws {AppError} `not_found` where the file is no picture; `unavailable` where too many wait.
   */
  async read(
    wiki: ReadableWiki,
    file: { readonly path: string; readonly oid: string },
    form: PictureForm,
  ): Promise<Thumbnail> {
    const { path, oid } = file;
    if (!hasThumbnail(path)) {
      throw new AppError("not_found", `There is no small picture of "${path}"`);
    }
    if (!canShrink(path)) return { kind: "as_it_is" };
    const folder = thumbnailFolder(wiki.repo.dir);
    const stem = `${oid}-${formKey(form)}`;
    const now = wiki.house.now().getTime();
    const known = this.#remembered.get(`${folder}/${stem}`);
    if (known !== undefined && now < known.untilMs) return known.thumbnail;
    const kept = await this.#files.find(folder, stem, ENDINGS);
    if (kept !== undefined) {
      const { bytes, ending } = kept;
      return { kind: "made", type: `image/${ending}`, bytes };
    }
    const key = `${folder}/${stem}`;
    const making = this.#making.get(key) ??
      this.#enqueue(
        wiki.row.id,
        key,
        () => this.#make(wiki, { oid, form, folder, stem }),
      );
    return await making;
  }

  /**
   * A picture that is in hand, encoded anew. It is kept nowhere.
   *
   * @param owner whose turn it takes: a person's pictures wait for each other.
   * @throws {AppError} `unavailable` where too many wait.
   */
  async encode(
    owner: string,
    picture: ArrayBuffer,
    form: PictureForm,
  ): Promise<Thumbnail> {
    const key = `in hand ${owner}`;
    return await this.#enqueue(owner, key, async () => {
      const job = { picture, form, isAlwaysEncoded: true };
      const reply = await this.#maker.make(job);
      if (reply.kind !== "made") return reply;
      const bytes = new Uint8Array(reply.bytes);
      return { kind: "made", type: reply.type, bytes };
    });
  }

  /** Pictures that wait or are being made. */
  get waiting(): number {
    return this.#making.size;
  }

  /** Ends the thread; what waits fails. */
  close(): void {
    this.#maker.close();
  }

  #enqueue(
    group: string,
    key: string,
    make: () => Promise<Thumbnail>,
  ): Promise<Thumbnail> {
    const { promise, resolve, reject } = Promise.withResolvers<Thumbnail>();
    const run = () => make().then(resolve, reject);
    if (!this.#waiting.push(group, { run })) {
      throw new AppError(
        "unavailable",
        "Cannot make a small picture now: too many wait",
        { details: { retryAfterSeconds: 5 } },
      );
    }
    const making = promise.finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    this.#work();
    return making;
  }

  /** One after the other. */
  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    for (let task; (task = this.#waiting.shift()) !== undefined;) {
      await task.run();
    }
    this.#isWorking = false;
  }

  async #make(
    { repo, house }: ReadableWiki,
    { oid, form, folder, stem }: {
      oid: string;
      form: PictureForm;
      folder: string;
      stem: string;
    },
  ): Promise<Thumbnail> {
    const reply: ThumbnailReply = repo.blobSize(oid) > MAX_BYTES
      ? { kind: "refused", reason: "the file is too large" }
      : await this.#maker.make({
        picture: await this.#blobs.readOwn(repo.dir, oid),
        form,
      });
    if (reply.kind !== "made") {
      const untilMs = house.now().getTime() + REMEMBERED_MS;
      const remembered = { thumbnail: reply, untilMs };
      this.#remembered.set(`${folder}/${stem}`, remembered, 100);
      return reply;
    }
    const bytes = new Uint8Array(reply.bytes);
    const ending = reply.type.slice("image/".length);
    await this.#files.put(folder, `${stem}.${ending}`, bytes);
    return { kind: "made", type: reply.type, bytes };
  }
}
