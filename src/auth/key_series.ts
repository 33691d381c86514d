/**
 * The keys of one purpose, one after the other: each signs from the time in its file's name until the next one does.
 *
 * @module
 */
import type * as jose from "jose";
import { AppError } from "../errors.ts";
import {
  type DatedFile,
  listKeyFiles,
  nameOfTime,
  readKeyFile,
  removeKeyFile,
  writeKeyFile,
} from "./key_files.ts";
import type { KeyPurpose, KeyState } from "./keys.ts";

/** How the keys of a series are made and read. */
export interface KeyMaking<Key> {
  readonly now: () => Date;
  /** A new private key as a JWK. */
  readonly make: () => Promise<string>;
  /** Reads one; throws where it is not of the kind. */
  readonly read: (jwk: jose.JWK) => Promise<Key>;
}

/**
 * How long a successor is published before it signs, and how long its predecessor stays after that, in milliseconds.
 *
 * Authorization servers keep our published keys for 10 minutes, and a sign-in takes an hour at most. A session's JWT lives for a
 * day; the hour above it forgives clocks that are set back.
 */
const ROTATION: Readonly<
  Record<KeyPurpose, { publishMs: number; keepMs: number }>
> = {
  session: { publishMs: 0, keepMs: 25 * 3_600_000 },
  atproto: { publishMs: 15 * 60_000, keepMs: 3_600_000 },
};

/** The keys of one purpose: each signs from its time on until the next one does. */
export class KeySeries<Key extends { readonly kid: string }> {
  readonly #folder: string;
  readonly #purpose: KeyPurpose;
  readonly #making: KeyMaking<Key>;
  /** Newest first. */
  #keys: (DatedFile & { readonly key: Key })[] = [];

  constructor(folder: string, purpose: KeyPurpose, making: KeyMaking<Key>) {
    this.#folder = folder;
    this.#purpose = purpose;
    this.#making = making;
  }

  /** Reads all; makes the first where there is none, unless one `isNeeded`. */
  async open({ isNeeded }: { isNeeded: boolean }): Promise<void> {
    for (const file of listKeyFiles(this.#folder, this.#purpose)) {
      this.#keys.push({ ...file, key: await this.#read(file.path) });
    }
    if (this.#keys.length > 0) return this.#prune();
    const path = `${this.#folder}/${this.#purpose}.jwk`;
    if (isNeeded) {
      throw new AppError(
        "unavailable",
        `Cannot start: the database is there, but its key "${path}" is missing: restore it from the backup that the database came from`,
      );
    }
    await this.#add({ path, fromMs: 0 });
  }

  /** The newest whose time has come. */
  signing(): Key {
    const nowMs = this.#making.now().getTime();
    const current = this.#keys.find(({ fromMs }) => fromMs <= nowMs);
    return (current ?? this.#keys.at(-1)!).key;
  }

  /** All that are not over, newest first. */
  accepted(): readonly Key[] {
    const nowMs = this.#making.now().getTime();
    return this.#keys.filter((_, place) => this.#endMs(place) > nowMs)
      .map(({ key }) => key);
  }

  list(): KeyState[] {
    this.#prune();
    return this.#keys.map((_, place) => this.#stateOf(place));
  }

  async rotate(): Promise<KeyState> {
    this.#prune();
    const nowMs = this.#making.now().getTime();
    const newest = this.#keys[0]!;
    if (newest.fromMs > nowMs) {
      const when = new Date(newest.fromMs).toISOString();
      throw new AppError(
        "conflict",
        `Cannot replace the ${this.#purpose} key now: its successor is there already and signs from ${when} on`,
      );
    }
    // Names have whole seconds; a second rotation within one must not take the name of the first.
    const fromMs = Math.max(
      Math.floor((nowMs + ROTATION[this.#purpose].publishMs) / 1000) * 1000,
      newest.fromMs + 1000,
    );
    const name = `${this.#purpose}.${nameOfTime(fromMs)}.jwk`;
    await this.#add({ path: `${this.#folder}/${name}`, fromMs });
    return this.#stateOf(0);
  }

  async #add(file: DatedFile): Promise<void> {
    writeKeyFile(file.path, await this.#making.make());
    this.#keys.unshift({ ...file, key: await this.#read(file.path) });
  }

  async #read(path: string): Promise<Key> {
    try {
      return await this.#making.read(JSON.parse(readKeyFile(path)!));
    } catch (cause) {
      throw new AppError("unavailable", `Cannot use the key "${path}"`, {
        cause,
      });
    }
  }

  /** When a key is over: some time after its successor began to sign. */
  #endMs(place: number): number {
    const successor = this.#keys[place - 1];
    return successor === undefined
      ? Infinity
      : successor.fromMs + ROTATION[this.#purpose].keepMs;
  }

  #stateOf(place: number): KeyState {
    const { key, fromMs } = this.#keys[place]!;
    const endMs = this.#endMs(place);
    const nowMs = this.#making.now().getTime();
    return {
      purpose: this.#purpose,
      kid: key.kid,
      state: key === this.signing()
        ? "signing"
        : fromMs > nowMs
        ? "next"
        : "old",
      signsFrom: fromMs === 0 ? null : new Date(fromMs).toISOString(),
      endsAt: endMs === Infinity ? null : new Date(endMs).toISOString(),
    };
  }

  /** Removes what is over. */
  #prune(): void {
    const nowMs = this.#making.now().getTime();
    const over = this.#keys.filter((_, place) => this.#endMs(place) <= nowMs);
    for (const { path } of over) removeKeyFile(path);
    this.#keys = this.#keys.filter((key) => !over.includes(key));
  }
}
