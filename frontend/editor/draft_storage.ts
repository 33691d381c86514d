/**
 * Drafts in the browser: those of visitors, and those that could not be sent. At most 20, one megabyte each, 90 days.
 *
 * @module
 */

/** A text that was not saved. */
export interface StoredDraft {
  readonly text: string;
  /** Revision that it began from; empty: the page was not there. */
  readonly base: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** The form was sent with it, and what came of that was not seen here. */
  readonly wasSent?: boolean;
}

const PREFIX = "draft:";
const MAX_DRAFTS = 20;
const MAX_BYTES = 1_000_000;
const MAX_AGE_MS = 90 * 24 * 3600 * 1000;

/** The drafts of one writer on one wiki; a wiki has an origin of its own, and so its own storage. */
export class DraftStorage {
  readonly #storage: Storage;
  readonly #prefix: string;

  /** `writer`: a DID, so that nobody is offered what another person wrote here; empty for visitors. */
  constructor(storage: Storage, writer: string) {
    this.#storage = storage;
    this.#prefix = `${PREFIX}${writer}:`;
  }

  /** The draft of a page, unless it is too old. */
  read(page: string, now: number): StoredDraft | undefined {
    const draft = this.#parse(this.#prefix + page);
    return draft && now - draft.savedAt <= MAX_AGE_MS ? draft : undefined;
  }

  /** Keeps a draft; the oldest make room. `false`: it is too long, or the browser has no room. */
  write(page: string, draft: StoredDraft): boolean {
    if (new TextEncoder().encode(draft.text).length > MAX_BYTES) return false;
    const key = this.#prefix + page;
    const value = JSON.stringify(draft);
    this.#makeRoom(key, draft.savedAt);
    try {
      this.#storage.setItem(key, value);
      return true;
    } catch {
      return false; // over the quota, or storage is forbidden
    }
  }

  /** Drops a draft. */
  remove(page: string): void {
    this.#storage.removeItem(this.#prefix + page);
  }

  #makeRoom(key: string, now: number): void {
    const others = this.#keys().filter((other) => other !== key)
      .map((other) => ({ other, savedAt: this.#parse(other)?.savedAt ?? 0 }))
      .sort((a, b) => b.savedAt - a.savedAt);
    for (const [i, { other, savedAt }] of others.entries()) {
      if (i >= MAX_DRAFTS - 1 || now - savedAt > MAX_AGE_MS) {
        this.#storage.removeItem(other);
      }
    }
  }

  #keys(): string[] {
    const keys = [];
    for (let i = 0; i < this.#storage.length; i++) {
      const key = this.#storage.key(i)!;
      if (key.startsWith(this.#prefix)) keys.push(key);
    }
    return keys;
  }

  #parse(key: string): StoredDraft | undefined {
    const value = this.#storage.getItem(key);
    if (value === null) return undefined;
    try {
      const { text, base, savedAt, wasSent } = JSON.parse(value);
      return typeof text === "string" && typeof base === "string" &&
          typeof savedAt === "number"
        ? { text, base, savedAt, ...(wasSent === true ? { wasSent } : {}) }
        : undefined;
    } catch {
      return undefined; // not ours, or cut off
    }
  }
}
