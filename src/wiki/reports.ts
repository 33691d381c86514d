/**
 * Reports: whoever may read a wiki can tell the operator that something in it should not be there. The wiki's people do not see
 * them.
 *
 * @module
 */
import type { ReportRow } from "../db/platform/reports.ts";
import { AppError } from "../errors.ts";
import type { Operator, ReadableWiki } from "./access.ts";
import { noteOfPerson } from "./audit.ts";

/** Longest reason, in characters. */
export const MAX_REASON_LENGTH = 1_000;
const MAX_PATH_LENGTH = 2_000;

/** More about one wiki, or about all, tell an operator nothing new. */
const MOST_OPEN = { wiki: 50, all: 5_000 } as const;
const PAGE_LENGTH = 50;

/** A report, as the operator sees it. */
export interface Report extends ReportRow {
  readonly slug: string;
  readonly wikiName: string;
  /** Handle of who reported; `null`: was not signed in, or has no account any more. */
  readonly reporterHandle: string | null;
}

/**
 * Tells the operator.
 *
 * @param report.path the address within the wiki, as the browser shows it; what is none counts as the whole wiki.
 * @throws {AppError} `invalid` without a reason; `too_large` for a long one; `rate_limited` where enough reports wait.
 */
export function reportPage(
  wiki: ReadableWiki,
  report: { path: string; reason: string },
): void {
  const { row, caller, address, house } = wiki;
  const { platform, now, log } = house;
  const reason = checkReason(report.reason);
  const waiting = platform.reports.countOpen(row.id);
  if (
    waiting >= MOST_OPEN.wiki || platform.reports.countOpen() >= MOST_OPEN.all
  ) {
    throw new AppError(
      "rate_limited",
      "Cannot take the report: many wait for the operator already",
      { details: { retryAfterSeconds: 3600 } },
    );
  }
  platform.reports.add({
    ...{ at: now().toISOString(), wikiId: row.id, reason, address },
    path: addressWithin(report.path),
    reporterDid: caller.kind === "anonymous" ? null : caller.did,
  });
  log("info", "page_reported", { wiki: row.id });
}

/**
 * An address within a wiki that may be linked and led to: path and query as the browser sends them; anything else is `/`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { addressWithin } from "./reports.ts";
 *
 * assert.equal(addressWithin("/Actors/Iran?x=1"), "/Actors/Iran?x=1");
 * assert.equal(addressWithin("//evil.example/"), "/");
 * ```
 */
export function addressWithin(text: string): string {
  const isAddress = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text) &&
    text.length <= MAX_PATH_LENGTH;
  return isAddress ? text : "/";
}

/** Open reports, or closed ones, newest first, 50 from place `offset` on. */
export function listReports(
  { house: { platform } }: Operator,
  { isOpen, offset = 0 }: { isOpen: boolean; offset?: number },
): Report[] {
  return platform.reports.list({ isOpen, offset, limit: PAGE_LENGTH })
    .map((row) => {
      const wiki = platform.wikis.findById(row.wikiId);
      const { reporterDid } = row;
      const reporter = reporterDid === null
        ? undefined
        : platform.users.find(reporterDid);
      return {
        ...row,
        slug: wiki?.slug ?? "",
        wikiName: wiki?.name ?? "",
        reporterHandle: reporter?.handle ?? null,
      };
    });
}

/** The operator has seen to it. @throws {AppError} `not_found`; `conflict` where it is closed already. */
export function closeReport(operator: Operator, id: number): void {
  const { platform, now } = operator.house;
  const report = platform.reports.find(id);
  if (report === undefined) {
    throw new AppError("not_found", `There is no report ${id}`);
  }
  if (report.closedAt !== null) {
    throw new AppError("conflict", `Cannot close report ${id}: it is closed`);
  }
  platform.reports.close(id, { did: operator.did, at: now().toISOString() });
  noteOfPerson(operator.house, {
    ...operator.doer,
    event: "report_closed",
    wikiId: report.wikiId,
    detail: report.path,
  });
}

function checkReason(text: string): string {
  const reason = text.trim().toWellFormed();
  if (reason === "") {
    throw new AppError("invalid", "Cannot report: say what is wrong");
  }
  if (reason.length > MAX_REASON_LENGTH) {
    throw new AppError(
      "too_large",
      `Cannot report: the reason has ${reason.length} characters and may have ${MAX_REASON_LENGTH}`,
    );
  }
  return reason;
}
