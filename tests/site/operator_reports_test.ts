import assert from "node:assert/strict";
import {
  closeReport,
  listReports,
  reportPage,
} from "../../src/wiki/reports.ts";
import { forCommandLine } from "../../src/wiki/access.ts";
import { type Name, type WebWorld, webWorld } from "../support/web_world.ts";

const URL_OF_PAGE = "/app/operator/reports";
const SITE = { slug: "" } as const;

/** Bob runs the service; Carol reports two pages, one of them in a private wiki. */
async function reported(): Promise<WebWorld> {
  const world = await webWorld({ ROBOT_OPERATORS: "did:plc:bob" });
  for (const slug of ["garden", "cellar"]) {
    const wiki = world.world.reading(slug, world.world.carol);
    const path = `/In_${slug}?x="><script>`.replace(
      /["<>]/g,
      encodeURIComponent,
    );
    reportPage(wiki, { path, reason: `<b>Bad</b> in ${slug}` });
  }
  return world;
}

async function shown(world: WebWorld, query = ""): Promise<string> {
  const answer = await world.get(URL_OF_PAGE + query, { as: "bob", ...SITE });
  assert.equal(answer.status, 200);
  return await answer.text();
}

Deno.test("reports are for operators alone", async () => {
  await using world = await reported();
  const fields = { action: "close", id: "1" };
  const visitor = { as: "visitor", ...SITE } as const;
  assert.equal((await world.get(URL_OF_PAGE, visitor)).status, 302);
  assert.equal((await world.post(URL_OF_PAGE, fields, visitor)).status, 401);
  for (const as of ["alice", "carol", "stranger"] satisfies Name[]) {
    const from = { as, ...SITE };
    assert.equal((await world.get(URL_OF_PAGE, from)).status, 403, as);
    assert.equal((await world.post(URL_OF_PAGE, fields, from)).status, 403, as);
  }
  const sibling = { origin: "https://garden.robot.test" };
  const forged = { as: "bob", ...SITE, headers: sibling } as const;
  assert.equal((await world.post(URL_OF_PAGE, fields, forged)).status, 403);
  const { reports } = world.world.house.platform;
  assert.equal(reports.countOpen(), 2);
});

Deno.test("a report is shown as text, with the way to its page, wiki and reporter", async () => {
  await using world = await reported();

  const html = await shown(world);

  assert.match(html, /&lt;b&gt;Bad&lt;\/b&gt; in garden/);
  assert.doesNotMatch(html, /<b>Bad|<script>/);
  assert.match(html, /href="https:\/\/garden\.robot\.test\/In_garden\?x=%22/);
  assert.match(html, /href="\/app\/operator\/wikis\/garden"/);
  assert.match(html, /href="\/app\/operator\/users\/did%3Aplc%3Acarol"/);
  assert.match(html, /from 192\.0\.2\.7/);
  const overview = await world.get("/app/operator", { as: "bob", ...SITE });
  assert.match(await overview.text(), /Open reports<\/dt><dd>2</);
});

Deno.test("a report is closed once, by whom is written down, and the wiki's people do not hear of it", async () => {
  await using world = await reported();
  const { audit } = world.world.house.platform;
  const from = { as: "bob", ...SITE } as const;
  const [newest] = listReports(forCommandLine(world.world.house), {
    isOpen: true,
  });
  const fields = { action: "close", id: String(newest!.id) };

  for (let i = 0; i < 2; i++) {
    const answer = await world.post(URL_OF_PAGE, fields, from);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get("location"), URL_OF_PAGE);
  }

  const closed = audit.list({ event: "report_closed" });
  assert.deepEqual(
    closed.map(({ actorDid, wikiId }) => [actorDid, wikiId]),
    [["did:plc:bob", world.world.cellar.id]],
  );
  assert.doesNotMatch(await shown(world), /In_cellar/);
  assert.match(await shown(world, "?closed=1"), /In_cellar/);
  const log = await world.get("/app/wiki/cellar/log", { as: "alice", ...SITE });
  assert.doesNotMatch(await log.text(), /In_cellar|closed a report/);
});

Deno.test("what is no report cannot be closed", async () => {
  await using world = await reported();
  const from = { as: "bob", ...SITE } as const;
  for (const id of ["99", "x", "", "-1", "1 OR 1=1"]) {
    const fields = { action: "close", id };
    assert.equal((await world.post(URL_OF_PAGE, fields, from)).status, 404, id);
  }
  const odd = await world.post(URL_OF_PAGE, { action: "open", id: "1" }, from);
  assert.equal(odd.status, 400);
  assert.throws(
    () => closeReport(forCommandLine(world.world.house), 99),
    { code: "not_found" },
  );
});
