/** The one write path: browser, REST, MCP, import and push all end here. @module */
import type { WritableWiki } from "./access.ts";
/** What a plan sees: the wiki at HEAD within the turn (index caught up). */
export interface ChangePlan {
  readonly files: ReadonlyMap<string, Uint8Array | null>;
  readonly message: string;
}
/**
 * One turn: catch up, ask `plan` what to change (it compares with the base and throws `conflict`; `null`: nothing to do), write, provenance row,
 * publish, catch up. What fails after the branch moved is logged and the answer is success.
 * Returns the new commit, or `null` where the plan was.
 */
export declare function commitChange(
  wiki: WritableWiki,
  plan: (wiki: WritableWiki) => ChangePlan | null,
): Promise<string | null>;
