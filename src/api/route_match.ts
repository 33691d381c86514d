/**
 * Matches the addresses of the API with the routes of its operations: `{path}` is a page path that may hold slashes, any other
 * `{name}` is one segment.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { pathOfUrl } from "../wiki/page_path.ts";

/** What stands in the places of a route, decoded, by name. */
export type RouteParams = Readonly<Record<string, string>>;

/** The names of a route's places, in order: `["path", "file"]`. */
export function placesOf(route: string): string[] {
  return [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
}

/** Whether an address (below `/api/v1`, still encoded) has the form of a route. */
export function fitsRoute(route: string, address: string): boolean {
  return formOf(route).test(address);
}

/**
 * What stands in the places of a route; ask {@linkcode fitsRoute} before.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { paramsOf } from "./route_match.ts";
 *
 * assert.deepEqual(paramsOf("/pages/{path}/rename", "/pages/Actors/Iran/rename"), { path: "Actors/Iran" });
 * ```
 *
 * @throws {AppError} `invalid` where one does not decode, or is empty.
 */
export function paramsOf(route: string, address: string): RouteParams {
  const values = formOf(route).exec(address)?.slice(1) ?? [];
  return Object.fromEntries(
    placesOf(route).map((name, i) => {
      // Behind an action's name, so that a page called `-/edit/x` is none.
      const value = pathOfUrl(`/-/page/${values[i] ?? ""}`);
      if (value === undefined || value === "") {
        throw new AppError("invalid", `Cannot read the ${wordFor(name)}`);
      }
      return [name, value];
    }),
  );
}

function wordFor(name: string): string {
  return name === "path" ? "page path" : name;
}

function formOf(route: string): RegExp {
  const form = route.split(/(\{\w+\})/).map((part) =>
    part === "{path}"
      ? "(.+)"
      : part.startsWith("{")
      ? "([^/]+)"
      : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
  ).join("");
  return new RegExp(`^${form}$`);
}
