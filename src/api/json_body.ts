/** Reads a request's JSON. @module */
import type { DoorContext } from "../http/env.ts";
import { demandFlatJson } from "../http/flat_json.ts";
import { MalformedJson } from "./api_error.ts";

/**
 * The value of the body; `undefined` where there is none.
 *
 * @throws {MalformedJson} @throws {AppError} `invalid` for JSON that is made to take long.
 */
export async function readJson(c: Pick<DoorContext, "req">): Promise<unknown> {
  const text = await c.req.text();
  if (text.trim() === "") return undefined;
  demandFlatJson(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedJson("not JSON", { cause: error });
  }
}
