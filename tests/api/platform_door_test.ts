import assert from "node:assert/strict";
import { PLATFORM_OPERATIONS } from "../../src/api/platform_door.ts";
import { type Doors, openDoors } from "../support/doors.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const ORIGIN = "https://robot.test";
/** What a wiki's row and files would give away. */
const SECRETS = /hash|\/wikis\/|path|robot\.db|\/tmp/;

/** The platform's API, asked with a session token. */
class Platform implements AsyncDisposable {
  readonly #jwts = new Map<Someone, string>();

  constructor(readonly world: World, readonly doors: Doors) {}

  static async open(): Promise<Platform> {
    const world = await createWorld();
    return new Platform(world, await openDoors(world));
  }

  /** The session token of somebody. */
  async jwtOf(who: Someone): Promise<string> {
    const jwt = this.#jwts.get(who) ?? await this.doors.signIn(who);
    this.#jwts.set(who, jwt);
    return jwt;
  }

  /** Sends JSON as Alice, or `who`; status, headers and body. */
  async send(
    method: string,
    path: string,
    { body, who = this.world.alice, headers }: {
      body?: unknown;
      who?: Someone;
      headers?: Record<string, string>;
    } = {},
  ) {
    const authorization = who.user === null
      ? {}
      : { authorization: `Bearer ${await this.jwtOf(who)}` };
    const answer = await this.doors.request(`${ORIGIN}/api${path}`, {
      method,
      headers: headers ?? authorization,
      ...(body !== undefined && {
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    });
    // deno-lint-ignore no-explicit-any -- answers are JSON whose shape the assertions state
    const json: any = await answer.json();
    return { status: answer.status, headers: answer.headers, body: json };
  }

  async [Symbol.asyncDispose]() {
    await this.world[Symbol.asyncDispose]();
  }
}

Deno.test("GET /api/me says who one is, by session token or by the cookie of the platform's host", async () => {
  await using platform = await Platform.open();
  const { world } = platform;
  const jwt = await platform.jwtOf(world.bob);
  const bob = {
    did: "did:plc:bob",
    handle: "bob.example",
    display_name: "Bob",
    username: null,
  };

  const byToken = await platform.send("GET", "/me", { who: world.bob });
  const byCookie = await platform.send("GET", "/me", {
    headers: { cookie: `__Host-robot=${jwt}` },
  });

  assert.deepEqual([byToken.status, byToken.body], [200, bob]);
  assert.deepEqual([byCookie.status, byCookie.body], [200, bob]);
  assert.equal(byToken.headers.get("cache-control"), "private, no-store");
  const policy = byToken.headers.get("cross-origin-resource-policy");
  assert.equal(policy, "same-origin");
});

Deno.test("no other credential opens the API, and each refusal says what does", async () => {
  await using platform = await Platform.open();
  const { world, doors } = platform;
  const jwt = await platform.jwtOf(world.alice);
  const over = await doors.signIn(world.alice);
  world.house.platform.sessions.revokeAllOf(
    world.alice.user!.did,
    world.house.now().toISOString(),
  );
  const live = await doors.signIn(world.alice);
  const token = doors.token("garden", world.alice);
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
  const tries: [string, Record<string, string>, RegExp][] = [
    ["nothing", {}, /sign in/],
    ["the wikis' cookie", { cookie: `__Secure-robot=${live}` }, /sign in/],
    ["no session", { cookie: "__Host-robot=a.b.c" }, /sign in/],
    ["a personal token", bearer(token), /session token is wanted/],
    ["a revoked session", bearer(over), /sign in again/],
    ["another revoked one", bearer(jwt), /sign in again/],
    ["garbage", bearer("a.b.c"), /sign in again/],
    ["no Bearer", { authorization: `Basic ${btoa(`x:${live}`)}` }, /Bearer/],
    ["a wrong token beside a good cookie", {
      ...bearer(token),
      cookie: `__Host-robot=${live}`,
    }, /session token/],
  ];

  for (const [name, headers, wanted] of tries) {
    for (
      const [method, path] of [["GET", "/me"], ["DELETE", "/wikis/garden"]]
    ) {
      const { status, body, headers: sent } = await platform.send(
        method!,
        path!,
        { headers: { origin: ORIGIN, ...headers } },
      );
      assert.equal(status, 401, name);
      assert.match(body.error, wanted, name);
      assert.equal(body.code, "unauthenticated", name);
      assert.match(sent.get("www-authenticate")!, /^Bearer/, name);
    }
  }
  assert.ok(world.garden);
  const refused = world.house.platform.audit.list({
    event: "credential_refused",
  });
  assert.equal(refused.length, 1);
  assert.equal(refused[0]!.detail, "at the platform's API");

  world.wait(25 * 3600);
  const later = await platform.send("GET", "/me", { headers: bearer(live) });
  assert.equal(later.status, 401);
});

Deno.test("POST /api/wikis makes a wiki and a token that opens it", async () => {
  await using platform = await Platform.open();
  const { world, doors } = platform;
  const who = world.stranger;

  const made = await platform.send("POST", "/wikis", {
    who,
    body: {
      slug: "  Attic ",
      display_name: "The Attic",
      purpose: "Old things",
    },
  });

  assert.equal(made.status, 201);
  const { mcp_token: token, ...rest } = made.body;
  assert.match(token, /^rwtf_[\w-]{43}$/);
  assert.deepEqual(rest, {
    wiki: {
      slug: "attic",
      display_name: "The Attic",
      purpose: "Old things",
      owner_did: "did:plc:stranger",
      role: "owner",
      url: "https://attic.robot.test/",
      clone_url: "https://attic.robot.test/repo.git",
      access: { read: "APPROVED", write: "APPROVED", upload: "APPROVED" },
      serves_handle: false,
      suspended: null,
      created_at: "2026-11-20T12:00:00.000Z",
    },
    mcp_endpoint: "https://attic.robot.test/mcp",
  });
  const home = await doors.request(
    "https://attic.robot.test/api/v1/pages/Home",
    { headers: { authorization: `Bearer ${token}` } },
  );
  assert.equal(home.status, 200);
  await home.body?.cancel();
});

Deno.test("a wiki is refused in the words and the order that scripts know", async () => {
  await using platform = await Platform.open();
  const { world } = platform;
  const [newcomer, owner] = [world.stranger, world.alice];
  const wiki = (slug: unknown, more = {}) => ({
    slug,
    display_name: "X",
    ...more,
  });
  const tries: [Someone, unknown, number, string][] = [
    [newcomer, undefined, 400, "display_name is required"],
    [newcomer, { slug: "!" }, 400, "display_name is required"],
    [
      newcomer,
      { display_name: " ", slug: "!" },
      400,
      "display_name is required",
    ],
    [newcomer, { display_name: 7 }, 400, "display_name must be text"],
    [newcomer, { display_name: "X" }, 400, "slug is required"],
    [newcomer, wiki(""), 400, "slug is required"],
    [newcomer, wiki(["a"]), 400, "slug must be text"],
    [newcomer, wiki("AB"), 400, "slug must be at least 3 characters"],
    [newcomer, wiki("a".repeat(31)), 400, "slug must be at most 30 characters"],
    [newcomer, wiki("-ab"), 400, "slug must not start or end with a hyphen"],
    [
      newcomer,
      wiki("a_b"),
      400,
      "slug must contain only lowercase letters, digits, and hyphens",
    ],
    [newcomer, wiki("admin"), 400, "slug is reserved"],
    [newcomer, wiki("mcp"), 400, "slug is reserved"],
    // Who may have no more is told so before anything of other people's wikis.
    [owner, wiki("!"), 400, "slug must be at least 3 characters"],
    [
      owner,
      wiki("garden"),
      403,
      "Wiki limit reached (1 wiki per user on free tier)",
    ],
    [newcomer, wiki("garden"), 409, "Wiki already exists"],
  ];

  for (const [who, body, status, error] of tries) {
    const answer = await platform.send("POST", "/wikis", { who, body });
    assert.equal(answer.body.error, error, JSON.stringify(body));
    assert.equal(answer.status, status, JSON.stringify(body));
  }
  for (const more of [{ purpose: "x".repeat(201) }, { template: "toString" }]) {
    const body = wiki("attic", more);
    const answer = await platform.send("POST", "/wikis", {
      ...{ who: newcomer, body },
    });
    assert.equal(answer.status, 400, answer.body.error);
  }
  assert.equal(world.house.platform.wikis.list().length, 2);
});

Deno.test("two creations of one slug: one wins, the other is told", async () => {
  await using platform = await Platform.open();
  const { world } = platform;
  const body = { slug: "attic", display_name: "X" };

  const answers = await Promise.all(
    [world.bob, world.carol, world.stranger].map((who) =>
      platform.send("POST", "/wikis", { who, body })
    ),
  );

  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [201, 409, 409]);
});

Deno.test("GET /api/wikis lists one's own, and apart from them those that are shared", async () => {
  await using platform = await Platform.open();
  const { world } = platform;

  const alice = (await platform.send("GET", "/wikis")).body;
  const bob = (await platform.send("GET", "/wikis", { who: world.bob })).body;
  const nobody =
    (await platform.send("GET", "/wikis", { who: world.stranger })).body;

  const short = (list: { slug: string; role: string }[]) =>
    list.map(({ slug, role }) => `${slug} ${role}`).sort();
  assert.deepEqual(short(alice.wikis), ["cellar owner", "garden owner"]);
  assert.deepEqual(alice.shared, []);
  assert.deepEqual(bob.wikis, []);
  assert.deepEqual(short(bob.shared), ["cellar editor", "garden editor"]);
  assert.deepEqual(nobody, { wikis: [], shared: [] });
});

Deno.test("one wiki is shown with its usage to those who manage it; changed and deleted", async () => {
  await using platform = await Platform.open();
  const { world } = platform;

  const before = await platform.send("GET", "/wikis/garden");
  const changed = await platform.send("PATCH", "/wikis/garden", {
    body: { display_name: "Orchard", serves_handle: true },
  });
  const gone = await platform.send("DELETE", "/wikis/garden");
  const after = await platform.send("GET", "/wikis/garden");

  assert.equal(before.status, 200);
  assert.equal(before.body.mcp_endpoint, "https://garden.robot.test/mcp");
  assert.equal(before.body.wiki.display_name, "The Garden");
  assert.deepEqual(before.body.wiki.usage.members, 2);
  assert.deepEqual(before.body.wiki.usage.limits.pages, 500);
  assert.doesNotMatch(JSON.stringify(before.body), SECRETS);
  assert.equal(changed.body.wiki.display_name, "Orchard");
  assert.equal(changed.body.wiki.serves_handle, true);
  assert.equal(changed.body.wiki.purpose, before.body.wiki.purpose);
  assert.deepEqual([gone.status, gone.body], [200, { deleted: true }]);
  assert.equal(after.status, 404);
  assert.equal(world.house.platform.wikis.find("garden"), undefined);
});

Deno.test("who does not manage a wiki is refused before the request is read, and unknown wikis are 404", async () => {
  await using platform = await Platform.open();
  const { world } = platform;
  const managing = PLATFORM_OPERATIONS.filter(({ manages }) => manages);
  assert.ok(managing.length >= 8);

  for (const { method, route } of managing) {
    const ask = (slug: string, who: Someone) =>
      platform.send(method.toUpperCase(), route.replace("{slug}", slug), {
        who,
        ...(method !== "get" && { body: "not JSON" }),
      });
    const asEditor = await ask("cellar", world.bob);
    const asStranger = await ask("cellar", world.stranger);
    const unknown = await ask("nothing", world.alice);
    assert.equal(asEditor.status, 403, `${method} ${route}`);
    assert.equal(asStranger.status, 403, `${method} ${route}`);
    assert.equal(unknown.status, 404, `${method} ${route}`);
    assert.equal(unknown.body.error, 'Cannot find wiki "nothing"');
  }
  const broken = await platform.send("PATCH", "/wikis/cellar", { body: "{" });
  assert.equal(broken.status, 400);
});

Deno.test("only the owner deletes a wiki and makes it a handle, not an admin", async () => {
  await using platform = await Platform.open();
  const { world } = platform;
  const { cellar: { id, createdAt }, bob, house } = world;
  house.platform.members.put({
    ...{ wikiId: id, did: bob.user!.did, role: "admin", addedAt: createdAt },
  });

  const read = await platform.send("GET", "/wikis/cellar", { who: bob });
  const handle = await platform.send("PATCH", "/wikis/cellar", {
    who: bob,
    body: { serves_handle: true, display_name: "Mine" },
  });
  const asAdmin = await platform.send("DELETE", "/wikis/cellar", { who: bob });
  const asReader = await platform.send("DELETE", "/wikis/cellar", {
    who: world.carol,
  });

  assert.equal(read.status, 200);
  assert.equal(handle.status, 403);
  assert.equal(world.cellar.name, "The Cellar");
  assert.deepEqual([asAdmin.status, asReader.status], [403, 403]);
  assert.ok(house.platform.wikis.find("cellar"));
});

Deno.test("POST /api/wikis/{slug}/token makes the token anew: the old one is dead at once", async () => {
  await using platform = await Platform.open();
  const { doors, world } = platform;
  const pages = "https://cellar.robot.test/api/v1/pages";
  const opens = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await doors.request(pages, { headers });
    await answer.body?.cancel();
    return answer.status;
  };

  const first = await platform.send("POST", "/wikis/cellar/token");
  const before = await opens(first.body.mcp_token);
  const second = await platform.send("POST", "/wikis/cellar/token");

  assert.equal(first.status, 200);
  assert.deepEqual(Object.keys(first.body), ["mcp_token"]);
  assert.equal(before, 200);
  assert.equal(await opens(first.body.mcp_token), 401);
  assert.equal(await opens(second.body.mcp_token), 200);
  const refused = await platform.send("POST", "/wikis/cellar/token", {
    who: world.stranger,
  });
  assert.equal(refused.status, 403);
});

Deno.test("tokens are listed without their secrets, made, renewed and revoked", async () => {
  await using platform = await Platform.open();
  const { world: { bob, carol, alice } } = platform;
  const path = "/wikis/cellar/tokens";

  const made = await platform.send("POST", path, {
    who: bob,
    body: { name: "laptop", scope: "wiki:read", expires_in_days: 30 },
  });
  const asBob = await platform.send("GET", path, { who: bob });
  const asAlice = await platform.send("GET", path, { who: alice });
  const asCarol = await platform.send("GET", path, { who: carol });
  const stolen = await platform.send("POST", `${path}/${made.body.id}/renew`, {
    who: carol,
  });
  const renewed = await platform.send("POST", `${path}/${made.body.id}/renew`, {
    who: bob,
  });
  const foreign = await platform.send("DELETE", `${path}/${renewed.body.id}`, {
    who: carol,
  });
  const ended = await platform.send("DELETE", `${path}/${renewed.body.id}`, {
    who: alice,
  });

  assert.equal(made.status, 201);
  assert.deepEqual(asBob.body.tokens, [{
    id: made.body.id,
    name: "laptop",
    scope: "wiki:read",
    owner_did: "did:plc:bob",
    is_own: true,
    created_at: "2026-11-20T12:00:00.000Z",
    expires_at: "2026-12-20T12:00:00.000Z",
    last_used_at: null,
  }]);
  assert.deepEqual(asAlice.body.tokens.map((t: { name: string }) => t.name), [
    "laptop",
  ]);
  assert.deepEqual(asCarol.body.tokens, []);
  assert.deepEqual([stolen.status, foreign.status], [404, 404]);
  assert.equal(renewed.status, 201);
  assert.deepEqual([ended.status, ended.body], [200, { revoked: true }]);
  const wrong: [object, number][] = [
    [{}, 400],
    [{ name: "x", scope: "admin" }, 400],
    [{ name: "x", scope: "wiki:read", expires_in_days: 0 }, 400],
    [{ name: "x", scope: "wiki:write" }, 403],
  ];
  for (const [body, status] of wrong) {
    const answer = await platform.send("POST", path, { who: carol, body });
    assert.equal(answer.status, status, JSON.stringify(body));
  }
});

Deno.test("members and access levels are those of the wiki's own API", async () => {
  await using platform = await Platform.open();
  const { world } = platform;
  const members = "/wikis/cellar/members";
  const levels = { read: "ANONYMOUS", write: "APPROVED", upload: "APPROVED" };

  const added = await platform.send("POST", members, {
    body: { who: "stranger.example", role: "viewer" },
  });
  const again = await platform.send("POST", members, {
    body: { who: "stranger.example", role: "viewer" },
  });
  const opened = await platform.send("PUT", "/wikis/cellar/access", {
    body: levels,
  });
  const left = await platform.send("POST", "/wikis/cellar/leave", {
    who: world.stranger,
  });
  const owner = await platform.send("POST", "/wikis/cellar/leave");

  assert.equal(added.status, 201);
  assert.equal(added.body.members.length, 4);
  assert.equal(again.status, 409);
  assert.equal(opened.status, 200);
  assert.equal(world.cellar.readAccess, "ANONYMOUS");
  assert.deepEqual([left.status, left.body], [200, { left: true }]);
  assert.equal(owner.status, 409);
});

Deno.test("a page of another host changes nothing with the reader's cookie; a program needs no Origin", async () => {
  await using platform = await Platform.open();
  const { world } = platform;
  const jwt = await platform.jwtOf(world.alice);
  const cookie = `__Host-robot=${jwt}; __Secure-robot=${jwt}`;
  const foreign = [
    { origin: "https://garden.robot.test" },
    { origin: "null" },
    { origin: "https://evil.test" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site" },
  ];

  for (const { method, route } of PLATFORM_OPERATIONS) {
    if (method === "get") continue;
    const path = route.replace("{slug}", "garden").replace("{id}", "x");
    for (const headers of foreign) {
      const answer = await platform.send(method.toUpperCase(), path, {
        headers: { cookie, ...headers } as Record<string, string>,
        body: {},
      });
      assert.equal(answer.status, 403, `${method} ${route}`);
      assert.equal(answer.headers.get("access-control-allow-origin"), null);
    }
  }
  assert.ok(world.garden);

  const own = await platform.send("PATCH", "/wikis/garden", {
    headers: { cookie, origin: ORIGIN },
    body: { purpose: "Own page" },
  });
  const program = await platform.send("PATCH", "/wikis/garden", {
    headers: { authorization: `Bearer ${jwt}`, origin: "https://evil.test" },
    body: { purpose: "Program" },
  });
  assert.deepEqual([own.status, program.status], [200, 200]);
});

Deno.test("an unknown path is 404, an unknown method 405 with Allow, both in JSON, on the platform's host alone", async () => {
  await using platform = await Platform.open();
  const tries: [string, string, number, string | null][] = [
    ["GET", "", 404, null],
    ["GET", "/", 404, null],
    ["GET", "/wikis/", 404, null],
    ["GET", "/wikis/a/b/c", 404, null],
    ["GET", "/username", 404, null],
    ["POST", "/wikis/garden/git", 404, null],
    ["GET", "/internal/check-slug?domain=garden.robot.test", 404, null],
    ["PUT", "/wikis", 405, "GET, POST"],
    ["OPTIONS", "/wikis", 405, "GET, POST"],
    ["POST", "/me", 405, "GET"],
    ["GET", "/wikis/garden/token", 405, "POST"],
    ["POST", "/openapi.json", 405, "GET"],
  ];

  for (const [method, path, status, allow] of tries) {
    const answer = await platform.send(method, path);
    assert.equal(answer.status, status, `${method} ${path}`);
    assert.equal(answer.headers.get("allow"), allow, `${method} ${path}`);
    assert.equal(typeof answer.body.error, "string");
  }
  const elsewhere = await platform.doors.request(
    "https://garden.robot.test/api/wikis",
    { headers: await platform.doors.cookiesOf(platform.world.alice) },
  );
  assert.equal(elsewhere.status, 404);
  await elsewhere.body?.cancel();
});

Deno.test("a body that is too long, too deep or no JSON is refused", async () => {
  await using platform = await Platform.open();

  for (
    const [body, status] of [
      ["{", 400],
      ["[]", 400],
      ["[".repeat(30_000), 400],
      [`{"slug":"${"x".repeat(70_000)}"}`, 413],
    ] as const
  ) {
    const answer = await platform.send("POST", "/wikis", { body });
    assert.equal(answer.status, status, body.slice(0, 20));
    assert.equal(typeof answer.body.code, "string");
  }
});

Deno.test("a suspended wiki is listed with the reason, and does not change", async () => {
  await using platform = await Platform.open();
  const { world } = platform;
  world.house.platform.wikis.change(world.cellar.id, { suspended: "spam" });

  const { wikis } = (await platform.send("GET", "/wikis")).body;
  const changed = await platform.send("PATCH", "/wikis/cellar", {
    body: { purpose: "x" },
  });
  const gone = await platform.send("DELETE", "/wikis/cellar");

  assert.deepEqual(
    wikis.map((w: { suspended: string | null }) => w.suspended),
    ["spam", null],
  );
  assert.deepEqual([changed.status, gone.status], [503, 503]);
  assert.ok(world.house.platform.wikis.find("cellar"));
});

Deno.test("what is done over the API is in the audit log, with who, from where and with which session", async () => {
  await using platform = await Platform.open();
  const { world } = platform;
  await platform.send("POST", "/wikis", {
    who: world.bob,
    body: { slug: "attic", display_name: "Attic" },
  });
  await platform.send("DELETE", "/wikis/attic", { who: world.bob });

  const rows = world.house.platform.db.prepare(
    "SELECT event, actor_did, address, credential FROM audit WHERE event IN ('wiki_created', 'token_created', 'wiki_deleted') AND actor_did = 'did:plc:bob'",
  ).all();

  assert.deepEqual(rows.map(({ event }) => event), [
    "wiki_created",
    "token_created",
    "wiki_deleted",
  ]);
  for (const row of rows) {
    assert.equal(row.address, "127.0.0.1");
    assert.match(String(row.credential), /^[0-9a-f]{24}$/);
  }
});

Deno.test("the OpenAPI document describes each route and every answer", async () => {
  await using platform = await Platform.open();
  const { body: document } = await platform.send("GET", "/openapi.json", {
    headers: {},
  });

  assert.equal(document.openapi, "3.1.0");
  assert.deepEqual(document.servers, [{ url: `${ORIGIN}/api` }]);
  const described = Object.entries<object>(document.paths).flatMap((
    [route, methods],
  ) => Object.keys(methods).map((method) => `${method} ${route}`));
  assert.deepEqual(
    described.sort(),
    PLATFORM_OPERATIONS.map(({ method, route }) => `${method} ${route}`)
      .sort(),
  );
  const ids = PLATFORM_OPERATIONS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const gardenId = platform.world.garden.id;
  // Deleting comes last.
  const inOrder = PLATFORM_OPERATIONS.toSorted((a, b) =>
    Number(a.id === "deleteWiki") - Number(b.id === "deleteWiki")
  );
  for (const { method, route, answers, id } of inOrder) {
    const operation = document.paths[route][method];
    const path = route.replace("{slug}", "garden").replace("{id}", "x");
    for (const who of [platform.world.alice, platform.world.visitor]) {
      const { status, body } = await platform.send(
        method.toUpperCase(),
        path,
        { who, ...(method === "get" ? {} : { body: {} }) },
      );
      assert.ok(
        operation.responses[status],
        `${method} ${route} answers ${status}, which is not described`,
      );
      const schema = answers[status as 200 | 201];
      if (schema === undefined) continue;
      assert.deepEqual(schema.parse(body), body, id);
      const text = JSON.stringify(body);
      assert.doesNotMatch(text, SECRETS, id);
      assert.ok(!text.includes(gardenId), id);
    }
  }
});
