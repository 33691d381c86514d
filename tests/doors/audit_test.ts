/**
 * What leaves a trace in the audit log: each action exactly one entry, with who did it, on which wiki, from where and with which
 * credential, and never a secret.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { AuditRow } from "../../src/db/platform/audit.ts";
import { AUDIT_EVENTS, type AuditEvent } from "../../src/wiki/audit.ts";
import { createWorld } from "../support/world.ts";
import { openDoors } from "../support/doors.ts";
import { type Name, type WebWorld, webWorld } from "../support/web_world.ts";

const SITE = { slug: "" } as const;
const CAROL = "did:plc:carol";
const OPERATORS = { ROBOT_OPERATORS: "did:plc:bob", ROBOT_MAX_WIKIS: "5" };

interface Deed {
  readonly event: AuditEvent;
  /** Left out: Alice. */
  readonly as?: Name;
  /** Left out: the garden; `null`: none. */
  readonly wiki?: "cellar" | "fresh" | null;
  readonly subject?: string;
  readonly path: string;
  /** Left out: a wiki's own host. */
  readonly isOnSite?: true;
  readonly fields: Readonly<Record<string, string>>;
  /** Looked for in the detail. */
  readonly detail?: RegExp;
}

const MEMBERS = "/app/wiki/garden/members";
const TOKENS = "/app/wiki/garden/tokens";
const TOKEN_ID = "07".repeat(12);

/** In the order in which they are done. */
const DEEDS: readonly Deed[] = [
  {
    event: "preferences_changed",
    path: "/-/admin",
    fields: { SITE_LANG: "de" },
    detail: /SITE_LANG/,
  },
  {
    event: "wiki_renamed",
    ...{ path: "/app/wiki/garden/settings", isOnSite: true },
    fields: { name: "A New Name" },
    detail: /A New Name/,
  },
  {
    event: "access_changed",
    ...{ path: "/app/wiki/garden/access", isOnSite: true },
    fields: {
      readAccess: "ANONYMOUS",
      writeAccess: "APPROVED",
      attachmentAccess: "APPROVED",
    },
    detail: /read ANONYMOUS, write APPROVED/,
  },
  {
    event: "member_changed",
    ...{ path: MEMBERS, isOnSite: true, subject: CAROL },
    fields: { action: "role", did: CAROL, role: "admin" },
    detail: /from viewer to admin/,
  },
  {
    event: "member_removed",
    ...{ path: MEMBERS, isOnSite: true, subject: CAROL },
    fields: { action: "remove", did: CAROL },
  },
  {
    event: "member_added",
    ...{ path: MEMBERS, isOnSite: true, subject: CAROL },
    fields: { action: "add", who: "carol.example", role: "editor" },
    detail: /as editor/,
  },
  {
    event: "member_left",
    ...{ as: "carol", path: "/-/leave", fields: {} },
  },
  {
    event: "token_created",
    ...{ path: TOKENS, isOnSite: true },
    fields: {
      ...{ action: "create", id: TOKEN_ID, name: "laptop", days: "30" },
      scope: "wiki:write",
    },
    detail: /laptop/,
  },
  {
    event: "token_regenerated",
    ...{ path: TOKENS, isOnSite: true },
    fields: { action: "regenerate", id: TOKEN_ID },
  },
  {
    event: "handle_changed",
    ...{ path: "/app/wiki/garden/handle", isOnSite: true },
    fields: { serve: "on" },
  },
  {
    event: "wiki_created",
    ...{ path: "/app/create", isOnSite: true, wiki: "fresh" },
    fields: {
      slug: "fresh",
      name: "Fresh",
      read: "APPROVED",
      template: "empty",
    },
    detail: /fresh/,
  },
  {
    event: "user_suspended",
    ...{ as: "bob", isOnSite: true, wiki: null, subject: CAROL },
    path: `/app/operator/users/${encodeURIComponent(CAROL)}`,
    fields: { action: "suspend", reason: "Spam" },
    detail: /Spam/,
  },
  {
    event: "user_resumed",
    ...{ as: "bob", isOnSite: true, wiki: null, subject: CAROL },
    path: `/app/operator/users/${encodeURIComponent(CAROL)}`,
    fields: { action: "resume" },
  },
  {
    event: "user_limits_changed",
    ...{ as: "bob", isOnSite: true, wiki: null, subject: CAROL },
    path: `/app/operator/users/${encodeURIComponent(CAROL)}`,
    fields: { action: "limits", maxWikis: "3" },
    detail: /wikis 3/,
  },
  {
    event: "user_logged_out",
    ...{ as: "bob", isOnSite: true, wiki: null, subject: CAROL },
    path: `/app/operator/users/${encodeURIComponent(CAROL)}`,
    fields: { action: "logout" },
    detail: /^0 sessions$/,
  },
  {
    event: "wiki_limits_changed",
    ...{ as: "bob", isOnSite: true, wiki: "cellar" },
    path: "/app/operator/wikis/cellar",
    fields: { action: "limits", maxPages: "3" },
    detail: /pages 3/,
  },
  {
    event: "wiki_suspended",
    ...{ as: "bob", isOnSite: true, wiki: "cellar" },
    path: "/app/operator/wikis/cellar",
    fields: { action: "suspend", reason: "Copies" },
    detail: /Copies/,
  },
  {
    event: "wiki_resumed",
    ...{ as: "bob", isOnSite: true, wiki: "cellar" },
    path: "/app/operator/wikis/cellar",
    fields: { action: "resume" },
  },
  {
    event: "wiki_deleted",
    ...{ path: "/app/wiki/garden/delete", isOnSite: true },
    fields: { confirm: "garden" },
    detail: /garden/,
  },
  {
    event: "signed_out",
    ...{ path: "/auth/logout", isOnSite: true, wiki: null, fields: {} },
  },
];

Deno.test("each action is one entry, with actor, wiki, address and credential", async () => {
  await using world = await webWorld(OPERATORS);
  const { platform } = world.world.house;
  const ids = new Map(
    platform.wikis.list().map(({ slug, id }) => [slug, id] as const),
  );
  for (const deed of DEEDS) {
    const { event, as = "alice", wiki = "garden", path, fields } = deed;
    const sessionId = await sessionOf(world, as);
    const last = platform.audit.list({ limit: 1 })[0]?.id ?? 0;

    const from = deed.isOnSite ? { as, ...SITE } : { as };
    const answer = await world.post(path, fields, from);

    assert.ok(answer.status < 400, `${event}: ${answer.status}`);
    await answer.body?.cancel();
    const rows = platform.audit.list().filter(({ id }) => id > last);
    assert.deepEqual(rows.map((row) => row.event), [event]);
    const row = rows[0]!;
    const wikiId = wiki === "fresh"
      ? platform.wikis.find("fresh")!.id
      : wiki === null
      ? null
      : ids.get(wiki)!;
    assert.deepEqual(
      [row.actorDid, row.wikiId, row.address, row.credential],
      [`did:plc:${as}`, wikiId, "127.0.0.1", sessionId],
      event,
    );
    if (deed.subject) assert.equal(row.subjectDid, deed.subject, event);
    if (deed.detail) assert.match(row.detail ?? "", deed.detail, event);
  }
  assertNoSecrets(platform.audit.list({ limit: 1000 }));
});

Deno.test("what is refused changes nothing and is no entry", async () => {
  await using world = await webWorld(OPERATORS);
  const { audit } = world.world.house.platform;
  for (const name of ["bob", "carol", "stranger"] satisfies Name[]) {
    await sessionOf(world, name);
  }
  const last = audit.list({ limit: 1 })[0]!.id;
  for (const { as = "alice", path, fields, isOnSite, event } of DEEDS) {
    if (as === "carol" || event === "signed_out") continue;
    if (event === "wiki_created") continue;
    const site = isOnSite ? SITE : {};
    for (const other of ["visitor", "stranger", "carol"] satisfies Name[]) {
      // Who may read a wiki may have tokens of their own for it.
      if (path === TOKENS && other !== "visitor") continue;
      const answer = await world.post(path, fields, { as: other, ...site });
      assert.ok(answer.status >= 400, `${path} as ${other}`);
    }
  }
  assert.deepEqual(audit.list().filter(({ id }) => id > last), []);
});

Deno.test("a wrong token is an entry for its wiki, one an hour, without the token", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const wrong = "rwtf_" + "x".repeat(43);
  for (let i = 0; i < 20; i++) {
    for (const path of ["/api/v1/pages", "/mcp", "/repo.git/info/refs"]) {
      const answer = await doors.request(`https://garden.robot.test${path}`, {
        headers: { authorization: `Bearer ${wrong}` },
        peer: "198.51.100.4",
      });
      assert.equal(answer.status, 401);
    }
  }

  const rows = world.house.platform.audit.list({ event: "credential_refused" });
  assert.equal(rows.length, 1);
  const [row] = rows;
  assert.deepEqual(
    [row!.actorDid, row!.wikiId, row!.address, row!.credential, row!.detail],
    [null, world.garden.id, "198.51.100.4", null, "at api"],
  );
  assertNoSecrets(rows);
});

Deno.test("signing in with a link is an entry that names the session, not the link", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const secret = doors.signinSecret(world.alice);

  const answer = await doors.request("/auth/link", {
    method: "POST",
    headers: { origin: "https://robot.test" },
    body: new URLSearchParams({ secret }),
    peer: "198.51.100.4",
  });

  assert.equal(answer.status, 303);
  const { audit, sessions } = world.house.platform;
  const [row] = audit.list({ event: "signed_in" });
  const [session] = sessions.listLive(
    "did:plc:alice",
    world.house.now().toISOString(),
  );
  assert.deepEqual(
    [row!.actorDid, row!.address, row!.credential],
    ["did:plc:alice", "198.51.100.4", session!.id],
  );
  assert.ok(!JSON.stringify(audit.list()).includes(secret));
});

Deno.test("every word of the log that was written is one of the known words", async () => {
  await using world = await webWorld(OPERATORS);
  for (const { path, fields, as, isOnSite } of DEEDS) {
    const site = isOnSite ? SITE : {};
    const answer = await world.post(path, fields, { ...as && { as }, ...site });
    await answer.body?.cancel();
  }
  const words = world.world.house.platform.audit.list({ limit: 1000 })
    .map(({ event }) => event);
  for (const word of words) assert.ok(Object.hasOwn(AUDIT_EVENTS, word), word);
});

/** Nothing that opens anything: tokens, JWTs, hashes in hex. */
function assertNoSecrets(rows: readonly AuditRow[]): void {
  for (const row of rows) {
    assert.doesNotMatch(row.detail ?? "", /rwtf_|eyJ|secret/, row.event);
    assert.doesNotMatch(row.credential ?? "", /rwtf_|eyJ/, row.event);
  }
}

/** The id of the session that somebody's cookies name; they get them now. */
async function sessionOf(world: WebWorld, as: Name): Promise<string> {
  const did = `did:plc:${as}`;
  const { platform, now } = world.world.house;
  await (await world.get("/robots.txt", { as, ...SITE })).body?.cancel();
  return platform.sessions.listLive(did, now().toISOString())[0]!.id;
}
