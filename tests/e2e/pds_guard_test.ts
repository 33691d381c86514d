/**
 * Signing in as in production: over TLS, by the guarded fetch, without anything that is allowed only for
 * trying things out. In place of the internet stands a server on this machine.
 *
 * @module
 */
import assert from "node:assert/strict";
import { openSafeFetch, type SafeFetch } from "../../src/auth/safe_fetch.ts";
import { internetOfFile, PLC_ORIGIN, readTls } from "../support/internet.ts";
import { pdsTest } from "../support/pds.ts";
import { openService } from "../support/public_service.ts";

const internet = internetOfFile();

/** An address that belongs to nobody's private network. */
const PUBLIC = "192.0.9.1";

pdsTest(
  "through the guard, a person signs in with a handle that its own host vouches for",
  async () => {
    await using guarded = guardedFetch(() => PUBLIC);
    const asked: string[] = [];
    await using service = await openService(internet(), {
      fetch: (input, init) => {
        const request = new Request(input, init);
        const { hostname, pathname } = new URL(request.url);
        asked.push(`${request.method} ${hostname}${pathname}`);
        return guarded.fetch(request);
      },
    });
    const alice = await internet().pds.createAccount("alice");

    for (const typed of [alice.handle, alice.did, internet().pds.issuer]) {
      await service.signIn(service.visitor(), { account: alice, typed });
    }

    const user = service.house.platform.users.find(alice.did)!;
    assert.equal(user.handle, alice.handle);
    assert.equal(user.name, "alice");
    assert.equal(internet().pds.countGrants(alice), 0);
    for (
      const wanted of [
        `GET ${alice.handle}/.well-known/atproto-did`,
        `GET plc.loopback-test.dev/${encodeURIComponent(alice.did)}`,
        "GET pds.loopback-test.dev/.well-known/oauth-protected-resource",
        "POST pds.loopback-test.dev/oauth/par",
        "POST pds.loopback-test.dev/oauth/token",
        "POST pds.loopback-test.dev/oauth/revoke",
      ]
    ) assert.ok(asked.includes(wanted), `${wanted}\n${asked.join("\n")}`);
  },
);

pdsTest(
  "a handle or an account that leads to a private network is not asked there",
  async () => {
    await using guarded = guardedFetch((name) =>
      name === "inside.loopback-test.dev" ? "10.0.0.1" : PUBLIC
    );
    const inside: string[] = [];
    using _inside = internet().replace(
      "inside.loopback-test.dev",
      (request) => {
        inside.push(request.url);
        return Response.json({});
      },
    );
    await using service = await openService(internet(), {
      fetch: guarded.fetch,
    });
    const alice = await internet().pds.createAccount("alice");
    const document = await (await internet().fetch(
      `${PLC_ORIGIN}/${alice.did}`,
    )).json();

    for (
      const serviceEndpoint of [
        "https://inside.loopback-test.dev",
        "https://127.0.0.1",
        "https://[::ffff:169.254.169.254]",
        "http://pds.loopback-test.dev",
        `https://pds.loopback-test.dev:${internet().tlsPort}`,
      ]
    ) {
      document.service[0].serviceEndpoint = serviceEndpoint;
      using _moved = internet().replace(
        new URL(PLC_ORIGIN).hostname,
        () =>
          Response.json(document, {
            headers: { "content-type": "application/did+ld+json" },
          }),
      );
      const answer = await service.sendLogin(service.visitor(), alice.did);
      const text = await answer.text();
      assert.equal(answer.status, 400, `${serviceEndpoint} ${text}`);
      assert.match(text, /does not answer as a server of ATProto/);
    }
    for (
      const typed of [
        "inside.loopback-test.dev",
        "https://inside.loopback-test.dev",
      ]
    ) {
      const answer = await service.sendLogin(service.visitor(), typed);
      assert.equal(answer.status, 400, await answer.text());
    }
    assert.deepEqual(inside, []);
    // The control: with its own document she gets in.
    await service.signIn(service.visitor(), { account: alice });
  },
);

/** The fetch of production; `resolve`: the address of a name. */
function guardedFetch(resolve: (name: string) => string): SafeFetch {
  return openSafeFetch({
    resolve: (name) => Promise.resolve([resolve(name)]),
    stage: { port: internet().tlsPort, authority: readTls("authority") },
  });
}
