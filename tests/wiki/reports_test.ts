import assert from "node:assert/strict";
import { forCommandLine, forServiceOperator } from "../../src/wiki/access.ts";
import {
  addressWithin,
  closeReport,
  listReports,
  reportPage,
} from "../../src/wiki/reports.ts";
import { pruneNow } from "../../src/ops/daily.ts";
import { createWorld } from "../support/world.ts";

Deno.test("reportPage() keeps what a visitor found until the operator closes it", async () => {
  await using world = await createWorld({
    settings: { ROBOT_OPERATORS: "did:plc:bob" },
  });
  const { house } = world;
  const operator = forServiceOperator(house, world.bob.caller, "192.0.2.1");

  reportPage(world.reading("garden", world.visitor), {
    path: "/Oak?x=1",
    reason: "  Spam.\nMuch of it. ",
  });
  reportPage(world.reading("cellar", world.carol), { path: "", reason: "x" });
  const [second, first] = listReports(operator, { isOpen: true });
  closeReport(operator, first!.id);

  assert.deepEqual({ ...first, id: 0 }, {
    id: 0,
    at: "2026-11-20T12:00:00.000Z",
    wikiId: world.garden.id,
    slug: "garden",
    wikiName: "The Garden",
    path: "/Oak?x=1",
    reason: "Spam.\nMuch of it.",
    reporterDid: null,
    reporterHandle: null,
    address: "192.0.2.7",
    closedAt: null,
    closedBy: null,
  });
  assert.equal(second!.path, "/");
  assert.equal(second!.reporterHandle, "carol.example");
  assert.deepEqual(
    listReports(operator, { isOpen: true }).map(({ slug }) => slug),
    ["cellar"],
  );
  const [closed] = listReports(operator, { isOpen: false });
  assert.equal(closed!.closedBy, "did:plc:bob");
  assert.equal(house.platform.reports.countOpen(), 1);
  assert.throws(() => closeReport(operator, first!.id), { code: "conflict" });
  assert.throws(() => closeReport(operator, 99), { code: "not_found" });
  const [noted] = house.platform.audit.list({ wikiId: world.garden.id });
  assert.equal(noted!.event, "report_closed");
  assert.equal(noted!.address, "192.0.2.1");
});

Deno.test("reportPage() wants a reason, not too long, and stops where enough reports wait", async () => {
  await using world = await createWorld();
  const garden = world.reading("garden", world.visitor);
  const report = (reason: string) =>
    reportPage(garden, { path: "/Oak", reason });

  assert.throws(() => report(" \n"), { code: "invalid" });
  assert.throws(() => report("x".repeat(1_001)), { code: "too_large" });
  for (let i = 0; i < 50; i++) report("spam");
  assert.throws(() => report("spam"), { code: "rate_limited" });
  reportPage(world.reading("cellar", world.carol), { path: "/", reason: "x" });

  const all = world.house.platform.reports.countOpen();
  assert.equal(all, 51);
});

Deno.test("reports go with their wiki, and forget who reported with the account", async () => {
  await using world = await createWorld();
  const { reports, wikis } = world.house.platform;
  for (const slug of ["garden", "cellar"]) {
    const wiki = world.reading(slug, world.carol);
    reportPage(wiki, { path: "/", reason: "x" });
  }

  wikis.remove(world.cellar.id);
  reports.forgetReporter("did:plc:carol");

  const operator = forCommandLine(world.house);
  const [left, ...more] = listReports(operator, { isOpen: true });
  assert.deepEqual(more, []);
  assert.equal(left!.slug, "garden");
  assert.equal(left!.reporterDid, null);
  assert.equal(left!.address, null);
});

Deno.test("a closed report is thrown away half a year later, an open one never", async () => {
  await using world = await createWorld();
  const operator = forCommandLine(world.house);
  for (const reason of ["one", "two"]) {
    reportPage(world.reading("garden", world.carol), { path: "/", reason });
  }
  closeReport(operator, 1);

  world.wait(179 * 86_400);
  const early = await pruneNow(world.house);
  world.wait(2 * 86_400);
  const late = await pruneNow(world.house);

  assert.equal(early.reports ?? 0, 0);
  assert.equal(late.reports, 1);
  const left = listReports(operator, { isOpen: true });
  assert.deepEqual(left.map(({ reason }) => reason), ["two"]);
});

Deno.test("addressWithin() leads nowhere else", () => {
  for (
    const [text, address] of [
      ["/Actors/Iran", "/Actors/Iran"],
      ["/%C3%84rger?a=b&c", "/%C3%84rger?a=b&c"],
      ["", "/"],
      ["Oak", "/"],
      ["//evil.test", "/"],
      ["/\\evil.test", "/"],
      ["/a\\b", "/"],
      ["https://evil.test/", "/"],
      ["javascript:alert(1)", "/"],
      ["/a b", "/"],
      ["/\r\nSet-Cookie: x", "/"],
      ["/Ärger", "/"],
      [`/${"a".repeat(3_000)}`, "/"],
    ] as const
  ) assert.equal(addressWithin(text), address, text);
});
