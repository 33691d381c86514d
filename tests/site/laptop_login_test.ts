import assert from "node:assert/strict";
import { type Doors, form, openDoors } from "../support/doors.ts";
import { ALICE, FakeNetwork, PDS } from "../support/fake_network.ts";
import { createWorld } from "../support/world.ts";

const ORIGIN = "http://wiki.localhost:8000";
const LOOPBACK = "http://127.0.0.1:8000";

async function open() {
  const world = await createWorld({ settings: { ROBOT_ORIGIN: ORIGIN } });
  const network = new FakeNetwork();
  const doors = await openDoors(world, network);
  return {
    ...{ world, network, doors },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** Sends the login form; the browser's cookie, and the server's page. */
async function begin(doors: Doors) {
  const fields = { handle: ALICE.handle, return_to: `${ORIGIN}/app/account` };
  const answer = await doors.request("/auth/login", form(ORIGIN, fields));
  assert.equal(answer.status, 303, await answer.text());
  const [line] = answer.headers.getSetCookie();
  const [cookie] = line!.split(";", 1);
  return { cookie: cookie!, page: answer.headers.get("location")! };
}

/** Where the browser is handed over to. */
async function comeBack(doors: Doors, url: string): Promise<string> {
  const answer = await doors.request(url);
  assert.equal(answer.status, 303, await answer.text());
  assert.deepEqual(answer.headers.getSetCookie(), [], "none at 127.0.0.1");
  const place = answer.headers.get("location")!;
  assert.ok(place.startsWith(`${ORIGIN}/auth/handoff?code=`), place);
  return place;
}

Deno.test("on a laptop, a person comes back to 127.0.0.1 and is signed in at wiki.localhost", async () => {
  await using stage = await open();
  const { doors, network, world } = stage;
  const { cookie, page } = await begin(doors);
  const pushed = network.posted.get("/oauth/par")!;

  const handoff = await comeBack(doors, network.comeBack(page));
  const answer = await doors.request(handoff, { headers: { cookie } });

  assert.match(pushed.get("client_id")!, /^http:\/\/localhost\?/);
  assert.equal(pushed.get("redirect_uri"), `${LOOPBACK}/auth/callback`);
  assert.equal(pushed.get("client_assertion"), null);
  assert.equal(answer.status, 303);
  assert.equal(
    answer.headers.get("location"),
    `${ORIGIN}/app/welcome?return_to=${
      encodeURIComponent(`${ORIGIN}/app/account`)
    }`,
  );
  const names = answer.headers.getSetCookie().map((line) =>
    line.split("=", 1)[0]
  );
  assert.ok(names.includes("__Host-robot") && names.includes("__Secure-robot"));
  assert.equal(world.house.platform.users.find(ALICE.did)!.pds, PDS);
});

Deno.test("a handover works in the browser that began, once, within a minute", async () => {
  await using stage = await open();
  const { doors, network, world } = stage;
  const other = await begin(doors);
  const { cookie, page } = await begin(doors);
  const back = network.comeBack(page);
  const handoff = await comeBack(doors, back);
  const isRefused = async (url: string, cookie: string) => {
    const answer = await doors.request(url, { headers: { cookie } });
    const html = await answer.text();
    assert.equal(answer.status, 400, html);
    assert.ok(html.includes(`id="login-problem"`));
    const lines = answer.headers.getSetCookie().join();
    assert.equal(/robot=[^;]/.test(lines), false);
  };

  await isRefused(handoff, other.cookie);
  await isRefused(handoff, cookie); // a stolen code is worth nothing, and used up
  await isRefused(await comeBack(doors, back), cookie); // so is the callback
  await isRefused(`${ORIGIN}/auth/handoff`, cookie);
  await isRefused(`${ORIGIN}/auth/handoff?code=guess`, cookie);
  const late = await begin(doors);
  const tooLate = await comeBack(doors, network.comeBack(late.page));
  world.wait(61);
  await isRefused(tooLate, late.cookie);
  const good = await begin(doors);
  const used = await comeBack(doors, network.comeBack(good.page));
  const headers = { cookie: good.cookie };
  assert.equal((await doors.request(used, { headers })).status, 303);
  await isRefused(used, good.cookie);
});

Deno.test("on a laptop, what went wrong is told at wiki.localhost, with what was typed", async () => {
  await using stage = await open();
  const { doors, network } = stage;
  const { cookie, page } = await begin(doors);
  const back = network.comeBack(page, { error: "access_denied" });

  const handoff = await comeBack(doors, back);
  const answer = await doors.request(handoff, { headers: { cookie } });

  const html = await answer.text();
  assert.equal(answer.status, 400);
  assert.match(html, /refused at your server/);
  assert.ok(html.includes(`value="${ALICE.handle}"`));
  assert.ok(html.includes(`value="${ORIGIN}/app/account"`));
});

Deno.test("the login page of 127.0.0.1 is that of wiki.localhost, where the cookies belong", async () => {
  await using stage = await open();
  const { doors } = stage;

  const page = await doors.request(`${LOOPBACK}/auth/login?return_to=/app/`);
  const sent = await doors.request(
    `${LOOPBACK}/auth/login`,
    form(LOOPBACK, { handle: ALICE.handle }),
  );
  const handoff = await doors.request(`${LOOPBACK}/auth/handoff?code=x`);
  const metadata = await doors.request("/auth/client-metadata.json");
  const login = await doors.request("/auth/login");

  assert.equal(page.status, 302);
  assert.equal(
    page.headers.get("location"),
    `${ORIGIN}/auth/login?return_to=%2Fapp%2F`,
  );
  assert.equal(sent.status, 303);
  assert.equal(sent.headers.get("location"), `${ORIGIN}/auth/login`);
  assert.equal(handoff.status, 404);
  assert.equal(metadata.status, 404);
  assert.match(await login.text(), /robot user signin-link/);
});

Deno.test("on a public service nothing is handed over, and no link of the operator's is spoken of", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world, new FakeNetwork());

  const handoff = await doors.request("/auth/handoff?code=x");
  const login = await doors.request("/auth/login");

  assert.equal(handoff.status, 404);
  assert.equal((await login.text()).includes("signin-link"), false);
});
