/**
 * Where uploads wait between "here is my file" and "yes, import it": each in a scratch folder of its own, checked in a worker,
 * one after another. What waits is in memory: a restart forgets it, and removes the folders.
 *
 * | what              | how long, how many                                   |
 * | ----------------- | ---------------------------------------------------- |
 * | an upload         | an hour from its beginning; one for each person      |
 * | all uploads       | 40 at the same time, 8 of them being received; of    |
 * |                   | more the plan that has waited longest is given up    |
 * | being checked     | 1; the others wait their turn                        |
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { asStorageError } from "../git/durable_file.ts";
import type { Log } from "../log.ts";
import { ThreadFailure } from "../threads/job_thread.ts";
import type { ThreadStarter } from "../threads/thread_starter.ts";
import type { CheckedUpload } from "./checked_upload.ts";
import { checkUpload, type UploadJob } from "./upload_check.ts";
import { CHECK_DEADLINE_MS } from "./upload_limits.ts";

/** What became of an import. */
export interface ImportResult {
  readonly commit: string;
  readonly pages: number;
  readonly files: number;
}

/** Where an upload is on its way. */
export type UploadState =
  | { readonly kind: "receiving" | "checking" }
  | { readonly kind: "checked"; readonly checked: CheckedUpload }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "importing" }
  | { readonly kind: "done"; readonly result: ImportResult };

/** Whose an upload is, and for which wiki. */
export interface UploadOwner {
  readonly did: string;
  readonly wikiId: string;
}

/** What {@linkcode ImportDesk} needs. */
export interface ImportDeskOptions {
  readonly dataDir: string;
  readonly threads: ThreadStarter;
  readonly now: () => Date;
  readonly log: Log;
  readonly randomBytes: (length: number) => Uint8Array;
  /** How long one upload may be checked; left out: 5 minutes. */
  readonly deadlineMs?: number;
}

/** How long an upload is kept. */
const KEPT_MS = 60 * 60_000;
const MAX_UPLOADS = 40;
const MAX_RECEIVING = 8;
/** Characters of a reason: it may quote the upload. */
const MAX_REASON = 1_000;
/** How often a folder is tried to be removed; what stays goes at the next start. */
const REMOVALS = 5;
const REMOVE_AGAIN_MS = 200;
/** A thread that was ended does nothing any more by then. */
const THREAD_GONE_MS = 500;

/** One upload. */
export class Upload {
  readonly id: string;
  readonly owner: UploadOwner;
  readonly folder: string;
  readonly expiresAt: Date;
  /** What its sender calls the file. */
  fileName = "";
  /** The commit that it is compared with; `null`: the wiki is empty. */
  base: string | null = null;
  state: UploadState = { kind: "receiving" };
  readonly #giveUp = new AbortController();
  #file: Deno.FsFile | null;

  /** For {@linkcode ImportDesk.begin}. */
  constructor(
    id: string,
    owner: UploadOwner,
    { folder, expiresAt }: { folder: string; expiresAt: Date },
  ) {
    this.id = id;
    this.owner = owner;
    this.folder = folder;
    this.expiresAt = expiresAt;
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const options = { write: true, createNew: true, mode: 0o600 };
    this.#file = Deno.openSync(this.path, options);
  }

  /** The file that was uploaded. */
  get path(): string {
    return `${this.folder}/upload`;
  }

  /** The repository with what is new; there when the upload was checked. */
  get targetDir(): string {
    return `${this.folder}/repo.git`;
  }

  /** Aborted when the upload is given up. */
  get signal(): AbortSignal {
    return this.#giveUp.signal;
  }

  /** Appends bytes. @throws {AppError} `storage_full`; `conflict` where the upload was given up. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      if (this.#file === null) {
        throw new AppError(
          "conflict",
          "Cannot go on: another upload was begun",
        );
      }
      try {
        at += await this.#file.write(bytes.subarray(at));
      } catch (error) {
        if (this.signal.aborted) continue;
        throw asStorageError(error, "store the upload");
      }
    }
  }

  /** Closes the file. */
  endFile(): void {
    this.#file?.close();
    this.#file = null;
  }

  /** Ends whatever is done with it. */
  giveUp(): void {
    this.endFile();
    this.#giveUp.abort();
  }
}

/** All uploads that wait. */
export class ImportDesk implements AsyncDisposable {
  readonly #options: ImportDeskOptions;
  readonly #uploads = new Map<string, Upload>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #tasks = new Set<Promise<void>>();
  #lastCheck: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** Removes what an earlier process left behind; the caller holds the lock of the data folder. */
  constructor(options: ImportDeskOptions) {
    this.#options = options;
    removeNow(this.#folder);
  }

  get #folder(): string {
    return `${this.#options.dataDir}/scratch`;
  }

  /**
   * Makes room for an upload; an earlier one of the same person is given up.
   *
   * @throws {AppError} `unavailable` where too many are being received; `conflict` where one of the person's is being imported.
   */
  begin(owner: UploadOwner): Upload {
    const { now, randomBytes } = this.#options;
    const uploads = [...this.#uploads.values()];
    const earlier = uploads.find(({ owner: { did } }) => did === owner.did);
    if (earlier?.state.kind === "importing") {
      throw new AppError(
        "conflict",
        "Cannot take another file: an import of yours is under way",
      );
    }
    // What was imported or refused has no files any more.
    const others = uploads.filter((upload) =>
      upload !== earlier && !["done", "refused"].includes(upload.state.kind)
    );
    const inState = (kind: UploadState["kind"]) =>
      others.filter(({ state }) => state.kind === kind);
    const isCrowded = others.length >= MAX_UPLOADS;
    const [stalest] = inState("checked");
    const isFull = inState("receiving").length >= MAX_RECEIVING ||
      isCrowded && stalest === undefined;
    if (this.#isClosed || isFull) {
      throw new AppError(
        "unavailable",
        "Cannot take this file now: too many are being uploaded; try again in a minute",
        { details: { retryAfterSeconds: 60 } },
      );
    }
    if (earlier !== undefined) this.discard(earlier);
    if (isCrowded) this.discard(stalest!);
    const id = randomBytes(16).toHex();
    const upload = new Upload(id, owner, {
      folder: `${this.#folder}/${id}`,
      expiresAt: new Date(now().getTime() + KEPT_MS),
    });
    this.#uploads.set(id, upload);
    const timer = setTimeout(() => this.discard(upload), KEPT_MS);
    Deno.unrefTimer(timer);
    this.#timers.set(id, timer);
    return upload;
  }

  /** The upload of this id, where it is this person's for this wiki and not too old. */
  find(id: string, { did, wikiId }: UploadOwner): Upload | undefined {
    const upload = this.#uploads.get(id);
    if (upload?.owner.did !== did || upload.owner.wikiId !== wikiId) {
      return undefined;
    }
    if (this.#options.now() < upload.expiresAt) return upload;
    if (upload.state.kind === "importing") return upload;
    this.discard(upload);
    return undefined;
  }

  /** Has an upload checked, when its turn comes; its state says what came of it. Resolves then, and never fails. */
  check(
    upload: Upload,
    job: Pick<
      UploadJob,
      "wikiDir" | "base" | "pageBytes" | "attachmentBytes"
    >,
  ): Promise<void> {
    upload.endFile();
    upload.base = job.base;
    upload.state = { kind: "checking" };
    this.#lastCheck = this.#lastCheck.then(() => this.#check(upload, job));
    return this.#keep(this.#lastCheck);
  }

  /** Removes the files of an upload that was imported or refused; its state stays to be looked at. */
  empty({ folder }: Upload): void {
    this.#keep(this.#remove(folder));
  }

  /** Gives an upload up. */
  discard(upload: Upload): void {
    if (upload.state.kind === "importing") return; // its hour ends while it is worked on: it is emptied then
    clearTimeout(this.#timers.get(upload.id));
    this.#timers.delete(upload.id);
    this.#uploads.delete(upload.id);
    upload.giveUp();
    this.empty(upload);
  }

  /** Gives everything up and waits until nothing is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const upload of this.#uploads.values()) upload.giveUp();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  async #check(
    upload: Upload,
    job: Parameters<ImportDesk["check"]>[1],
  ): Promise<void> {
    const { threads, log, deadlineMs = CHECK_DEADLINE_MS } = this.#options;
    const { signal, path, targetDir, owner } = upload;
    try {
      const whole: UploadJob = { ...job, upload: path, targetDir };
      const options = { threads, deadlineMs, signal };
      const checked = await checkUpload(whole, options);
      upload.state = { kind: "checked", checked };
      await this.#remove(path);
    } catch (error) {
      const isTold = error instanceof AppError;
      if (!isTold) {
        log("error", "background_failed", { wiki: owner.wikiId }, error);
      }
      const reason = isTold
        ? error.message.slice(0, MAX_REASON).toWellFormed()
        : "Cannot check this file: something went wrong here, and was written down";
      upload.state = { kind: "refused", reason };
      await this.#remove(upload.folder);
      if (!isTold || error.cause instanceof ThreadFailure) {
        // A thread that was ended may have made folders meanwhile.
        await new Promise((resolve) => setTimeout(resolve, THREAD_GONE_MS));
        await this.#remove(upload.folder);
      }
    }
  }

  /** A thread that was ended may write for a moment longer, so that a folder is not empty when it should go. */
  async #remove(path: string): Promise<void> {
    for (let left = REMOVALS;; left--) {
      try {
        return await Deno.remove(path, { recursive: true });
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return;
        if (left === 1) {
          return this.#options.log("error", "background_failed", {}, error);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, REMOVE_AGAIN_MS));
    }
  }

  #keep(task: Promise<void>): Promise<void> {
    this.#tasks.add(task);
    return task.finally(() => this.#tasks.delete(task));
  }
}

function removeNow(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
