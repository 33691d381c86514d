/**
 * Every setting: its name, default, unit, check and one sentence. Only `main.ts` hands the
 * environment to {@linkcode readConfig}; everybody else is given a {@linkcode Config}.
 *
 * @module
 */

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
  /** Packs that may be generated for clones at the same time. */
  readonly maxConcurrentPacks: number;
  /** Threads that render pages. */
  readonly renderWorkers: number;
}

/** The address of a wiki, without a slash at the end: `https://demo.robot.wtf`. */
export function wikiOrigin(
  config: Pick<Config, "origin">,
  slug: string,
): string {
  const url = new URL(config.origin);
  return `${url.protocol}//${slug}.${url.host}`;
}
