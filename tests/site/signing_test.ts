import assert from "node:assert/strict";
import { form, openDoors } from "../support/doors.ts";
import { createWorld } from "../support/world.ts";

const ORIGIN = "https://robot.test";

Deno.test("GET /auth/link shows a button and uses nothing up; its form may lead anywhere", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const secret = doors.signinSecret(world.alice);

  const first = await doors.request(`/auth/link?secret=${secret}`);
  const second = await doors.request(`/auth/link?secret=${secret}`);

  assert.equal(first.status, 200);
  assert.equal(first.headers.get("cache-control"), "private, no-store");
  assert.equal(first.headers.get("referrer-policy"), "same-origin");
  const policy = first.headers.get("content-security-policy")!;
  assert.match(policy, /script-src https:\/\/robot\.test\/static\//);
  assert.equal(policy.includes("form-action"), false);
  assert.deepEqual(first.headers.getSetCookie(), []);
  const html = await second.text();
  assert.ok(html.includes(`name="secret" value="${secret}"`));
  assert.ok(html.includes(`<form method="post" action="/auth/link">`));
  assert.equal(html.includes("<script>"), false);
});

Deno.test("POST /auth/link signs in with both cookies, once, and leads on", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const secret = doors.signinSecret(world.alice);
  const wanted = "https://cellar.robot.test/Home?x=1";
  const post = form(ORIGIN, { secret, return_to: wanted });

  const first = await doors.request("/auth/link", post);
  const second = await doors.request("/auth/link", post);

  assert.equal(first.status, 303);
  assert.equal(first.headers.get("location"), wanted);
  const [wiki, platform] = first.headers.getSetCookie();
  assert.match(
    wiki!,
    /^__Secure-robot=[\w.-]+; Domain=robot\.test; Path=\/; Max-Age=86400; HttpOnly; Secure; SameSite=Lax$/,
  );
  assert.match(
    platform!,
    /^__Host-robot=[\w.-]+; Path=\/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax$/,
  );
  assert.equal(second.status, 401);
  assert.deepEqual(second.headers.getSetCookie(), []);
  assert.match(await second.text(), /was used before/);
  const [entry] = world.house.platform.audit.list({ limit: 1 });
  assert.equal(entry!.event, "signed_in");
  assert.equal(entry!.actorDid, "did:plc:alice");
  assert.equal(entry!.address, "127.0.0.1");
  assert.equal(JSON.stringify(world.logged).includes(secret), false);
});

Deno.test("the front page is the same for who is signed in but for its button, and never redirects", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);

  const stranger = await doors.request("/");
  const alice = await doors.request("/", {
    headers: await doors.cookiesOf(world.alice),
  });
  const wikiCookieAlone = await doors.request("/", {
    headers: { cookie: `__Secure-robot=${await doors.signIn(world.alice)}` },
  });

  assert.equal(stranger.status, 200);
  assert.equal((await stranger.text()).includes("cellar"), false);
  const html = await alice.text();
  const button = `<a class="button button-primary" href="/app/">Dashboard</a>`;
  assert.ok(html.includes(button));
  assert.ok(html.includes("@alice.example"));
  assert.equal((await wikiCookieAlone.text()).includes(button), false);
});

Deno.test("signing in ends the session that this browser had, and no other", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const here = await doors.cookiesOf(world.alice);
  const elsewhere = await doors.cookiesOf(world.alice);
  const secret = doors.signinSecret(world.bob);
  const post = form(ORIGIN, { secret });

  await doors.request("/auth/link", {
    ...post,
    headers: { ...post.headers, ...here },
  });

  const status = async (headers: Record<string, string>) =>
    (await doors.request("/app/account", { headers })).status;
  assert.equal(await status(here), 302);
  assert.equal(await status(elsewhere), 200);
});

Deno.test("POST /auth/link leads to the front page where return_to is elsewhere", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);

  for (const return_to of ["//evil.test", "https://robot.test@evil.test", ""]) {
    const secret = doors.signinSecret(world.alice);
    const answer = await doors.request(
      "/auth/link",
      form(ORIGIN, { secret, return_to }),
    );
    assert.equal(answer.headers.get("location"), `${ORIGIN}/`);
  }
});

Deno.test("POST /auth/link is refused from another site and from a sibling wiki, and the secret stays good", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const secret = doors.signinSecret(world.alice);

  for (const origin of ["https://evil.test", "https://garden.robot.test"]) {
    const refused = await doors.request("/auth/link", form(origin, { secret }));
    assert.equal(refused.status, 403);
    assert.deepEqual(refused.headers.getSetCookie(), []);
  }

  const good = await doors.request("/auth/link", form(ORIGIN, { secret }));
  assert.equal(good.status, 303);
});

Deno.test("POST /auth/link is limited for an address", async () => {
  await using world = await createWorld({
    settings: { ROBOT_RATE_LIMITS: "signin=10" },
  });
  const doors = await openDoors(world);
  const guess = form(ORIGIN, { secret: "guess" });
  for (let i = 0; i < 10; i++) {
    assert.equal((await doors.request("/auth/link", guess)).status, 401);
  }

  const eleventh = await doors.request("/auth/link", guess);
  const elsewhere = await doors.request("/auth/link", {
    ...guess,
    peer: "203.0.113.9",
  });

  assert.equal(eleventh.status, 429);
  assert.equal(eleventh.headers.get("retry-after"), "6");
  assert.equal(elsewhere.status, 401);
});

Deno.test("GET /auth/login keeps where the person was going until the link is opened", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const wanted = "https://cellar.robot.test/A_B?x=1";

  const login = await doors.request(
    `/auth/login?return_to=${encodeURIComponent(wanted)}`,
  );
  const evil = await doors.request(`/auth/login?return_to=//evil.test`);
  const [cookie] = login.headers.getSetCookie()[0]!.split(";", 1);
  const link = await doors.request(
    `/auth/link?secret=${doors.signinSecret(world.alice)}`,
    { headers: { cookie: cookie! } },
  );

  assert.ok(
    (await login.text()).includes(`name="return_to" value="${wanted}"`),
  );
  assert.deepEqual(evil.headers.getSetCookie(), []);
  assert.equal((await evil.text()).includes("evil.test"), false);
  assert.ok((await link.text()).includes(`name="return_to" value="${wanted}"`));
});

Deno.test("POST /auth/logout ends the session everywhere at once; GET only shows a button", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const headers = await doors.cookiesOf(world.alice);
  const cellar = () => doors.request("https://cellar.robot.test/", { headers });
  const page = await doors.request("/auth/logout", { headers });
  assert.match(await page.text(), /@alice\.example/);
  assert.notEqual((await cellar()).status, 302);

  const out = await doors.request("/auth/logout", form(ORIGIN, {}, headers));

  assert.equal(out.status, 303);
  assert.equal(out.headers.get("location"), `${ORIGIN}/`);
  const [wiki, platform] = out.headers.getSetCookie();
  assert.match(wiki!, /^__Secure-robot=; Domain=robot\.test; .*Max-Age=0/);
  assert.match(platform!, /^__Host-robot=; .*Max-Age=0/);
  assert.equal((await cellar()).status, 302);
  assert.equal(world.house.platform.audit.list({})[0]!.event, "signed_out");
});

Deno.test("a session that is used is renewed after half a day, on the platform and on wikis", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const headers = await doors.cookiesOf(world.alice);
  const early = await doors.request("/", { headers });
  world.wait(13 * 3600);

  const site = await doors.request("/", { headers });
  const wiki = await doors.request("https://garden.robot.test/api/v1/health", {
    headers,
  });

  assert.deepEqual(early.headers.getSetCookie(), []);
  assert.deepEqual(namesOf(site), ["__Secure-robot", "__Host-robot"]);
  assert.deepEqual(namesOf(wiki), ["__Secure-robot"]);
});

function namesOf(answer: Response): string[] {
  return answer.headers.getSetCookie().map((line) => line.split("=", 1)[0]!);
}
