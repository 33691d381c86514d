import assert from "node:assert/strict";
import { openDoors } from "../support/doors.ts";
import { createWorld } from "../support/world.ts";

Deno.test("a host that is not ours is answered 404 with nothing revealed", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const bodies = new Set<string>();

  for (
    const host of [
      "evil.test",
      "robot.test.evil.test",
      "www.robot.test",
      "api.robot.test",
      "a.garden.robot.test",
      "10.0.0.1:8000",
      "127.0.0.1:8000",
      "localhost",
    ]
  ) {
    for (const path of ["/", "/Home", "/auth/login", "/static/styles.css"]) {
      const answer = await doors.request(`http://${host}${path}`);
      assert.equal(answer.status, 404, `${host}${path}`);
      bodies.add(await answer.text());
    }
  }

  assert.deepEqual([...bodies], ["Not Found\n"]);
});

Deno.test("a host is compared without case, port and final dot", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);

  for (
    const host of [
      "GARDEN.Robot.Test",
      "garden.robot.test:8443",
      "garden.robot.test.",
    ]
  ) {
    const answer = await doors.request(`https://${host}/api/v1/health`);
    assert.equal(answer.status, 200, host);
  }
});

Deno.test("an unknown slug is 404 at every door, also with a credential", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const authorization = `Bearer ${doors.token("garden", world.alice)}`;

  for (
    const path of [
      "/",
      "/api/v1/pages",
      "/mcp",
      "/repo.git/info/refs?service=git-upload-pack",
    ]
  ) {
    const url = `https://nothing.robot.test${path}`;
    assert.equal((await doors.request(url)).status, 404, path);
    const sent = await doors.request(url, { headers: { authorization } });
    assert.equal(sent.status, 404, path);
  }
});

Deno.test("every answer carries the security headers; what a cookie decided is private", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);

  for (
    const url of [
      "https://robot.test/",
      "https://robot.test/nothing",
      "https://garden.robot.test/",
      "https://garden.robot.test/api/v1/pages",
      "https://garden.robot.test/mcp",
      "https://evil.test/",
    ]
  ) {
    const { headers } = await doors.request(url);
    assert.equal(headers.get("x-content-type-options"), "nosniff", url);
    assert.equal(headers.get("referrer-policy"), "same-origin", url);
    assert.match(headers.get("content-security-policy")!, /default-src 'none'/);
    assert.match(headers.get("strict-transport-security")!, /max-age=/);
    assert.match(headers.get("cache-control")!, /private/, url);
  }
});

Deno.test("who may not read is led to the login page and back; who posts is told to sign in", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const url = "https://cellar.robot.test/A%2FB/%C3%A9?x=1&y=%26";

  const reading = await doors.request(url);
  const posting = await doors.request("https://cellar.robot.test/-/delete/A", {
    method: "POST",
    headers: {
      origin: "https://cellar.robot.test",
      referer: "https://cellar.robot.test/-/delete/A",
    },
    body: new URLSearchParams({ base: "x" }),
  });
  const signedIn = await doors.request(url, {
    headers: await doors.cookiesOf(world.stranger),
  });

  assert.equal(reading.status, 302);
  const login = new URL(reading.headers.get("location")!);
  assert.equal(login.origin + login.pathname, "https://robot.test/auth/login");
  assert.equal(login.searchParams.get("return_to"), url);
  assert.equal(posting.status, 401);
  assert.match(
    await posting.text(),
    /href="https:\/\/robot\.test\/auth\/login\?return_to=https%3A%2F%2Fcellar\.robot\.test%2F-%2Fdelete%2FA"/,
  );
  assert.equal(signedIn.status, 403);
});

Deno.test("who is signed in and has no right is told as whom, what to do, and where to go on", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const { user } = world.stranger;

  for (const path of ["cellar.robot.test/", "robot.test/app/wiki/cellar"]) {
    const answer = await doors.request(`https://${path}`, {
      headers: await doors.cookiesOf(world.stranger),
    });
    const text = await answer.text();

    assert.equal(answer.status, 403, path);
    assert.match(text, /ask its owner to invite you/, path);
    assert.match(text, new RegExp(`signed in as <strong>@${user!.handle}`));
    assert.match(text, /href="https:\/\/robot\.test\/app\/"/, path);
    assert.match(text, /href="https:\/\/robot\.test\/auth\/logout"/, path);
  }
  const nobody = await doors.request("https://robot.test/nothing");
  assert.doesNotMatch(await nobody.text(), /signed in as/);
});

Deno.test("pages of other sites may read /mcp, and what its 401 asks for, and no other door", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const headers = {
    "origin": "https://claude.ai",
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization",
  };
  const garden = "https://garden.robot.test";

  const preflight = await doors.request(`${garden}/mcp`, {
    method: "OPTIONS",
    headers,
  });
  const refused = await doors.request(`${garden}/mcp`, { method: "POST" });

  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get("access-control-allow-origin"), "*");
  assert.match(
    refused.headers.get("access-control-expose-headers")!,
    /WWW-Authenticate/,
  );
  for (const path of ["/", "/api/v1/pages", "/repo.git/HEAD"]) {
    for (const method of ["GET", "OPTIONS"]) {
      const init = { method, headers };
      const answer = await doors.request(`${garden}${path}`, init);
      assert.equal(answer.headers.has("access-control-allow-origin"), false);
      await answer.body?.cancel();
    }
  }
});

Deno.test("a forwarding header counts from a trusted proxy alone", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const address = async (peer: string) => {
    const secret = doors.signinSecret(world.alice);
    await doors.request("/auth/link", {
      method: "POST",
      headers: { "x-forwarded-for": "198.51.100.7" },
      body: new URLSearchParams({ secret }),
      peer,
    });
    return world.house.platform.audit.list({ limit: 1 })[0]!.address;
  };

  assert.equal(await address("127.0.0.1"), "198.51.100.7");
  assert.equal(await address("203.0.113.9"), "203.0.113.9");
});

Deno.test("static files are served on the platform's host for good, where the address has the build", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);

  const versioned = await doors.request("/static/styles.css?v=test");
  const plain = await doors.request(
    "https://garden.robot.test/static/styles.css",
  );
  const icon = await doors.request("/favicon.ico");

  assert.match(versioned.headers.get("cache-control")!, /immutable/);
  assert.equal(plain.headers.get("cache-control"), "public, no-cache");
  assert.equal(icon.headers.get("content-type"), "image/svg+xml");
  await Promise.all([versioned, plain, icon].map((r) => r.body?.cancel()));
});

Deno.test("on a laptop, wikis and sign-in are at the loopback address too; elsewhere they are not", async () => {
  await using laptop = await createWorld({
    settings: { ROBOT_ORIGIN: "http://wiki.localhost:8000" },
  });
  await using server = await createWorld();
  const [there, here] = [await openDoors(server), await openDoors(laptop)];
  const pages = "http://127.0.0.1:8000/w/garden/api/v1/pages";

  const ours = await here.request(pages);
  const theirs = await there.request(pages);
  const forwarded = await here.request(pages, {
    headers: { "x-forwarded-for": "203.0.113.9" },
  });
  const away = await here.request(pages, { peer: "203.0.113.9" });
  const login = await here.request("http://127.0.0.1:8000/auth/login");
  const web = await here.request("http://127.0.0.1:8000/w/garden/Home");
  const secret = here.signinSecret(laptop.alice);
  const signIn = await here.request("http://127.0.0.1:8000/auth/link", {
    method: "POST",
    headers: { origin: "http://127.0.0.1:8000" },
    body: new URLSearchParams({ secret }),
  });

  assert.equal(ours.status, 200);
  assert.equal(theirs.status, 404);
  assert.equal(forwarded.status, 404);
  assert.equal(away.status, 404);
  assert.equal(login.status, 302, "cookies belong to the service's own name");
  assert.equal(
    login.headers.get("location"),
    "http://wiki.localhost:8000/auth/login",
  );
  assert.equal(web.status, 404);
  assert.equal(signIn.status, 303);
  assert.match(signIn.headers.getSetCookie()[0]!, /Domain=wiki\.localhost/);
});

Deno.test("a bug is logged whole under an id, of which the visitor sees the id alone", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  world.house.platform.db.exec("ALTER TABLE wikis RENAME TO elsewhere");

  const page = await doors.request("https://garden.robot.test/");
  const json = await doors.request("https://garden.robot.test/api/v1/pages");

  assert.equal(page.status, 500);
  const html = await page.text();
  const [first] = world.events("request_failed");
  assert.ok(html.includes(String(first!.fields["requestId"])));
  assert.equal(/sqlite|no such table/i.test(html), false);
  assert.match(String(first!.error), /no such table/);
  assert.equal(json.status, 500);
  assert.equal((await json.json()).code, "internal");
});
