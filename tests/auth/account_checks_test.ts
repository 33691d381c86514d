import assert from "node:assert/strict";
import {
  AccountChecks,
  type CheckedAccount,
} from "../../src/auth/account_checks.ts";
import { openKeys } from "../../src/auth/keys.ts";
import {
  readSession,
  type SessionContext,
  startSession,
  VerifiedJwts,
} from "../../src/auth/sessions.ts";
import { type Accounts, accounts } from "../support/accounts.ts";

/** A network that answers when the test lets it. */
class Network {
  readonly asked: CheckedAccount[] = [];
  #answers: PromiseWithResolvers<"active" | "inactive" | "unknown">[] = [];

  accountStatus = (account: CheckedAccount) => {
    this.asked.push(account);
    const answer = Promise.withResolvers<"active" | "inactive" | "unknown">();
    this.#answers.push(answer);
    return answer.promise;
  };

  answer(status: "active" | "inactive" | "unknown"): void {
    for (const { resolve } of this.#answers.splice(0)) resolve(status);
  }

  fail(): void {
    const failure = new Error("the line is cut");
    for (const { reject } of this.#answers.splice(0)) reject(failure);
  }
}

Deno.test("a session is renewed without waiting for the account's server", async () => {
  using world = accounts();
  const { context, network, checks } = await watched(world);
  world.platform.users.change("did:plc:alice", { pds: "https://pds.example" });
  const { jwt } = await startSession(context, "did:plc:alice");
  world.wait({ hours: 13 });

  const read = await readSession(context, jwt);

  assert.ok(read?.renewed);
  assert.deepEqual(network.asked, [
    { did: "did:plc:alice", pds: "https://pds.example" },
  ]);
  network.answer("active");
  await checks.idle();
  assert.equal(
    world.platform.sessions.find(read.row.id)!.checkedAt,
    "2026-11-21T01:00:00.000Z",
  );
});

Deno.test("an account is asked after once in twelve hours, however often its sessions are renewed", async () => {
  using world = accounts();
  const { context, network, checks } = await watched(world);
  const { jwt } = await startSession(context, "did:plc:alice");
  const second = await startSession(context, "did:plc:alice");
  world.wait({ hours: 13 });

  for (const each of [jwt, jwt, second.jwt, jwt]) {
    assert.ok((await readSession(context, each))?.renewed);
  }
  network.answer("unknown");
  await checks.idle();
  assert.ok((await readSession(context, jwt))?.renewed);

  assert.equal(network.asked.length, 1);
  assert.equal(second.row.checkedAt, null);
});

Deno.test("an account that is not active any more loses its sessions, and nobody else's", async () => {
  using world = accounts();
  const { context, network, checks } = await watched(world);
  const { jwt } = await startSession(context, "did:plc:alice");
  world.wait({ hours: 13 });
  const renewed = (await readSession(context, jwt))!.renewed!;
  const bob = await startSession(context, "did:plc:bob");
  assert.ok(await readSession(context, renewed));

  network.answer("inactive");
  await checks.idle();

  assert.equal(await readSession(context, renewed), undefined);
  assert.ok(await readSession(context, bob.jwt));
  const [entry] = world.platform.audit.list({});
  assert.deepEqual(
    [entry?.event, entry?.subjectDid, entry?.credential, entry?.detail],
    [
      "sessions_ended",
      "did:plc:alice",
      "service",
      "1, because the account is not active any more",
    ],
  );
});

Deno.test("a server that is down, or knows nothing, signs nobody out", async () => {
  using world = accounts();
  const { context, network, checks, logged } = await watched(world);
  const { jwt } = await startSession(context, "did:plc:alice");
  const bob = await startSession(context, "did:plc:bob");
  world.wait({ hours: 13 });
  await readSession(context, jwt);
  network.answer("unknown");
  await readSession(context, bob.jwt);
  network.fail();
  await checks.idle();

  assert.ok(await readSession(context, jwt));
  assert.ok(await readSession(context, bob.jwt));
  assert.deepEqual(logged, ["background_failed"]);
  assert.deepEqual(world.platform.audit.list({}), []);
});

Deno.test("an answer that comes after the end changes nothing", async () => {
  using world = accounts();
  const { context, network, checks, logged } = await watched(world);
  const { jwt, row } = await startSession(context, "did:plc:alice");
  world.wait({ hours: 13 });
  await readSession(context, jwt);

  checks[Symbol.dispose]();
  network.answer("inactive");
  await checks.idle();

  assert.equal(world.platform.sessions.find(row.id)!.revokedAt, null);
  assert.deepEqual(logged, []);
});

async function watched(world: Accounts) {
  const { platform, now, randomBytes } = world;
  const network = new Network();
  const logged: string[] = [];
  const checks = new AccountChecks({
    ...{ platform, now },
    log: (level, event) => void (level === "error" && logged.push(event)),
    accountStatus: network.accountStatus,
  });
  const context: SessionContext = {
    ...{ platform, now, randomBytes },
    keys: await openKeys(world.folder, false, { now }),
    origin: "https://robot.test",
    verified: new VerifiedJwts(),
    watch: checks,
  };
  return { context, network, checks, logged };
}
