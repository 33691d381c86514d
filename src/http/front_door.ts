/**
 * What stands before the doors: takes a request in, picks a door by host and path, finishes the answer.
 *
 * | host                       | path                            | door                |
 * | -------------------------- | ------------------------------- | ------------------- |
 * | any                        | `/health`, `/metrics`, …        | the service itself  |
 * | platform                   | `/api/…`                        | platformApi         |
 * | platform                   | everything else                 | site                |
 * | `{slug}.domain`            | `/api/…` `/mcp` `/repo.git/…`   | api, mcp, git       |
 * | `{slug}.domain`            | everything else                 | web                 |
 * | loopback name, on a laptop | `/auth/…`, `/w/{slug}/…`        | the same doors      |
 * | any other                  | all                             | 404, nothing said   |
 *
 * @module
 */
import { isLoopbackOrigin, wikiOrigin } from "../config.ts";
import type { House } from "../wiki/house.ts";
import { type Arrival, atPath, readArrival } from "./arrival.ts";
import type { WikiDoor } from "./caller.ts";
import { isForwarded, isLoopback, type IsTrusted } from "./client_address.ts";
import type { DoorEnv, SiteEnv, WikiEnv } from "./env.ts";
import { placeOf } from "./place.ts";
import { addSecurityHeaders } from "./security_headers.ts";
import type { StaticFiles } from "./static_files.ts";
import { challengeOf } from "./tenant.ts";

/** The doors, and what picking one needs. */
export interface Entrance {
  readonly house: House;
  readonly staticFiles: StaticFiles;
  readonly isTrusted: IsTrusted;
  /** Answers what machines ask the service itself; `undefined`: not such a request. */
  readonly service: (arrival: Arrival) => Response | undefined;
  readonly site: DoorEntrance<SiteEnv>;
  readonly platformApi: DoorEntrance<SiteEnv>;
  readonly wiki: Readonly<Record<WikiDoor, DoorEntrance<WikiEnv>>>;
}

/** One door. */
export interface DoorEntrance<Env extends DoorEnv> {
  fetch(
    request: Request,
    env: Env["Bindings"],
  ): Response | Promise<Response>;
}

/** An answer, and the door it came from, for the metrics. */
interface Answer {
  readonly door: WikiDoor | "site" | "service" | "static" | "none";
  readonly response: Response;
}

/** Methods that a `Request` cannot be made with, so no door may meet them. */
const NOT_TAKEN: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

const LAPTOP_PATH = /^\/w\/([^/]+)(\/(?:api|mcp|repo\.git|\.git)(?:\/.*)?)$/;

/** Takes a request in, has it answered, and finishes the answer. */
export async function answerRequest(
  entrance: Entrance,
  request: Request,
  peer: string | null,
): Promise<Response> {
  const began = performance.now();
  const { config, metrics } = entrance.house;
  const { door, response } = NOT_TAKEN.has(request.method)
    ? plainly("Not Implemented", 501)
    : await pickSafely(entrance, request, peer);
  addSecurityHeaders(config, response.headers, {
    isUnchanged: response.status === 304,
  });
  if (!response.headers.has("cache-control")) {
    response.headers.set("cache-control", "private, no-cache");
  }
  const status = `${Math.floor(response.status / 100)}xx`;
  metrics.count("robot_requests_total", { door, status });
  if (response.status === 429) {
    metrics.count("robot_rate_limited_total", { door });
  }
  const seconds = (performance.now() - began) / 1000;
  metrics.observe("robot_request_seconds", seconds, { door });
  return response;
}

/** A door's own failures are answered by the door; what fails in front of it, here. */
async function pickSafely(
  entrance: Entrance,
  request: Request,
  peer: string | null,
): Promise<Answer> {
  try {
    const arrival = readArrival(request, peer, entrance.isTrusted);
    return await pickDoor(entrance, arrival);
  } catch (error) {
    const { method } = request;
    entrance.house.log("error", "request_failed", { method }, error);
    return plainly("Internal Server Error", 500);
  }
}

/** By host, then by path. */
async function pickDoor(
  entrance: Entrance,
  arrival: Arrival,
): Promise<Answer> {
  const { house, staticFiles } = entrance;
  const { config } = house;
  const service = entrance.service(arrival);
  if (service) return { door: "service", response: service };
  const place = placeOf(config, arrival.address.hostname);
  if (place.kind === "platform" || place.kind === "wiki") {
    const file = answerStatic(staticFiles, arrival, {
      build: house.build,
      hasIcon: place.kind === "platform", // a wiki may have its own
    });
    if (file) return { door: "static", response: file };
  }
  switch (place.kind) {
    case "platform":
      return await enterSite(entrance, arrival, config.origin);
    case "wiki": {
      const { slug } = place;
      const selfUrl = wikiOrigin(config, slug);
      return await enterWiki(entrance, arrival, { slug, selfUrl });
    }
    case "loopback":
      return await enterLaptop(entrance, arrival);
    case "unknown":
      return nowhere();
  }
}

/** A laptop's programs may not know `*.localhost`, so its sign-in and its wikis are at the loopback address too. */
async function enterLaptop(
  entrance: Entrance,
  arrival: Arrival,
): Promise<Answer> {
  const { address: { host, path }, peer, headers } = arrival;
  const isHere = isLoopbackOrigin(entrance.house.config) && isLoopback(peer) &&
    !isForwarded(headers);
  if (!isHere) return nowhere();
  const selfUrl = `http://${host}`;
  if (path.startsWith("/auth/")) {
    return await enterSite(entrance, arrival, selfUrl);
  }
  const match = LAPTOP_PATH.exec(path);
  if (match === null) return nowhere();
  const [, slug, below] = match as unknown as [string, string, string];
  const { request, address } = arrival;
  const moved = {
    ...arrival,
    request: atPath(request, address, below),
    address: { ...address, path: below },
  };
  return await enterWiki(entrance, moved, {
    slug,
    selfUrl: `${selfUrl}/w/${slug}`,
  });
}

async function enterSite(
  { site, platformApi }: Entrance,
  { request, peer, clientAddress, address }: Arrival,
  selfUrl: string,
): Promise<Answer> {
  const isApi = doorOf(address.path) === "api";
  const entrance = isApi ? platformApi : site;
  const env = { peer, clientAddress, selfUrl };
  const response = await entrance.fetch(request, env);
  return { door: isApi ? "api" : "site", response };
}

async function enterWiki(
  { wiki }: Entrance,
  { request, peer, clientAddress, address, headers }: Arrival,
  { slug, selfUrl }: { slug: string; selfUrl: string },
): Promise<Answer> {
  const door = doorOf(address.path);
  const env = { peer, clientAddress, selfUrl, slug };
  const response = await wiki[door].fetch(request, env);
  if (response.status === 401 && !response.headers.has("www-authenticate")) {
    const wasSent = headers.has("authorization");
    const challenge = challengeOf(door, slug, { wasSent });
    response.headers.set("www-authenticate", challenge);
  }
  return { door, response };
}

/** Which door a path on a wiki's host leads to; the platform's own has `/api` too. */
function doorOf(path: string): WikiDoor {
  const [, first] = path.split("/", 2);
  switch (first) {
    case "api":
      return "api";
    case "mcp":
      return "mcp";
    case "repo.git":
    case ".git":
      return "git";
    default:
      return "web";
  }
}

/** `GET /static/<name>`, and the platform's icon, which browsers ask for by themselves. */
function answerStatic(
  files: StaticFiles,
  { address: { path, query }, request, headers }: Arrival,
  { build, hasIcon }: { build: string; hasIcon: boolean },
): Response | undefined {
  if (request.method !== "GET") return undefined;
  const name = hasIcon && path === "/favicon.ico"
    ? "icon.svg"
    : path.startsWith("/static/")
    ? path.slice("/static/".length)
    : undefined;
  if (name === undefined) return undefined;
  const isVersioned = query === `?v=${encodeURIComponent(build)}`;
  return files.answer(name, { headers, isVersioned });
}

/** For hosts that are not ours: nothing about what is. */
function nowhere(): Answer {
  return plainly("Not Found", 404);
}

/** An answer that no door gives. */
function plainly(text: string, status: 404 | 500 | 501): Answer {
  const response = new Response(`${text}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
  return { door: "none", response };
}
