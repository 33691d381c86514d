/**
 * One commit as people read it: what, when, by whom, through which program.
 *
 * @module
 */
import { TimeOf } from "../../http/views/form_parts.tsx";
import type { Change } from "../../wiki/history.ts";

/** Who made a change: a handle where this service saw it happen, else the name that the commit gives. */
export function authorOf(change: Pick<Change, "author" | "by">): string {
  if (change.by?.handle) return `@${change.by.handle}`;
  const name = change.author.name.slice(0, MAX_NAME);
  return name === "" ? "unknown" : name;
}

/** Longest name and subject that are shown: a pushed commit may hold anything. */
const MAX_NAME = 100;
const MAX_SUBJECT = 300;

/** The first line of a commit's message. */
export function subjectOf(change: Pick<Change, "message">): string {
  const line = change.message.split("\n", 1)[0]!.trim();
  return line === "" ? "(no message)" : line.slice(0, MAX_SUBJECT);
}

/** Seven digits, as git shows them. */
export function shortRevision(revision: string): string {
  return revision.slice(0, 7);
}

/** Time, author, agent, revision: the second line of an entry in a history; and the way to undo it. */
export function ChangeWho(props: { change: Change; canRevert?: boolean }) {
  const { change } = props;
  return (
    <div class="change-who">
      <TimeOf at={change.at} />
      <AuthorLink change={change} />
      <AgentBadge change={change} />
      <a class="revision" href={`/-/commit/${change.revision}`}>
        {shortRevision(change.revision)}
      </a>
      {props.canRevert
        ? (
          <a
            href={`/-/revert/${change.revision}`}
            aria-label={`Revert ${shortRevision(change.revision)}`}
          >
            Revert
          </a>
        )
        : null}
    </div>
  );
}

/** Who made a change, leading to what else they changed; `listing`: where, else in the whole wiki. */
export function AuthorLink(
  props: { change: Pick<Change, "author" | "by">; listing?: string },
) {
  const { change, listing = "/-/changelog" } = props;
  const by = change.by?.handle || change.author.name.slice(0, MAX_NAME);
  if (by === "") return <span>{authorOf(change)}</span>;
  return (
    <a class="author" href={`${listing}?${new URLSearchParams({ by })}`}>
      {authorOf(change)}
    </a>
  );
}

/** The program that wrote for a person, as it called itself. */
export function AgentBadge(props: { change: Pick<Change, "by"> }) {
  const by = props.change.by;
  if (by === null) return null;
  if (by.agent !== null) return <span class="badge">via {by.agent}</span>;
  // The service itself, where it made the wiki or its operator imported: its name says enough.
  if (by.door === "web" || by.door === "cli") return null;
  return <span class="badge">via {by.door}</span>;
}
