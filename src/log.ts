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
  | "leftovers_removed" // stale locks and temporary files at boot
  | "repacked"
  | "render_timed_out"
  | "wiki_created"
  | "wiki_deleted"
  | "wiki_imported"
  | "signin_link_created"
  | "signed_in"
  | "signed_out"
  | "token_created"
  | "token_revoked"
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

/** Everything about an error: its stack and the causes behind it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined
    ? ""
    : `\ncaused by ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
