/**
 * How the service is: each part asked for what it can tell at once. Nothing here opens a wiki or waits for work.
 *
 * @module
 */
import { statfs } from "node:fs/promises";
import type { RecentEvent } from "../log.ts";
import { VERSION } from "../version.ts";
import type { Operator } from "../wiki/access.ts";
import type { House } from "../wiki/house.ts";

/** One part, and whether it is well. */
export interface PartHealth {
  /** `database`, `disk`. */
  readonly part: string;
  readonly isGood: boolean;
  /** What there is to say, for people. */
  readonly words: string;
}

/** What is under way. */
export interface QueueLoad {
  readonly name: string;
  readonly busy: number | null;
  readonly waiting: number | null;
}

/** The service, now. */
export interface ServiceHealth {
  readonly version: string;
  /** Since this process started. */
  readonly uptimeSeconds: number;
  readonly parts: readonly PartHealth[];
  readonly queues: readonly QueueLoad[];
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number };
  readonly databaseBytes: number;
  readonly memoryBytes: number;
  /** Load of the machine over 1, 5 and 15 minutes. */
  readonly loadAverage: readonly number[];
  readonly users: number;
  readonly wikis: number;
  readonly openWikis: number;
  readonly openReports: number;
  /** Since this process started. */
  readonly requests: number;
  readonly refusedForRate: number;
  readonly failedRequests: number;
  /** Newest first. */
  readonly recent: readonly RecentEvent[];
}

/** Below this share of the disk, and below these bytes, it is time to do something. */
const SCARCE_SHARE = 0.05;
const SCARCE_BYTES = 2_000_000_000;

/** Asks every part. */
export async function serviceHealth(
  { house }: Operator,
): Promise<ServiceHealth> {
  const { platform, metrics, openWikis, recent, config } = house;
  const disk = await diskOf(config.dataDir);
  return {
    version: VERSION,
    uptimeSeconds: Math.floor(performance.now() / 1000),
    parts: [
      databasePart(house),
      diskPart(disk),
      threadsPart(house),
      errorsPart(house),
    ],
    queues: queuesOf(house),
    disk,
    databaseBytes: sizeOf(`${config.dataDir}/robot.db`),
    memoryBytes: Deno.memoryUsage().rss,
    loadAverage: Deno.loadavg(),
    users: platform.users.count(),
    wikis: platform.wikis.count(),
    openWikis: openWikis.size,
    openReports: platform.reports.countOpen(),
    requests: metrics.total("robot_requests_total"),
    refusedForRate: metrics.total("robot_rate_limited_total"),
    failedRequests: metrics.total("robot_requests_total", { status: "5xx" }),
    recent: recent.list(),
  };
}

async function diskOf(folder: string): Promise<ServiceHealth["disk"]> {
  const { bsize, bavail, blocks } = await statfs(folder);
  return { freeBytes: bsize * bavail, totalBytes: bsize * blocks };
}

function databasePart({ platform }: House): PartHealth {
  try {
    platform.wikis.find("-"); // throws where the database cannot be read
    return good("database", "answers");
  } catch (error) {
    return bad("database", error instanceof Error ? error.message : "failed");
  }
}

function diskPart({ freeBytes, totalBytes }: ServiceHealth["disk"]) {
  const share = freeBytes / Math.max(1, totalBytes);
  const words = `${Math.round(share * 100)} % free`;
  const isScarce = share < SCARCE_SHARE && freeBytes < SCARCE_BYTES;
  return isScarce
    ? bad("disk", `${words}: make room, or nothing can be saved soon`)
    : good("disk", words);
}

/** Threads that never work off what waits are stuck. */
function threadsPart({ bodies }: House): PartHealth {
  const { busy, waiting } = bodies.load;
  return waiting > 0 && busy === 0
    ? bad("rendering", `${waiting} texts wait and nothing renders them`)
    : good("rendering", waiting === 0 ? "nothing waits" : `${waiting} wait`);
}

/** Errors of the last hour. */
function errorsPart({ recent, now }: House): PartHealth {
  const since = new Date(now().getTime() - 3_600_000).toISOString();
  const errors = recent.list()
    .filter(({ at, level }) => level === "error" && at >= since).length;
  return errors === 0
    ? good("errors", "none within an hour")
    : bad("errors", `${errors} within an hour, see below`);
}

function queuesOf({ bodies, thumbnails, blobs, openWikis }: House) {
  const { busy, waiting } = bodies.load;
  const { working, indexing } = openWikis.load;
  return [
    { name: "Pages to render", busy, waiting },
    { name: "Small pictures", busy: null, waiting: thumbnails.waiting },
    { name: "Large files to read", busy: null, waiting: blobs.waiting },
    { name: "Indexes built anew", busy: indexing, waiting: null },
    { name: "Upkeep (packing and the like)", busy: working, waiting: null },
  ];
}

function sizeOf(file: string): number {
  return [file, `${file}-wal`].reduce((sum, path) => {
    try {
      return sum + Deno.statSync(path).size;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return sum;
      throw error;
    }
  }, 0);
}

function good(part: string, words: string): PartHealth {
  return { part, isGood: true, words };
}

function bad(part: string, words: string): PartHealth {
  return { part, isGood: false, words };
}
