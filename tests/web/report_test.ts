import assert from "node:assert/strict";
import { fieldOf, textareaOf, webWorld } from "../support/web_world.ts";

Deno.test("a visitor reports a page of a public wiki, and is led back to it", async () => {
  await using world = await webWorld();
  await world.write("Oak", "# Buy pills\n");
  const as = { as: "visitor" } as const;
  const page = await (await world.get("/Oak?x=1", as)).text();
  const [, href] = /href="(\/-\/report\?path=[^"]*)"/.exec(page)!;
  const form = await (await world.get(href!, as)).text();
  const path = fieldOf(form, "path");

  const answer = await world.post("/-/report", { path, reason: "spam" }, as);

  assert.equal(path, "/Oak?x=1");
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get("location"), "/Oak?x=1");
  const { reports } = world.world.house.platform;
  const [row] = reports.list({ isOpen: true, limit: 9, offset: 0 });
  assert.equal(row!.reason, "spam");
  assert.equal(row!.reporterDid, null);
  const next = await world.get("/Oak", {
    ...as,
    headers: { cookie: answer.headers.getSetCookie()[0]!.split(";")[0]! },
  });
  assert.match(await next.text(), /The operator was told/);
});

Deno.test("a report is for who may read the wiki; its link stands on public wikis only", async () => {
  await using world = await webWorld();
  await world.write("Oak", "oak\n", "cellar");
  const cellar = { slug: "cellar" };
  const member = { ...cellar, as: "carol" } as const;
  const reason = { path: "/Oak", reason: "abuse" };

  const page = await (await world.get("/Oak", member)).text();
  const visitor = await world.get("/-/report", { ...cellar, as: "visitor" });
  const stranger = await world.post("/-/report", reason, {
    ...cellar,
    as: "stranger",
  });
  const carol = await world.post("/-/report", reason, member);

  assert.doesNotMatch(page, /\/-\/report/);
  assert.equal(visitor.status, 302);
  assert.equal(stranger.status, 403);
  assert.equal(carol.status, 303);
  const { reports } = world.world.house.platform;
  const [row, ...more] = reports.list({ isOpen: true, limit: 9, offset: 0 });
  assert.equal(row!.reporterDid, "did:plc:carol");
  assert.deepEqual(more, []);
});

Deno.test("what is no report is given back with a sentence, and nothing is sent", async () => {
  await using world = await webWorld({ ROBOT_RATE_LIMITS: "report=3" });
  const post = (fields: Record<string, string>, headers = {}) =>
    world.post("/-/report", fields, { as: "visitor", headers });
  const path = "/Oak";

  const empty = await post({ path, reason: " " });
  const long = await post({ path, reason: "x".repeat(1_001) });
  const sibling = await post({ path, reason: "spam" }, {
    origin: "https://cellar.robot.test",
  });
  const good = await post({ path: "//evil.test", reason: "spam" });
  const often = await post({ path, reason: "<b>typed</b>" });

  assert.equal(empty.status, 400);
  assert.match(await empty.text(), /Not sent\. Cannot report: say what/);
  assert.equal(long.status, 413);
  assert.equal(textareaOf(await long.text(), "reason"), "x".repeat(1_001));
  assert.equal(sibling.status, 403);
  assert.equal(good.headers.get("location"), "/");
  assert.equal(often.status, 429);
  assert.ok(Number(often.headers.get("retry-after")) > 0);
  assert.equal(textareaOf(await often.text(), "reason"), "<b>typed</b>");
  assert.equal(world.world.house.platform.reports.countOpen(), 1);
});

Deno.test("the public wikis of a new account are kept from search engines for as long as is set", async () => {
  await using world = await webWorld({ ROBOT_NOINDEX_DAYS: "10" });
  await world.write("Home", "# Home\n");
  const { users } = world.world.house.platform;
  users.remove("did:plc:stranger");
  users.put({
    did: "did:plc:stranger",
    handle: "stranger.example",
    name: "Sam",
    createdAt: "2026-11-18T12:00:00.000Z",
  });
  const look = async () => {
    const as = { as: "visitor" } as const;
    const page = await world.get("/", as);
    const robots = await (await world.get("/robots.txt", as)).text();
    return {
      meta: (await page.text()).includes('name="robots" content="noindex"'),
      header: page.headers.get("x-robots-tag"),
      etag: page.headers.get("etag"),
      isOpen: robots.includes("Sitemap:"),
      sitemap: (await world.get("/sitemap.xml", as)).status,
      settings: /kept away from this wiki until 2026-11-28/.test(
        await (await world.get("/-/admin")).text(),
      ),
    };
  };

  const old = await look();
  const { garden, house } = world.world;
  house.platform.wikis.change(garden.id, { ownerDid: "did:plc:stranger" });
  house.platform.members.put({
    ...{ wikiId: garden.id, did: "did:plc:alice", role: "admin" },
    addedAt: garden.createdAt,
  });
  const fresh = await look();
  world.world.wait(8 * 86_400);
  const later = await look();

  const listed = {
    ...{ meta: false, header: null, isOpen: true, sitemap: 200 },
    settings: false,
  };
  assert.deepEqual({ ...old, etag: 0 }, { ...listed, etag: 0 });
  assert.deepEqual({ ...fresh, etag: 0 }, {
    ...{ meta: true, header: "noindex", isOpen: false, sitemap: 404 },
    ...{ settings: true, etag: 0 },
  });
  assert.deepEqual({ ...later, etag: 0 }, { ...listed, etag: 0 });
  assert.notEqual(fresh.etag, later.etag);
});
