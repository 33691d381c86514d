/**
 * Whether the accounts behind sessions are still there: an account that its own server has taken down or its owner has
 * deactivated should not go on here for as long as somebody reloads a page.
 *
 * Asked when a session is renewed, in the background and at most twice a day for a person. Only a plain "inactive" ends
 * sessions; a server that is down or that nobody knows changes nothing, or its failure would sign everybody out.
 *
 * @module
 */
import { transaction } from "../db/database.ts";
import type { PlatformDatabase } from "../db/platform/platform_database.ts";
import type { SessionRow } from "../db/platform/sessions.ts";
import type { Log } from "../log.ts";
import type { SessionWatch } from "./sessions.ts";

/** An account somewhere in the network. */
export interface CheckedAccount {
  readonly did: string;
  /** Origin of its server as of the last sign-in, or `null`. */
  readonly pds: string | null;
}

/** What checks need. */
export interface AccountCheckOptions {
  readonly platform: PlatformDatabase;
  readonly now: () => Date;
  readonly log: Log;
  /** Asks the account's own server. */
  readonly accountStatus: (
    account: CheckedAccount,
  ) => Promise<"active" | "inactive" | "unknown">;
}

/** A person is asked after at most this often. */
const CHECK_EVERY_MS = 12 * 3_600_000;
/** People whom we remember having asked after. */
const MAX_REMEMBERED = 10_000;

/** Looks after accounts; dispose of it before the database is closed. */
export class AccountChecks implements SessionWatch, Disposable {
  readonly #options: AccountCheckOptions;
  /** When somebody was last asked after, in milliseconds, by DID, longest ago first. */
  readonly #asked = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();
  #isOver = false;

  constructor(options: AccountCheckOptions) {
    this.#options = options;
  }

  /** Begins a check where it is time for one; returns at once. */
  look({ did, createdAt, checkedAt }: SessionRow): void {
    const now = this.#options.now().getTime();
    const known = Math.max(
      Date.parse(checkedAt ?? createdAt),
      this.#asked.get(did) ?? 0,
    );
    if (this.#isOver || now - known < CHECK_EVERY_MS) return;
    this.#remember(did, now);
    const running = this.#check(did).finally(() =>
      this.#running.delete(running)
    );
    this.#running.add(running);
  }

  /** Resolves when no check runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** What is still asked for comes to nothing. */
  [Symbol.dispose](): void {
    this.#isOver = true;
  }

  #remember(did: string, at: number): void {
    this.#asked.delete(did);
    this.#asked.set(did, at);
    if (this.#asked.size <= MAX_REMEMBERED) return;
    for (const oldest of this.#asked.keys()) {
      this.#asked.delete(oldest);
      return;
    }
  }

  async #check(did: string): Promise<void> {
    const { platform, log, accountStatus, now } = this.#options;
    try {
      const pds = platform.users.find(did)?.pds ?? null;
      const status = await accountStatus({ did, pds });
      if (this.#isOver || status === "unknown") return;
      const at = now().toISOString();
      if (status === "active") platform.sessions.noteChecked(did, at);
      else this.#end(did, at);
    } catch (error) {
      if (this.#isOver) return;
      log("error", "background_failed", { did }, error);
    }
  }

  #end(did: string, at: string): void {
    const { platform, log } = this.#options;
    const sessions = transaction(platform.db, () => {
      const ended = platform.sessions.revokeAllOf(did, at);
      if (ended === 0) return 0;
      platform.audit.add({
        at,
        event: "sessions_ended",
        actorDid: null,
        subjectDid: did,
        wikiId: null,
        address: null,
        credential: "service",
        detail: `${ended}, because the account is not active any more`,
      });
      return ended;
    });
    if (sessions > 0) log("info", "sessions_ended", { did, sessions });
  }
}
