/**
 * A piece of internet on this machine: a PDS, its directory of identities, and services of ours, each
 * under `https` names of its own below `loopback-test.dev`.
 *
 * | name                                      | who answers                            |
 * | ----------------------------------------- | -------------------------------------- |
 * | `pds.loopback-test.dev`, `*.pds.…`        | the PDS, also for the handles on it    |
 * | `plc.loopback-test.dev`                   | the PLC directory                      |
 * | what {@linkcode Internet.host} was given  | a service of ours, and its wikis       |
 *
 * Asked by {@linkcode Internet.fetch}, and over TLS at {@linkcode Internet.tlsPort} by whoever takes that
 * for the address of all these names, such as a browser.
 *
 * @module
 */
import assert from "node:assert/strict";
import http from "node:http";
import { isPdsInstalled } from "../../tools/install_pds.ts";
import { Pds, PDS_HOST, startPds } from "./pds.ts";

/** Answers a request. */
export type Answerer = (request: Request) => Response | Promise<Response>;

/** The directory of identities. */
export const PLC_ORIGIN = "https://plc.loopback-test.dev";
/** Where the people of the tests come from. */
export const VISITOR_ADDRESS = "198.51.100.7";

const DOMAIN = "loopback-test.dev";
/** Neither side sends these on. */
const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding"];
const NO_BODY = [204, 205, 304];

/** The internet; `await using` it. */
export class Internet implements AsyncDisposable {
  readonly pds: Pds;
  /** Who answers for a name and all names below it; the longest name that fits counts. */
  readonly #sites = new Map<string, Answerer>();
  readonly #tls: Deno.HttpServer<Deno.NetAddr>;
  readonly #gate: Deno.HttpServer<Deno.NetAddr>;
  #hosted = 0;

  /** For {@linkcode internetOfFile}. */
  constructor(pds: Pds) {
    this.pds = pds;
    this.#sites.set(PDS_HOST, (request) => askHere(request, pds.port));
    this.#sites.set(
      new URL(PLC_ORIGIN).hostname,
      (request) => askHere(request, pds.plcPort),
    );
    const quiet = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    this.#tls = Deno.serve(
      { ...quiet, cert: readTls("certificate"), key: readTls("key") },
      (request) => this.answer(request),
    );
    this.#gate = Deno.serve(quiet, (request) => {
      const { pathname, search } = new URL(request.url);
      const host = request.headers.get("x-forwarded-host");
      const headers = new Headers(request.headers);
      headers.delete("x-forwarded-host");
      return this.answer(
        new Request(`https://${host}${pathname}${search}`, {
          method: request.method,
          headers,
        }),
      );
    });
  }

  /** Where all names can be reached over TLS, on 127.0.0.1. */
  get tlsPort(): number {
    return this.#tls.addr.port;
  }

  /** Flags by which Chromium takes this for the internet. */
  get chromiumFlags(): string[] {
    return [
      `--host-resolver-rules=MAP *.${DOMAIN}:443 127.0.0.1:${this.tlsPort}`,
      "--ignore-certificate-errors",
    ];
  }

  /** An origin that nobody had before: the PDS remembers what it fetched from one. */
  newOrigin(): string {
    return `https://service${++this.#hosted}.${DOMAIN}`;
  }

  /** Puts a service at an origin; the PDS finds it too. */
  async host(origin: string, answer: Answerer): Promise<void> {
    this.#sites.set(new URL(origin).hostname, answer);
    const { port } = this.#gate.addr;
    await this.pds.route(origin, `http://127.0.0.1:${port}`);
  }

  /** From now on somebody else answers for a name and those below it; disposing ends that. */
  replace(hostname: string, answer: Answerer): Disposable {
    const before = this.#sites.get(hostname);
    this.#sites.set(hostname, answer);
    return {
      [Symbol.dispose]: () => {
        if (before) this.#sites.set(hostname, before);
        else this.#sites.delete(hostname);
      },
    };
  }

  /** A name stops answering, as a server does that is down; disposing brings it back. */
  takeDown(hostname: string): Disposable {
    return this.replace(hostname, () => {
      throw new TypeError(`error sending request: ${hostname} is down`);
    });
  }

  /** What somebody who asks is answered. */
  async answer(request: Request): Promise<Response> {
    const { hostname } = new URL(request.url);
    const [, site] = [...this.#sites]
      .filter(([name]) => `.${hostname}`.endsWith(`.${name}`))
      .sort(([a], [b]) => b.length - a.length)[0] ?? [];
    if (!site) throw new TypeError(`dns error: ${hostname}`);
    return await site(request);
  }

  /** `fetch`, as the service under test is given it. */
  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    assert.ok(request.url.startsWith("https:"), request.url);
    request.signal.throwIfAborted();
    const answer = await this.answer(request);
    if (answer.headers.has("location") && request.redirect !== "manual") {
      throw new TypeError(`unexpected redirect from ${request.url}`);
    }
    return answer;
  };

  /** The DNS has no TXT records: handles are found by `/.well-known/atproto-did`. */
  readonly resolveTxt = (_name: string): Promise<string[]> =>
    Promise.resolve([]);

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#tls.shutdown(), this.#gate.shutdown()]);
    await this.pds[Symbol.asyncDispose]();
  }
}

/** One internet for all tests of a file, each of which makes its own accounts and services. */
export function internetOfFile(): () => Internet {
  let internet: Internet | undefined;
  Deno.test.beforeAll(async () => {
    if (isPdsInstalled()) internet = new Internet(await startPds(PDS_HOST));
  });
  Deno.test.afterAll(async () => {
    await internet?.[Symbol.asyncDispose]();
  });
  return () => internet!;
}

/** A file of `tests/support/tls/`. */
export function readTls(name: "authority" | "certificate" | "key"): string {
  return Deno.readTextFileSync(new URL(`tls/${name}.pem`, import.meta.url));
}

/** Asks a server on this machine by the name that the request's address has, as a proxy does that ends TLS. */
export async function askHere(
  request: Request,
  port: number,
): Promise<Response> {
  const { host, pathname, search, protocol } = new URL(request.url);
  const body = new Uint8Array(await request.arrayBuffer());
  const headers = Object.fromEntries(
    [...request.headers].filter(([name]) => !HOP_BY_HOP.includes(name)),
  );
  return await new Promise((resolve, reject) => {
    const passed = http.request({
      host: "127.0.0.1",
      port,
      path: `${pathname}${search}`,
      method: request.method,
      agent: false,
      headers: {
        ...headers,
        host,
        ...(protocol === "https:" ? { "x-forwarded-proto": "https" } : {}),
        "content-length": body.length,
      },
    }, (incoming) => resolve(readAnswer(incoming)));
    passed.on("error", reject);
    passed.end(body);
  });
}

async function readAnswer(incoming: http.IncomingMessage): Promise<Response> {
  const parts: Uint8Array[] = [];
  for await (const part of incoming) parts.push(part);
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    const [name, value] = incoming.rawHeaders.slice(i, i + 2);
    if (!HOP_BY_HOP.includes(name!.toLowerCase())) {
      headers.append(name!, value!);
    }
  }
  const status = incoming.statusCode!;
  const body = NO_BODY.includes(status) ? null : new Blob(parts as BlobPart[]);
  return new Response(body, { status, headers });
}
