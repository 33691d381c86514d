import assert from "node:assert/strict";
import { webWorld } from "../support/web_world.ts";

Deno.test("GET /-/login leads to the platform and back, to this host only", async () => {
  await using world = await webWorld();
  const table = [
    ["/Page?x=1", "/Page?x=1"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example/", "/"],
    ["/a\nb", "/"],
  ];

  for (const [next, local] of table) {
    const query = new URLSearchParams({ next: next! });
    const visitor = await world.get(`/-/login?${query}`, { as: "visitor" });
    const location = new URL(visitor.headers.get("location")!);
    assert.equal(
      location.origin + location.pathname,
      "https://robot.test/auth/login",
    );
    assert.equal(
      location.searchParams.get("return_to"),
      `https://garden.robot.test${local}`,
    );
    const alice = await world.get(`/-/login?${query}`);
    assert.equal(alice.headers.get("location"), local);
  }
});

Deno.test("GET /-/logout signs nobody out, POST does, everywhere", async () => {
  await using world = await webWorld();
  await world.write("Page", "x\n");

  const button = await (await world.get("/-/logout")).text();
  const before = await (await world.get("/Page")).text();
  const out = await world.post("/-/logout", {});
  const after = await (await world.get("/Page")).text();

  assert.match(button, /<form method="post" action="\/-\/logout">/);
  assert.match(before, /href="\/-\/logout"/);
  assert.equal(out.status, 303);
  assert.doesNotMatch(after, /href="\/-\/logout"/);
});

Deno.test("a stranger can sign out of a private wiki", async () => {
  await using world = await webWorld();
  const stranger = { as: "stranger", slug: "cellar" } as const;

  assert.equal((await world.get("/-/logout", stranger)).status, 200);
  assert.equal((await world.post("/-/logout", {}, stranger)).status, 303);
});

Deno.test("pages carry the policy that lets only the platform's scripts run", async () => {
  await using world = await webWorld();
  await world.write("Page", "x\n");

  const answer = await world.get("/Page");
  const html = await answer.text();

  const policy = answer.headers.get("content-security-policy")!;
  assert.match(
    policy,
    /default-src 'none'; script-src https:\/\/robot\.test\/static\//,
  );
  assert.doesNotMatch(html, / style="| on[a-z]+="|<style|<script>/);
  for (
    const [, src] of html.matchAll(
      /<(?:script|link rel="stylesheet")[^>]*(?:src|href)="([^"]*)"/g,
    )
  ) {
    assert.ok(src!.startsWith("https://robot.test/static/"), src);
  }
});
