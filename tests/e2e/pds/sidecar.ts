/**
 * A real PDS and a real PLC directory on this machine, for the sign-in tests: a process of its own, with
 * packages of its own (`deno.json` beside this file), started by `tests/support/pds.ts`.
 *
 * `deno run -A --config deno.json sidecar.ts <folder> <hostname>`. With `localhost` the PDS calls itself
 * `http://localhost:{port}` and its handles end in `.test`; with any other name it calls itself
 * `https://{hostname}` and its handles end in `.{hostname}`: whoever starts it puts TLS in front.
 *
 * One line of JSON is printed when both listen. Then each line of standard input is a {@linkcode Command},
 * answered by a line. It ends when standard input does.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import net from "node:net";
import process from "node:process";

/** What the sidecar can be told. */
export type Command =
  /** What the PDS fetches from `origin` comes from `to`, a server on this machine. */
  | { readonly do: "route"; readonly origin: string; readonly to: string }
  /** What the PDS remembers of clients becomes older; the time of day stays. */
  | { readonly do: "age"; readonly seconds: number };

/** The first line that the sidecar prints. */
export interface Ready {
  readonly pdsPort: number;
  readonly plcPort: number;
  /** `Authorization` of the PDS's administrator. */
  readonly admin: string;
}

/** What is used of `@did-plc/server` and `@atproto/pds`; the root's `deno check` does not know them. */
interface Server {
  start(): Promise<unknown>;
  destroy(): Promise<unknown>;
}
interface PlcPackage {
  readonly PlcServer: {
    create(options: { db: unknown; port: number }): Server;
  };
  readonly Database: { mock(): unknown };
}
interface PdsPackage {
  readonly PDS: { fromEnv(settings: object): Promise<Server> };
}

const ADMIN_PASSWORD = "admin-pass";
/** As variables, so that only the runtime resolves them. */
const PACKAGES: readonly string[] = ["@did-plc/server", "@atproto/pds"];
const NOBODY = { url: "https://nobody.invalid", did: "did:example:nobody" };

async function main(folder: string, hostname: string): Promise<void> {
  const routes = new Map<string, string>();
  prepareRuntime(routes);
  const [plcPackage, pdsPackage] = await Promise.all(
    PACKAGES.map((name) => import(name)),
  ) as [PlcPackage, PdsPackage];
  const ports = { plcPort: freePort(), pdsPort: freePort() };
  await using closing = new AsyncDisposableStack();
  const { PlcServer, Database } = plcPackage;
  const plc = PlcServer.create({ db: Database.mock(), port: ports.plcPort });
  await plc.start();
  closing.defer(async () => void await plc.destroy());
  const pds = await pdsPackage.PDS.fromEnv(
    settingsOf({ hostname, folder, ...ports }),
  );
  await pds.start();
  closing.defer(async () => void await pds.destroy());
  const admin = `Basic ${
    Buffer.from(`admin:${ADMIN_PASSWORD}`).toString("base64")
  }`;
  print({ ...ports, admin } satisfies Ready);
  await obey(routes);
}

/** Makes Deno what the packages expect, before they are loaded. */
function prepareRuntime(routes: Map<string, string>): void {
  // Their fetch refuses to begin without it; Deno's ignores the dispatcher that it is about.
  Object.defineProperty(process.versions, "undici", { value: "8.0.0" });
  Deno.env.set("LOG_ENABLED", Deno.env.get("LOG_ENABLED") ?? "false");
  // They would listen to the whole network.
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function (
    this: net.Server,
    ...args: unknown[]
  ) {
    return Reflect.apply(listen, this, [args[0], "127.0.0.1"]);
  };
  const fetchDirectly = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { origin, host, pathname, search } = new URL(request.url);
    const to = routes.get(origin);
    if (to === undefined) return await fetchDirectly(request);
    const { method, headers, signal, redirect } = request;
    const forwarded = new Headers(headers);
    forwarded.set("x-forwarded-host", host);
    return await fetchDirectly(`${to}${pathname}${search}`, {
      ...{ method, signal, redirect, headers: forwarded },
      body: request.body,
    });
  };
}

function settingsOf(
  { hostname, folder, plcPort, pdsPort }: {
    hostname: string;
    folder: string;
    plcPort: number;
    pdsPort: number;
  },
): object {
  const isLocal = hostname === "localhost";
  return {
    hostname,
    port: pdsPort,
    dataDirectory: folder,
    blobstoreDiskLocation: `${folder}/blobs`,
    didPlcUrl: `http://localhost:${plcPort}`,
    serviceHandleDomains: [isLocal ? ".test" : `.${hostname}`],
    serviceName: "A PDS for tests",
    devMode: true,
    // Clients live on this machine.
    disableSsrfProtection: true,
    rateLimitsEnabled: false,
    inviteRequired: false,
    adminPassword: ADMIN_PASSWORD,
    plcRotationKeyK256PrivateKeyHex: "17".repeat(32),
    jwtSecret: "jwt of a PDS for tests",
    dpopSecret: "23".repeat(32),
    bskyAppViewUrl: NOBODY.url,
    bskyAppViewDid: NOBODY.did,
    bskyAppViewCdnUrlPattern: `${NOBODY.url}/%s/%s/%s`,
    modServiceUrl: NOBODY.url,
    modServiceDid: NOBODY.did,
  };
}

/** Does what standard input says until it ends. */
async function obey(routes: Map<string, string>): Promise<void> {
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
  let pending = "";
  for await (const text of lines) {
    const parts = (pending + text).split("\n");
    pending = parts.pop()!;
    for (const line of parts) {
      carryOut(JSON.parse(line) as Command, routes);
      print({ done: true });
    }
  }
}

function carryOut(command: Command, routes: Map<string, string>): void {
  if (command.do === "route") {
    routes.set(command.origin, command.to);
    return;
  }
  // Their caches of metadata and keys count by this clock, the life of codes and tokens by `Date`.
  const earlier = performance.now.bind(performance);
  performance.now = () => earlier() + command.seconds * 1000;
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

function print(line: object): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
}

await main(...Deno.args as [string, string]);
Deno.exit(0);
