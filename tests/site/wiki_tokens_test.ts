import assert from "node:assert/strict";
import type { TokenRow } from "../../src/db/platform/tokens.ts";
import {
  fieldOf,
  type Name,
  type WebWorld,
  webWorld,
} from "../support/web_world.ts";

const PAGE = "/app/wiki/garden";

Deno.test("a token's secret is shown once, in the lines too, and opens REST and MCP as far as its scope goes", async () => {
  await using web = await webWorld();

  const made = await send(web, { name: "My laptop", scope: "wiki:read" });
  const html = await made.text();
  const token = secretIn(html)!;
  const later = await (await web.get(PAGE, { slug: "" })).text();

  assert.equal(made.status, 200);
  assert.equal(made.headers.get("cache-control"), "private, no-store");
  assert.match(html, /--header &quot;Authorization: Bearer rwtf_/);
  assert.equal(html.split(token).length - 1, 5, "token, and four lines");
  assert.ok(!later.includes("rwtf_"));
  assert.match(later, /My laptop/);
  assert.match(later, /never used/);
  assert.equal(await read(web, token), 200);
  assert.equal(await write(web, token), 403);
  const used = await (await web.get(PAGE, { slug: "" })).text();
  assert.match(used, /last used/);
  const everything = JSON.stringify([
    web.world.logged,
    web.world.house.platform.audit.list(),
    web.world.house.platform.tokens.list(web.world.garden.id),
  ]);
  assert.ok(!everything.includes(token));
});

Deno.test("a form for a token that is sent again makes none, and shows none", async () => {
  await using web = await webWorld();
  const id = fieldOf(await formOf(web), "id");
  const fields = { id, name: "My laptop", scope: "wiki:write", days: "30" };

  const first = await send(web, fields);
  const again = await send(web, fields);
  const atOnce = await Promise.all(
    [1, 2, 3].map(() => send(web, { ...fields, id: "a".repeat(24) })),
  );

  assert.notEqual(secretIn(await first.text()), undefined);
  assert.equal(again.status, 409);
  const html = await again.text();
  assert.equal(secretIn(html), undefined);
  assert.match(html, /it was made before/);
  assert.deepEqual(atOnce.map(({ status }) => status).sort(), [200, 409, 409]);
  assert.equal(tokensOf(web).length, 2);
});

Deno.test("a token made anew has another secret, the same name, scope and span; the old one is dead at once", async () => {
  await using web = await webWorld();
  const made = await send(web, {
    ...{ name: "My laptop", scope: "wiki:read", days: "30" },
  });
  const old = secretIn(await made.text())!;
  const [row] = tokensOf(web);
  web.world.wait(3_600);
  const fields = { action: "regenerate", id: row!.id };

  const anew = await send(web, fields);
  const again = await send(web, fields);

  const token = secretIn(await anew.text())!;
  assert.notEqual(token, old);
  assert.deepEqual([await read(web, old), await read(web, token)], [401, 200]);
  assert.equal(again.status, 409);
  assert.equal(secretIn(await again.text()), undefined);
  const [now, ...others] = tokensOf(web);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [now!.name, now!.scope, now!.expiresAt],
    ["My laptop", "wiki:read", "2026-12-20T13:00:00.000Z"],
  );
});

Deno.test("a revoked token opens nothing, and one that ended neither", async () => {
  await using web = await webWorld();
  const first = await make(web, { days: "30" });
  const second = await make(web, { days: "" });
  const [newest] = tokensOf(web).filter(({ expiresAt }) => expiresAt === null);

  const gone = await send(web, { action: "revoke", id: newest!.id });
  const again = await send(web, { action: "revoke", id: newest!.id });
  web.world.wait(31 * 86_400);

  assert.deepEqual([gone.status, again.status], [303, 303]);
  assert.equal(gone.headers.get("location"), `${PAGE}#tokens`);
  assert.deepEqual([await read(web, first), await read(web, second)], [
    ...[401, 401],
  ]);
});

Deno.test("a token whose time is over is still listed, as ended", async () => {
  await using web = await webWorld();
  await make(web, {});
  const [row] = tokensOf(web);
  web.world.house.platform.tokens.add({
    ...row!,
    ...{ id: "b".repeat(24), expiresAt: "2026-11-20T11:59:59.000Z" },
  }, new Uint8Array(32));

  const html = await (await web.get(PAGE, { slug: "" })).text();

  assert.equal(html.match(/class="badge">ended</g)?.length, 1);
});

Deno.test("a token is never above its person's rights, and a viewer can make none that writes", async () => {
  await using web = await webWorld();
  web.world.house.platform.wikis.change(web.world.garden.id, {
    ...{ readAccess: "APPROVED", writeAccess: "APPROVED" },
  });
  const token = await make(web, { scope: "wiki:write" }, "bob");
  const before = await write(web, token);

  const viewer = await send(web, { name: "x", scope: "wiki:write" }, "carol");
  const form = await formOf(web, "carol");
  web.world.house.platform.members.remove(web.world.garden.id, "did:plc:bob");

  assert.equal(before, 404);
  assert.equal(viewer.status, 403);
  assert.ok(!form.includes(`value="wiki:write"`));
  assert.deepEqual([await read(web, token), await write(web, token)], [
    ...[403, 403],
  ]);
});

Deno.test("owner and admins see and revoke the tokens of others; nobody makes them anew, and others do not see them", async () => {
  await using web = await webWorld();
  await make(web, { name: "Bob's robot" }, "bob");
  const [row] = tokensOf(web);
  const { id } = row!;

  const owner = await formOf(web);
  const carol = await formOf(web, "carol");
  const byCarol = await send(web, { action: "revoke", id }, "carol");
  const anew = await send(web, { action: "regenerate", id });
  const valid = tokensOf(web).length;
  const byOwner = await send(web, { action: "revoke", id });

  assert.match(owner, /Bob&#39;s robot[\s\S]*@bob\.example/);
  assert.ok(!carol.includes("robot</strong>"));
  assert.deepEqual([byCarol.status, anew.status, byOwner.status], [
    ...[404, 404, 303],
  ]);
  assert.equal(secretIn(await anew.text()), undefined);
  assert.equal(valid, 1);
  assert.equal(tokensOf(web).length, 0);
  const [entry] = web.world.house.platform.audit.list({ limit: 1 });
  assert.deepEqual(
    [entry!.event, entry!.actorDid, entry!.subjectDid],
    ["token_revoked", "did:plc:alice", "did:plc:bob"],
  );
});

Deno.test("a token is looked after at its own wiki alone", async () => {
  await using web = await webWorld();
  await make(web, {});
  const [row] = tokensOf(web);

  const other = await web.post(
    "/app/wiki/cellar/tokens",
    { action: "revoke", id: row!.id },
    { slug: "" },
  );

  assert.equal(other.status, 404);
  assert.equal(tokensOf(web).length, 1);
});

Deno.test("what happens to tokens is written down, with address and credential", async () => {
  await using web = await webWorld();
  await make(web, { name: "My laptop" });
  await send(web, { action: "regenerate", id: tokensOf(web)[0]!.id });
  await send(web, { action: "revoke", id: tokensOf(web)[0]!.id });

  const { audit } = web.world.house.platform;
  const entries = audit.list({ wikiId: web.world.garden.id, limit: 3 });

  assert.deepEqual(entries.map(({ event }) => event), [
    ...["token_revoked", "token_regenerated", "token_created"],
  ]);
  for (const { actorDid, address, credential, detail } of entries) {
    assert.equal(actorDid, "did:plc:alice");
    assert.equal(address, "127.0.0.1");
    assert.match(credential!, /^[0-9a-f]{24}$/);
    assert.match(detail!, /"My laptop" \(wiki:read, [0-9a-f]{24}\)/);
  }
});

Deno.test("a person has room for 50 tokens of a wiki", async () => {
  await using web = await webWorld();
  const { tokens } = web.world.house.platform;
  await make(web, {});
  const [row] = tokensOf(web);
  for (let i = 1; i < 50; i++) {
    const id = `${i}`.padStart(24, "0");
    tokens.add({ ...row!, id }, new TextEncoder().encode(id));
  }

  const more = await send(web, { name: "one more", scope: "wiki:read" });
  const carol = await send(web, { name: "x", scope: "wiki:read" }, "carol");

  assert.equal(more.status, 413);
  assert.match(await more.text(), /Revoke one first/);
  assert.equal(carol.status, 200);
});

/** Sends the form of the section; what is left out is as in a fresh form. */
async function send(
  web: WebWorld,
  fields: Record<string, string>,
  as: Name = "alice",
): Promise<Response> {
  const id = fieldOf(await formOf(web, as), "id");
  return await web.post(
    `${PAGE}/tokens`,
    { action: "create", id, days: "90", ...fields },
    { slug: "", as },
  );
}

async function make(
  web: WebWorld,
  fields: Record<string, string>,
  as: Name = "alice",
): Promise<string> {
  const answer = await send(
    web,
    { name: "My laptop", scope: "wiki:read", ...fields },
    as,
  );
  return secretIn(await answer.text())!;
}

/** The form for a new token, and what stands before it. */
async function formOf(web: WebWorld, as: Name = "alice"): Promise<string> {
  const html = await (await web.get(PAGE, { slug: "", as })).text();
  const section = html.slice(html.indexOf(`id="tokens"`));
  const form = section.indexOf(`name="action" value="create"`);
  return section.slice(form, section.indexOf(`id="connect"`));
}

function secretIn(html: string): string | undefined {
  return /rwtf_[\w-]{43}/.exec(html)?.[0];
}

/** Tokens that were not revoked. */
function tokensOf({ world }: WebWorld): TokenRow[] {
  return world.house.platform.tokens
    .listKept(world.garden.id, { limit: 100 });
}

async function read(web: WebWorld, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await web.get("/api/v1/pages", { as: "visitor", headers });
  await answer.body?.cancel();
  return answer.status;
}

/** Deletes a page that is not there: 404 for who may, 403 for who may not. */
async function write(web: WebWorld, token: string): Promise<number> {
  const answer = await web.get("/api/v1/pages/Nothing", {
    ...{ as: "visitor", method: "DELETE" },
    headers: { authorization: `Bearer ${token}` },
  });
  await answer.body?.cancel();
  return answer.status;
}
