/**
 * A small named world, with the real house over a temporary folder.
 *
 * | person   | `garden` (everybody reads, signed-in people write) | `cellar` (private) |
 * | -------- | --------------------------------------------------- | ------------------ |
 * | alice    | owner                                               | owner              |
 * | bob      | editor                                              | editor             |
 * | carol    | viewer                                              | viewer             |
 * | stranger | signed in                                           | signed in          |
 * | visitor  | not signed in                                       | not signed in      |
 *
 * The clock stands still until a test moves it: 2026-11-20 12:00 UTC.
 *
 * @module
 */
import { type Config, readConfig } from "../../src/config.ts";
import { readMigrations } from "../../src/db/database.ts";
import { openPlatformDatabase } from "../../src/db/platform/platform_database.ts";
import type { Role } from "../../src/db/platform/members.ts";
import type { User } from "../../src/db/platform/users.ts";
import type { Level, WikiRow } from "../../src/db/platform/wikis.ts";
import { BlobReader } from "../../src/git/blob_reader.ts";
import { ThumbnailMaker } from "../../src/images/thumbnail_maker.ts";
import { AppError } from "../../src/errors.ts";
import {
  type Log,
  type LogEvent,
  type LogLevel,
  RecentEvents,
} from "../../src/log.ts";
import { RenderPool } from "../../src/markdown/render_pool.ts";
import { createMetrics } from "../../src/metrics.ts";
import {
  type Agent,
  type Caller,
  type DoorName,
  forReading,
  forWriting,
  type ReadableWiki,
  roleOf,
  type Scope,
  type Visit,
  type WritableWiki,
} from "../../src/wiki/access.ts";
import type { House } from "../../src/wiki/house.ts";
import { ImportDesk } from "../../src/wiki/import_desk.ts";
import { OpenWikis } from "../../src/wiki/open_wikis.ts";
import { PageBodies } from "../../src/wiki/page_bodies.ts";
import { ThreadStarter } from "../../src/threads/thread_starter.ts";
import { PageWatch } from "../../src/wiki/page_watch.ts";
import { type Saved, savePage } from "../../src/wiki/pages.ts";
import { Thumbnails } from "../../src/wiki/thumbnails.ts";
import { createWiki } from "../../src/wiki/wikis.ts";

/** Where migrations and static files are. */
export const ASSETS_DIR = new URL("../..", import.meta.url).pathname
  .replace(/\/$/, "");

/** People whose handle can be looked up, and who were never here; the world's own people are found too. */
const PEOPLE_ELSEWHERE: Readonly<Record<string, string>> = {
  "alice.example": "did:plc:alice",
  "bob.example": "did:plc:bob",
  "carol.example": "did:plc:carol",
  "stranger.example": "did:plc:stranger",
  "newcomer.example": "did:plc:newcomer",
  "dora.example": "did:plc:dora",
  "emil.example": "did:plc:emil",
  "fay.example": "did:plc:fay",
};

/** Somebody in the world. */
export interface Someone {
  /** `null`: the visitor. */
  readonly user: User | null;
  readonly caller: Caller;
}

/** How somebody comes to a wiki. */
export interface Coming {
  readonly door?: DoorName;
  readonly agent?: Agent;
  /** Comes with a token of this scope instead of a session. */
  readonly token?: Scope;
}

/** An event that was logged. */
export interface Logged {
  readonly level: LogLevel;
  readonly event: LogEvent;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly error: unknown;
}

/** What a test may want otherwise. */
export interface WorldOptions {
  /** New wikis get their starter pages. */
  readonly starterPages?: boolean;
  /** Most wikis open at the same time. */
  readonly capacity?: number;
  /** Settings beside the origin `https://robot.test`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The world; `await using` it. */
export class World implements AsyncDisposable {
  readonly dir: string;
  readonly config: Config;
  readonly house: House;
  readonly logged: Logged[] = [];
  readonly alice: Someone;
  readonly bob: Someone;
  readonly carol: Someone;
  readonly stranger: Someone;
  readonly visitor: Someone = { user: null, caller: { kind: "anonymous" } };
  #visits = new DisposableStack();
  #now = Date.parse("2026-11-20T12:00:00.000Z");

  /** For {@linkcode createWorld}. */
  constructor(dir: string, options: WorldOptions) {
    this.dir = dir;
    this.config = readConfig({
      ROBOT_ORIGIN: "https://robot.test",
      ROBOT_DATA: dir,
      ...options.settings,
    });
    this.house = buildHouse(this.config, {
      now: () => new Date(this.#now),
      log: (level, event, fields = {}, error) => {
        this.logged.push({ level, event, fields, error });
      },
      capacity: options.capacity,
    });
    this.alice = this.#person("alice", "Alice");
    this.bob = this.#person("bob", "Bob");
    this.carol = this.#person("carol", "Carol");
    this.stranger = this.#person("stranger", "Sam Stranger");
  }

  /** Public: everybody reads, signed-in people write. */
  get garden(): WikiRow {
    return this.house.platform.wikis.find("garden")!;
  }

  /** Private. */
  get cellar(): WikiRow {
    return this.house.platform.wikis.find("cellar")!;
  }

  /** Moves the clock on. */
  wait(seconds: number): void {
    this.#now += seconds * 1000;
  }

  /** Somebody in front of a wiki, which stays open until the end of the world. */
  visit(slug: string, who: Someone, coming: Coming = {}): Visit {
    const row = this.house.platform.wikis.find(slug)!;
    const { wiki } = this.#visits.use(this.house.openWikis.borrow(row));
    return {
      house: this.house,
      wiki,
      caller: callerOf(who, coming),
      role: roleOf(this.house, row, who.user?.did ?? null),
      door: coming.door ?? "web",
      agent: coming.agent ?? null,
      address: "192.0.2.7",
    };
  }

  /** Everybody leaves: no wiki is borrowed by a visit any more, and keys made so far are of no use. */
  leave(): void {
    this.#visits.dispose();
    this.#visits = new DisposableStack();
  }

  /** A key to read with. */
  reading(slug: string, who: Someone, coming: Coming = {}): ReadableWiki {
    return forReading(this.visit(slug, who, coming));
  }

  /** A key to write with. */
  writing(slug: string, who: Someone, coming: Coming = {}): WritableWiki {
    return forWriting(this.visit(slug, who, coming));
  }

  /** Stores a page as Alice, whatever it was before. */
  async write(slug: string, path: string, text: string): Promise<Saved> {
    const wiki = this.writing(slug, this.alice);
    const row = wiki.index.pages.find(path);
    return await savePage(wiki, { path, text, base: row?.revision ?? null });
  }

  /** Events of one name that were logged so far. */
  events(event: LogEvent): Logged[] {
    return this.logged.filter((logged) => logged.event === event);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { blobs, thumbnails, openWikis, bodies, platform, watch } =
      this.house;
    watch.close();
    await this.house.imports[Symbol.asyncDispose]();
    await openWikis.idle();
    this.#visits.dispose();
    openWikis.close();
    bodies.close();
    thumbnails.close();
    blobs.close();
    this.house.threads[Symbol.dispose]();
    platform.close();
    await Deno.remove(this.dir, { recursive: true });
  }

  #person(name: string, shown: string): Someone {
    const did = `did:plc:${name}`;
    const handle = `${name}.example`;
    const createdAt = "2026-01-01T00:00:00.000Z";
    const { users } = this.house.platform;
    users.put({ did, handle, name: shown, createdAt });
    const user: User = users.find(did)!;
    const sessionId = `session-of-${name}`;
    return {
      user,
      caller: { kind: "session", did, handle, name: shown, sessionId },
    };
  }
}

/** Makes the world. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const dir = await Deno.makeTempDir({ prefix: "robot-world-" });
  const world = new World(dir, options);
  await addWiki(world, "garden", {
    name: "The Garden",
    readAccess: "ANONYMOUS",
    writeAccess: "REGISTERED",
    attachmentAccess: "REGISTERED",
  }, options);
  await addWiki(world, "cellar", { name: "The Cellar" }, options);
  return world;
}

async function addWiki(
  world: World,
  slug: string,
  words: {
    name: string;
    readAccess?: Level;
    writeAccess?: Level;
    attachmentAccess?: Level;
  },
  { starterPages = false }: WorldOptions,
): Promise<void> {
  const { house, alice } = world;
  const ownerDid = alice.user!.did;
  const wanted = { slug, ownerDid, ...words };
  const { id, createdAt } = await createWiki(house, wanted, { starterPages });
  const roles: [Someone, Exclude<Role, "owner">][] = [
    [world.bob, "editor"],
    [world.carol, "viewer"],
  ];
  for (const [who, role] of roles) {
    const did = who.user!.did;
    house.platform.members.put({ wikiId: id, did, role, addedAt: createdAt });
  }
}

function callerOf(who: Someone, { token }: Coming): Caller {
  if (token === undefined || who.user === null) return who.caller;
  const { did, handle, name } = who.user;
  return {
    kind: "token",
    ...{ did, handle, name },
    tokenId: `token-of-${handle}`,
    tokenName: "laptop",
    scope: token,
  };
}

function buildHouse(
  config: Config,
  { now, log: write, capacity }: {
    now: () => Date;
    log: Log;
    capacity: number | undefined;
  },
): House {
  const recent = new RecentEvents(now);
  const log = recent.beside(write);
  const threads = new ThreadStarter();
  const openWikis = new OpenWikis({
    dataDir: config.dataDir,
    wikiMigrations: readMigrations(ASSETS_DIR, "wiki"),
    indexMigrations: readMigrations(ASSETS_DIR, "index"),
    ...{ now, log, threads },
    ...(capacity === undefined ? {} : { capacity }),
  });
  const blobs = new BlobReader(threads);
  const randomBytes = (length: number) =>
    crypto.getRandomValues(new Uint8Array(length));
  const { dataDir } = config;
  return {
    config,
    imports: new ImportDesk({ dataDir, threads, now, log, randomBytes }),
    platform: openPlatformDatabase(
      `${config.dataDir}/robot.db`,
      readMigrations(ASSETS_DIR, "platform"),
    ),
    ...{ threads, openWikis },
    bodies: new PageBodies(new RenderPool(threads, { workers: 1 })),
    blobs,
    thumbnails: new Thumbnails(
      new ThumbnailMaker(threads, { wasmFolder: `${ASSETS_DIR}/wasm` }),
      blobs,
    ),
    watch: new PageWatch({ now, log }),
    now,
    ...{ randomBytes, log, recent },
    metrics: createMetrics(),
    keys: {
      list: () => [],
      rotate: () => Promise.reject(new Error("the world has no keys")),
    },
    findPerson: (handle) => {
      const did = PEOPLE_ELSEWHERE[handle];
      return did === undefined
        ? Promise.reject(
          new AppError("not_found", `Cannot find anybody called "${handle}"`),
        )
        : Promise.resolve({ did, handle });
    },
    build: "test",
  };
}
