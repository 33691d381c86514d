/**
 * Every route of a wiki's pages and of its REST, and who passes it at a private wiki. A route that is added is added here.
 *
 * @module
 */
import assert from "node:assert/strict";
import { OPERATIONS } from "../../src/api/api_door.ts";
import { webDoor } from "../../src/web/web_door.ts";
import { type Doors, openDoors } from "../support/doors.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const CELLAR = "https://cellar.robot.test";
const GARDEN = "https://garden.robot.test";
const SECRET = "what-only-the-cellar-knows";

/** Routes by what they need: nothing, or a right. */
const ROUTES = {
  /** They say nothing of the wiki. */
  nothing: [
    "GET /robots.txt",
    "GET /.well-known/atproto-did",
    "GET /favicon.ico",
    "GET /-/diagram",
    "GET /-/login",
    "GET /-/logout",
    "POST /-/logout",
    "GET /-/changelog/feed.atom",
    "GET /-/changelog/feed.rss",
    "GET /-/log",
    "GET /-/search/*",
    "GET /-/housekeeping",
    "GET /-/about",
    "GET /-/syntax",
    "GET /-/help/syntax",
    "GET /-/help/*",
    "GET /-/changelog/:revision",
    "GET /-/settings",
    "GET /-/members",
    "GET /-/admin/user_management",
    "GET /-/admin/permissions_and_registration",
    "GET /-/admin/*",
    "GET /-/register",
    "GET /-/lost_password",
  ],
  read: [
    "GET /sitemap.xml",
    "GET /llms.txt",
    "GET /manifest.webmanifest",
    "GET /-/changelog.atom",
    "GET /-/changelog.rss",
    "GET /-/changelog.json",
    "GET /-/history.atom/*",
    "GET /-/history.rss/*",
    "GET /-/history.json/*",
    "GET /-/events/*",
    "GET /-/attachments/*",
    "GET /-/attachments",
    "GET /-/attachment/*",
    "GET /-/history/*",
    "GET /-/diff/*",
    "GET /-/blame/*",
    "GET /-/source/*",
    "GET /-/commit/:revision",
    "GET /-/changelog",
    "GET /-/at",
    "GET /-/at/*",
    "GET /-/index",
    "GET /-/index/*",
    "GET /-/links/*",
    "GET /-/search",
    "GET /-/tree",
    "GET /-/suggest",
    "GET /-/tags",
    "GET /-/tag/*",
    "GET /-/categories",
    "GET /-/category/*",
    "GET /-/help",
    "GET /-/lint",
    "GET /-/report",
    "POST /-/report",
    "GET /-/leave",
    "POST /-/leave",
    "GET /-/view/*",
    "GET /-/page/*",
    "GET /-/file/*",
    "GET /",
    "GET /*",
    "GET /api/v1/pages",
    "GET /api/v1/pages/{path}",
    "GET /api/v1/pages/{path}/attachments",
    "GET /api/v1/pages/{path}/attachments/{file}",
    "GET /api/v1/pages/{path}/attachments/{file}/history",
    "GET /api/v1/history/{path}",
    "GET /api/v1/changelog",
    "GET /api/v1/changelog/since/{revision}",
    "GET /api/v1/commits/{revision}",
    "GET /api/v1/diff/{path}",
    "GET /api/v1/blame/{path}",
    "GET /api/v1/at/{when}/pages",
    "GET /api/v1/at/{when}/pages/{path}",
    "GET /api/v1/search",
    "GET /api/v1/links/{path}",
    "GET /api/v1/links",
    "GET /api/v1/backlinks/{path}",
    "GET /api/v1/tags",
    "GET /api/v1/categories",
    "GET /api/v1/suggest",
    "GET /api/v1/lint",
  ],
  write: [
    "GET /-/create",
    "POST /-/create",
    "GET /-/edit/*",
    "POST /-/edit/*",
    "POST /-/preview/*",
    "PUT /-/draft/*",
    "DELETE /-/draft/*",
    "POST /-/draft/*",
    "POST /-/merge/*",
    "GET /-/drafts",
    "GET /-/delete/*",
    "POST /-/delete/*",
    "GET /-/rename/*",
    "POST /-/rename/*",
    "GET /-/revert/:revision",
    "POST /-/revert/:revision",
    "GET /-/restore/*",
    "POST /-/restore/*",
    "POST /-/attachments/*",
    "POST /-/attachment/*",
    "POST /-/lint/delete-empty",
    "PUT /api/v1/pages/{path}",
    "PATCH /api/v1/pages/{path}",
    "DELETE /api/v1/pages/{path}",
    "POST /api/v1/pages/{path}/rename",
    "POST /api/v1/pages/{path}/restore",
    "POST /api/v1/commits/{revision}/revert",
    "POST /api/v1/pages/{path}/attachments",
    "POST /api/v1/pages/{path}/attachments/{file}/rename",
    "DELETE /api/v1/pages/{path}/attachments/{file}",
    "GET /api/v1/drafts",
    "GET /api/v1/drafts/{path}",
    "PUT /api/v1/drafts/{path}",
    "DELETE /api/v1/drafts/{path}",
  ],
  manage: [
    "GET /-/admin",
    "POST /-/admin",
    "GET /-/admin/access",
    "POST /-/admin/access",
    "GET /-/admin/members",
    "POST /-/admin/members",
    "GET /api/v1/preferences",
    "PATCH /api/v1/preferences",
    "GET /api/v1/access",
    "PUT /api/v1/access",
    "GET /api/v1/members",
    "POST /api/v1/members",
    "PATCH /api/v1/members",
    "DELETE /api/v1/members",
  ],
} as const;

type Need = keyof typeof ROUTES;

const EACH = (Object.keys(ROUTES) as Need[]).flatMap((need) =>
  ROUTES[need].map((route) => ({ need, route }))
);

/** What each person of the world may do at the cellar. */
const RIGHTS: readonly (readonly [
  "visitor" | "stranger" | "carol" | "bob" | "alice",
  readonly Need[],
])[] = [
  ["visitor", ["nothing"]],
  ["stranger", ["nothing"]],
  ["carol", ["nothing", "read"]],
  ["bob", ["nothing", "read", "write"]],
  ["alice", ["nothing", "read", "write", "manage"]],
];

Deno.test("every route is in the table of routes, and the table holds no others", () => {
  const web = webDoor().routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path}`);
  const api = OPERATIONS.map(({ method, route }) =>
    `${method.toUpperCase()} /api/v1${route}`
  );

  const listed = EACH.map(({ route }) => route as string);
  assert.deepEqual(listed.toSorted(), [...new Set([...web, ...api])].sort());
});

Deno.test("each route passes who has the right that it needs, and nobody else", async () => {
  await using stage = await openStage();
  for (const { need, route } of EACH) {
    for (const [name, rights] of RIGHTS) {
      const who = stage.world[name];
      const { status, text } = await stage.ask(route, { who });
      const isRefused = [401, 403].includes(status) || status === 302 &&
          text.includes("/auth/login") && need !== "nothing";
      assert.equal(isRefused, !rights.includes(need), `${name}: ${route}`);
      if (isRefused) assert.ok(!text.includes(SECRET), `${name}: ${route}`);
    }
    if (/\/-\/log|leave/.test(route)) stage.mend();
  }
});

Deno.test("no route changes anything for a page of a sibling wiki", async () => {
  await using stage = await openStage();
  const who = stage.world.alice;
  const before = stage.head();
  for (const { route } of EACH) {
    if (route.startsWith("GET ")) continue;
    const foreign = [
      { origin: GARDEN },
      { origin: "null" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site" },
    ];
    for (const headers of foreign) {
      const { status } = await stage.ask(route, { who, headers });
      assert.equal(status, 403, `${route} ${JSON.stringify(headers)}`);
    }
  }
  assert.equal(stage.head(), before);
});

Deno.test("a token of another wiki passes no route, and one that reads passes those of REST that read", async () => {
  await using stage = await openStage();
  const { doors, world } = stage;
  const other = doors.token("garden", world.alice);
  const reader = doors.token("cellar", world.alice, "wiki:read");
  for (const { need, route } of EACH) {
    const bearer = (token: string) => ({
      who: world.visitor,
      headers: { authorization: `Bearer ${token}` },
    });
    const ofOther = await stage.ask(route, bearer(other));
    const ofReader = await stage.ask(route, bearer(reader));
    assert.equal(ofOther.status, 401, route);
    if (!route.includes(" /api/")) assert.equal(ofReader.status, 401, route);
    else assert.equal(ofReader.status === 403, need !== "read", route);
    assert.ok(!ofOther.text.includes(SECRET), route);
  }
});

Deno.test("a suspended wiki tells nobody anything, and changes for nobody", async () => {
  await using stage = await openStage();
  const { world } = stage;
  const before = stage.head();
  world.house.platform.wikis.change(world.cellar.id, { suspended: "spam" });
  for (const { need, route } of EACH) {
    if (need === "nothing") continue;
    const { status, text } = await stage.ask(route, { who: world.alice });
    assert.ok(status >= 400, `${route}: ${status}`);
    assert.ok(!text.includes(SECRET), route);
  }
  world.house.platform.wikis.change(world.cellar.id, { suspended: null });
  assert.equal(stage.head(), before);
});

Deno.test("HEAD tells no more than GET, and methods that there are none of do nothing", async () => {
  await using stage = await openStage();
  const before = stage.head();
  for (const { need, route } of EACH) {
    const [method, path] = route.split(" ");
    if (method !== "GET" || need === "nothing") continue;
    const { status } = await stage.ask(`HEAD ${path}`, {
      who: stage.world.visitor,
    });
    assert.ok(status === 302 || status === 401, `HEAD ${path}: ${status}`);
    for (const odd of ["PROPFIND", "OPTIONS", "PURGE"]) {
      const { status, text } = await stage.ask(`${odd} ${path}`, {
        who: stage.world.alice,
      });
      assert.ok(status >= 400, `${odd} ${path}: ${status}`);
      assert.ok(!text.includes(SECRET), `${odd} ${path}`);
    }
  }
  assert.equal(stage.head(), before);
});

/** The cellar with a page, and a way to ask each route of it. */
class Stage implements AsyncDisposable {
  readonly #cookies = new Map<Someone, Record<string, string>>();

  constructor(
    readonly world: World,
    readonly doors: Doors,
    readonly revision: string,
  ) {}

  /** Asks a route for the page; what it sends is empty, so that whoever passes changes nothing but drafts and memberships. */
  async ask(
    route: string,
    { who, headers = { origin: CELLAR } }: {
      who: Someone;
      headers?: Readonly<Record<string, string>>;
    },
  ): Promise<{ status: number; text: string }> {
    const [method = "", path = ""] = route.split(" ");
    const isApi = path.startsWith("/api/");
    const hasBody = !["GET", "HEAD", "OPTIONS"].includes(method);
    const answer = await this.doors.request(CELLAR + this.#fill(path), {
      method,
      headers: {
        ...await this.#cookiesOf(who),
        "content-type": isApi
          ? "application/json"
          : "application/x-www-form-urlencoded",
        ...headers,
      },
      ...hasBody && { body: isApi ? "[]" : "text=" },
    });
    const place = answer.headers.get("location") ?? "";
    const isEndless = answer.headers.get("content-type")
      ?.startsWith("text/event-stream");
    if (!isEndless) {
      return { status: answer.status, text: place + await answer.text() };
    }
    await answer.body?.cancel();
    return { status: answer.status, text: place };
  }

  /** Members who left are back, and people who signed out. */
  mend(): void {
    this.#cookies.clear();
    const { cellar: { id, createdAt }, bob, carol, house } = this.world;
    for (const [who, role] of [[bob, "editor"], [carol, "viewer"]] as const) {
      const did = who.user!.did;
      house.platform.members.put({ wikiId: id, did, role, addedAt: createdAt });
    }
  }

  head(): string | null {
    const { head } = this.world.reading("cellar", this.world.alice);
    this.world.leave();
    return head;
  }

  #fill(path: string): string {
    const rest = path.startsWith("/-/at/") ? `${this.revision}/Home` : "Home";
    return path.replace(/:revision|\{revision\}|\{when\}/, this.revision)
      .replace("{path}", "Home").replace("{file}", "map.png")
      .replace("*", rest);
  }

  async #cookiesOf(who: Someone): Promise<Record<string, string>> {
    if (who.user === null) return {};
    const known = this.#cookies.get(who) ?? await this.doors.cookiesOf(who);
    this.#cookies.set(who, known);
    return known;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}

async function openStage(): Promise<Stage> {
  const world = await createWorld();
  await world.write("cellar", "Other", SECRET);
  const { revision } = await world.write("cellar", "Home", SECRET);
  return new Stage(world, await openDoors(world), revision);
}
