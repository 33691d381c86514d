/**
 * The log: one JSON line for each event on standard output, where systemd's
 * journal collects it. The events are listed in {@linkcode LogEvent}, so that an operator
 * can search for each of them; no line holds a secret or a page's text.
 *
 * @module
 */

/** Every event that the program logs. */
export type LogEvent =
  | "server_started"
  | "server_stopping"
  | "server_stopped"
  | "request_failed" // a bug: an error that no door could translate
  | "background_failed" // work after an answer failed; it will be tried again
  | "index_caught_up"
  | "index_rebuilt"
  | "index_failed"
  | "ref_repaired"
  | "pruned" // what is thrown away once a day
  | "leftovers_removed" // stale locks and temporary files at boot
  | "repacked"
  | "render_timed_out"
  | "wiki_created"
  | "wiki_deleted"
  | "wiki_imported"
  | "signin_link_created"
  | "signed_in"
  | "signin_failed"
  | "key_rotated"
  | "signed_out"
  | "sessions_ended" // by their person, or because the account is gone
  | "account_deleted"
  | "token_created"
  | "token_revoked"
  | "page_reported"
  | "storage_full"
  | "audit_failed";

/** How much an event matters. */
export type LogLevel = "info" | "warning" | "error";

/** Values beside an event. */
export type LogFields = Readonly<
  Record<string, string | number | boolean | null | undefined>
>;

/** Writes one event. */
export type Log = (
  level: LogLevel,
  event: LogEvent,
  fields?: LogFields & { error?: never },
  error?: unknown,
) => void;

/**
 * A log that writes JSON lines.
 *
 * @param write where a line (without its newline) goes.
 * @param now the clock.
 */
export function jsonLog(write: (line: string) => void, now: () => Date): Log {
  return (level, event, fields = {}, error) => {
    const line = { at: now().toISOString(), level, event, ...fields };
    write(
      JSON.stringify(
        error === undefined ? line : { ...line, error: describe(error) },
      ),
    );
  };
}

/** A warning or an error of late. */
export interface RecentEvent {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly level: Exclude<LogLevel, "info">;
  readonly event: LogEvent;
  /** The values beside it and the beginning of the error, for people. */
  readonly words: string;
}

const MAX_RECENT = 100;
/** What another program's error may quote: our tokens, JWTs, parameters of sign-in. */
const SECRETS =
  /rwtf_[\w-]+|eyJ[\w-]+(?:\.[\w-]*)+|\b(?:code|state|secret|token|request_uri)=[^&\s"]+/g;
const MAX_RECENT_LENGTH = 1_000;

/** The last 100 warnings and errors, kept in memory for the operator's page. */
export class RecentEvents {
  readonly #now: () => Date;
  /** Oldest first. */
  #events: RecentEvent[] = [];

  /** @param now the clock. */
  constructor(now: () => Date) {
    this.#now = now;
  }

  /** A log that writes to another one, and is remembered here. */
  beside(log: Log): Log {
    return (level, event, fields = {}, error) => {
      log(level, event, fields, error);
      if (level === "info") return;
      this.#keep({
        at: this.#now().toISOString(),
        ...{ level, event, words: wordsOf(fields, error) },
      });
    };
  }

  /** Newest first. */
  list(): readonly RecentEvent[] {
    return this.#events.toReversed();
  }

  #keep(recent: RecentEvent): void {
    this.#events.push(recent);
    if (this.#events.length > MAX_RECENT) this.#events.shift();
  }
}

/** Without the address that was asked for: who reads this may not read that wiki. */
function wordsOf(fields: LogFields, error: unknown): string {
  const values = Object.entries(fields)
    .filter(([name, value]) => value !== undefined && name !== "path")
    .map(([name, value]) => `${name} ${value}`);
  if (error !== undefined) values.push(describe(error));
  const words = values.join(", ").slice(0, MAX_RECENT_LENGTH);
  return words.replace(SECRETS, "(left out)");
}

/** Characters of an error that are logged: a stranger's server can make it say a lot. */
const MAX_ERROR_LENGTH = 10_000;

/** Everything about an error: its stack and the causes behind it. */
function describe(error: unknown): string {
  return wholly(error).slice(0, MAX_ERROR_LENGTH).toWellFormed();
}

function wholly(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined
    ? ""
    : `\ncaused by ${wholly(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
