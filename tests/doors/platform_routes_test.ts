/**
 * Every route of the platform's pages, found in the door itself: whom the dashboard opens to, and that no page elsewhere sends its
 * forms. What the people of one wiki may do there is asked by `permission_table_test.ts`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { siteDoor, type SiteFront } from "../../src/site/site_door.tsx";
import { type WebWorld, webWorld } from "../support/web_world.ts";

const ORIGIN = "https://robot.test";
const SECRET = "what-only-the-cellar-knows";

/** `GET /app/wiki/:slug` and all others, except those that answer whatever comes. */
const ROUTES = siteDoor({} as SiteFront).routes
  .filter(({ method }) => method !== "ALL")
  .map(({ method, path }) => ({ method, path }));

/** Routes that are for operators alone. */
const FOR_OPERATORS = /^\/app\/operator/;

Deno.test("every form of the platform refuses pages of siblings, of other sites and of nowhere", async () => {
  await using web = await webWorld(MANY_REQUESTS);
  const unsafe = ROUTES.filter(({ method }) => method !== "GET");
  assert.ok(unsafe.length >= 12);

  for (const { method, path } of unsafe) {
    for (
      const headers of [
        { origin: "https://garden.robot.test" },
        { origin: "https://evil.test" },
        { origin: "http://robot.test" },
        { origin: "null" },
        { origin: "https://evil.test", authorization: "Bearer x" },
      ]
    ) {
      const { status } = await web.send(filled(path), { confirm: "cellar" }, {
        ...{ as: "alice", slug: "", method, headers },
      });
      assert.equal(status, 403, `${method} ${path} ${JSON.stringify(headers)}`);
    }
  }
  assert.ok(web.world.house.platform.wikis.find("cellar"));
  assert.equal((await web.get("/api/me", { slug: "" })).status, 200);
});

Deno.test("the dashboard opens to nobody without a session of its own, and shows nothing of other people's wikis", async () => {
  await using web = await webWorld(MANY_REQUESTS);
  await web.write("Home", SECRET, "cellar");
  const { platform } = web.world.house;
  platform.wikis.change(web.world.cellar.id, { description: SECRET });
  const app = ROUTES.filter(({ path }) => path.startsWith("/app"));
  assert.ok(app.length >= 20);

  for (const { method, path } of app) {
    const name = `${method} ${path}`;
    const visitor = await ask(web, { method, path, as: "visitor" });
    const stranger = await ask(web, { method, path, as: "stranger" });
    const isLogin = visitor.place.startsWith(`${ORIGIN}/auth/login`) ||
      path === "/app";
    assert.ok(
      method === "GET" ? isLogin : visitor.status === 401,
      `${name}: ${visitor.status} ${visitor.place}`,
    );
    for (const { text } of [visitor, stranger]) {
      assert.ok(!text.includes(SECRET) && !text.includes("The Cellar"), name);
    }
    if (path.includes(":slug")) {
      const isRefused = stranger.status === 403 ||
        stranger.place.startsWith("/app/wiki/cellar#");
      assert.ok(isRefused, `${name}: ${stranger.status}`);
    }
    if (FOR_OPERATORS.test(path)) {
      const owner = await ask(web, { method, path, as: "alice" });
      assert.deepEqual([stranger.status, owner.status], [403, 403], name);
    }
  }
});

/** No test counts how often it asks. */
const MANY_REQUESTS = {
  ROBOT_RATE_LIMITS:
    "guess=100000,manage=100000,platform=100000,create=100000,signin=100000,transfer=100000",
};

/** An answer to an empty request. */
async function ask(
  web: WebWorld,
  { method, path, as }: {
    method: string;
    path: string;
    as: "visitor" | "stranger" | "alice";
  },
) {
  const from = { as, slug: "" };
  const answer = method === "GET"
    ? await web.get(filled(path), from)
    : await web.send(filled(path), {}, { ...from, method });
  return {
    status: answer.status,
    place: answer.headers.get("location") ?? "",
    text: await answer.text(),
  };
}

/** The address of a route, at the private wiki. */
function filled(path: string): string {
  return path.replace(":slug", "cellar").replace(":did", "did:plc:alice")
    .replace(/:\w+(\{[^}]*\})?/g, "x").replace("*", "x");
}
