/** What lives as long as the process and every door is handed. Made by `app.ts` alone. @module */
import type { Config } from "../config.ts";
import type { PlatformDatabase } from "../db/platform/platform_database.ts";
import type { Migration } from "../db/database.ts";
import type { BlobReader } from "../git/blob_reader.ts";
import type { Log, RecentEvents } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { ThreadStarter } from "../threads/thread_starter.ts";
import type { ImportDesk } from "./import_desk.ts";
import type { OpenWikis } from "./open_wikis.ts";
import type { PageBodies } from "./page_bodies.ts";
import type { PageWatch } from "./page_watch.ts";
import type { Thumbnails } from "./thumbnails.ts";

/** A person somewhere in the network, who may never have been here. */
export interface FoundPerson {
  readonly did: string;
  /** Verified in both directions. */
  readonly handle: string;
}

/** A key of the service, as the operator sees it. */
export interface ServiceKey {
  readonly purpose: "session" | "atproto";
  readonly kid: string;
  /** `next`: published, and will sign; `old`: still accepted. */
  readonly state: "next" | "signing" | "old";
  /** When it begins to sign; `null`: from the beginning. */
  readonly signsFrom: string | null;
  /** When it is dropped; `null`: not as long as it has no successor. */
  readonly endsAt: string | null;
}

/** The keys of the service, for the command line. */
export interface ServiceKeys {
  list(): readonly ServiceKey[];
  /** Makes a successor. @throws {AppError} `conflict` where one waits already. */
  rotate(purpose: ServiceKey["purpose"]): Promise<ServiceKey>;
}

/** The long-lived objects. */
export interface House {
  readonly config: Config;
  readonly platform: PlatformDatabase;
  /** Starts the threads in which long and hostile work is done. */
  readonly threads: ThreadStarter;
  readonly openWikis: OpenWikis;
  readonly bodies: PageBodies;
  /** Reads large files. */
  readonly blobs: BlobReader;
  readonly thumbnails: Thumbnails;
  /** Uploads that wait to be imported. */
  readonly imports: ImportDesk;
  readonly watch: PageWatch;
  readonly now: () => Date;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly log: Log;
  /** What went wrong lately, for the operator's page. */
  readonly recent: RecentEvents;
  readonly metrics: Metrics;
  readonly keys: ServiceKeys;
  /**
   * Whose a handle is now; asks the network.
   *
   * @throws {AppError} `not_found` where nobody has it, `unavailable` where that cannot be found out now.
   */
  readonly findPerson: (handle: string) => Promise<FoundPerson>;
  /** Names the running program in ETags: a version and a hash of its static files. */
  readonly build: string;
}

/** What {@linkcode OpenWikis} needs. */
export interface OpenWikisOptions {
  readonly dataDir: string;
  readonly wikiMigrations: readonly Migration[];
  readonly indexMigrations: readonly Migration[];
  readonly now: () => Date;
  readonly log: Log;
  readonly threads: ThreadStarter;
  /** Most wikis open at the same time. */
  readonly capacity?: number;
}
