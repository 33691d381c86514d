/**
 * A browser without a screen: keeps cookies by host as a browser does, sends what a browser sends with a
 * navigation, and signs in at a PDS by the calls that the PDS's own page makes.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Account } from "./pds.ts";

/** How a form is sent. */
export interface Submission {
  readonly fields: Readonly<Record<string, string>>;
  /** Origin of the page that the form is on. Left out: the same as its target. */
  readonly origin?: string;
}

/** What somebody does on the pages of their PDS. */
export interface AtThePds {
  readonly account: Account;
  /** "Deny access" instead of "Authorize". */
  readonly isDenied?: boolean;
}

interface Cookie {
  readonly value: string;
  readonly domain: string;
  /** Sent to this very host alone. */
  readonly isHostOnly: boolean;
}

/** Calls of the PDS's sign-in page. */
const PAGE_API = "/@atproto/oauth-provider/~api";
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) visitor of tests";

/** Somebody with a browser. */
export class Visitor {
  readonly #send: (request: Request) => Promise<Response>;
  /** By domain and name. */
  readonly #cookies = new Map<string, Cookie & { readonly name: string }>();

  /** `send`: the network. */
  constructor(send: (request: Request) => Promise<Response>) {
    this.#send = send;
  }

  /** The cookies that this browser would send to an address, by name. */
  cookiesFor(url: URL): Record<string, string> {
    const found = [...this.#cookies.values()].filter((cookie) =>
      cookie.isHostOnly
        ? cookie.domain === url.hostname
        : `.${url.hostname}`.endsWith(`.${cookie.domain}`)
    );
    return Object.fromEntries(found.map(({ name, value }) => [name, value]));
  }

  /** Puts a cookie of this name and value into the browser. */
  setCookie(url: URL, name: string, value: string): void {
    this.#keep(url, `${name}=${value}`);
  }

  /** Opens an address; a redirect is answered, not followed. */
  open(url: URL, headers: Record<string, string> = {}): Promise<Response> {
    return this.#request(url, {
      headers: {
        accept: "text/html",
        "sec-fetch-dest": "document",
        "sec-fetch-mode": "navigate",
        "sec-fetch-site": "cross-site",
        ...headers,
      },
    });
  }

  /** Opens an address and where that leads to, up to 10 steps. */
  async follow(url: URL): Promise<{ url: URL; answer: Response }> {
    for (let at = url, steps = 0; steps < 10; steps++) {
      const answer = await this.open(at);
      const location = answer.headers.get("location");
      if (location === null) return { url: at, answer };
      await answer.body?.cancel();
      at = new URL(location, at);
    }
    throw new Error(`${url} leads on and on`);
  }

  /** Sends a form. */
  submit(url: URL, { fields, origin }: Submission): Promise<Response> {
    const from = origin ?? url.origin;
    return this.#request(url, {
      method: "POST",
      headers: {
        origin: from,
        "sec-fetch-dest": "document",
        "sec-fetch-mode": "navigate",
        "sec-fetch-site": from === url.origin ? "same-origin" : "same-site",
      },
      body: new URLSearchParams(fields),
    });
  }

  /** Signs in and consents at a PDS; answers the address that it sends the browser back to. */
  async signInAtPds(
    authorize: URL,
    { account, isDenied = false }: AtThePds,
  ): Promise<URL> {
    const page = await this.open(authorize);
    const known = page.headers.get("location");
    const text = await page.text();
    if (known !== null) return new URL(known); // still signed in there
    assert.equal(page.status, 200, text.slice(0, 500));
    if (isDenied) {
      const { url } = await this.#callPage(authorize, "/reject", {});
      return await this.#leavePds(authorize, url!);
    }
    const signedIn = await this.#callPage(authorize, "/sign-in", {
      locale: "en",
      username: account.did, // whatever the handle is by now
      password: account.password,
      remember: true,
    });
    const { url } = await this.#callPage(authorize, "/consent", {
      did: signedIn.account!.did,
    });
    return await this.#leavePds(authorize, url!);
  }

  /** What the page's script posts. */
  async #callPage(
    authorize: URL,
    path: string,
    input: unknown,
  ): Promise<{ url?: string; account?: { did: string } }> {
    const url = new URL(`${PAGE_API}${path}`, authorize);
    const answer = await this.#request(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        origin: authorize.origin,
        referer: authorize.href,
        "sec-fetch-dest": "empty",
        "sec-fetch-mode": "same-origin",
        "sec-fetch-site": "same-origin",
        "x-csrf-token": this.cookiesFor(url)["csrf-token"] ?? "",
      },
      body: JSON.stringify(input),
    });
    const text = await answer.text();
    if (!answer.ok) throw new PdsRefusal(path, answer.status, text);
    return JSON.parse(text);
  }

  async #leavePds(authorize: URL, through: string): Promise<URL> {
    const answer = await this.open(new URL(through), {
      referer: authorize.href,
      "sec-fetch-site": "same-origin",
    });
    const text = await answer.text();
    const location = answer.headers.get("location");
    assert.ok(location, `${answer.status} ${text.slice(0, 500)}`);
    return new URL(location);
  }

  async #request(url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("user-agent", AGENT);
    const cookies = Object.entries(this.cookiesFor(url));
    if (cookies.length > 0) {
      headers.set("cookie", cookies.map((pair) => pair.join("=")).join("; "));
    }
    const request = new Request(url, { ...init, headers, redirect: "manual" });
    const answer = await this.#send(request);
    for (const line of answer.headers.getSetCookie()) this.#keep(url, line);
    return answer;
  }

  #keep(url: URL, line: string): void {
    const [pair, ...attributes] = line.split(";").map((part) => part.trim());
    const name = pair!.slice(0, pair!.indexOf("="));
    const value = pair!.slice(name.length + 1);
    const attribute = (wanted: string) =>
      attributes.map((text) => text.split("=")).find(([key]) =>
        key!.toLowerCase() === wanted
      )?.[1];
    const domain = attribute("domain")?.replace(/^\./, "");
    const key = `${domain ?? url.hostname} ${name}`;
    const expires = attribute("expires");
    if (
      attribute("max-age") === "0" ||
      (expires !== undefined && Date.parse(expires) < Date.now())
    ) {
      this.#cookies.delete(key);
      return;
    }
    this.#cookies.set(key, {
      ...{ name, value, domain: domain ?? url.hostname },
      isHostOnly: domain === undefined,
    });
  }
}

/** The PDS said no on its own page. */
export class PdsRefusal extends Error {
  override readonly name = "PdsRefusal";

  constructor(path: string, readonly status: number, readonly body: string) {
    super(`${path}: ${status} ${body}`);
  }
}
