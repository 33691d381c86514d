/**
 * The same-origin rule at every route there is: the lists come from the doors themselves, so that a route that is added is tried.
 *
 * @module
 */
import assert from "node:assert/strict";
import { OPERATIONS } from "../../src/api/api_door.ts";
import { PLATFORM_OPERATIONS } from "../../src/api/platform_door.ts";
import { siteDoor, type SiteFront } from "../../src/site/site_door.tsx";
import { webDoor } from "../../src/web/web_door.ts";
import { type Doors, openDoors } from "../support/doors.ts";
import { createWorld, type World } from "../support/world.ts";

const SITE = "https://robot.test";
const CELLAR = "https://cellar.robot.test";

/** A request as another site, or a sibling wiki, makes the reader's browser send it; `null` deletes what a real one would have. */
const FOREIGN: readonly Readonly<Record<string, string>>[] = [
  { origin: "https://garden.robot.test" },
  { origin: "https://evil.test", "sec-fetch-site": "cross-site" },
  { origin: "null" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "cross-site" },
];

/** Kinds of bodies that a page can make a browser send, with or without asking first. */
const BODIES: readonly (readonly [type: string, body: string])[] = [
  ["application/x-www-form-urlencoded", "text=x&base="],
  ["application/json", "{}"],
  [
    "multipart/form-data; boundary=x",
    '--x\r\ncontent-disposition: form-data; name="text"\r\n\r\nx\r\n--x--\r\n',
  ],
  ["text/plain", "text=x"],
];

interface Route {
  readonly method: string;
  readonly url: string;
}

Deno.test("no route takes a change that another site makes a browser send, in whatever form", async () => {
  await using stage = await openStage();
  const before = stage.state();
  const cookies = await stage.doors.cookiesOf(stage.world.alice);

  for (const { method, url } of stage.unsafeRoutes()) {
    for (const [i, foreign] of FOREIGN.entries()) {
      const [type, body] = BODIES[i % BODIES.length]!;
      const headers = { ...cookies, ...foreign, "content-type": type };
      const answer = await stage.ask({ method, url }, { headers, body });
      const row = `${method} ${url} ${JSON.stringify(foreign)} ${type}`;
      assert.equal(answer.status, 403, row);
      assert.deepEqual(answer.headers.getSetCookie(), [], row);
    }
  }
  assert.deepEqual(stage.state(), before);
});

Deno.test("each form of body is refused at each door, from each kind of origin", async () => {
  await using stage = await openStage();
  const before = stage.state();
  const cookies = await stage.doors.cookiesOf(stage.world.alice);
  const doors: Route[] = [
    { method: "POST", url: `${CELLAR}/-/edit/Home` },
    { method: "POST", url: `${CELLAR}/-/attachments/Home` },
    { method: "PUT", url: `${CELLAR}/api/v1/pages/Home` },
    { method: "POST", url: `${SITE}/app/create` },
    { method: "POST", url: `${SITE}/auth/logout` },
    { method: "POST", url: `${SITE}/api/wikis` },
  ];

  for (const route of doors) {
    for (const foreign of FOREIGN) {
      for (const [type, body] of BODIES) {
        const headers = { ...cookies, ...foreign, "content-type": type };
        const { status } = await stage.ask(route, { headers, body });
        assert.equal(status, 403, `${route.url} ${JSON.stringify(foreign)}`);
      }
    }
  }
  assert.deepEqual(stage.state(), before);
});

Deno.test("reading is nobody's secret from a browser that asks for itself", async () => {
  await using stage = await openStage();
  const cookies = await stage.doors.cookiesOf(stage.world.alice);

  for (
    const url of [
      `${CELLAR}/`,
      `${CELLAR}/-/edit/Home`,
      `${CELLAR}/api/v1/pages`,
      `${SITE}/`,
      `${SITE}/app/`,
      `${SITE}/api/me`,
    ]
  ) {
    const plain = await stage.ask({ method: "GET", url }, { headers: cookies });
    for (const foreign of FOREIGN) {
      const headers = { ...cookies, ...foreign };
      const answer = await stage.ask({ method: "GET", url }, { headers });
      assert.equal(answer.status, plain.status, url);
      const { headers: sent } = answer;
      assert.equal(sent.get("access-control-allow-origin"), null, url);
      assert.equal(sent.get("cross-origin-resource-policy"), "same-origin");
    }
  }
});

Deno.test("a Bearer header opens what reads it to every origin, and nothing else", async () => {
  await using stage = await openStage();
  const { world, doors } = stage;
  const token = { authorization: `Bearer ${doors.token("cellar", world.bob)}` };
  const jwt = { authorization: `Bearer ${await doors.signIn(world.alice)}` };
  const foreign = { origin: "https://evil.test" };
  const cookies = await doors.cookiesOf(world.alice);
  const json = { "content-type": "application/json" };
  const page = { method: "PUT", url: `${CELLAR}/api/v1/pages/New` };
  const wikis = { method: "POST", url: `${SITE}/api/wikis` };
  const form = { method: "POST", url: `${SITE}/app/create` };
  const edit = { method: "POST", url: `${CELLAR}/-/edit/New` };

  const rest = await stage.ask(page, {
    headers: { ...token, ...foreign, ...json },
    body: JSON.stringify({ content: "new\n" }),
  });
  const platform = await stage.ask(wikis, {
    headers: { ...jwt, ...foreign, ...json },
    body: "{}",
  });
  const site = await stage.ask(form, {
    headers: { ...cookies, ...jwt, ...foreign },
    body: "",
  });
  const web = await stage.ask(edit, {
    headers: { ...cookies, ...token, ...foreign },
    body: "",
  });

  assert.equal(rest.status, 201);
  assert.notEqual(platform.status, 403);
  assert.equal(site.status, 403);
  assert.equal(web.status, 401);
});

/** The cellar with a page, seen through every door. */
class Stage implements AsyncDisposable {
  constructor(readonly world: World, readonly doors: Doors) {}

  ask(
    { method, url }: Route,
    init: { headers: Record<string, string>; body?: string },
  ): Promise<Response> {
    return this.doors.request(url, { method, redirect: "manual", ...init });
  }

  /** All routes of all doors that read a cookie, but those that only read. */
  unsafeRoutes(): Route[] {
    // Its routes are listed, none of them is asked.
    const site = siteDoor({ sessions: this.doors.sessions } as SiteFront);
    const all = [
      ...webDoor().routes.map(({ method, path }) => [method, CELLAR, path]),
      ...OPERATIONS.map((
        { method, route },
      ) => [method, CELLAR, `/api/v1${route}`]),
      ...site.routes.map(({ method, path }) => [method, SITE, path]),
      ...PLATFORM_OPERATIONS.map((
        { method, route },
      ) => [method, SITE, `/api${route}`]),
    ] as [string, string, string][];
    return all.map(([method, origin, path]) => ({
      method: method.toUpperCase(),
      url: origin + filled(path),
    })).filter(({ method }) => !["GET", "HEAD", "ALL"].includes(method));
  }

  /** What a change would change. */
  state(): unknown {
    const { platform } = this.world.house;
    const { head } = this.world.reading("cellar", this.world.alice);
    this.world.leave();
    return {
      head,
      wikis: platform.wikis.list(),
      users: platform.users.list(),
      members: platform.members.list(this.world.cellar.id),
      tokens: platform.tokens.list(this.world.cellar.id),
      reports: platform.reports.countOpen(),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}

function filled(path: string): string {
  return path.replace(/:slug|\{slug\}/, "cellar")
    .replace(/:did|\{did\}/, "did:plc:bob")
    .replace(/:revision|\{revision\}|\{when\}/, "0".repeat(40))
    .replace(/:\w+|\{path\}/, "Home")
    .replace(/\{\w+\}/, "x")
    .replace("*", "Home");
}

async function openStage(): Promise<Stage> {
  const many = "write=100000,manage=100000,upload=100000,create=100000," +
    "transfer=100000,report=100000,signin=100000";
  const world = await createWorld({ settings: { ROBOT_RATE_LIMITS: many } });
  await world.write("cellar", "Home", "# Home\n");
  return new Stage(world, await openDoors(world));
}
