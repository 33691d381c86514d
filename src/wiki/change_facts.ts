/**
 * A commit as people are told of it. What is believed about who was behind it is the provenance row alone: name, address and
 * message are what its writer claims.
 *
 * @module
 */
import type { CommitRow } from "../db/index/commits.ts";
import { changesBetween } from "../git/changes_between.ts";
import type { ReadableWiki } from "./access.ts";
import type { Change } from "./history.ts";
import { isForPrograms, pageOfFile } from "./page_path.ts";

/** Most names of pages and files in one entry of a listing. */
const MAX_NAMES_LISTED = 100;

/** A commit of the line; with all names and its whole message where `isWhole`. */
export function changeOfRow(
  wiki: ReadableWiki,
  row: CommitRow,
  { isWhole }: { isWhole: boolean },
): Change {
  const paths = wiki.index.changes.listOfCommit(
    row.seq,
    isWhole ? row.touched : MAX_NAMES_LISTED,
  ).map(({ path }) => path);
  const message = isWhole && row.isMessageCut
    ? wiki.repo.readCommit(row.oid).message
    : row.message;
  return changeOf(wiki, {
    revision: row.oid,
    author: { name: row.authorName, email: row.authorEmail },
    authoredAt: row.authoredAt,
    message,
    paths,
    touched: row.touched,
  });
}

/** A commit beside the line, as the repository has it. */
export function changeOfSideCommit(wiki: ReadableWiki, oid: string): Change {
  const commit = wiki.repo.readCommit(oid);
  const paths = changesBetween(wiki.repo, commit.parents[0] ?? null, oid)
    .map(({ path }) => path);
  return changeOf(wiki, {
    revision: oid,
    author: commit.author,
    authoredAt: Math.min(Math.max(commit.authoredAt, 0), LAST_SECOND),
    message: commit.message,
    paths,
    touched: paths.length,
  });
}

/** 9999-12-31T23:59:59Z. */
const LAST_SECOND = 253_402_300_799;

function changeOf(
  wiki: ReadableWiki,
  { revision, author, authoredAt, message, paths, touched }: {
    revision: string;
    author: { readonly name: string; readonly email: string };
    authoredAt: number;
    message: string;
    paths: readonly string[];
    touched: number;
  },
): Change {
  const known = wiki.provenance.find(revision);
  const shown = paths.filter((path) => !isForPrograms(path));
  const pages = shown.map(pageOfFile).filter((page) => page !== undefined);
  return {
    revision,
    author: { name: author.name, email: author.email },
    by: known === undefined ? null : {
      did: known.did,
      handle: known.handle,
      door: known.door,
      agent: known.agent,
    },
    at: new Date(authoredAt * 1000).toISOString(),
    message: known === undefined ? message.trimEnd() : withoutTrailers(message),
    pages: pages.sort(),
    files: shown.filter((path) => pageOfFile(path) === undefined).sort(),
    touched: touched - (paths.length - shown.length),
  };
}

/**
 * A message without the lines that this service put at its end. Only for commits that it made: in others such lines are the
 * writer's own words.
 */
function withoutTrailers(message: string): string {
  const lines = message.trimEnd().split("\n");
  let end = lines.length;
  while (end > 1 && /^(?:Agent|Client|Session): /.test(lines[end - 1]!)) end--;
  return lines.slice(0, end).join("\n").trimEnd();
}
