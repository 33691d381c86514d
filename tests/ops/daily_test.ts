import assert from "node:assert/strict";
import { hashSecret } from "../../src/auth/secrets.ts";
import {
  AUDIT_DAYS,
  type DailyStep,
  pruneNow,
  SLICE,
  startDaily,
} from "../../src/ops/daily.ts";
import { noteOfPerson } from "../../src/wiki/audit.ts";
import { createWorld, type World } from "../support/world.ts";

const DAY = 86_400;

function note(world: World, detail: string): void {
  noteOfPerson(world.house, {
    ...{ actor: "did:plc:alice", address: "192.0.2.7", credential: "s1" },
    ...{ event: "signed_in", detail },
  });
}

function details(world: World): (string | null)[] {
  return world.house.platform.audit.list({ event: "signed_in" })
    .map(({ detail }) => detail);
}

Deno.test("an entry of the audit log lives for 180 days, to the millisecond", async () => {
  await using world = await createWorld();
  note(world, "first");
  world.wait(0.001);
  note(world, "second");
  world.wait(AUDIT_DAYS * DAY - 0.001);

  const atBorder = await pruneNow(world.house);
  assert.equal(atBorder["audit"], 0);
  assert.deepEqual(details(world), ["second", "first"]);

  world.wait(0.001);
  await pruneNow(world.house);
  assert.deepEqual(details(world), ["second"]);

  world.wait(0.001);
  await pruneNow(world.house);
  assert.deepEqual(details(world), []);
});

Deno.test("pruning the audit log is itself an entry, and only where there is something to prune", async () => {
  await using world = await createWorld();
  const pruned = () =>
    world.house.platform.audit.list({ event: "audit_pruned" });
  await pruneNow(world.house);
  assert.deepEqual(pruned(), []);
  const before = world.house.platform.audit.list().length;

  world.wait((AUDIT_DAYS + 1) * DAY);
  assert.equal((await pruneNow(world.house))["audit"], before);

  const [entry, ...others] = world.house.platform.audit.list();
  assert.deepEqual(others, []);
  assert.equal(entry!.credential, "service");
  assert.equal(entry!.detail, `${before} from before 2026-11-21T12:00:00.000Z`);
});

Deno.test("the database refuses to lose or change entries that are younger", async () => {
  await using world = await createWorld();
  const { db } = world.house.platform;
  note(world, "old");
  world.wait(AUDIT_DAYS * DAY - 1);
  note(world, "new");

  assert.throws(() => db.exec("DELETE FROM audit"), /kept for 180 days/);
  assert.throws(
    () => db.exec("DELETE FROM audit WHERE detail = 'old'"),
    /kept for 180 days/,
  );
  assert.throws(
    () => db.exec("UPDATE audit SET at = '2020-01-01T00:00:00.000Z'"),
    /append-only/,
  );
  assert.deepEqual(details(world), ["new", "old"]);
});

Deno.test("sessions go 30 days after their end, links and held names when they are over", async () => {
  await using world = await createWorld();
  const { sessions, signinLinks, heldSlugs, oauthStates, oauthSessions } =
    world.house.platform;
  const did = "did:plc:alice";
  const createdAt = "2026-11-20T12:00:00.000Z";
  const expiresAt = "2026-11-21T12:00:00.000Z";
  sessions.add({ id: "s1", did, createdAt, expiresAt, revokedAt: null });
  const hash = new Uint8Array(hashSecret("secret"));
  signinLinks.add({ hash, did, createdAt, expiresAt });
  heldSlugs.hold({ slug: "old", did, heldUntil: expiresAt });
  const sealed = new Uint8Array([1]);
  oauthStates.add({ id: "state", sealed, expiresAt });
  oauthSessions.put({ id: "session", sealed, expiresAt });

  world.wait(DAY);
  assert.deepEqual(await pruneNow(world.house), {
    ...{
      audit: 0,
      sessions: 0,
      signin_links: 0,
      leaving_accounts: 0,
      held_slugs: 1,
      reports: 0,
      oauth_states: 0,
      oauth_sessions: 0,
    },
  });
  world.wait(1);
  const { signin_links, oauth_states, oauth_sessions } = await pruneNow(
    world.house,
  );
  assert.deepEqual([signin_links, oauth_states, oauth_sessions], [1, 1, 1]);
  world.wait(30 * DAY - 1);
  assert.equal((await pruneNow(world.house))["sessions"], 0);
  world.wait(1);
  assert.equal((await pruneNow(world.house))["sessions"], 1);
});

Deno.test("startDaily() waits before the first time, and a stop before that prunes nothing", async () => {
  await using world = await createWorld();
  {
    await using _daily = startDaily(world.house);
  }
  assert.deepEqual(world.events("pruned"), []);
});

Deno.test("a step that fails is logged and the others go on", async () => {
  await using world = await createWorld();
  const steps: DailyStep[] = [
    {
      name: "broken",
      slice: () => {
        throw new Error("no");
      },
    },
    { name: "whole", slice: () => 3 },
  ];

  assert.deepEqual(await pruneNow(world.house, { steps }), { whole: 3 });
  const [failure] = world.events("background_failed");
  assert.equal(failure!.fields["work"], "broken");
});

Deno.test("much is thrown away in slices, others have their turn in between, and a stop ends it", async () => {
  await using world = await createWorld();
  const stopping = new AbortController();
  let slices = 0;
  let turns = 0;
  const ticking = setInterval(() => turns++, 0);
  const steps: DailyStep[] = [{
    name: "endless",
    slice: () => {
      slices++;
      if (turns > 2) stopping.abort();
      return SLICE;
    },
  }];

  const { signal } = stopping;
  const removed = await pruneNow(world.house, { steps, signal });
  clearInterval(ticking);

  assert.ok(turns > 2);
  assert.equal(removed["endless"], slices * SLICE);
});
