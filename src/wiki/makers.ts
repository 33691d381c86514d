/**
 * Who made a change, as people ask for it: `by:alice`, `?agent=claude-code`.
 *
 * What is believed of a commit is its provenance row. A commit without one was pushed or imported: its author's name and address
 * are what its writer claims, and only these are compared.
 *
 * @module
 */
import type { Maker } from "../db/wiki/provenance.ts";
import type { ReadableWiki } from "./access.ts";

/** A commit's author as it is written, and what this service saw (`undefined`: nothing). */
export interface Signature {
  readonly authorName: string;
  readonly authorEmail: string;
  readonly maker: Maker | undefined;
}

/** Longest name that is compared; the rest of a longer one is left out. */
const MAX_NAME = 200;

/**
 * Tells whether somebody made a change: by DID, handle (the one of now or of then, or its first label), name, agent, or the
 * author's address of a commit that did not come through this service. Case does not matter; an `@` in front is left out.
 */
export function madeBy(
  wiki: ReadableWiki,
  who: string,
): (signature: Signature) => boolean {
  const wanted = folded(who).replace(/^@/, "");
  const did = wanted.startsWith("did:")
    ? wanted
    : folded(wiki.house.platform.users.findByHandle(wanted)?.did ?? "");
  return ({ authorName, authorEmail, maker }) => {
    if (wanted === "") return false;
    if (folded(authorName) === wanted) return true;
    if (maker === undefined) return folded(authorEmail) === wanted;
    if (maker.did !== null && folded(maker.did) === did) return true;
    const handle = folded(maker.handle ?? "");
    return handle === wanted || handle.split(".", 1)[0] === wanted ||
      isAgent(maker.agent, wanted);
  };
}

/** Tells whether an agent made a change: `1` any, else the one whose name begins with these words. */
export function madeByAgent(
  name: string,
): (signature: Signature) => boolean {
  const wanted = folded(name);
  return ({ maker }) =>
    wanted === "1" ? Boolean(maker?.agent) : isAgent(maker?.agent, wanted);
}

/** An agent's name may be followed by its version. */
function isAgent(agent: string | null | undefined, wanted: string): boolean {
  const name = folded(agent ?? "");
  return name !== "" && wanted !== "" && name.startsWith(wanted) &&
    !/^[\p{L}\p{N}]/u.test(name.slice(wanted.length));
}

function folded(text: string): string {
  return text.slice(0, MAX_NAME).trim().toLowerCase();
}
