/**
 * Every setting: its name, default, check and one sentence. Only `main.ts` hands the environment
 * to {@linkcode readConfig}; everybody else is given a {@linkcode Config}.
 *
 * @module
 */

import { isDid } from "./identifiers.ts";
import { type RateLimits, readRateLimits } from "./rate_classes.ts";

/** The settings, checked. */
export interface Config {
  /** Public URL of the platform host, without a slash at the end: `https://robot.wtf`. */
  readonly origin: string;
  /** Host name of {@linkcode Config.origin}, without a port: `robot.wtf`. */
  readonly domain: string;
  /** Where the server listens. */
  readonly listen: { readonly hostname: string; readonly port: number };
  /** Folder that holds everything that must last. */
  readonly dataDir: string;
  /** DIDs of the people who run this service. */
  readonly operators: readonly string[];
  /** CIDRs whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Secret that opens `/metrics` from other machines; `null`: loopback only. */
  readonly metricsToken: string | null;
  /** Longest text of a page, in bytes. */
  readonly maxPageBytes: number;
  /** Largest file that may be uploaded, in bytes. */
  readonly maxAttachmentBytes: number;
  /** Wikis that a person may own, unless granted more; operators: any number. */
  readonly maxWikis: number;
  /** Pages of a wiki, unless granted more. */
  readonly maxPages: number;
  /** Members of a wiki beside its owner, unless granted more. */
  readonly maxMembers: number;
  /** Bytes of all files of a wiki at HEAD, unless granted more. */
  readonly maxContentBytes: number;
  /** Bytes of all stored objects of a wiki, unless granted more. */
  readonly maxHistoryBytes: number;
  /** How often somebody may do what. */
  readonly rateLimits: RateLimits;
  /** Days for which the public wikis of a new account are not offered to search engines. */
  readonly noindexDays: number;
  /** Address of the directory of `did:plc:…` identities. */
  readonly plcUrl: string;
  /** Whether sign-in may talk to identity servers on this machine over plain http. */
  readonly allowLocalPds: boolean;
  /** Packs that may be generated for clones at the same time. */
  readonly maxConcurrentPacks: number;
  /** Threads that render pages. */
  readonly renderWorkers: number;
}

/** One setting, as the README lists it. */
export interface Setting<T = unknown> {
  /** The environment variable. */
  readonly name: string;
  /** Its value when it is not set. */
  readonly default: string;
  /** What it does, one sentence. */
  readonly sentence: string;
  /** Reads the text, or throws an `Error` whose message says what is wanted. */
  readonly read: (text: string) => T;
}

/** All settings, in the order of the README's table. */
export const SETTINGS = {
  origin: {
    name: "ROBOT_ORIGIN",
    default: "http://wiki.localhost:8000",
    sentence:
      "Public URL of the service; each wiki lives at `{slug}.` in front of its host.",
    read: readOrigin,
  },
  listen: {
    name: "ROBOT_LISTEN",
    default: "127.0.0.1:8000",
    sentence: "Address and port to listen on.",
    read: readListen,
  },
  dataDir: {
    name: "ROBOT_DATA",
    default: "./data",
    sentence: "Folder that holds everything that must last.",
    read: readFolder,
  },
  operators: {
    name: "ROBOT_OPERATORS",
    default: "",
    sentence: "DIDs of the people who run the service, separated by commas.",
    read: (text) =>
      readList(text, isDid, "DIDs such as did:plc:… or did:web:…"),
  },
  trustedProxies: {
    name: "ROBOT_TRUSTED_PROXIES",
    default: "127.0.0.0/8,::1/128",
    sentence:
      "Networks (CIDR, separated by commas) whose `X-Forwarded-*` headers are believed.",
    read: (text) =>
      readList(text, isCidr, "networks such as 127.0.0.0/8 or ::1/128"),
  },
  metricsToken: {
    name: "ROBOT_METRICS_TOKEN",
    default: "",
    sentence:
      "Bearer token (≥ 16 characters) that opens `/metrics` from other machines.",
    read: readMetricsToken,
  },
  maxPageBytes: {
    name: "ROBOT_MAX_PAGE_BYTES",
    default: "1000000",
    sentence: "Longest text of a page, in bytes.",
    read: (text) => readInteger(text, 1_000, 10_000_000),
  },
  maxAttachmentBytes: {
    name: "ROBOT_MAX_ATTACHMENT_BYTES",
    default: "10485760",
    sentence: "Largest file that may be uploaded, in bytes.",
    read: (text) => readInteger(text, 1_000, 32 * 1024 * 1024),
  },
  maxWikis: {
    name: "ROBOT_MAX_WIKIS",
    default: "1",
    sentence: "Wikis that one person may own; operators may own any number.",
    read: (text) => readInteger(text, 0, 1_000),
  },
  maxPages: {
    name: "ROBOT_MAX_PAGES",
    default: "500",
    sentence: "Pages of one wiki.",
    read: (text) => readInteger(text, 1, 1_000_000),
  },
  maxMembers: {
    name: "ROBOT_MAX_MEMBERS",
    default: "3",
    sentence: "Members of one wiki beside its owner, pending ones counted.",
    read: (text) => readInteger(text, 0, 10_000),
  },
  maxContentBytes: {
    name: "ROBOT_MAX_CONTENT_BYTES",
    default: "52428800",
    sentence: "Bytes of all files of one wiki as they are now.",
    read: (text) => readInteger(text, 1_000, 2 ** 40),
  },
  maxHistoryBytes: {
    name: "ROBOT_MAX_HISTORY_BYTES",
    default: "209715200",
    sentence: "Bytes of one wiki's repository with its whole history.",
    read: (text) => readInteger(text, 1_000, 2 ** 40),
  },
  rateLimits: {
    name: "ROBOT_RATE_LIMITS",
    default: "",
    sentence:
      "Other rate limits than the usual, as `class=a minute/at once`: `signin=10/20,write=600`.",
    read: readRateLimits,
  },
  noindexDays: {
    name: "ROBOT_NOINDEX_DAYS",
    default: "0",
    sentence:
      "Days for which search engines are kept away from the public wikis of a new account; 0: none.",
    read: (text) => readInteger(text, 0, 3_650),
  },
  plcUrl: {
    name: "ROBOT_PLC_URL",
    default: "https://plc.directory",
    sentence: "Directory of `did:plc:…` identities.",
    read: readServerUrl,
  },
  allowLocalPds: {
    name: "ROBOT_ALLOW_LOCAL_PDS",
    default: "0",
    sentence:
      "`1`: sign-in may use identity servers on this machine over plain http; for trying things out, only where the origin is a loopback name.",
    read: readSwitch,
  },
  maxConcurrentPacks: {
    name: "ROBOT_MAX_CONCURRENT_PACKS",
    default: "4",
    sentence: "Clones and fetches that may be packed at the same time.",
    read: (text) => readInteger(text, 1, 64),
  },
  renderWorkers: {
    name: "ROBOT_RENDER_WORKERS",
    default: "2",
    sentence: "Threads that turn Markdown into HTML.",
    read: (text) => readInteger(text, 1, 32),
  },
} satisfies { [K in Exclude<keyof Config, "domain">]: Setting<Config[K]> };

/** All that is wrong with the environment, at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(readonly problems: readonly string[]) {
    super(
      `Cannot use the settings:\n${
        problems.map((problem) => `  ${problem}`).join("\n")
      }`,
    );
  }
}

/**
 * The settings in an environment; an empty variable counts as not set.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { readConfig } from "./config.ts";
 *
 * assert.equal(readConfig({}).domain, "wiki.localhost");
 * assert.throws(() => readConfig({ ROBOT_LISTEN: "here" }), { name: "ConfigError" });
 * ```
 *
 * @throws {ConfigError} naming every value that cannot be used, what was found and what is
 * wanted; an unknown `ROBOT_…` variable is one of them, because a typing error would otherwise
 * go unseen.
 */
export function readConfig(env: Readonly<Record<string, string>>): Config {
  const problems = unknownNames(env);
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries<Setting>(SETTINGS)) {
    const text = env[setting.name]?.trim() || setting.default;
    try {
      values[key] = setting.read(text);
    } catch (error) {
      const wanted = error instanceof Error ? error.message : String(error);
      const found = setting.name === "ROBOT_METRICS_TOKEN"
        ? "(a secret)"
        : `"${text}"`;
      problems.push(`${setting.name} is ${found}: ${wanted}`);
    }
  }
  const { origin, allowLocalPds } = values;
  if (
    allowLocalPds === true && typeof origin === "string" &&
    !isLoopbackOrigin({ domain: new URL(origin).hostname })
  ) {
    problems.push(
      "ROBOT_ALLOW_LOCAL_PDS is on: wanted a ROBOT_ORIGIN on this machine, such as http://wiki.localhost:8000",
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const config = values as unknown as Config;
  return { ...config, domain: new URL(config.origin).hostname };
}

/** The address of a wiki, without a slash at the end: `https://demo.robot.wtf`. */
export function wikiOrigin(
  config: Pick<Config, "origin">,
  slug: string,
): string {
  return config.origin.replace("//", `//${slug}.`);
}

/**
 * Where programs find a wiki: its address, on a laptop the same doors at the loopback address, because not every program
 * resolves `*.localhost`.
 */
export function programOrigin(
  config: Pick<Config, "origin" | "domain" | "listen">,
  slug: string,
): string {
  return isLoopbackOrigin(config)
    ? `http://127.0.0.1:${config.listen.port}/w/${slug}`
    : wikiOrigin(config, slug);
}

/** Whether the service runs on a laptop: its origin is a loopback name. */
export function isLoopbackOrigin(config: Pick<Config, "domain">): boolean {
  return /(^|\.)localhost$|^127\.|^\[::1\]$/.test(config.domain);
}

function unknownNames(env: Readonly<Record<string, string>>): string[] {
  const known = new Set(Object.values(SETTINGS).map((setting) => setting.name));
  return Object.keys(env)
    .filter((name) =>
      name.startsWith("ROBOT_") && !name.startsWith("ROBOT_TEST_")
    )
    .filter((name) => !known.has(name))
    .map((name) => `${name} is not a setting: remove it or correct its name`);
}

function readOrigin(text: string): string {
  const url = URL.parse(text);
  if (
    url === null || !/^https?:$/.test(url.protocol) ||
    url.origin !== text.replace(/\/$/, "")
  ) {
    throw new Error("wanted a URL without a path, such as https://robot.wtf");
  }
  if (url.protocol === "http:" && !isLoopbackOrigin({ domain: url.hostname })) {
    throw new Error(
      "wanted https, because sign-in cookies are never sent over plain http",
    );
  }
  return url.origin;
}

function readListen(text: string): { hostname: string; port: number } {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^\s:[\]]+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match || port > 65_535) {
    throw new Error("wanted an address and a port: 127.0.0.1:8000");
  }
  return { hostname: match[1]!.replace(/^\[|\]$/g, ""), port };
}

function readFolder(text: string): string {
  if (text.includes("\0")) throw new Error("wanted a path");
  return text.length > 1 ? text.replace(/\/+$/, "") : text;
}

function readMetricsToken(text: string): string | null {
  if (text === "") return null;
  if (!/^[\x21-\x7e]{16,}$/.test(text)) {
    throw new Error("wanted at least 16 visible ASCII characters");
  }
  return text;
}

function readServerUrl(text: string): string {
  const url = URL.parse(text);
  if (
    url === null || !/^https?:$/.test(url.protocol) ||
    url.origin !== text.replace(/\/$/, "")
  ) {
    throw new Error(
      "wanted a URL without a path, such as https://plc.directory",
    );
  }
  return url.origin;
}

function readSwitch(text: string): boolean {
  if (!/^[01]$/.test(text)) throw new Error("wanted 0 or 1");
  return text === "1";
}

function readInteger(text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new Error(`wanted a whole number from ${min} to ${max}`);
  }
  return value;
}

function readList(
  text: string,
  isGood: (item: string) => boolean,
  wanted: string,
): string[] {
  const items = text.split(",").map((item) => item.trim()).filter((item) =>
    item !== ""
  );
  if (!items.every(isGood)) throw new Error(`wanted ${wanted}`);
  return items;
}

function isCidr(text: string): boolean {
  const match = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(text);
  if (match === null) return false;
  const [, address, bits] = match;
  const isV6 = address!.includes(":");
  const fits = Number(bits) <= (isV6 ? 128 : 32);
  return fits &&
    URL.canParse(isV6 ? `http://[${address}]/` : `http://${address}/`);
}
