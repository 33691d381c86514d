/**
 * The composition root: opens the stores and builds the doors.
 *
 * @module
 */
import { Hono, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { AccountChecks } from "./auth/account_checks.ts";
import { type IdentityOptions, openIdentity } from "./auth/atproto.ts";
import type { Identity } from "./auth/identity.ts";
import { openKeys } from "./auth/keys.ts";
import type { Network } from "./auth/network.ts";
import { type SessionContext, VerifiedJwts } from "./auth/sessions.ts";
import type { Config } from "./config.ts";
import { readMigrations } from "./db/database.ts";
import { openPlatformDatabase } from "./db/platform/platform_database.ts";
import { AppError } from "./errors.ts";
import { BlobReader } from "./git/blob_reader.ts";
import { gitDoor } from "./git_http/git_door.ts";
import type { WikiDoor } from "./http/caller.ts";
import { trustNetworks } from "./http/client_address.ts";
import type { DoorEnv, SiteEnv, WikiEnv } from "./http/env.ts";
import { answerError, errorPage } from "./http/error_response.ts";
import {
  answerRequest,
  type DoorEntrance,
  type Entrance,
} from "./http/front_door.ts";
import { PackSlots } from "./http/pack_slots.ts";
import { RateLimiter } from "./http/rate_limit.ts";
import type { Answering } from "./http/serve.ts";
import { StaticFiles } from "./http/static_files.ts";
import { type Front, visiting } from "./http/tenant.ts";
import { ThumbnailMaker } from "./images/thumbnail_maker.ts";
import { type Log, RecentEvents } from "./log.ts";
import { mcpDoor } from "./mcp/mcp_door.ts";
import { createMetrics, watchEventLoop } from "./metrics.ts";
import { RenderPool } from "./markdown/render_pool.ts";
import { answerService } from "./site/service_door.ts";
import { siteDoor } from "./site/site_door.tsx";
import { ThreadStarter } from "./threads/thread_starter.ts";
import { VERSION } from "./version.ts";
import { webDoor } from "./web/web_door.ts";
import { recoverAccounts } from "./wiki/account_deletion.ts";
import type { House } from "./wiki/house.ts";
import { ImportDesk } from "./wiki/import_desk.ts";
import { OpenWikis } from "./wiki/open_wikis.ts";
import { PageBodies } from "./wiki/page_bodies.ts";
import { PageWatch } from "./wiki/page_watch.ts";
import { Thumbnails } from "./wiki/thumbnails.ts";
import { recoverWikis } from "./wiki/wikis.ts";

/** What the process gives to the house. */
export interface HouseOptions {
  /** Folder that holds `migrations/`, `static/` and `wasm/`. */
  readonly assetsDir: string;
  readonly now: () => Date;
  readonly log: Log;
  /** Left out: the system's. */
  readonly randomBytes?: (length: number) => Uint8Array;
  /** Left out: the real one. */
  readonly network?: Network;
}

/** The house and what only the doors need; disposing of it closes everything. */
export interface OpenedHouse extends AsyncDisposable {
  readonly house: House;
  readonly sessions: SessionContext;
  readonly identity: Identity;
  readonly staticFiles: StaticFiles;
}

/** The doors, as one function from request to answer. */
export interface App extends Answering {
  /** {@linkcode Answering.fetch} from this machine, for tests: `app.request("https://demo.robot.test/Home")`. */
  request(
    url: string,
    init?: RequestInit & { peer?: string | null },
  ): Promise<Response>;
}

/** Browsers' clients must be able to read what a 401 asks for. No cookie opens this door. */
const MCP_CORS = {
  origin: "*",
  exposeHeaders: ["WWW-Authenticate", "Mcp-Session-Id", "MCP-Protocol-Version"],
};

/**
 * Opens (or makes) everything in the data folder; the caller holds its lock.
 *
 * @throws {AppError} `unavailable` where a database or key is missing, damaged or newer than the program.
 */
export async function openHouse(
  config: Config,
  options: HouseOptions,
): Promise<OpenedHouse> {
  const { assetsDir, now, randomBytes = systemRandomBytes, network } = options;
  const recent = new RecentEvents(now);
  const log = recent.beside(options.log);
  const { dataDir } = config;
  await using opening = new AsyncDisposableStack();
  Deno.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = `${dataDir}/robot.db`;
  const keys = await openKeys(dataDir, isThere(file), { now });
  const platform = openPlatformDatabase(
    file,
    readMigrations(assetsDir, "platform"),
  );
  opening.defer(() => platform.close());
  const metrics = createMetrics();
  opening.use(watchEventLoop(metrics));
  const threads = opening.use(new ThreadStarter());
  const openWikis = new OpenWikis({
    ...{ dataDir, now, log, threads },
    wikiMigrations: readMigrations(assetsDir, "wiki"),
    indexMigrations: readMigrations(assetsDir, "index"),
  });
  opening.defer(async () => {
    openWikis.close();
    await openWikis.idle();
  });
  const imports = opening.use(
    new ImportDesk({ dataDir, threads, now, log, randomBytes }),
  );
  const shown = openShowing(opening, { threads, config, assetsDir, log });
  const watch = new PageWatch({ now, log });
  opening.defer(() => watch.close());
  const staticFiles = new StaticFiles(assetsDir);
  const build = `${VERSION}-${staticFiles.hash}`;
  const { identity, sessions } = openAccounts(opening, {
    ...{ config, platform, now, log, randomBytes, keys },
    ...network && { network },
  });
  const house: House = {
    ...{ config, platform, threads, openWikis, imports, ...shown },
    ...{ watch, now, randomBytes, log, recent, metrics, build, keys },
    findPerson: (handle) => identity.findPerson(handle),
  };
  await recoverWikis(house);
  await recoverAccounts(house);
  const closing = opening.move();
  return {
    ...{ house, sessions, identity, staticFiles },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** What makes pages, files and pictures ready to be shown, in threads. */
function openShowing(
  opening: AsyncDisposableStack,
  { threads, config, assetsDir, log }:
    & Pick<House, "threads" | "config" | "log">
    & Pick<HouseOptions, "assetsDir">,
): Pick<House, "bodies" | "blobs" | "thumbnails"> {
  const pool = new RenderPool(threads, {
    workers: config.renderWorkers,
    onTimeout: () => log("warning", "render_timed_out"),
  });
  const bodies = new PageBodies(pool);
  opening.defer(() => bodies.close());
  const blobs = new BlobReader(threads);
  opening.defer(() => blobs.close());
  const wasmFolder = `${assetsDir}/wasm`;
  const maker = new ThumbnailMaker(threads, { wasmFolder });
  const thumbnails = new Thumbnails(maker, blobs);
  opening.defer(() => thumbnails.close());
  return { bodies, blobs, thumbnails };
}

/** What knows who somebody is: the network of identities, and our own sessions. */
function openAccounts(
  opening: AsyncDisposableStack,
  options: IdentityOptions & { log: Log },
): { identity: Identity; sessions: SessionContext } {
  const { config, platform, now, log, randomBytes, keys } = options;
  const identity = opening.use(openIdentity(options));
  const watch = opening.use(
    new AccountChecks({
      ...{ platform, now, log },
      accountStatus: (account) => identity.accountStatus(account),
    }),
  );
  const sessions = {
    ...{ platform, now, randomBytes, keys, watch },
    origin: config.origin,
    verified: new VerifiedJwts(),
  };
  return { identity, sessions };
}

/** Builds the doors. */
export function createApp(opened: OpenedHouse): App {
  const { house, sessions, identity, staticFiles } = opened;
  let isDraining = false;
  const slots = new PackSlots();
  const front: Front = {
    sessions,
    limiter: new RateLimiter(house.now, house.config.rateLimits),
  };
  const isTrusted = trustNetworks(house.config.trustedProxies);
  const service = { house, isTrusted, isDraining: () => isDraining };
  const entrance: Entrance = {
    ...{ house, staticFiles, isTrusted },
    service: (arrival) => answerService(service, arrival),
    site: platformApp(house, "site", siteDoor({ ...front, identity, slots })),
    platformApi: whenAsked(async () => {
      const { platformApiDoor } = await import("./api/platform_door.ts");
      return platformApp(house, "api", platformApiDoor(front));
    }),
    wiki: {
      web: wikiApp(house, front, "web", webDoor()),
      // 10 MB, most of it the library that checks what is sent.
      api: whenAsked(async () => {
        const { apiDoor } = await import("./api/api_door.ts");
        return wikiApp(house, front, "api", apiDoor());
      }),
      mcp: wikiApp(house, front, "mcp", mcpDoor()),
      git: wikiApp(house, front, "git", gitDoor({ slots })),
    },
  };
  const app: App = {
    fetch: (request, peer) => answerRequest(entrance, request, peer),
    beginDrain() {
      isDraining = true;
      house.watch.close();
    },
    request: (url, { peer = "127.0.0.1", ...init } = {}) =>
      app.fetch(new Request(url, init), peer),
  };
  return app;
}

/** One door of the platform's own host, with what stands in front of it. */
function platformApp(
  house: House,
  name: "site" | "api",
  door: Hono<SiteEnv>,
): Hono<SiteEnv> {
  const app = new Hono<SiteEnv>();
  app.onError((error, c) => answerError(error, c, name));
  app.notFound((c) => errorPage(c, { status: 404 }));
  app.use(handingOver(house));
  app.use(async (c, next) => {
    c.set("selfUrl", c.env.selfUrl);
    await next();
  });
  app.route("/", door);
  return app;
}

/** One door of the wikis, with what stands in front of it. */
function wikiApp(
  house: House,
  front: Front,
  name: WikiDoor,
  door: Hono<WikiEnv>,
): Hono<WikiEnv> {
  const app = new Hono<WikiEnv>();
  app.onError((error, c) => answerError(error, c, name));
  app.notFound((c) => answerError(nothingHere(), c, name));
  app.use(handingOver(house));
  // In front of the 401, because a browser must be able to read what it asks for.
  if (name === "mcp") app.use(cors(MCP_CORS));
  app.use(async (c, next) => {
    c.set("wikiUrl", c.env.selfUrl);
    await next();
  });
  app.use(visiting(front, name));
  app.route("/", door);
  return app;
}

/** A door that is loaded when somebody first comes to it. */
function whenAsked<Env extends DoorEnv>(
  load: () => Promise<Hono<Env>>,
): DoorEntrance<Env> {
  let door: Promise<Hono<Env>> | undefined;
  return {
    fetch: async (request, env) =>
      await (await (door ??= load())).fetch(request, env),
  };
}

/** What every door is handed. */
function handingOver(house: House): MiddlewareHandler<DoorEnv> {
  return async (c, next) => {
    c.set("house", house);
    c.set("clientAddress", c.env.clientAddress);
    await next();
  };
}

function nothingHere(): AppError {
  return new AppError("not_found", "There is nothing at this address");
}

function isThere(file: string): boolean {
  try {
    Deno.statSync(file);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function systemRandomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
