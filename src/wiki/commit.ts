/**
 * The one write path: browser, REST, MCP, import and push all end here.
 *
 * A change is one turn on the repository: the index is caught up, the plan compares with its base, the objects are written,
 * the provenance row is kept, the branch moves, the index follows. **The write is done when the branch has moved**: what
 * fails after that is logged, the next catch-up repairs it, and the answer is success.
 *
 * @module
 */
import { INVALID_HANDLE } from "../db/platform/users.ts";
import { AppError } from "../errors.ts";
import { NoRoomError } from "../git/loose_size.ts";
import type { FileContent, Turn } from "../git/repository.ts";
import { atNewestHead, type Visit, type WritableWiki } from "./access.ts";
import {
  agentWords,
  authorOf,
  commitMessage,
  type CommitWords,
  serviceOf,
} from "./commit_message.ts";
import { historyFull, makeRoom, mostStoredBytes } from "./history_limit.ts";
import { catchUp, untilCaughtUp } from "./index_follower.ts";
import { checkQuota, growthOf } from "./quota.ts";
import { withRedirects } from "./redirects.ts";
import { startUpkeep } from "./upkeep.ts";

/** What a plan wants: what becomes of files (`null` removes one), and the words for the log. */
export interface ChangePlan extends CommitWords {
  readonly files: ReadonlyMap<string, FileContent>;
  /** Pages that are renamed, old path to new: a redirect is left at each old path. */
  readonly moves?: ReadonlyMap<string, string>;
}

/** Decides within the turn what to change; `null`: nothing. Long ones pause, so that the event loop turns meanwhile. */
export type Planner = (
  wiki: WritableWiki,
) => ChangePlan | null | Promise<ChangePlan | null>;

/** How often a change is planned anew where the operator's own git moved the branch in the middle of a turn. */
const ATTEMPTS = 3;

/**
 * One turn: catch up, ask `plan` what to change (it sees the wiki at HEAD, compares with the base and throws `conflict`;
 * `null`: nothing to do), check the limits, write, provenance row, publish, catch up.
 *
 * `plan` may run more than once and must have no effects. Returns the new commit, or `null` where the plan was.
 *
 * @throws {AppError} what `plan` throws; `too_large` over a limit; `storage_full`; `invalid` for a path that git could not
 * hold; `unavailable` where the index cannot follow.
 */
export async function commitChange(
  wiki: WritableWiki,
  plan: Planner,
): Promise<string | null> {
  const { visit } = wiki;
  let mayPack = true;
  for (let attempt = 1;; attempt++) {
    const outcome = await visit.wiki.repo.turn((turn) =>
      takeTurn(wiki, turn, plan)
    );
    if (outcome === "full") {
      // Others take their turns while this one's room is made.
      if (!mayPack || !await makeRoom(visit)) throw await historyFull(visit);
      mayPack = false;
      continue;
    }
    if (outcome !== "overtaken") return outcome;
    if (attempt >= ATTEMPTS) throw overtaken();
  }
}

/**
 * One turn in which the branch moves to a commit that was made elsewhere: `bring` sees the wiki at HEAD, puts the objects into the
 * repository and answers the commit. Nobody here wrote what it holds, so there is no provenance.
 *
 * @throws {AppError} what `bring` throws; `unavailable` where the index cannot follow, and where something else moves the branch.
 */
export async function commitHistory(
  wiki: WritableWiki,
  bring: (now: WritableWiki) => Promise<string>,
): Promise<string> {
  const { visit } = wiki;
  return await visit.wiki.repo.turn(async (turn) => {
    const now = await wikiInTurn(wiki, turn);
    if (now === "overtaken") throw overtaken();
    const commit = await bring(now);
    await turn.publish(commit);
    followUp(visit, {});
    return commit;
  });
}

/** The wiki at the head of a turn; `"overtaken"`: somebody outside this program moved the branch meanwhile. */
async function wikiInTurn(
  wiki: WritableWiki,
  turn: Turn,
): Promise<WritableWiki | "overtaken"> {
  const { visit } = wiki;
  if (visit.wiki.index.head() !== turn.head) {
    // Names and bases are compared with what is there, so this turn waits for an index that a large change has left behind.
    await untilCaughtUp(visit.wiki, visit.house.log);
  }
  const now = atNewestHead(wiki);
  return now.head === turn.head ? now : "overtaken";
}

/** `"overtaken"`: somebody outside this program moved the branch meanwhile; `"full"`: the history has no room for it. */
async function takeTurn(
  wiki: WritableWiki,
  turn: Turn,
  plan: Planner,
): Promise<string | null | "overtaken" | "full"> {
  const { visit } = wiki;
  const now = await wikiInTurn(wiki, turn);
  if (now === "overtaken") return now;
  const change = await plan(now);
  if (change === null) return null;
  const files = withRedirects(now, change);
  const growth = await growthOf(now, files);
  checkQuota(now, growth);
  const maxStoredBytes = mostStoredBytes(now, files, growth);
  let commit: string;
  try {
    const words = { ...change, files, maxStoredBytes };
    commit = await writeCommit(visit, turn, words);
    await turn.publish(commit);
  } catch (error) {
    if (error instanceof NoRoomError) return "full";
    if (isConflict(error)) return "overtaken";
    throw error;
  }
  followUp(visit, change);
  return commit;
}

/** Objects and provenance; nobody sees them until the branch moves. */
async function writeCommit(
  visit: Visit,
  turn: Turn,
  change: ChangePlan & { maxStoredBytes: number | undefined },
): Promise<string> {
  const { config, now } = visit.house;
  const at = now();
  const commit = await turn.write({
    files: change.files,
    maxStoredBytes: change.maxStoredBytes,
    author: authorOf(config, visit),
    committer: serviceOf(config),
    message: commitMessage(visit, change),
    at,
  });
  const { caller } = visit;
  const isPerson = caller.kind !== "anonymous";
  visit.wiki.records.provenance.put({
    commit,
    did: isPerson ? caller.did : null,
    handle: isPerson && caller.handle !== INVALID_HANDLE ? caller.handle : null,
    door: visit.door,
    tokenId: caller.kind === "token" ? caller.tokenId : null,
    ...agentWords(visit),
    at: at.toISOString(),
  });
  return commit;
}

const NO_MOVES: ReadonlyMap<string, string> = new Map();

/** The branch has moved: from here on nothing may turn success into failure. */
function followUp(
  { house, wiki }: Visit,
  { moves = NO_MOVES }: Pick<ChangePlan, "moves">,
) {
  try {
    catchUp(wiki, house.log);
    for (const [from, to] of moves) wiki.records.drafts.move(from, to);
    house.watch.announce(wiki.row.id);
    startUpkeep(house, wiki);
  } catch (error) {
    house.log("error", "index_failed", { wiki: wiki.row.id }, error);
  }
}

function overtaken(): AppError {
  return new AppError(
    "unavailable",
    "Cannot save: something else keeps changing the repository",
  );
}

function isConflict(error: unknown): boolean {
  return error instanceof AppError && error.code === "conflict";
}
