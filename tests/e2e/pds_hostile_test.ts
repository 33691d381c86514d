/** What strangers try against sign-in: other people's callbacks, handles and servers, with a real PDS. @module */
import assert from "node:assert/strict";
import { askHere, internetOfFile, PLC_ORIGIN } from "../support/internet.ts";
import { PDS_HOST, pdsTest } from "../support/pds.ts";
import { assertRefused, isSession } from "../support/refusal.ts";
import { openService } from "../support/public_service.ts";

const internet = internetOfFile();

pdsTest(
  "a callback signs nobody in who did not begin it, and its grant is not kept",
  async () => {
    await using service = await openService(internet());
    const mallory = await internet().pds.createAccount("mallory");
    const attacker = service.visitor();
    const victim = service.visitor();
    const callback = await service.goToPds(attacker, { account: mallory });

    const answer = await victim.open(callback);

    await assertRefused(service, victim, {
      answer,
      status: 400,
      says: /browser/,
      reason: "other_browser",
    });
    assert.equal(internet().pds.countGrants(mallory), 0);
    const late = await attacker.open(callback);
    await assertRefused(service, attacker, {
      answer: late,
      status: 400,
      says: /again/,
      reason: "expired",
    });
  },
);

pdsTest(
  "a callback with the other visitor's own sign-in under way signs nobody in",
  async () => {
    await using service = await openService(internet());
    const { pds } = internet();
    const mallory = await pds.createAccount("mallory");
    const alice = await pds.createAccount("alice");
    const attacker = service.visitor();
    const victim = service.visitor();
    await service.goToPds(victim, { account: alice });
    const callback = await service.goToPds(attacker, { account: mallory });

    const answer = await victim.open(callback);

    await assertRefused(service, victim, {
      answer,
      status: 400,
      says: /browser/,
      reason: "other_browser",
    });
  },
);

pdsTest("a callback works once", async () => {
  await using service = await openService(internet());
  const alice = await internet().pds.createAccount("alice");
  const visitor = service.visitor();
  const callback = await service.goToPds(visitor, { account: alice });
  assert.equal((await visitor.open(callback)).status, 303);
  const cookies = visitor.cookiesFor(service.url("/"));

  const again = await visitor.open(callback);
  await again.text();

  assert.deepEqual(again.headers.getSetCookie().filter(isSession), []);
  assert.deepEqual(visitor.cookiesFor(service.url("/")), cookies);
  assert.equal(service.signinsInAudit("signed_in").length, 1);
});

pdsTest(
  "a callback with a changed state, code or issuer signs nobody in",
  async () => {
    await using service = await openService(internet());
    const alice = await internet().pds.createAccount("alice");
    for (
      const [name, value] of [
        ["state", "AAAAAAAAAAAAAAAAAAAAAA"],
        ["code", `cod-${"0".repeat(64)}`],
        ["iss", "https://elsewhere.loopback-test.dev"],
      ] as const
    ) {
      const visitor = service.visitor();
      const callback = await service.goToPds(visitor, { account: alice });
      callback.searchParams.set(name, value);

      const answer = await visitor.open(callback);

      assert.ok(answer.status >= 400 && answer.status < 500, name);
      assert.match(await answer.text(), /again/, name);
      assert.deepEqual(
        answer.headers.getSetCookie().filter(isSession),
        [],
        name,
      );
    }
    assert.equal(service.signinsInAudit("signed_in").length, 0);
  },
);

pdsTest(
  "a handle that names somebody else's account is not believed",
  async () => {
    await using service = await openService(internet());
    const alice = await internet().pds.createAccount("alice");
    using _thief = internet().replace(
      "thief.loopback-test.dev",
      () => new Response(alice.did),
    );
    const visitor = service.visitor();

    const answer = await service.sendLogin(visitor, "thief.loopback-test.dev");

    await assertRefused(service, visitor, {
      answer,
      status: 400,
      says: /does not name it back/,
      reason: "unpaired_handle",
    });
    await assert.rejects(
      service.house.findPerson("thief.loopback-test.dev"),
      { code: "not_found" },
    );
  },
);

pdsTest(
  "a PDS cannot sign somebody in whose account is elsewhere",
  async () => {
    await using service = await openService(internet());
    const { pds } = internet();
    const mallory = await pds.createAccount("mallory");
    const alice = await pds.createAccount("alice");
    const elsewhere = "https://elsewhere.loopback-test.dev";
    const home = await (await internet().fetch(`${PLC_ORIGIN}/${alice.did}`))
      .json();
    home.service[0].serviceEndpoint = elsewhere;
    using _moved = internet().replace(
      new URL(PLC_ORIGIN).hostname,
      (request) =>
        decodeURIComponent(request.url).endsWith(`/${alice.did}`)
          ? Response.json(home, {
            headers: { "content-type": "application/did+ld+json" },
          })
          : askHere(request, pds.plcPort),
    );
    using _elsewhere = internet().replace(
      new URL(elsewhere).hostname,
      () =>
        Response.json({
          resource: elsewhere,
          authorization_servers: [elsewhere],
        }),
    );
    using _hostile = internet().replace(PDS_HOST, async (request) => {
      const answer = await askHere(request, pds.port);
      if (!request.url.endsWith("/oauth/token") || !answer.ok) return answer;
      const { headers } = answer;
      return Response.json({ ...await answer.json(), sub: alice.did }, {
        headers: { "dpop-nonce": headers.get("dpop-nonce") ?? "" },
      });
    });
    const visitor = service.visitor();
    const callback = await service.goToPds(visitor, { account: mallory });

    const answer = await visitor.open(callback);

    assert.ok(answer.status >= 400, await answer.text());
    assert.deepEqual(answer.headers.getSetCookie().filter(isSession), []);
    assert.equal(service.house.platform.users.count(), 0);
  },
);
