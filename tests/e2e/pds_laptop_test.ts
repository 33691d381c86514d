/**
 * Signing in on a laptop: a real `robot serve` without a domain, which a PDS knows as the loopback client
 * at `127.0.0.1`, and which hands the person over to `wiki.localhost`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { startChromium } from "../support/chromium.ts";
import { askHere } from "../support/internet.ts";
import {
  type Account,
  type Pds,
  pdsBrowserTest,
  pdsTest,
  startPds,
} from "../support/pds.ts";
import { signInOnPdsPage } from "../support/pds_page.ts";
import { fill, follow, textOf } from "../support/person.ts";
import { Installation } from "../support/server_process.ts";
import { Visitor } from "../support/visitor.ts";

/** A laptop, and a PDS beside it. */
class Laptop implements AsyncDisposable {
  readonly pds: Pds;
  readonly installation: Installation;

  private constructor(pds: Pds, installation: Installation) {
    this.pds = pds;
    this.installation = installation;
  }

  static async start(): Promise<Laptop> {
    const pds = await startPds();
    const installation = await Installation.make({
      settings: {
        ROBOT_PLC_URL: `http://localhost:${pds.plcPort}`,
        ROBOT_ALLOW_LOCAL_PDS: "1",
      },
    });
    await installation.serve();
    return new Laptop(pds, installation);
  }

  url(path: string): URL {
    return new URL(path, `http://wiki.localhost:${this.installation.port}`);
  }

  /** Where the PDS sends browsers back to. */
  get loopback(): string {
    return `http://127.0.0.1:${this.installation.port}`;
  }

  /** A new browser. Every name leads to this machine. */
  visitor(): Visitor {
    return new Visitor((request) =>
      askHere(request, Number(new URL(request.url).port))
    );
  }

  /** From the login page to the callback, which is not opened. */
  async goToPds(visitor: Visitor, account: Account): Promise<URL> {
    const login = await visitor.follow(this.url("/auth/login"));
    assert.equal(login.answer.status, 200, await login.answer.text());
    const sent = await visitor.submit(new URL("/auth/login", login.url), {
      fields: { handle: account.did, return_to: "" },
    });
    assert.equal(sent.status, 303, await sent.text());
    const authorize = new URL(sent.headers.get("location")!);
    assert.equal(authorize.origin, this.pds.issuer);
    return await visitor.signInAtPds(authorize, { account });
  }

  /** From the callback to the address that hands the person over, which is not opened. */
  async takeCallback(visitor: Visitor, callback: URL): Promise<URL> {
    assert.equal(callback.origin, this.loopback);
    const answer = await visitor.open(callback);
    assert.equal(answer.status, 303, await answer.text());
    const handover = new URL(answer.headers.get("location")!, callback);
    assert.equal(handover.origin, this.url("/").origin);
    return handover;
  }

  /** An address signs nobody in. */
  async assertRefused(visitor: Visitor, url: URL): Promise<void> {
    const answer = await visitor.open(url);
    const text = await answer.text();
    assert.equal(answer.status, 400, text);
    assert.match(text, /begin again/);
    assert.equal(await this.isSignedIn(visitor), false);
  }

  async isSignedIn(visitor: Visitor): Promise<boolean> {
    const answer = await visitor.open(this.url("/app/account"));
    await answer.body?.cancel();
    return !answer.headers.get("location")?.includes("/auth/login");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.installation[Symbol.asyncDispose]();
    await this.pds[Symbol.asyncDispose]();
  }
}

pdsTest(
  "on a laptop, a person signs in over 127.0.0.1 and is handed over to wiki.localhost, once and in one browser",
  async () => {
    await using laptop = await Laptop.start();
    const alice = await laptop.pds.createAccount("alice");
    const visitor = laptop.visitor();

    const stranger = laptop.visitor();

    // Somebody else's browser comes back.
    const callback = await laptop.goToPds(visitor, alice);
    const taken = await laptop.takeCallback(stranger, callback);
    await laptop.assertRefused(stranger, taken);
    assert.equal(laptop.pds.countGrants(alice), 0);

    // Somebody else's browser is handed over, and the code is worth nothing afterwards.
    const handover = await laptop.takeCallback(
      visitor,
      await laptop.goToPds(visitor, alice),
    );
    await laptop.assertRefused(stranger, handover);
    await laptop.assertRefused(visitor, handover);

    const second = await laptop.takeCallback(
      visitor,
      await laptop.goToPds(visitor, alice),
    );
    const arrived = await visitor.open(second);
    assert.equal(arrived.status, 303, await arrived.text());
    assert.equal(await laptop.isSignedIn(visitor), true);
    assert.equal(laptop.pds.countGrants(alice), 0);
    const cookies = Object.keys(visitor.cookiesFor(laptop.url("/")));
    assert.ok(cookies.includes("__Host-robot"), cookies.join());
    assert.deepEqual(
      visitor.cookiesFor(new URL(laptop.loopback)),
      {},
      "nothing at 127.0.0.1, where other programs answer on other ports",
    );

    await laptop.assertRefused(stranger, second);
    const signedOut = await visitor.submit(laptop.url("/auth/logout"), {
      fields: {},
    });
    assert.equal(signedOut.status, 303);
    await laptop.assertRefused(visitor, second);
    await laptop.assertRefused(visitor, laptop.url("/auth/handoff?code="));
  },
);

pdsBrowserTest(
  "on a laptop, a real browser comes from the login page to a first saved page",
  async () => {
    await using laptop = await Laptop.start();
    await using chromium = await startChromium();
    const alice = await laptop.pds.createAccount("alice");
    const { page, complaints } = await chromium.openPage();

    await page.goto(laptop.url("/auth/login").href);
    await fill(page, "input[name=handle]", laptop.pds.issuer);
    await follow(page, "form[action='/auth/login'] button[type=submit]");
    await signInOnPdsPage(page, { account: alice });

    assert.equal(new URL(page.url()).origin, laptop.url("/").origin);
    assert.equal(new URL(page.url()).pathname, "/app/welcome");
    await fill(page, "input[name=username]", "alice");
    await follow(page, "form[action='/app/welcome'] button[type=submit]");
    const home = `http://alice.wiki.localhost:${laptop.installation.port}`;
    await page.goto(`${home}/-/create?path=Garden`);
    await follow(page, "form[action='/-/create'] button");
    await fill(page, "textarea[name=text]", "# Garden\n\nMy **first** page.\n");
    await follow(page, "button[value=save]");

    assert.equal(page.url(), `${home}/Garden`);
    assert.match(await textOf(page), /My first page/);
    const refusals = complaints.filter((text) =>
      /Content Security Policy|Refused/i.test(text)
    );
    assert.deepEqual(refusals, []);
  },
);

pdsTest(
  "on a laptop, a PDS that ends while somebody signs in is a sentence, not a failure",
  async () => {
    await using laptop = await Laptop.start();
    const alice = await laptop.pds.createAccount("alice");
    const visitor = laptop.visitor();
    const callback = await laptop.goToPds(visitor, alice);
    await laptop.pds.kill();

    const handover = await laptop.takeCallback(visitor, callback);
    const answer = await visitor.open(handover);
    const text = await answer.text();

    assert.equal(answer.status, 503, text);
    assert.match(text, /try again in a few minutes/);
    assert.equal(await laptop.isSignedIn(visitor), false);
  },
);
