/**
 * A commit as people are told of it. What is believed about who was behind it is the provenance row alone: name, address and
 * message are what its writer claims.
 *
 * @module
 */
import type { CommitRow } from "../db/index/commits.ts";
import type { Maker } from "../db/wiki/provenance.ts";
import { changesBetween } from "../git/changes_between.ts";
import type { ReadableWiki } from "./access.ts";
import type { Change } from "./history.ts";
import { isForPrograms, pageOfFile } from "./page_path.ts";

/** Most names of pages and files in one entry of a listing. */
const MAX_NAMES_LISTED = 100;

/** Commits of the line as a listing shows them. Who was behind them is asked once for all: a question for each took half of its time. */
export function changesOfRows(
  wiki: ReadableWiki,
  rows: readonly CommitRow[],
): Change[] {
  const makers = wiki.provenance.listMakers(rows.map(({ oid }) => oid));
  return rows.map((row) => {
    const { message } = row;
    const maker = makers.get(row.oid);
    return changeOfRow(wiki, row, {
      ...{ message, maker, names: MAX_NAMES_LISTED },
    });
  });
}

/** A commit of the line, with all names and its whole message. */
export function wholeChange(wiki: ReadableWiki, row: CommitRow): Change {
  const message = row.isMessageCut
    ? wiki.repo.readCommit(row.oid).message
    : row.message;
  const maker = wiki.provenance.find(row.oid);
  return changeOfRow(wiki, row, { message, maker, names: row.touched });
}

function changeOfRow(
  wiki: ReadableWiki,
  row: CommitRow,
  { message, maker, names }: {
    message: string;
    maker: Maker | undefined;
    names: number;
  },
): Change {
  const paths = wiki.index.changes.listOfCommit(row.seq, names)
    .map(({ path }) => path);
  return changeOf({
    revision: row.oid,
    author: { name: row.authorName, email: row.authorEmail },
    authoredAt: row.authoredAt,
    ...{ message, maker, paths },
    touched: row.touched,
  });
}

/** A commit beside the line, as the repository has it. */
export function changeOfSideCommit(wiki: ReadableWiki, oid: string): Change {
  const commit = wiki.repo.readCommit(oid);
  const paths = changesBetween(wiki.repo, commit.parents[0] ?? null, oid)
    .map(({ path }) => path);
  return changeOf({
    revision: oid,
    author: commit.author,
    maker: wiki.provenance.find(oid),
    authoredAt: Math.min(Math.max(commit.authoredAt, 0), LAST_SECOND),
    message: commit.message,
    paths,
    touched: paths.length,
  });
}

/** 9999-12-31T23:59:59Z. */
const LAST_SECOND = 253_402_300_799;

function changeOf(
  { revision, author, authoredAt, message, maker, paths, touched }: {
    revision: string;
    author: { readonly name: string; readonly email: string };
    authoredAt: number;
    message: string;
    maker: Maker | undefined;
    paths: readonly string[];
    touched: number;
  },
): Change {
  const shown = paths.filter((path) => !isForPrograms(path));
  const pages = shown.map(pageOfFile).filter((page) => page !== undefined);
  return {
    revision,
    author: { name: author.name, email: author.email },
    by: maker === undefined ? null : {
      did: maker.did,
      handle: maker.handle,
      door: maker.door,
      agent: maker.agent,
    },
    at: new Date(authoredAt * 1000).toISOString(),
    message: maker === undefined ? message.trimEnd() : withoutTrailers(message),
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
