/** Sign-ins that come to nothing, and what the visitor is told, with a real PDS. @module */
import assert from "node:assert/strict";
import { internetOfFile } from "../support/internet.ts";
import { PDS_HOST, pdsTest } from "../support/pds.ts";
import { assertRefused } from "../support/refusal.ts";
import { openService } from "../support/public_service.ts";
import { PdsRefusal } from "../support/visitor.ts";

const internet = internetOfFile();

pdsTest("a handle that nobody has is refused with a sentence", async () => {
  await using service = await openService(internet());
  const visitor = service.visitor();

  const answer = await service.sendLogin(visitor, `nobody.${PDS_HOST}`);

  await assertRefused(service, visitor, {
    answer,
    status: 400,
    says: /nobody\.pds\.loopback-test\.dev/,
    reason: "unknown_handle",
  });
});

pdsTest("a PDS that is down is named, and the same works later", async () => {
  await using service = await openService(internet());
  const alice = await internet().pds.createAccount("alice");
  const visitor = service.visitor();
  {
    using _outage = internet().takeDown(PDS_HOST);

    const answer = await service.sendLogin(visitor, alice.did);

    await assertRefused(service, visitor, {
      answer,
      status: 503,
      says: /later|again/,
      reason: "server_down",
    });
  }
  const callback = await service.goToPds(visitor, { account: alice });
  {
    using _outage = internet().takeDown(PDS_HOST);

    const answer = await visitor.open(callback);

    await assertRefused(service, visitor, {
      answer,
      status: 503,
      says: /again/,
      reason: "server_down",
    });
  }
  await service.signIn(visitor, { account: alice });
  assert.equal(service.signinsInAudit("signed_in").length, 1);
});

pdsTest("a person who denies access is not signed in", async () => {
  await using service = await openService(internet());
  const alice = await internet().pds.createAccount("alice");
  const visitor = service.visitor();

  const callback = await service.goToPds(visitor, {
    account: alice,
    isDenied: true,
  });
  const answer = await visitor.open(callback);

  await assertRefused(service, visitor, {
    answer,
    status: 400,
    says: /again/,
    reason: "denied",
  });
  assert.equal(service.house.platform.users.find(alice.did), undefined);
});

pdsTest("a sign-in that took longer than an hour is over", async () => {
  await using service = await openService(internet());
  const alice = await internet().pds.createAccount("alice");
  const visitor = service.visitor();
  const callback = await service.goToPds(visitor, { account: alice });
  service.wait(3601);

  const answer = await visitor.open(callback);

  await assertRefused(service, visitor, {
    answer,
    status: 400,
    says: /again/,
    reason: "expired",
  });
});

pdsTest(
  "an account that is switched off gets in again when it is on",
  async () => {
    await using service = await openService(internet());
    const { pds } = internet();
    const alice = await pds.createAccount("alice");
    await pds.deactivate(alice);
    const visitor = service.visitor();

    // Its server does not know the handle meanwhile.
    const byHandle = await service.sendLogin(visitor, alice.handle);
    await assertRefused(service, visitor, {
      answer: byHandle,
      status: 400,
      says: /switched off/,
      reason: "unknown_handle",
    });
    const callback = await service.goToPds(visitor, {
      account: alice,
      typed: alice.did,
    });
    await assertRefused(service, visitor, {
      answer: await visitor.open(callback),
      status: 403,
      says: /switched off/,
      reason: "inactive",
    });
    assert.equal(service.house.platform.users.find(alice.did), undefined);

    await pds.activate(alice);
    await service.signIn(visitor, { account: alice });
  },
);

pdsTest(
  "an account that was taken down does not get past its PDS",
  async () => {
    await using service = await openService(internet());
    const mallory = await internet().pds.createAccount("mallory");
    await internet().pds.takeDown(mallory);
    const visitor = service.visitor();

    const byHandle = await service.sendLogin(visitor, mallory.handle);
    await assertRefused(service, visitor, {
      answer: byHandle,
      status: 400,
      says: /Nobody was found/,
      reason: "unknown_handle",
    });
    await assert.rejects(
      service.goToPds(visitor, { account: mallory, typed: mallory.did }),
      (error) => error instanceof PdsRefusal && /taken down/.test(error.body),
    );
  },
);

pdsTest("a person whom the operator suspended is told why", async () => {
  await using service = await openService(internet());
  const alice = await internet().pds.createAccount("alice");
  const visitor = service.visitor();
  await service.signIn(visitor, { account: alice });
  await visitor.submit(service.url("/auth/logout"), { fields: {} });
  service.house.platform.users.change(alice.did, {
    suspended: "sent advertisements",
  });

  const callback = await service.goToPds(visitor, { account: alice });
  const answer = await visitor.open(callback);

  await assertRefused(service, visitor, {
    answer,
    status: 403,
    says: /sent advertisements/,
    reason: "suspended",
  });
});
