import assert from "node:assert/strict";
import { type Name, type WebWorld, webWorld } from "../support/web_world.ts";

const PAGE = "/app/wiki/garden";
const PEOPLE = ["alice", "dana", "bob", "carol", "stranger", "visitor"];

/** Who sees which section; `dana` is bob as an admin. */
const SEEN: Readonly<Record<string, readonly string[]>> = {
  tokens: ["alice", "dana", "bob", "carol", "stranger"],
  connect: ["alice", "dana", "bob", "carol", "stranger"],
  usage: ["alice", "dana", "bob", "carol", "stranger"],
  export: ["alice", "dana", "bob", "carol", "stranger"],
  members: ["alice", "dana"],
  access: ["alice", "dana"],
  settings: ["alice", "dana"],
  handle: ["alice"],
  leave: ["dana", "bob", "carol"],
  danger: ["alice"],
};

/** What each person's form does: the status of its answer. */
const DEEDS: readonly {
  readonly deed: string;
  readonly fields: (person: string) => Record<string, string>;
  readonly status: Readonly<Record<string, number>>;
}[] = [
  {
    deed: "settings",
    fields: (name) => ({ name, description: "" }),
    status: { alice: 303, dana: 303, bob: 403, carol: 403, stranger: 403 },
  },
  {
    deed: "access",
    fields: () => ({
      readAccess: "APPROVED",
      writeAccess: "APPROVED",
      attachmentAccess: "APPROVED",
    }),
    status: { alice: 303, dana: 303, bob: 403, carol: 403, stranger: 403 },
  },
  {
    deed: "members",
    fields: (person) => ({
      ...{ action: "add", role: "viewer" },
      who: person === "alice" ? "dora.example" : "emil.example",
    }),
    status: { alice: 303, dana: 303, bob: 403, carol: 403, stranger: 403 },
  },
  {
    deed: "handle",
    fields: () => ({ serve: "on" }),
    status: { alice: 303, dana: 403, bob: 403, carol: 403, stranger: 403 },
  },
  {
    deed: "leave",
    fields: () => ({}),
    status: { alice: 409, dana: 303, bob: 303, carol: 303, stranger: 404 },
  },
  {
    deed: "tokens",
    fields: () => ({
      ...{
        action: "create",
        id: crypto.randomUUID().replaceAll("-", "").slice(8),
      },
      ...{ name: "x", scope: "wiki:read", days: "30" },
    }),
    status: { alice: 200, dana: 200, bob: 200, carol: 200, stranger: 200 },
  },
  {
    deed: "delete",
    fields: () => ({ confirm: "garden" }),
    status: { alice: 303, dana: 403, bob: 403, carol: 403, stranger: 403 },
  },
];

for (const person of PEOPLE) {
  Deno.test(`${person} sees the sections of a wiki's page that are theirs`, async () => {
    await using web = await webWorld();
    const as = enter(web, person);

    const answer = await web.get(PAGE, { slug: "", as });

    const html = await answer.text();
    assert.equal(answer.status, as === "visitor" ? 302 : 200);
    for (const [section, people] of Object.entries(SEEN)) {
      const isSeen = html.includes(`id="${section}"`);
      assert.equal(isSeen, people.includes(person), section);
    }
  });
}

for (const { deed, fields, status } of DEEDS) {
  Deno.test(`POST ${deed}: who may, and nobody from elsewhere`, async () => {
    await using web = await webWorld();
    web.world.house.platform.wikis.change(web.world.garden.id, {
      maxMembers: 9,
    });
    const people = Object.keys(status);
    const post = (person: string) =>
      web.post(`${PAGE}/${deed}`, fields(person), {
        ...{ slug: "", as: enter(web, person) },
      });
    enter(web, "bob");
    const before = stateOf(web);

    for (const [sent, refused] of await attacksOf(web, "alice")) {
      const answer = await web.post(`${PAGE}/${deed}`, fields("alice"), sent);
      assert.equal(answer.status, refused, `${deed} from elsewhere`);
      await answer.body?.cancel();
    }
    const refused = people.filter((person) => status[person]! >= 400);
    for (const person of refused) {
      const answer = await post(person);
      assert.equal(answer.status, status[person], `${person} ${deed}`);
      await answer.body?.cancel();
    }
    enter(web, "bob");
    assert.deepEqual(stateOf(web), before);
    for (const person of people.filter((name) => !refused.includes(name))) {
      const answer = await post(person);
      assert.equal(answer.status, status[person], `${person} ${deed}`);
      await answer.body?.cancel();
    }
    assert.notDeepEqual(stateOf(web), before);
  });
}

Deno.test("a private wiki's page: 403 for strangers, without a word of what is in it; 404 for an unknown slug", async () => {
  await using web = await webWorld();
  const site = (as: Name) => ({ slug: "", as });

  const stranger = await web.get("/app/wiki/cellar", site("stranger"));
  const post = await web.post(
    "/app/wiki/cellar/tokens",
    { action: "create", name: "x", scope: "wiki:read", days: "" },
    site("stranger"),
  );
  const unknown = await web.get("/app/wiki/nothing", site("alice"));
  const unknownPost = await web.post("/app/wiki/nothing/delete", {
    confirm: "nothing",
  }, site("alice"));

  assert.deepEqual(
    [stranger.status, post.status, unknown.status, unknownPost.status],
    [403, 403, 404, 404],
  );
  assert.ok(!(await stranger.text()).includes("The Cellar"));
  const { tokens } = web.world.house.platform;
  assert.deepEqual(tokens.list(web.world.cellar.id), []);
});

Deno.test("a suspended wiki says why to its people, and nothing to strangers", async () => {
  await using web = await webWorld();
  const { house, cellar } = web.world;
  house.platform.wikis.change(cellar.id, { suspended: "it was spam" });

  const owner = await web.get("/app/wiki/cellar", { slug: "" });
  const stranger = await web.get("/app/wiki/cellar", {
    ...{ slug: "", as: "stranger" },
  });
  const renamed = await web.post("/app/wiki/cellar/settings", { name: "x" }, {
    slug: "",
  });

  assert.deepEqual([owner.status, stranger.status, renamed.status], [
    ...[503, 403, 503],
  ]);
  assert.match(await owner.text(), /it was spam/);
  assert.ok(!(await stranger.text()).includes("spam"));
});

Deno.test("the page says what programs need, and words of people are text in it", async () => {
  await using web = await webWorld();
  const name = `</code><script>alert(1)</script>`;
  web.world.house.platform.wikis.change(web.world.garden.id, { name });

  const answer = await web.get(PAGE, { slug: "" });

  assert.equal(answer.headers.get("cache-control"), "private, no-store");
  const html = await answer.text();
  assert.ok(!html.includes("<script>alert"));
  assert.ok(html.includes("https://garden.robot.test/mcp"));
  assert.ok(
    html.includes(
      "claude mcp add --transport http garden https://garden.robot.test/mcp --header &quot;Authorization: Bearer YOUR_TOKEN&quot;",
    ),
  );
  assert.ok(
    html.includes("git clone https://garden.robot.test/repo.git garden"),
  );
  const cursor = /data-copy="mcp.json"><code>([\s\S]*?)<\/code>/.exec(html)![1];
  const text = cursor!.replaceAll("&quot;", '"');
  assert.deepEqual(JSON.parse(text), {
    mcpServers: {
      garden: {
        url: "https://garden.robot.test/mcp",
        headers: { Authorization: "Bearer YOUR_TOKEN" },
      },
    },
  });
});

Deno.test("every link of the page leads somewhere", async () => {
  await using web = await webWorld();
  await web.write("Fern", "# Fern");
  const html = await (await web.get(PAGE, { slug: "" })).text();
  const links = [...html.matchAll(/href="(\/(?:app|auth)\/[^"#]*)"/g)]
    .map(([, path]) => path!);

  assert.ok(links.length >= 8, links.join(" "));
  for (const path of new Set(links)) {
    const answer = await web.get(path, { slug: "" });
    await answer.body?.cancel();
    assert.equal(answer.status, 200, path);
  }
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) {
    assert.ok(ids.includes(id), id);
  }
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("GET of a form's address leads to its section", async () => {
  await using web = await webWorld();

  for (const deed of ["settings", "tokens", "members"]) {
    const answer = await web.get(`${PAGE}/${deed}`, { slug: "" });
    assert.equal(answer.headers.get("location"), `${PAGE}#${deed}`);
  }
  const visitor = await web.get(`${PAGE}/tokens`, { slug: "", as: "visitor" });
  assert.match(visitor.headers.get("location")!, /\/auth\/login/);
});

Deno.test("forms tell in their section what is wrong, with what was typed", async () => {
  await using web = await webWorld();
  const table: [string, Record<string, string>, number, RegExp][] = [
    [
      "members",
      { action: "add", who: "nobody.example", role: "editor" },
      400,
      /Cannot find &quot;nobody\.example[\s\S]*value="nobody\.example"/,
    ],
    [
      "members",
      { action: "add", who: "@alice.example", role: "viewer" },
      409,
      /belongs to this person/,
    ],
    [
      "members",
      { action: "add", who: "bob.example", role: "viewer" },
      409,
      /already a member/,
    ],
    [
      "members",
      { action: "add", who: "dora.example", role: "owner" },
      400,
      /as a role/,
    ],
    ["members", { action: "toString" }, 400, /unknown action/],
    [
      "settings",
      { name: "x".repeat(101) },
      400,
      /may have 100[\s\S]*value="xxx/,
    ],
    ["access", { readAccess: "ALL" }, 400, /as a level/],
    ["delete", { confirm: "Garden" }, 400, /has to be typed/],
    ["delete", {}, 400, /has to be typed/],
    [
      "tokens",
      { action: "create", name: "", scope: "wiki:read" },
      400,
      /name for a token/,
    ],
    [
      "tokens",
      { action: "create", name: "x", scope: "wiki:admin" },
      400,
      /wiki:read, wiki:suggest/,
    ],
    [
      "tokens",
      {
        ...{ action: "create", name: "x", scope: "wiki:read" },
        ...{ id: "0".repeat(24), days: "1.5" },
      },
      400,
      /1 to 3650/,
    ],
    [
      "tokens",
      {
        ...{ action: "create", name: "x", scope: "wiki:read" },
        ...{ id: "0".repeat(24), days: "99999" },
      },
      400,
      /1 to 3650/,
    ],
    [
      "tokens",
      { action: "create", name: "x", scope: "wiki:read", id: "../x" },
      400,
      /incomplete/,
    ],
    [
      "tokens",
      { action: "revoke", id: "0".repeat(24) },
      404,
      /Cannot find this token/,
    ],
    ["tokens", { action: "regenerate", id: "" }, 404, /Cannot find this token/],
  ];
  const before = stateOf(web);

  for (const [deed, fields, status, wanted] of table) {
    const answer = await web.post(`${PAGE}/${deed}`, fields, { slug: "" });
    assert.equal(answer.status, status, JSON.stringify(fields));
    const html = await answer.text();
    const section = deed === "delete" ? "danger" : deed;
    const inside = html.slice(html.indexOf(`id="${section}"`));
    assert.match(inside, wanted);
    assert.match(inside, /role="alert"/);
  }
  assert.deepEqual(stateOf(web), before);
});

Deno.test("three people have room beside the owner, and the page says how much is left", async () => {
  await using web = await webWorld();
  const invite = (who: string) =>
    web.post(`${PAGE}/members`, { action: "add", who, role: "viewer" }, {
      slug: "",
    });
  const before = await (await web.get(PAGE, { slug: "" })).text();

  const third = await invite("dora.example");
  const fourth = await invite("emil.example");

  assert.match(before, /Room for 1 of 3/);
  assert.deepEqual([third.status, fourth.status], [303, 413]);
  const html = await fourth.text();
  assert.match(html, /There is no room/);
  assert.match(html, /@dora\.example/);
  assert.match(html, /has not signed in yet/);
});

Deno.test("the owner deletes a wiki by typing its slug, which is then held", async () => {
  await using web = await webWorld();
  const { house, garden } = web.world;
  const headers = web.bearer();

  const gone = await web.post(`${PAGE}/delete`, { confirm: " garden " }, {
    slug: "",
  });
  const api = await web.get("/api/v1/pages", { as: "visitor", headers });
  const free = await web.get("/app/slug?slug=garden", { slug: "", as: "bob" });
  const list = await web.get("/app/", { slug: "" });

  assert.equal(gone.headers.get("location"), "/app/");
  assert.equal(house.platform.wikis.find("garden"), undefined);
  assert.equal(api.status, 404);
  assert.match((await free.json()).problem, /held for its former owner/);
  assert.ok(!(await list.text()).includes("/app/wiki/garden"));
  const [entry] = house.platform.audit.list({ wikiId: garden.id, limit: 1 });
  assert.deepEqual(
    [entry!.event, entry!.actorDid, entry!.address],
    ["wiki_deleted", "did:plc:alice", "127.0.0.1"],
  );
  assert.notEqual(entry!.credential, null);
});

Deno.test("the wiki's host serves as its owner's handle where that is on, private or not, and not when suspended", async () => {
  await using web = await webWorld();
  const { house, cellar } = web.world;
  const ask = () =>
    web.get("/.well-known/atproto-did", { slug: "cellar", as: "visitor" });
  const off = await ask();

  await web.post("/app/wiki/cellar/handle", { serve: "on" }, { slug: "" });
  const on = await ask();
  const page = await (await web.get("/app/wiki/cellar", { slug: "" })).text();
  house.platform.wikis.change(cellar.id, { suspended: "spam" });
  const suspended = await ask();
  house.platform.wikis.change(cellar.id, { suspended: null });
  house.platform.users.change("did:plc:alice", { suspended: "spam" });
  const owner = await ask();
  house.platform.users.change("did:plc:alice", { suspended: null });
  await web.post("/app/wiki/cellar/handle", { serve: "" }, { slug: "" });
  const offAgain = await ask();

  assert.deepEqual(
    [off, on, suspended, owner, offAgain].map(({ status }) => status),
    [404, 200, 404, 404, 404],
  );
  assert.equal(await on.text(), "did:plc:alice");
  assert.match(on.headers.get("content-type")!, /^text\/plain/);
  assert.match(page, /cellar\.robot\.test\/\.well-known\/atproto-did/);
  const events = house.platform.audit.list({ event: "handle_changed" });
  assert.equal(events.length, 2);
});

Deno.test("a wiki's own pages lead its members back to the dashboard, and nobody else", async () => {
  await using web = await webWorld();
  await web.write("Fern", "# Fern");
  const link = `href="https://robot.test/app/wiki/garden"`;

  for (const as of ["alice", "bob", "carol"] as const) {
    const html = await (await web.get("/Fern", { as })).text();
    assert.ok(html.includes(link), as);
  }
  for (const as of ["stranger", "visitor"] as const) {
    const html = await (await web.get("/Fern", { as })).text();
    assert.ok(!html.includes(link), as);
  }
});

/** Somebody of the table; `dana` is bob as an admin. */
function enter({ world }: WebWorld, person: string): Name {
  const isDana = person === "dana";
  if (!isDana && person !== "bob") return person as Name;
  world.house.platform.members.put({
    ...{ wikiId: world.garden.id, did: "did:plc:bob", addedAt: "2026" },
    role: isDana ? "admin" : "editor",
  });
  return "bob";
}

/** Ways to send somebody's form without them, and what they come to. */
async function attacksOf(web: WebWorld, as: Name) {
  const visitor = { slug: "", as: "visitor" } as const;
  return [
    [{ slug: "", as, headers: { origin: "https://garden.robot.test" } }, 403],
    [{ slug: "", as, headers: { origin: "https://evil.test" } }, 403],
    [{ ...visitor, headers: await web.wikiCookie(as) }, 401],
    [{ ...visitor, headers: web.bearer() }, 401],
    [visitor, 401],
  ] as const;
}

/** All that the forms could change. */
function stateOf({ world }: WebWorld) {
  const { platform } = world.house;
  const row = platform.wikis.find("garden");
  if (row === undefined) return null;
  const { id } = row;
  return {
    row,
    members: platform.members.list(id),
    tokens: platform.tokens.list(id).filter(({ name }) => name !== "test"),
  };
}
