/** Sign-ins that must fail, and what the visitor is told, with a real PDS. @module */
import assert from "node:assert/strict";
import { internetOfFile, VISITOR_ADDRESS } from "../support/internet.ts";
import { PDS_HOST, pdsTest } from "../support/pds.ts";
import { openService, type Service } from "../support/service.ts";
import { PdsRefusal, type Visitor } from "../support/visitor.ts";

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

/** The page says so, the log has the reason and the address, and nobody is signed in. */
async function assertRefused(
  service: Service,
  visitor: Visitor,
  { answer, status, says, reason }: {
    answer: Response;
    status: number;
    says: RegExp;
    reason: string;
  },
): Promise<void> {
  const text = await answer.text();
  const [, problem = text] = /<p id="login-problem">(.*?)<\/p>/.exec(text) ??
    [];
  assert.equal(answer.status, status, problem);
  assert.match(problem, says);
  assert.deepEqual(answer.headers.getSetCookie().filter(isSession), []);
  const failures = service.logged.filter(({ event }) =>
    event === "signin_failed"
  );
  assert.equal(failures.at(-1)!.fields["reason"], reason);
  // Those of the hour after the first are counted there.
  const [entry] = service.signinsInAudit("signin_failed");
  assert.equal(entry!.address, VISITOR_ADDRESS);
  const account = await visitor.open(service.url("/app/account"));
  await account.body?.cancel();
  assert.equal(account.status, 302);
  assert.match(account.headers.get("location")!, /\/auth\/login/);
}

function isSession(line: string): boolean {
  return /^__(?:Host|Secure)-robot=./.test(line) && !line.includes("robot=;");
}
