import assert from "node:assert/strict";
import { noteFailure } from "../../src/wiki/audit.ts";
import { forCommandLine, forManaging } from "../../src/wiki/access.ts";
import { changeRole } from "../../src/wiki/members.ts";
import { grantWiki, suspendWiki } from "../../src/wiki/operator.ts";
import { type Name, type WebWorld, webWorld } from "../support/web_world.ts";

const LOG = "/app/wiki/cellar/log";
const SITE = { slug: "" } as const;

async function textOf(world: WebWorld, path: string, as: Name) {
  const answer = await world.get(path, { as, ...SITE });
  assert.equal(answer.status, 200, `${path} as ${as}`);
  const html = await answer.text();
  const list = html.slice(html.indexOf("</form>"), html.indexOf("</main>"));
  return list.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ")
    .replaceAll(" :", ":").replaceAll("&#39;", "'").replaceAll("&quot;", '"');
}

Deno.test("a wiki's log is for its owner and admins, with a browser session", async () => {
  await using world = await webWorld();
  const statusAs = async (as: Name, headers = {}) =>
    (await world.get(LOG, { as, ...SITE, headers })).status;

  assert.equal(await statusAs("alice"), 200);
  assert.equal(await statusAs("visitor"), 302);
  assert.equal(await statusAs("visitor", world.bearer("cellar")), 401);
  for (const as of ["bob", "carol", "stranger"] satisfies Name[]) {
    assert.equal(await statusAs(as), 403, as);
  }
  const wiki = forManaging(world.world.visit("cellar", world.world.alice));
  changeRole(wiki, { did: "did:plc:bob", role: "admin" });
  assert.equal(await statusAs("bob"), 200);
  assert.equal(
    (await world.get("/app/wiki/none/log", SITE)).status,
    404,
  );
});

Deno.test("a wiki's log tells of that wiki alone, names in words, and of others' addresses the network", async () => {
  await using world = await webWorld();
  const { house, cellar } = world.world;
  const wiki = forManaging(world.world.visit("cellar", world.world.alice));
  changeRole(wiki, { did: "did:plc:carol", role: "editor" });
  noteFailure(house, {
    ...{ event: "credential_refused", actor: null, credential: null },
    ...{ address: "203.0.113.77", wikiId: cellar.id, detail: "at <git>" },
  });
  const operator = forCommandLine(house);
  grantWiki(operator, "cellar", { maxPages: 7 });
  grantWiki(operator, "garden", { maxPages: 8 });

  const text = await textOf(world, LOG, "alice");

  assert.match(
    text,
    /@alice\.example changed a member's role: @carol\.example \(did:plc:carol from viewer to editor/,
  );
  assert.match(text, /somebody not signed in sent a credential/);
  assert.match(text, /at &lt;git&gt;/);
  assert.match(text, /from 203\.0\.113\.\*/);
  assert.doesNotMatch(text, /203\.0\.113\.77/);
  assert.match(text, /an operator changed the wiki's limits \(pages 7\)/);
  assert.doesNotMatch(text, /pages 8/);
});

Deno.test("a token is named in the log by what its person calls it", async () => {
  await using world = await webWorld();
  const { house, cellar } = world.world;
  const authorization = world.bearer("cellar");
  const { tokens, audit } = house.platform;
  const [token] = tokens.list(cellar.id);
  audit.add({
    ...{ at: "2026-11-20T12:00:00.000Z", event: "wiki_exported" },
    ...{ actorDid: "did:plc:alice", wikiId: cellar.id, detail: null },
    ...{ address: "192.0.2.1", credential: token!.id },
  });

  const text = await textOf(world, LOG, "alice");

  assert.match(text, /from 192\.0\.2\.1 with token "test"/);
  assert.ok(!text.includes(authorization.authorization.slice(-43)));
});

Deno.test("the log of a suspended wiki is closed to its owner with the wiki, and open to operators", async () => {
  await using world = await webWorld({ ROBOT_OPERATORS: "did:plc:bob" });
  suspendWiki(forCommandLine(world.world.house), "cellar", "Copies");

  const owner = await world.get(LOG, { as: "alice", ...SITE });
  assert.equal(owner.status, 503);
  const path = "/app/operator/audit?wiki=cellar";
  assert.match(
    await textOf(world, path, "bob"),
    /suspended the wiki \(Copies/,
  );
});

Deno.test("a log is filtered and paged by 50, and odd questions are refused", async () => {
  await using world = await webWorld();
  const { house } = world.world;
  for (let pages = 1; pages <= 60; pages++) {
    grantWiki(forCommandLine(house), "cellar", { maxPages: pages });
  }
  const first = await (await world.get(LOG, SITE)).text();
  assert.equal(first.split("<li>").length - 1, 50);
  const older = /href="([^"]*before=\d+)"/.exec(first)![1]!
    .replaceAll("&amp;", "&");
  const second = await (await world.get(older, SITE)).text();
  assert.equal(second.split("<li>").length - 1, 11);
  const made = await textOf(world, `${LOG}?event=wiki_created`, "alice");
  assert.match(made, /created the wiki/);
  assert.doesNotMatch(made, /changed the wiki's limits \(/);

  assert.equal((await world.get(`${LOG}?event=x`, SITE)).status, 400);
  assert.equal((await world.get(`${LOG}?event=toString`, SITE)).status, 400);
  assert.equal((await world.get(`${LOG}?before=x`, SITE)).status, 200);
});

Deno.test("a person sees what they did and what was done to them, and nothing of others", async () => {
  await using world = await webWorld();
  const wiki = forManaging(world.world.visit("cellar", world.world.alice));
  changeRole(wiki, { did: "did:plc:carol", role: "editor" });

  const carol = await textOf(world, "/app/account/log", "carol");
  assert.match(carol, /@alice\.example changed a member's role/);
  const bob = await textOf(world, "/app/account/log", "bob");
  assert.match(bob, /No entry fits/);
  const visitor = await world.get("/app/account/log", {
    as: "visitor",
    ...SITE,
  });
  assert.equal(visitor.status, 302);
});
