/**
 * What is thrown away once a day, a little at a time. Each step is tried whatever became of the others; what fails is logged and
 * tried again the next day.
 *
 * | what                     | goes                                    |
 * | ------------------------ | --------------------------------------- |
 * | entries of the audit log | after 180 days                          |
 * | sessions                 | 30 days after their end                 |
 * | sign-in links            | when they are over                      |
 * | sign-ins under way       | when they are over                      |
 * | accounts of who leaves   | where a failure had interrupted that    |
 * | held names               | when they are over                      |
 * | reports                  | 180 days after they were closed         |
 *
 * @module
 */
import { nextTurn } from "../next_turn.ts";
import { recoverAccounts } from "../wiki/account_deletion.ts";
import { BY_SERVICE, noteOfPerson } from "../wiki/audit.ts";
import type { House } from "../wiki/house.ts";

/** One kind of thing that is thrown away. */
export interface DailyStep {
  readonly name: string;
  /** Before the first slice; left out: nothing. */
  readonly begin?: (house: House, at: Date) => void;
  /** Throws away at most {@linkcode SLICE} things; returns how many. Must take a few milliseconds. */
  readonly slice: (house: House, at: Date) => number | Promise<number>;
}

/** Rows that are removed at once: about a millisecond each hundred. */
export const SLICE = 200;

/** How long entries of the audit log are kept; the database refuses to remove younger ones. */
export const AUDIT_DAYS = 180;
const SESSION_DAYS = 30;
const REPORT_DAYS = 180;

const DAY_MS = 86_400_000;
const FIRST_AFTER_MS = 60_000;

/** The steps, in their order. */
const DAILY_STEPS: readonly DailyStep[] = [
  {
    name: "audit",
    begin: noteAuditPruning,
    slice: ({ platform }, at) =>
      platform.audit.removeBefore(daysBefore(at, AUDIT_DAYS), SLICE),
  },
  {
    name: "sessions",
    slice: ({ platform }, at) =>
      platform.sessions.removeEndedBefore(daysBefore(at, SESSION_DAYS), SLICE),
  },
  {
    name: "signin_links",
    slice: ({ platform }, at) =>
      platform.signinLinks.removeExpired(at.toISOString(), SLICE),
  },
  {
    name: "leaving_accounts",
    slice: async (house) => {
      await recoverAccounts(house);
      return 0;
    },
  },
  {
    name: "oauth_states",
    slice: ({ platform }, at) =>
      platform.oauthStates.removeExpired(at.toISOString(), SLICE),
  },
  {
    name: "oauth_sessions",
    slice: ({ platform }, at) =>
      platform.oauthSessions.removeExpired(at.toISOString(), SLICE),
  },
  {
    name: "reports",
    slice: ({ platform }, at) =>
      platform.reports.removeClosedBefore(daysBefore(at, REPORT_DAYS), SLICE),
  },
  {
    name: "held_slugs",
    slice: ({ platform }, at) =>
      platform.heldSlugs.removeExpired(at.toISOString()),
  },
];

/** Throws away what is due now; what was thrown away, by step. */
export async function pruneNow(
  house: House,
  options: { steps?: readonly DailyStep[]; signal?: AbortSignal } = {},
): Promise<Record<string, number>> {
  const { steps = DAILY_STEPS, signal } = options;
  const at = house.now();
  const removed: Record<string, number> = {};
  for (const step of steps) {
    if (signal?.aborted) break;
    try {
      removed[step.name] = await runStep(house, step, { at, signal });
    } catch (error) {
      house.log("error", "background_failed", { work: step.name }, error);
    }
  }
  house.log("info", "pruned", removed);
  return removed;
}

/** {@linkcode pruneNow} a minute from now and each day, until it is disposed of, which waits for the slice that runs. */
export function startDaily(house: House): AsyncDisposable {
  const ending = new AbortController();
  const { signal } = ending;
  let running: Promise<unknown> = Promise.resolve();
  const prune = () => {
    running = running.then(() => pruneNow(house, { signal }));
    timer = setTimeout(prune, DAY_MS);
  };
  let timer = setTimeout(prune, FIRST_AFTER_MS);
  return {
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      ending.abort();
      await running;
    },
  };
}

async function runStep(
  house: House,
  { begin, slice }: DailyStep,
  { at, signal }: { at: Date; signal: AbortSignal | undefined },
): Promise<number> {
  begin?.(house, at);
  let total = 0;
  while (!signal?.aborted) {
    const removed = await slice(house, at);
    total += removed;
    if (removed < SLICE) break;
    await nextTurn();
  }
  return total;
}

/** The pruning itself is an entry; the database measures the age of others by it. */
function noteAuditPruning(house: House, at: Date): void {
  const before = daysBefore(at, AUDIT_DAYS);
  const due = house.platform.audit.countBefore(before);
  if (due === 0) return;
  noteOfPerson(house, {
    ...BY_SERVICE,
    event: "audit_pruned",
    detail: due === 1
      ? `1 from before ${before}`
      : `${due} from before ${before}`,
  });
}

function daysBefore(at: Date, days: number): string {
  return new Date(at.getTime() - days * DAY_MS).toISOString();
}
