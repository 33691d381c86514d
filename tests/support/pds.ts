/**
 * A real PDS with its PLC directory, and the accounts on it. See `tests/e2e/pds/sidecar.ts`.
 *
 * ```ts ignore
 * await using pds = await startPds();
 * const alice = await pds.createAccount("alice");
 * ```
 *
 * @module
 */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { isPdsInstalled, PDS_FOLDER } from "../../tools/install_pds.ts";
import type { Command, Ready } from "../e2e/pds/sidecar.ts";
import { chromiumPath } from "./chromium.ts";

/** Somebody with an account on the PDS. */
export interface Account {
  readonly did: string;
  /** As it was made: renaming does not change it here. */
  readonly handle: string;
  readonly password: string;
  /** The profile's display name. */
  readonly name: string;
  /** Bearer of the account's own app, for changing the account. */
  readonly accessJwt: string;
}

/** The PDS calls itself by this name where it is to look like one on the internet. */
export const PDS_HOST = "pds.loopback-test.dev";

const START_MS = 60_000;
/** It is let go gently, but not waited for. */
const STOP_MS = 5_000;
/** Longer than the PDS remembers a client's metadata and keys, which is 10 minutes. */
const CLIENT_CACHE_SECONDS = 15 * 60;

/** Runs a test that needs the PDS, where it is installed. */
export function pdsTest(name: string, run: () => Promise<void>): void {
  Deno.test({ name, ignore: !isPdsInstalled(), fn: run });
}

/** The same with a real browser. */
export function pdsBrowserTest(name: string, run: () => Promise<void>): void {
  const ignore = !isPdsInstalled() || chromiumPath() === undefined;
  Deno.test({ name, ignore, fn: run });
}

/** Starts a PDS: at `http://localhost:{port}`, or as `https://{hostname}` behind TLS of the caller's. */
export async function startPds(hostname = "localhost"): Promise<Pds> {
  const folder = await Deno.makeTempDir({ prefix: "robot-pds-" });
  const sidecar = new URL("sidecar.ts", PDS_FOLDER).pathname;
  const config = new URL("deno.json", PDS_FOLDER).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", "--cached-only", "--config", config],
      ...[sidecar, folder, hostname],
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const pds = new Pds(child, folder, hostname);
  try {
    await pds.untilReady();
  } catch (error) {
    await pds[Symbol.asyncDispose]();
    throw error;
  }
  return pds;
}

/** A PDS that runs in a process of its own. */
export class Pds implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;
  readonly #hostname: string;
  readonly #lines: AsyncGenerator<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  /** What its packages say; told where it does not start. */
  readonly #complaints: Promise<string>;
  #ready: Ready | undefined;
  #made = 0;

  /** For {@linkcode startPds}. */
  constructor(child: Deno.ChildProcess, folder: string, hostname: string) {
    this.#child = child;
    this.#folder = folder;
    this.#hostname = hostname;
    this.#lines = linesOf(child.stdout);
    this.#input = child.stdin.getWriter();
    this.#complaints = new Response(child.stderr).text();
  }

  /** For {@linkcode startPds}. */
  async untilReady(): Promise<void> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), START_MS);
    const { value, done } = await this.#lines.next();
    clearTimeout(timer);
    if (done) throw new Error(`No PDS: ${await this.#complaints}`);
    this.#ready = JSON.parse(value!) as Ready;
  }

  /** Port on this machine. */
  get port(): number {
    return this.#ready!.pdsPort;
  }

  /** Port of the PLC directory on this machine. */
  get plcPort(): number {
    return this.#ready!.plcPort;
  }

  /** What the PDS calls itself: the issuer of its tokens. */
  get issuer(): string {
    return this.#hostname === "localhost"
      ? `http://localhost:${this.port}`
      : `https://${this.#hostname}`;
  }

  /** Opens an account; the name gets a number, so that no two tests share one. */
  async createAccount(name: string): Promise<Account> {
    const label = `${name}${++this.#made}`;
    const domain = this.#hostname === "localhost" ? "test" : this.#hostname;
    const password = `${label}-pass`;
    const made = await this.#post("com.atproto.server.createAccount", {
      input: {
        handle: `${label}.${domain}`,
        email: `${label}@example.org`,
        password,
      },
    });
    const { did, handle, accessJwt } = made as unknown as Account;
    const account = { did, handle, password, accessJwt, name };
    await this.#putProfile(account);
    return account;
  }

  /** Gives the profile a picture. */
  async setPicture(account: Account, png: Uint8Array): Promise<void> {
    const answer = await fetch(this.#xrpc("com.atproto.repo.uploadBlob"), {
      method: "POST",
      headers: {
        authorization: bearer(account),
        "content-type": "image/png",
      },
      body: new Uint8Array(png),
    });
    const { blob } = await answer.json();
    await this.#putProfile(account, { avatar: blob });
  }

  /** Its owner switches the account off, for a while. */
  async deactivate(account: Account): Promise<void> {
    await this.#post("com.atproto.server.deactivateAccount", {
      as: bearer(account),
      input: {},
    });
  }

  /** Its owner switches the account on again. */
  async activate(account: Account): Promise<void> {
    await this.#post("com.atproto.server.activateAccount", {
      as: bearer(account),
    });
  }

  /** The people who run the PDS take the account down. */
  async takeDown({ did }: Account): Promise<void> {
    await this.#post("com.atproto.admin.updateSubjectStatus", {
      as: this.#ready!.admin,
      input: {
        subject: { $type: "com.atproto.admin.defs#repoRef", did },
        takedown: { applied: true },
      },
    });
  }

  /** Gives the account another handle; answers it. */
  async rename(account: Account, name: string): Promise<string> {
    const domain = account.handle.slice(account.handle.indexOf(".") + 1);
    const handle = `${name}${++this.#made}.${domain}`;
    await this.#post("com.atproto.identity.updateHandle", {
      as: bearer(account),
      input: { handle },
    });
    return handle;
  }

  /** Whom the PDS knows by a handle. */
  async findDid(handle: string): Promise<string | undefined> {
    const query = new URLSearchParams({ handle });
    const answer = await fetch(
      `${this.#xrpc("com.atproto.identity.resolveHandle")}?${query}`,
    );
    const { did } = await answer.json();
    return did;
  }

  /** How many grants the PDS still honours for an account, by its own books. */
  countGrants({ did }: Account): number {
    using db = new DatabaseSync(`${this.#folder}/account.sqlite`, {
      readOnly: true,
    });
    const row = db.prepare("SELECT count(*) AS n FROM token WHERE did = ?")
      .get(did);
    return Number(row!.n);
  }

  /** From now on the PDS fetches what it wants from `origin` from a server on this machine. */
  async route(origin: string, to: string): Promise<void> {
    await this.#tell({ do: "route", origin, to });
  }

  /** The PDS forgets what it has fetched of clients: metadata and keys. */
  async forgetClients(): Promise<void> {
    await this.#tell({ do: "age", seconds: CLIENT_CACHE_SECONDS });
  }

  /** Ends the process as a power cut would. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    await this.#input.close().catch(() => {}); // it may have ended
    await this.#child.status;
    clearTimeout(timer);
    await this.#lines.return(undefined);
    await this.#complaints;
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #putProfile(account: Account, more: object = {}): Promise<void> {
    const $type = "app.bsky.actor.profile";
    await this.#post("com.atproto.repo.putRecord", {
      as: bearer(account),
      input: {
        repo: account.did,
        collection: $type,
        rkey: "self",
        validate: false,
        record: { $type, displayName: account.name, ...more },
      },
    });
  }

  async #tell(command: Command): Promise<void> {
    const line = `${JSON.stringify(command)}\n`;
    await this.#input.write(new TextEncoder().encode(line));
    const { done } = await this.#lines.next();
    assert.ok(!done, "the PDS ended");
  }

  /** Calls a procedure; `as`: the `Authorization`. */
  async #post(
    method: string,
    call: { as?: string; input?: unknown },
  ): Promise<Record<string, unknown>> {
    const headers = new Headers();
    if (call.as !== undefined) headers.set("authorization", call.as);
    if (call.input !== undefined) {
      headers.set("content-type", "application/json");
    }
    const answer = await fetch(this.#xrpc(method), {
      method: "POST",
      headers,
      body: call.input === undefined ? null : JSON.stringify(call.input),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method}: ${answer.status} ${text}`);
    return text === "" ? {} : JSON.parse(text);
  }

  #xrpc(method: string): string {
    return `http://localhost:${this.port}/xrpc/${method}`;
  }
}

function bearer({ accessJwt }: Account): string {
  return `Bearer ${accessJwt}`;
}

async function* linesOf(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending = "";
  for await (const bytes of stream) {
    const text = decoder.decode(bytes, { stream: true });
    const lines = (pending + text).split("\n");
    pending = lines.pop()!;
    // Its packages may print too.
    yield* lines.filter((line) => line.startsWith("{"));
  }
}
