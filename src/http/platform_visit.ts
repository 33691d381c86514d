/**
 * A person in front of a wiki, at a door of the platform's own host: the dashboard and the management API.
 *
 * @module
 */
import {
  type Caller,
  type DoorName,
  roleOf,
  type Visit,
} from "../wiki/access.ts";
import { readWikiRow } from "../wiki/wiki_rows.ts";
import type { DoorContext } from "./env.ts";

/**
 * Does something as a person in front of a wiki; what they may do there, `forReading()` and its sisters decide. The wiki stays
 * open until the work is done.
 *
 * @throws {AppError} `not_found` where there is no such wiki, `unavailable`, and what the work throws.
 */
export async function visitFromPlatform<T>(
  c: Pick<DoorContext, "var">,
  who: { slug: string; caller: Caller; door: DoorName },
  work: (visit: Visit) => T | Promise<T>,
): Promise<T> {
  const { house, clientAddress: address } = c.var;
  const { slug, caller, door } = who;
  const row = readWikiRow(house, slug);
  const did = caller.kind === "anonymous" ? null : caller.did;
  const role = roleOf(house, row, did);
  using borrowed = house.openWikis.borrow(row);
  const { wiki } = borrowed;
  const agent = null;
  return await work({ house, wiki, caller, role, door, agent, address });
}
