/**
 * Every route of the platform's host, and who passes it. A route that is added is added here.
 *
 * @module
 */
import assert from "node:assert/strict";
import { PLATFORM_OPERATIONS } from "../../src/api/platform_door.ts";
import { siteDoor, type SiteFront } from "../../src/site/site_door.tsx";
import { type Doors, openDoors } from "../support/doors.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const SITE = "https://robot.test";
const CELLAR = "https://cellar.robot.test";
const SECRET = "what-only-the-cellar-knows";

/** Routes by what they need. The cellar is the wiki that they name. */
const ROUTES = {
  /** They say nothing of anybody. */
  nothing: [
    "GET /",
    "GET /robots.txt",
    "GET /app",
    "GET /avatar/:did",
    "GET /auth/client-metadata.json",
    "GET /auth/jwks.json",
    "GET /auth/login",
    "POST /auth/login",
    "GET /auth/callback",
    "GET /auth/handoff",
    "GET /auth/link",
    "POST /auth/link",
    "GET /auth/logout",
    "POST /auth/logout",
    // Where a form was posted to; they lead to the wiki's page.
    "GET /app/wiki/:slug/settings",
    "GET /app/wiki/:slug/access",
    "GET /app/wiki/:slug/members",
    "GET /app/wiki/:slug/tokens",
    "GET /app/wiki/:slug/handle",
    "GET /app/wiki/:slug/leave",
    "GET /app/wiki/:slug/delete",
  ],
  /** Anybody's own session on this host. */
  session: [
    "GET /app/",
    "GET /app/slug",
    "GET /app/create",
    "POST /app/create",
    "GET /app/welcome",
    "POST /app/welcome",
    "GET /app/account",
    "GET /app/account/log",
    "GET /app/account/export",
    "POST /app/account/sessions",
    "POST /app/account/delete",
    "GET /api/me",
    "GET /api/wikis",
    "POST /api/wikis",
  ],
  /** The wiki's people. */
  read: [
    "GET /app/wiki/:slug",
    "GET /app/wiki/:slug/export",
    "POST /app/wiki/:slug/tokens",
    "POST /app/wiki/:slug/leave",
    "POST /api/wikis/{slug}/leave",
    "POST /api/wikis/{slug}/token",
    "GET /api/wikis/{slug}/tokens",
    "POST /api/wikis/{slug}/tokens",
    "POST /api/wikis/{slug}/tokens/{id}/renew",
    "DELETE /api/wikis/{slug}/tokens/{id}",
  ],
  /** Its owner and admins. */
  manage: [
    "POST /app/wiki/:slug/settings",
    "POST /app/wiki/:slug/access",
    "POST /app/wiki/:slug/members",
    "POST /app/wiki/:slug/handle",
    "POST /app/wiki/:slug/delete",
    "GET /app/wiki/:slug/log",
    "GET /app/wiki/:slug/import",
    "POST /app/wiki/:slug/import",
    "GET /app/wiki/:slug/import/:id",
    "POST /app/wiki/:slug/import/:id",
    "GET /api/wikis/{slug}",
    "PATCH /api/wikis/{slug}",
    "DELETE /api/wikis/{slug}",
    "GET /api/wikis/{slug}/access",
    "PUT /api/wikis/{slug}/access",
    "GET /api/wikis/{slug}/members",
    "POST /api/wikis/{slug}/members",
    "PATCH /api/wikis/{slug}/members",
    "DELETE /api/wikis/{slug}/members",
  ],
  /** Those who run the service. */
  operate: [
    "GET /app/operator",
    "GET /app/operator/users",
    "GET /app/operator/users/:did",
    "POST /app/operator/users/:did",
    "GET /app/operator/wikis",
    "GET /app/operator/wikis/:slug",
    "POST /app/operator/wikis/:slug",
    "GET /app/operator/reports",
    "POST /app/operator/reports",
    "GET /app/operator/audit",
  ],
} as const;

type Need = keyof typeof ROUTES;

const EACH = (Object.keys(ROUTES) as Need[]).flatMap((need) =>
  ROUTES[need].map((route) => ({ need, route: route as string }))
);

/** Who is refused what; who passes has a test of their own at each route. */
const REFUSED: readonly (readonly [
  "visitor" | "stranger" | "carol" | "alice",
  readonly Need[],
])[] = [
  ["visitor", ["session", "read", "manage", "operate"]],
  ["stranger", ["read", "manage", "operate"]],
  ["carol", ["manage", "operate"]],
  ["alice", ["operate"]],
];

Deno.test("every route of the platform is in the table, and the table holds no others", () => {
  // Its routes are listed, none of them is asked.
  const site = siteDoor({} as SiteFront).routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path}`);
  const api = PLATFORM_OPERATIONS.map(({ method, route }) =>
    `${method.toUpperCase()} /api${route}`
  );

  const listed = EACH.map(({ route }) => route);
  assert.deepEqual(listed.toSorted(), [...new Set([...site, ...api])].sort());
});

Deno.test("no route of the platform passes who lacks what it needs", async () => {
  await using stage = await openStage();
  const before = stage.state();
  for (const [name, needs] of REFUSED) {
    const who = stage.world[name];
    const headers = await stage.cookiesOf(who);
    for (const { need, route } of EACH) {
      if (!needs.includes(need)) continue;
      await stage.demandRefused(route, headers, `${name}: ${route}`);
    }
  }
  assert.deepEqual(stage.state(), before);
});

Deno.test("the cookie of wiki hosts, a personal token and a wrong session open nothing on the platform", async () => {
  await using stage = await openStage();
  const { world, doors } = stage;
  const jwt = await doors.signIn(world.alice);
  const credentials: Record<string, string>[] = [
    { cookie: `__Secure-robot=${jwt}` },
    { authorization: `Bearer ${doors.token("cellar", world.alice)}` },
    { cookie: `__Host-robot=${jwt.slice(0, -4)}AAAA` },
    { authorization: `Basic ${btoa(`alice:${jwt}`)}` },
  ];
  const before = stage.state();

  for (const headers of credentials) {
    for (const { need, route } of EACH) {
      if (need === "nothing") continue;
      await stage.demandRefused(route, headers, `${route}`);
    }
  }
  assert.deepEqual(stage.state(), before);
});

Deno.test("no wiki's host has a route of the platform", async () => {
  await using stage = await openStage();
  const headers = await stage.cookiesOf(stage.world.alice);
  for (const { need, route } of EACH) {
    if (need === "nothing") continue;
    const { status, text, place } = await stage.ask(route, {
      host: CELLAR,
      headers: { ...headers, origin: CELLAR },
    });
    // `/page/export` was a page's action in the service before this one.
    const isOldPlace = status === 301 && place.startsWith("/-/");
    assert.ok(isOldPlace || (status >= 400 && status < 500), route);
    assert.ok(!text.includes(SECRET), route);
  }
});

Deno.test("methods that a route of the platform does not take do nothing", async () => {
  await using stage = await openStage();
  const before = stage.state();
  const headers = await stage.cookiesOf(stage.world.alice);
  for (const { need, route } of EACH) {
    const path = route.split(" ")[1]!;
    if (need === "nothing" || path.startsWith("/api/")) continue;
    for (const odd of ["PUT", "PATCH", "DELETE", "PROPFIND", "PURGE"]) {
      const { status } = await stage.ask(`${odd} ${path}`, { headers });
      assert.ok(status >= 400 && status < 500, `${odd} ${path}: ${status}`);
    }
  }
  assert.deepEqual(stage.state(), before);
});

/** The platform's host over a world whose operator is Bob, and a way to ask each route. */
class Stage implements AsyncDisposable {
  constructor(readonly world: World, readonly doors: Doors) {}

  /** Asks a route for the cellar, with an empty body where there is one. */
  async ask(
    route: string,
    { headers, host = SITE }: {
      headers: Readonly<Record<string, string>>;
      host?: string;
    },
  ): Promise<{ status: number; text: string; place: string }> {
    const [method = "", path = ""] = route.split(" ");
    const isApi = path.startsWith("/api/");
    const hasBody = method !== "GET";
    const answer = await this.doors.request(host + filled(path), {
      method,
      redirect: "manual",
      headers: {
        origin: SITE,
        "content-type": isApi
          ? "application/json"
          : "application/x-www-form-urlencoded",
        ...headers,
      },
      ...hasBody && { body: isApi ? "{}" : "" },
    });
    const place = answer.headers.get("location") ?? "";
    return { status: answer.status, text: await answer.text(), place };
  }

  /** Led to the login page, or told no; and told nothing else. */
  async demandRefused(
    route: string,
    headers: Readonly<Record<string, string>>,
    row: string,
  ): Promise<void> {
    const { status, text, place } = await this.ask(route, { headers });
    const isLogin = status === 302 && place.startsWith(`${SITE}/auth/login`);
    // An empty body may be found wrong before anybody looks who sends it.
    const isNo = [400, 401, 403, 404].includes(status);
    assert.ok(isLogin || isNo, `${row}: ${status}`);
    assert.ok(!text.includes(SECRET), row);
    assert.ok(!text.includes("rwtf_"), row);
    // Who is told no is told as whom they came, and of nobody else.
    if (!row.startsWith("alice")) {
      assert.ok(!text.includes("alice.example"), row);
    }
  }

  async cookiesOf(who: Someone): Promise<Record<string, string>> {
    return who.user === null ? {} : await this.doors.cookiesOf(who);
  }

  /** What a request would change that passed. */
  state(): unknown {
    const { platform } = this.world.house;
    const { id } = this.world.cellar;
    return {
      wikis: platform.wikis.list(),
      users: platform.users.list(),
      members: platform.members.list(id),
      tokens: platform.tokens.list(id).length,
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}

function filled(path: string): string {
  return path.replace(/:slug|\{slug\}/, "cellar")
    .replace(":did", "did:plc:bob").replace(/:id|\{id\}/, "1");
}

async function openStage(): Promise<Stage> {
  const many = "manage=100000,create=100000,transfer=100000,signin=100000";
  const world = await createWorld({
    settings: { ROBOT_OPERATORS: "did:plc:bob", ROBOT_RATE_LIMITS: many },
  });
  await world.write("cellar", "Home", SECRET);
  return new Stage(world, await openDoors(world));
}
