/**
 * Refuses a change that another site, or a sibling wiki, makes a browser send with the person's cookie.
 * SameSite cookies do not tell siblings apart: `a.domain` and `b.domain` are one site.
 *
 * @module
 */
import { AppError } from "../errors.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Passes a safe request, one with a `Bearer` header (no browser adds one by itself), one whose `Origin`
 * is this very host, and one without `Origin` that no other site caused.
 *
 * @param selfOrigin `https://demo.robot.wtf`: where this request came in.
 * @param options.isBearerRead `false` where a `Bearer` header is not looked at, so that it proves nothing.
 * @throws {AppError} `forbidden`.
 */
export function demandSameOrigin(
  request: { readonly method: string; readonly headers: Headers },
  selfOrigin: string,
  { isBearerRead = true }: { isBearerRead?: boolean } = {},
): void {
  const { method, headers } = request;
  if (SAFE.has(method)) return;
  const authorization = headers.get("authorization") ?? "";
  if (isBearerRead && /^bearer /i.test(authorization)) return;
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const isOurs = origin === null
    ? site === null || site === "same-origin"
    : origin === selfOrigin;
  if (isOurs) return;
  throw new AppError(
    "forbidden",
    "Cannot accept this change: it was sent from a page of another site",
  );
}
