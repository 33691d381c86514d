import assert from "node:assert/strict";
import { holdSlug } from "../../src/wiki/held_slugs.ts";
import { type WebWorld, webWorld } from "../support/web_world.ts";

const SITE = { slug: "" } as const;

Deno.test("the dashboard is for who is signed in at the platform itself", async () => {
  await using web = await webWorld();

  for (const path of ["/app/", "/app/create", "/app/wiki/garden"]) {
    const visitor = await web.get(path, { ...SITE, as: "visitor" });
    const stolen = await web.get(path, {
      ...{ slug: "", as: "visitor", headers: await web.wikiCookie() },
    });
    const bearer = await web.get(path, {
      ...{ slug: "", as: "visitor", headers: web.bearer() },
    });

    const login = `https://robot.test/auth/login?return_to=${
      encodeURIComponent(`https://robot.test${path}`)
    }`;
    assert.equal(visitor.headers.get("location"), login);
    assert.equal(stolen.headers.get("location"), login, "a wiki's cookie");
    assert.equal(bearer.status, 401, "a token");
    for (const answer of [visitor, stolen, bearer]) {
      assert.ok(!(await answer.text()).includes("Garden"));
    }
  }
  const index = await web.get("/app", SITE);
  assert.equal(index.headers.get("location"), "/app/");
});

Deno.test("GET /app/ lists own and shared wikis with role, audience and why one is suspended", async () => {
  await using web = await webWorld();
  const { house, cellar } = web.world;
  house.platform.wikis.change(cellar.id, { suspended: "spam & <b>worse</b>" });

  const alice = await (await web.get("/app/", SITE)).text();
  const bob = await (await web.get("/app/", { ...SITE, as: "bob" })).text();
  const stranger = await (await web.get("/app/", { ...SITE, as: "stranger" }))
    .text();

  assert.match(alice, /href="\/app\/wiki\/garden">The Garden</);
  assert.match(alice, /You own it · everybody may read it/);
  assert.match(alice, /You own it · private/);
  assert.match(
    alice,
    /Suspended by who runs this service: spam &amp; &lt;b&gt;/,
  );
  assert.match(alice, /Cannot create another wiki/);
  assert.match(bob, /You have no wiki yet/);
  assert.match(bob, /You are an editor · everybody may read it/);
  assert.match(bob, /href="\/app\/create"/);
  assert.ok(!stranger.includes("Garden") && !stranger.includes("Cellar"));
});

Deno.test("GET /app/ opens no wiki, however many there are", async () => {
  await using web = await webWorld();
  const { house, garden } = web.world;
  for (let i = 0; i < 100; i++) {
    const id = `${i}`.padStart(32, "0");
    house.platform.wikis.add({ ...garden, id, slug: `many-${i}` });
  }
  const before = house.openWikis.size;

  const html = await (await web.get("/app/", SITE)).text();

  assert.equal(html.match(/<h3>/g)?.length, 102);
  assert.equal(house.openWikis.size, before);
});

Deno.test("GET /app/slug says whether an address is free, and why not", async () => {
  await using web = await webWorld();
  const { house } = web.world;
  house.platform.users.setUsername("did:plc:carol", "carola");
  holdSlug(house, "attic", "did:plc:carol");
  const table: [string, RegExp | null][] = [
    ["fern-house", null],
    [" Fern-House ", null],
    ["garden", /the name is taken/],
    ["admin", /is reserved/],
    ["ab", /^The address must be at least 3/],
    ["a_b", /only lowercase/],
    ["xn--fern", /two hyphens/],
    ["-fern", /hyphen/],
    ["", /is required/],
    ["carola", /somebody's user name/],
    ["attic", /held for its former owner until 2026-12-20/],
  ];

  for (const [slug, wanted] of table) {
    const query = new URLSearchParams({ slug });
    const answer = await web.get(`/app/slug?${query}`, { ...SITE, as: "bob" });
    const { available, problem } = await answer.json();
    assert.equal(available, wanted === null, slug);
    if (wanted !== null) assert.match(problem, wanted);
  }
  const own = await web.get("/app/slug?slug=attic", { ...SITE, as: "carol" });
  assert.deepEqual(await own.json(), { available: true, problem: null });
});

Deno.test("POST /app/create makes a wiki with its template, for who asks", async () => {
  await using web = await webWorld();
  const { house } = web.world;

  const made = await create(web, {
    ...{ slug: " Fern-House ", name: "Ferns", description: "All of them" },
    ...{ read: "REGISTERED", template: "project" },
  });

  assert.equal(made.status, 303);
  assert.equal(made.headers.get("location"), "/app/wiki/fern-house");
  const row = house.platform.wikis.find("fern-house")!;
  assert.deepEqual(
    [row.ownerDid, row.name, row.description],
    ["did:plc:bob", "Ferns", "All of them"],
  );
  assert.deepEqual(
    [row.readAccess, row.writeAccess, row.attachmentAccess],
    ["REGISTERED", "APPROVED", "APPROVED"],
  );
  const home = await web.get("/", { as: "bob", slug: "fern-house" });
  assert.match(await home.text(), /Goals/);
  const [entry] = house.platform.audit.list({
    event: "wiki_created",
    limit: 1,
  });
  assert.equal(entry!.actorDid, "did:plc:bob");
  assert.equal(entry!.address, "127.0.0.1");
  assert.notEqual(entry!.credential, null);
  const second = await create(web, { slug: "second-one" });
  assert.equal(second.status, 413);
  assert.match(await second.text(), /may have 1/);
  assert.equal(house.platform.wikis.find("second-one"), undefined);
});

Deno.test("POST /app/create gives back what was typed, at its field, and an unknown choice opens nothing", async () => {
  await using web = await webWorld();
  const { house } = web.world;
  const name = `"><script>alert(1)</script>`;

  const taken = await create(web, { slug: "garden", name, read: "ANONYMOUS" });
  const long = await create(web, { slug: "ferns", name: "x".repeat(101) });
  const odd = await create(web, { slug: "ferns", read: "EVERYBODY" });

  assert.equal(taken.status, 400);
  const html = await taken.text();
  assert.match(html, /id="field-slug-error">[^<]*taken/);
  assert.match(html, /value="garden"/);
  assert.match(html, /value="&quot;&gt;&lt;script&gt;/);
  assert.match(html, /value="ANONYMOUS" checked/);
  assert.ok(!html.includes("<script>alert"));
  assert.equal(long.status, 400);
  assert.match(await long.text(), /id="field-name-error"/);
  assert.equal(odd.status, 303);
  assert.equal(house.platform.wikis.find("ferns")!.readAccess, "APPROVED");
});

Deno.test("POST /app/create is refused from a sibling wiki, and without the platform's cookie", async () => {
  await using web = await webWorld();
  const wanted = { slug: "ferns" };

  const sibling = await create(web, wanted, {
    origin: "https://garden.robot.test",
  });
  const visitor = await web.post("/app/create", wanted, {
    ...{ slug: "", as: "visitor", headers: await web.wikiCookie() },
  });
  const bearer = await web.post("/app/create", wanted, {
    ...{ slug: "", as: "visitor", headers: web.bearer() },
  });

  assert.deepEqual(
    [sibling.status, visitor.status, bearer.status],
    [403, 401, 401],
  );
  assert.equal(web.world.house.platform.wikis.find("ferns"), undefined);
});

function create(
  web: WebWorld,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return web.post("/app/create", fields, { ...SITE, as: "bob", headers });
}

Deno.test("each page says in its title whose it is", async () => {
  await using web = await webWorld();
  const titleAt = async (path: string) => {
    const answer = await web.get(path, { ...SITE, as: "alice" });
    return /<title>(.*?)<\/title>/.exec(await answer.text())?.[1];
  };

  assert.equal(await titleAt("/app/"), "Dashboard · robot.test");
  assert.equal(
    await titleAt("/app/wiki/garden"),
    "The Garden · Dashboard · robot.test",
  );
  assert.match((await titleAt("/"))!, /^robot\.test: /);
});
