/**
 * A request as the doors get it: from a known address, with forwarding headers only where a trusted proxy
 * sent them, and with HEAD asked as GET.
 *
 * @module
 */
import {
  clientAddress,
  isForwarded,
  type IsTrusted,
  plainAddress,
  withoutForwarding,
} from "./client_address.ts";
import { type Address, readAddress } from "./place.ts";

/** A request that came in. */
export interface Arrival {
  readonly request: Request;
  readonly address: Address;
  readonly headers: Headers;
  /** The other end of the connection, or `null`. */
  readonly peer: string | null;
  readonly clientAddress: string;
}

/** Takes a request in. */
export function readArrival(
  request: Request,
  sentBy: string | null,
  isTrusted: IsTrusted,
): Arrival {
  const peer = plainAddress(sentBy ?? "") ?? null;
  const isToBeStripped = !isTrusted(peer) && isForwarded(request.headers);
  const passed = isToBeStripped
    ? withoutForwarding(request.headers)
    : request.headers;
  // Hono answers HEAD with an empty body, of which the server would then announce the length: 0. The
  // server itself leaves the body of an answer to HEAD out and keeps its length.
  const isHead = request.method === "HEAD";
  const headers = isHead ? withoutRange(passed) : passed;
  const taken = isToBeStripped || isHead
    ? remade(request, { headers, method: isHead ? "GET" : request.method })
    : request;
  return {
    request: taken,
    address: readAddress(request.url),
    headers,
    peer,
    clientAddress: clientAddress(peer, headers, isTrusted),
  };
}

/** Only GET asks for a part. @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-14.2} */
function withoutRange(headers: Headers): Headers {
  if (!headers.has("range")) return headers;
  const rest = new Headers(headers);
  rest.delete("range");
  return rest;
}

/** The same request at another path of the same host. */
export function atPath(request: Request, address: Address, path: string) {
  const scheme = request.url.slice(0, request.url.indexOf("://"));
  const url = `${scheme}://${address.host}${path}${address.query}`;
  return remade(request, { url });
}

/** Without the `signal`, which Deno would begin to track: a lost connection cancels the answer's stream anyway. */
function remade(
  request: Request,
  change: { url?: string; headers?: Headers; method?: string },
): Request {
  const method = change.method ?? request.method;
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(change.url ?? request.url, {
    method,
    headers: change.headers ?? request.headers,
    body: hasBody ? request.body : null,
  });
}
