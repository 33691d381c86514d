/**
 * `GET /-/events/<page>`: tells an open editor, as server-sent events, what becomes of its page.
 *
 * `event: page`, data `{ revision, author, at, kind, movedTo? }`, the first at once with the page as it is. `kind` is `current`,
 * `changed`, `deleted` or `moved`; an empty `revision` says that there is no page of this name. The stream ends after a quarter of
 * an hour, when the reader loses the right, and when the server stops; browsers come again by themselves.
 *
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html}
 * @module
 */
import type { Hono } from "hono";
import { isSessionLive } from "../auth/sessions.ts";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { rateKeyOf } from "../http/rate_limit.ts";
import { type Caller, forReading, type ReadableWiki } from "../wiki/access.ts";
import type { House } from "../wiki/house.ts";
import { lookUp } from "../wiki/look_up.ts";
import { type PageSight, watchPage } from "../wiki/page_sight.ts";
import { pathOf, type WebContext } from "./screen.ts";
import { authorOf } from "./views/change_line.tsx";

/** Bytes that may wait for a browser; one that takes nothing is given up. */
const MAX_WAITING = 16 * 1024;

/** How long a browser waits before it comes again, in milliseconds. */
const RETRY_MS = 5000;

/** The route. */
export function addEventRoutes(app: Hono<WikiEnv>): void {
  app.get("/-/events/*", (c) => {
    const wiki = forReading(c.var.visit);
    const asked = pathOf(c) ?? "";
    if (asked === "") throw new AppError("invalid", "Cannot tell which page");
    const found = lookUp(wiki, asked);
    const path = found.kind === "page" ? found.path : asked;
    c.header("Content-Type", "text/event-stream; charset=utf-8");
    c.header("Cache-Control", "private, no-store");
    return c.body(sightStream(c, wiki, path));
  });
}

/** The page's fate, as text. */
function sightStream(
  c: WebContext,
  wiki: ReadableWiki,
  path: string,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { visit: { caller }, clientAddress, house } = c.var;
  const encoder = new TextEncoder();
  let stop = () => {};
  let fail: unknown;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      const send = (text: string) => {
        controller.enqueue(encoder.encode(text));
        return (controller.desiredSize ?? 0) > 0;
      };
      send(`retry: ${RETRY_MS}\n\n`);
      try {
        stop = watchPage(wiki, {
          path,
          who: caller.kind === "anonymous"
            ? rateKeyOf(caller, clientAddress)
            : caller.did,
          isStillIn: () => isStillIn(house, caller),
          tell: (sight) => send(eventText(sight)),
          beat: () => send(": still here\n\n"),
          close: () => controller.close(),
        });
      } catch (error) {
        fail = error;
      }
    },
    cancel: () => stop(),
  }, new ByteLengthQueuingStrategy({ highWaterMark: MAX_WAITING }));
  if (fail !== undefined) throw fail; // before anything is answered
  return stream;
}

function eventText({ kind, revision, change, movedTo }: PageSight): string {
  const data = {
    revision,
    author: change === null ? "" : authorOf(change),
    at: change?.at ?? "",
    kind,
    movedTo,
  };
  return `event: page\ndata: ${JSON.stringify(data)}\n\n`;
}

function isStillIn(house: House, caller: Caller): boolean {
  return caller.kind !== "session" || isSessionLive(house, caller.sessionId);
}
