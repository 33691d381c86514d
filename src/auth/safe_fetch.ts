/**
 * Fetching from servers that a visitor named: a handle, a DID document and a server's own metadata can name any host, so without a
 * guard a visitor could make the service ask this machine, its neighbours, or the cloud's own services.
 *
 * Only `https` on its usual port, without user name; only public addresses, looked at in the connector itself, so that a name
 * cannot lead elsewhere between look and use; no redirects; bounded in bytes and time.
 *
 * @module
 */
import { lookup } from "node:dns";
import { connect, isIP, type Socket } from "node:net";
import { untilAborted, withDeadline } from "./deadline.ts";
import { nextTurn } from "../next_turn.ts";
import { isLoopbackAddress, isPublicAddress } from "./public_address.ts";
import { Unreachable } from "./unreachable.ts";

/** How a guarded fetch differs from the usual one. */
export interface SafeFetchOptions {
  /** Lets servers on this machine be asked, over http and on any port too: for trying things out. */
  readonly allowLocal?: boolean;
  /** How long a request and its answer may take together. */
  readonly deadlineMs?: number;
  /** Bytes of an answer, unpacked. */
  readonly maxBytes?: number;
  /** The addresses of a name. Left out: the system's resolver. */
  readonly resolve?: Resolve;
  /** Stands for the internet in a test; names and addresses are judged as ever. */
  readonly stage?: Stage;
}

/** A server on this machine that answers for every public address. */
export interface Stage {
  readonly port: number;
  /** Whose certificates are believed, in PEM. */
  readonly authority: string;
}

/** A fetch that can be closed. */
export interface SafeFetch extends AsyncDisposable {
  readonly fetch: typeof fetch;
}

/** Finds the addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

const DEADLINE_MS = 10_000;
const CONNECT_MS = 5_000;
const MAX_BYTES = 512 * 1024;
/** Connections are kept for the next request for so long, whatever the server wishes. */
const KEPT_MS = 10_000;
/** Connections to one server at the same time. */
const MAX_CONNECTIONS = 8;
const LOCAL_NAMES: ReadonlySet<string> = new Set([
  "localhost",
  "127.0.0.1",
  "[::1]",
]);
/** Statuses whose answers have no body. */
const EMPTY_STATUSES: ReadonlySet<number> = new Set([204, 205, 304]);

/** Makes a guarded fetch. The library behind it is loaded with the first request. */
export function openSafeFetch(options: SafeFetchOptions = {}): SafeFetch {
  const { allowLocal = false, deadlineMs = DEADLINE_MS } = options;
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  let client: Promise<Client> | undefined;
  const safeFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    demandAllowed(request.url, { allowLocal });
    const opened = await (client ??= openClient(options));
    try {
      return await withDeadline(deadlineMs, (late) => {
        const signal = AbortSignal.any([request.signal, late]);
        // Under Deno, reading an answer of the library does not end with its signal; the connection does.
        return untilAborted(ask(opened, request, { signal, maxBytes }), signal);
      });
    } catch (error) {
      throw asUnreachable(error, request);
    }
  };
  return {
    fetch: safeFetch,
    async [Symbol.asyncDispose]() {
      await (await client)?.close();
    },
  };
}

/** The library's fetch, bound to connections that are guarded. */
interface Client {
  fetch(
    request: Request,
    init: { body: ArrayBuffer | null; signal: AbortSignal },
  ): Promise<ForeignResponse>;
  close(): Promise<void>;
}

/** What is used of the library's answer. */
interface ForeignResponse {
  readonly status: number;
  readonly headers: Iterable<[string, string]>;
  readonly body:
    | AsyncIterable<Uint8Array> & {
      cancel(): Promise<void>;
    }
    | null;
}

async function openClient(options: SafeFetchOptions): Promise<Client> {
  const { Agent, buildConnector, fetch } = await loadLibrary();
  const { stage } = options;
  const encrypt = buildConnector({
    timeout: CONNECT_MS,
    ...stage && { ca: stage.authority },
  });
  const lookup = guardedLookup(options);
  const agent = new Agent({
    connect: (wish, connected) => {
      const { hostname, protocol } = wish;
      const isPlain = protocol === "http:";
      const port = stage?.port ?? Number(wish.port || (isPlain ? 80 : 443));
      const host = hostname.replace(/^\[|\]$/g, "");
      openSocket({ host, port, lookup }, (failure, socket) => {
        if (failure !== null) connected(failure, null);
        else if (isPlain) connected(null, socket);
        else encrypt({ ...wish, httpSocket: socket }, connected);
      });
    },
    connections: MAX_CONNECTIONS,
    keepAliveMaxTimeout: KEPT_MS,
    headersTimeout: options.deadlineMs ?? DEADLINE_MS,
    bodyTimeout: options.deadlineMs ?? DEADLINE_MS,
  });
  return {
    fetch: async ({ url, method, headers }, { body, signal }) =>
      await fetch(url, {
        ...{ method, body, signal },
        headers: [...headers],
        redirect: "manual",
        dispatcher: agent,
      }) as unknown as ForeignResponse,
    close: () => agent.destroy(),
  };
}

/**
 * Connects without encryption yet: what Deno keeps of an encrypted connection to a host that is not there, 9 kB, it keeps for good,
 * and visitors name any number of such hosts.
 */
function openSocket(
  to: { host: string; port: number; lookup: GuardedLookup },
  opened: (failure: Error | null, socket: Socket) => void,
): void {
  const socket = connect(to);
  const end = (failure: Error | null) => {
    clearTimeout(timer);
    socket.off("error", end).off("connect", start);
    opened(failure, socket);
  };
  const start = () => end(null);
  const timer = setTimeout(() => {
    socket.destroy(new Unreachable("timeout", `${to.host} is too slow`));
  }, CONNECT_MS);
  socket.on("error", end).on("connect", start);
  socket.on("error", () => {}); // whoever goes on with it is told by its end
}

/**
 * The library: 4 MB, which a service where nobody signs in does without. In one go it would hold everybody up for 50 to 80 ms;
 * after two of its parts, each of which takes 20, no turn takes longer than that.
 */
async function loadLibrary(): Promise<typeof import("undici")> {
  await import("undici/lib/core/connect.js");
  await nextTurn();
  await import("undici/lib/dispatcher/agent.js");
  await nextTurn();
  const library = await import("undici");
  await nextTurn();
  return library;
}

/** @throws {Unreachable} `refused` for an address that may not be asked, whatever its name leads to. */
function demandAllowed(
  text: string,
  { allowLocal }: { allowLocal: boolean },
): void {
  const url = new URL(text);
  const refuse = (why: string) => {
    throw new Unreachable("refused", `${url.origin} may not be asked: ${why}`);
  };
  if (url.username !== "" || url.password !== "") refuse("it has a user name");
  const isLocal = LOCAL_NAMES.has(url.hostname);
  if (allowLocal && isLocal && /^https?:$/.test(url.protocol)) return;
  if (url.protocol !== "https:") refuse("it is not https");
  if (url.port !== "") refuse("it has a port");
  // An address is never looked up, so it is compared here.
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !isPublicAddress(host)) refuse("it is not public");
}

type Found = (
  error: Error | null,
  addresses: { address: string; family: number }[] | string,
  family?: number,
) => void;

type GuardedLookup = (
  host: string,
  options: { all?: boolean | undefined },
  found: Found,
) => void;

/** Finds the addresses of a name for the connector, which connects to these and to no others. */
function guardedLookup(
  { resolve = resolveBySystem, allowLocal = false, stage }: SafeFetchOptions,
): GuardedLookup {
  return (host, { all }, found) => {
    resolve(host).then((addresses) => {
      const isAllowed = allowLocal && LOCAL_NAMES.has(host)
        ? isLoopbackAddress
        : isPublicAddress;
      if (addresses.length === 0 || !addresses.every(isAllowed)) {
        const message = `${host} may not be asked: it is not public`;
        return found(new Unreachable("refused", message), []);
      }
      const reached = stage === undefined ? addresses : ["127.0.0.1"];
      const list = reached.map((address) => ({
        address,
        family: isIP(address),
      }));
      if (all) found(null, list);
      else found(null, list[0]!.address, list[0]!.family);
    }).catch((error) => found(error, []));
  };
}

function resolveBySystem(hostname: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    lookup(hostname, { all: true }, (error, addresses) => {
      if (error === null) return resolve(addresses.map((one) => one.address));
      const isUnknown = error.code === "ENOTFOUND";
      reject(
        isUnknown
          ? new Unreachable("unknown_host", `There is no host "${hostname}"`)
          : error,
      );
    });
  });
}

async function ask(
  client: Client,
  request: Request,
  { signal, maxBytes }: { signal: AbortSignal; maxBytes: number },
): Promise<Response> {
  const body = request.body === null ? null : await request.arrayBuffer();
  const answer = await client.fetch(request, { body, signal });
  const { status } = answer;
  if (status >= 300 && status < 400 && status !== 304) {
    await answer.body?.cancel();
    throw new Unreachable("redirect", `${hostOf(request)} redirects`);
  }
  // The library's own limit of bytes hangs under Deno.
  const bytes = await readUpTo(answer, maxBytes);
  if (bytes === undefined) {
    throw new Unreachable("too_large", `${hostOf(request)} answers too much`);
  }
  const headers = new Headers([...answer.headers]);
  // The body is unpacked already.
  headers.delete("content-encoding");
  headers.delete("content-length");
  const content = EMPTY_STATUSES.has(status) ? null : bytes;
  const response = new Response(content, { status, headers });
  Object.defineProperty(response, "url", { value: request.url });
  return response;
}

/** The whole body, or `undefined` where it is larger. */
async function readUpTo(
  answer: ForeignResponse,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return undefined; // leaving the loop ends the connection
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** What a failure means; the caller's own abort stays what it is. */
function asUnreachable(error: unknown, request: Request): unknown {
  if (request.signal.aborted) return request.signal.reason;
  for (
    let cause = error;
    cause instanceof Error;
    cause = cause.cause
  ) if (cause instanceof Unreachable) return cause;
  const message = `${hostOf(request)} cannot be reached`;
  return new Unreachable("network", message, { cause: error });
}

function hostOf({ url }: Request): string {
  return new URL(url).host;
}
