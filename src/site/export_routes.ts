/**
 * Taking along what is here: a wiki as a git bundle or as a zip, and everything that a person owns in one archive. Downloads are
 * streams; they take their places among the clones.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import type { SiteEnv } from "../http/env.ts";
import type { PackSlots } from "../http/pack_slots.ts";
import { rateKeyOf } from "../http/rate_limit.ts";
import { forReading } from "../wiki/access.ts";
import { exportAccount } from "../wiki/account_export.ts";
import { doerOf, noteInAudit, noteOfPerson } from "../wiki/audit.ts";
import {
  type Download,
  type DownloadOptions,
  exportBundle,
  exportZip,
} from "../wiki/export.ts";
import { atWiki, signedIn } from "./person.ts";
import type { SiteFront } from "./site_door.tsx";

/** How long a download waits for its place. */
const WAIT_MS = 10_000;

/** The routes. */
export function addExportRoutes(
  app: Hono<SiteEnv>,
  { slots }: Pick<SiteFront, "slots">,
): void {
  app.get(
    "/app/wiki/:slug/export",
    (c) =>
      atWiki(c, c.req.param("slug"), async (visit) => {
        const wiki = forReading(visit);
        const isZip = c.req.query("form") === "zip";
        const make = isZip ? exportZip : exportBundle;
        return await download(c, slots, {
          make: (options) => make(wiki, options),
          note: () =>
            noteInAudit(wiki, "wiki_exported", isZip ? "zip" : "bundle"),
        });
      }),
  );

  app.get("/app/account/export", async (c) => {
    const caller = signedIn(c);
    const { house, clientAddress: address } = c.var;
    const doer = doerOf(caller, address);
    return await download(c, slots, {
      make: (options) => exportAccount(house, { caller, address }, options),
      note: () => noteOfPerson(house, { ...doer, event: "account_exported" }),
    });
  });
}

/** A download, and what is written down of it. */
interface Wanted {
  readonly make: (options: DownloadOptions) => Download;
  readonly note: () => void;
}

/** Takes a place, makes the download and answers with it; the place is given back at its end. */
async function download(
  c: Context<SiteEnv>,
  slots: PackSlots,
  { make, note }: Wanted,
): Promise<Response> {
  const { house: { config }, caller, clientAddress } = c.var;
  const onEnd = await slots.take(config.maxConcurrentPacks, {
    waitMs: WAIT_MS,
    request: c.req.raw,
    who: rateKeyOf(caller, clientAddress),
  });
  try {
    const { fileName, type, stream } = make({ onEnd });
    c.header("Content-Type", type);
    c.header("Content-Disposition", `attachment; filename="${fileName}"`);
    c.header("Cache-Control", "no-store");
    return c.body(whenRead(stream, note));
  } catch (error) {
    onEnd();
    throw error;
  }
}

/** The same stream; `note` is called when somebody begins to read it, which HEAD does not. */
function whenRead(
  stream: ReadableStream<Uint8Array>,
  note: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  let isNoted = false;
  return new ReadableStream({
    async pull(controller) {
      if (!isNoted) note();
      isNoted = true;
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
