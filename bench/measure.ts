/** Clocks, medians and processes for the benchmark. @module */
import { OWNER } from "./row.ts";
import { send } from "./send.ts";

/** The middle of the numbers. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The number below which a part (0…1) of the numbers lies. */
export function quantile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[
    Math.min(sorted.length - 1, Math.floor(sorted.length * part))
  ] ?? NaN;
}

/** Milliseconds that each of `count` runs takes, one after the other. */
export async function timeEach(
  count: number,
  run: (i: number) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await run(i);
    times.push(performance.now() - start);
  }
  return times;
}

/** A server of this program in a process of its own. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from the start of the process to the first answer with status 200. */
  readonly startMs: number;
}

/** Starts `robot serve` on a free port, with settings beside the usual ones, and waits for a page. */
export async function startServer(
  dataDir: string,
  firstUrl: (port: number) => string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const port = freePort();
  const start = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      new URL("../main.ts", import.meta.url).pathname,
      "serve",
    ],
    env: { ...serverEnv(dataDir, port), ...settings },
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const url = firstUrl(port);
  while (!await answers(url)) {
    if (performance.now() - start > 20_000) {
      throw new Error(`No answer from ${url}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    startMs: performance.now() - start,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

/** The environment of a benchmark's server. */
export function serverEnv(
  dataDir: string,
  port: number,
): Record<string, string> {
  return {
    ROBOT_ORIGIN: `http://wiki.localhost:${port}`,
    ROBOT_LISTEN: `127.0.0.1:${port}`,
    ROBOT_DATA: dataDir,
  };
}

/** Runs a command of the program on a data folder and returns its answer. */
export async function robot(
  dataDir: string,
  ...args: string[]
): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      new URL("../main.ts", import.meta.url).pathname,
      ...args,
      "--json",
    ],
    env: serverEnv(dataDir, 8000),
  }).output();
  if (code !== 0) {
    throw new Error(`robot ${args[0]}: ${new TextDecoder().decode(stderr)}`);
  }
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** A new token of a wiki's owner that may write. */
export async function tokenFor(
  dataDir: string,
  slug: string,
): Promise<string> {
  const made = await robot(
    ...[dataDir, "token", "create", slug] as const,
    ...["--user", OWNER, "--scope", "write"],
  );
  return String(made["token"]);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await get(url);
    return response === 200;
  } catch {
    return false; // not listening yet
  }
}

/** The status of a GET; the body is read. */
export async function get(
  url: string,
  headers: Record<string, string> = {},
): Promise<number> {
  return (await send(url, { method: "GET", headers })).status;
}

/** A TCP port that was free a moment ago. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

/** CPU milliseconds (user and system) that a process has used. */
export function cpuMs(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticksPerSecond = 100; // USER_HZ of Linux
  return (Number(fields[11]) + Number(fields[12])) * 1000 / ticksPerSecond;
}

/** Resident memory of a process, in MB. */
export function memoryMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(
    Deno.readTextFileSync(`/proc/${pid}/status`),
  );
  return Number(line?.[1]) / 1024;
}

/** Connections that ask at the same time where CPU is measured: one alone would measure how often the server falls asleep. */
const CONNECTIONS = 8;

/** CPU of the server for each request, in ms: the median of five rounds of `count` requests on each connection. */
export async function cpuPerRequest(
  pid: number,
  count: number,
  run: () => Promise<unknown>,
): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < 5; round++) {
    const before = cpuMs(pid);
    const connections = Array.from({ length: CONNECTIONS }, async () => {
      for (let i = 0; i < count; i++) await run();
    });
    await Promise.all(connections);
    rounds.push((cpuMs(pid) - before) / (count * CONNECTIONS));
  }
  return median(rounds);
}

/** The address of a wiki's page on a server. */
export function wikiUrl(
  server: Pick<ServerProcess, "url">,
  slug: string,
  path: string,
): string {
  return `http://${slug}.wiki.localhost:${new URL(server.url).port}${path}`;
}
