/**
 * Our service as its operator runs it, at an `https` origin of the {@linkcode Internet}: the real house,
 * the real doors, and the world outside as the only thing that is not.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  type App,
  createApp,
  type OpenedHouse,
  openHouse,
} from "../../src/app.ts";
import { AccountChecks } from "../../src/auth/account_checks.ts";
import type { SessionContext } from "../../src/auth/sessions.ts";
import { readConfig } from "../../src/config.ts";
import type { AuditRow } from "../../src/db/platform/audit.ts";
import type { House } from "../../src/wiki/house.ts";
import { type Internet, PLC_ORIGIN, VISITOR_ADDRESS } from "./internet.ts";
import { type AtThePds, Visitor } from "./visitor.ts";
import { ASSETS_DIR, type Logged } from "./world.ts";

/** What a test may want otherwise. */
export interface ServiceOptions {
  /** Settings beside origin, data folder and directory. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Left out: {@linkcode Internet.fetch}, which has no guard. */
  readonly fetch?: typeof fetch;
}

/** How somebody signs in. */
export interface SigningIn extends AtThePds {
  /** What is typed into the login page. Left out: the account's handle. */
  readonly typed?: string;
  readonly returnTo?: string;
}

/** A service on the internet; `await using` it. */
export class Service implements AsyncDisposable {
  readonly origin: string;
  readonly dataDir: string;
  readonly logged: Logged[] = [];
  /** What was posted so far, as `path origin`, with the `Origin` that the browser sent. */
  readonly posted: string[] = [];
  readonly #internet: Internet;
  #opened: OpenedHouse | undefined;
  #app: App | undefined;
  #laterMs = 0;

  /** For {@linkcode openService}. */
  constructor(internet: Internet, dataDir: string) {
    this.#internet = internet;
    this.dataDir = dataDir;
    this.origin = internet.newOrigin();
  }

  /** Opens the house, or opens it again after {@linkcode stop}. */
  async start({ settings, fetch }: ServiceOptions = {}): Promise<void> {
    const config = readConfig({
      ROBOT_ORIGIN: this.origin,
      ROBOT_DATA: this.dataDir,
      ROBOT_PLC_URL: PLC_ORIGIN,
      ...settings,
    });
    const { resolveTxt } = this.#internet;
    this.#opened = await openHouse(config, {
      assetsDir: ASSETS_DIR,
      now: () => new Date(Date.now() + this.#laterMs),
      log: (level, event, fields = {}, error) => {
        this.logged.push({ level, event, fields, error });
      },
      network: { fetch: fetch ?? this.#internet.fetch, resolveTxt },
    });
    this.#app = createApp(this.#opened);
    await this.#internet.host(
      this.origin,
      (request) => {
        if (request.method === "POST") {
          const { pathname } = new URL(request.url);
          const origin = request.headers.get("origin");
          this.posted.push(`${pathname} ${origin}`);
        }
        return this.#app!.fetch(request, VISITOR_ADDRESS);
      },
    );
  }

  /** Closes the house; its data stays. */
  async stop(): Promise<void> {
    this.#app?.beginDrain();
    await this.#opened?.[Symbol.asyncDispose]();
    this.#opened = this.#app = undefined;
  }

  get house(): House {
    return this.#opened!.house;
  }

  /** Sessions and the keys of the service. */
  get sessions(): SessionContext {
    return this.#opened!.sessions;
  }

  /** Waits until nobody's account is being asked after any more. */
  async untilAccountsAreChecked(): Promise<void> {
    const { watch } = this.sessions;
    assert.ok(watch instanceof AccountChecks);
    await watch.idle();
  }

  /** Moves this service's clock on; that of the PDS stays. */
  wait(seconds: number): void {
    this.#laterMs += seconds * 1000;
  }

  /** A path of the platform's host. */
  url(path: string): URL {
    return new URL(path, this.origin);
  }

  /** The address of a path on a wiki's host. */
  wikiUrl(slug: string, path = "/"): URL {
    const { hostname } = new URL(this.origin);
    return new URL(path, `https://${slug}.${hostname}`);
  }

  /** A new browser. */
  visitor(): Visitor {
    return new Visitor((request) => this.#internet.answer(request));
  }

  /** Sends the login page's form. */
  async sendLogin(
    visitor: Visitor,
    typed: string,
    returnTo = "",
  ): Promise<Response> {
    return await visitor.submit(this.url("/auth/login"), {
      fields: { handle: typed, return_to: returnTo },
    });
  }

  /** Sends the login page's form; the page of the PDS that it leads to. */
  async beginSignin(
    visitor: Visitor,
    typed: string,
    returnTo?: string,
  ): Promise<URL> {
    const answer = await this.sendLogin(visitor, typed, returnTo);
    const text = await answer.text();
    assert.equal(answer.status, 303, text);
    return new URL(answer.headers.get("location")!);
  }

  /** From the login page to the address that the PDS sends the browser back to, which is not opened. */
  async goToPds(visitor: Visitor, signingIn: SigningIn): Promise<URL> {
    const { account, typed = account.handle, returnTo } = signingIn;
    const authorize = await this.beginSignin(visitor, typed, returnTo);
    return await visitor.signInAtPds(authorize, signingIn);
  }

  /** The whole way; where the callback leads to. */
  async signIn(visitor: Visitor, signingIn: SigningIn): Promise<URL> {
    const callback = await this.goToPds(visitor, signingIn);
    const answer = await visitor.open(callback);
    const text = await answer.text();
    assert.equal(answer.status, 303, text);
    return new URL(answer.headers.get("location")!, callback);
  }

  /** What the audit log says of sign-ins, newest first. */
  signinsInAudit(event: "signed_in" | "signin_failed"): AuditRow[] {
    return this.house.platform.audit.list({ event });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await Deno.remove(this.dataDir, { recursive: true });
  }
}

/** Opens a service at an origin of its own. */
export async function openService(
  internet: Internet,
  options: ServiceOptions = {},
): Promise<Service> {
  const dataDir = await Deno.makeTempDir({ prefix: "robot-test-" });
  const service = new Service(internet, dataDir);
  await service.start(options);
  return service;
}
