import assert from "node:assert/strict";
import { OPERATIONS } from "../../src/api/api_door.ts";
import type { Scope } from "../../src/wiki/access.ts";
import { type Doors, openDoors } from "../support/doors.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const API = "https://garden.robot.test/api/v1";

// deno-lint-ignore no-explicit-any -- answers are JSON whose shape the assertions state
type Json = any;

/** The garden with REST in front of it. */
class Garden implements AsyncDisposable {
  constructor(readonly world: World, readonly doors: Doors) {}

  static async open(): Promise<Garden> {
    const world = await createWorld();
    return new Garden(world, await openDoors(world));
  }

  /** Sends JSON with bob's token; status and body. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    as?: { who?: Someone; scope?: Scope },
  ) {
    const { who = this.world.bob, scope = "wiki:write" as Scope } = as ?? {};
    const token = this.doors.token("garden", who, scope);
    const response = await this.doors.request(`${API}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      body: await response.json() as Json,
      response,
    };
  }

  /** Makes a page; its revision. */
  async make(path: string, content: string): Promise<string> {
    const { status, body } = await this.send("PUT", `/pages/${path}`, {
      content,
    });
    assert.equal(status, 201, JSON.stringify(body));
    return body.revision;
  }

  async [Symbol.asyncDispose]() {
    await this.world[Symbol.asyncDispose]();
  }
}

Deno.test("GET /health needs nobody, everything else somebody who may read", async () => {
  await using garden = await Garden.open();
  const { doors } = garden;

  const health = await doors.request("https://cellar.robot.test/api/v1/health");
  const pages = await doors.request("https://cellar.robot.test/api/v1/pages");
  const open = await doors.request(`${API}/pages`);

  assert.deepEqual([health.status, await health.json()], [200, {
    status: "ok",
  }]);
  assert.equal(pages.status, 401);
  assert.match(pages.headers.get("www-authenticate") ?? "", /^Bearer/);
  assert.equal(open.status, 200);
});

Deno.test("PUT creates with 201, updates with 200, and GET shows the page", async () => {
  await using garden = await Garden.open();
  const content =
    "---\ntitle: Iran\ncategory: actors\ntags: [asia, oil]\n---\n\nSee [[Home]].\n";

  const made = await garden.send("PUT", "/pages/Actors/Iran", { content });
  const read = await garden.send("GET", "/pages/Actors/Iran");

  assert.equal(made.status, 201);
  assert.deepEqual(made.body, {
    name: "Iran",
    path: "Actors/Iran",
    revision: made.body.revision,
    created: true,
    merged: false,
  });
  assert.match(made.body.revision, /^[0-9a-f]{40}$/);
  assert.equal(read.status, 200);
  assert.deepEqual(read.body, {
    name: "Iran",
    path: "Actors/Iran",
    content,
    frontmatter: { title: "Iran", category: "actors", tags: ["asia", "oil"] },
    links_to: ["Home"],
    linked_from: [],
    revision: made.body.revision,
    last_commit: {
      revision: made.body.revision,
      author: "Bob",
      date: "2026-11-20T12:00:00.000Z",
      message: "[api] Create: Actors/Iran",
    },
  });
  const updated = await garden.send("PUT", "/pages/Actors/Iran", {
    content: `${content}More.\n`,
    revision: made.body.revision.slice(0, 7),
    commit_message: "Say more",
  });
  assert.equal(updated.status, 200);
  assert.equal(updated.body.created, false);
  const last = await garden.send("GET", "/pages/Actors/Iran");
  assert.equal(last.body.last_commit.message, "Say more");
});

Deno.test("PUT with the same text makes no commit and keeps the revision", async () => {
  await using garden = await Garden.open();
  const revision = await garden.make("Same", "one\n");

  const again = await garden.send("PUT", "/pages/Same", {
    content: "one\r\n\r\n",
    revision,
  });

  assert.equal(again.status, 200);
  assert.equal(again.body.revision, revision);
});

Deno.test("PUT without a revision on a page that exists gives nothing away", async () => {
  await using garden = await Garden.open();
  await garden.make("Secret", "hidden words\n");

  const { status, body } = await garden.send("PUT", "/pages/Secret", {
    content: "mine\n",
  });

  assert.equal(status, 409);
  assert.equal(body.reason, "exists");
  assert.equal(body.current_revision, undefined);
  assert.equal(body.current_content, undefined);
});

Deno.test("PUT merges what does not overlap and refuses what does", async () => {
  await using garden = await Garden.open();
  const base = await garden.make("Merged", "one\n\ntwo\n\nthree\n");
  const theirs = await garden.send("PUT", "/pages/Merged", {
    content: "ONE\n\ntwo\n\nthree\n",
    revision: base,
  });

  const merged = await garden.send("PUT", "/pages/Merged", {
    content: "one\n\ntwo\n\nTHREE\n",
    revision: base,
  });
  const refused = await garden.send("PUT", "/pages/Merged", {
    content: "uno\n\ntwo\n\nthree\n",
    revision: base,
  });

  assert.equal(merged.status, 200);
  assert.equal(merged.body.merged, true);
  assert.equal(merged.body.content, "ONE\n\ntwo\n\nTHREE\n");
  assert.deepEqual(merged.body.merged_with.map((one: Json) => one.revision), [
    theirs.body.revision,
  ]);
  assert.equal(refused.status, 409);
  assert.equal(refused.body.reason, "changed");
  assert.equal(refused.body.current_revision, merged.body.revision);
  assert.equal(refused.body.current_content, "ONE\n\ntwo\n\nTHREE\n");
  assert.match(refused.body.diff, /^\+ONE$/m);
});

Deno.test("PATCH replaces what is there once, also on a page that changed elsewhere", async () => {
  await using garden = await Garden.open();
  const base = await garden.make("Edited", "alpha\n\nbeta\n\ngamma gamma\n");
  await garden.send("PUT", "/pages/Edited", {
    content: "ALPHA\n\nbeta\n\ngamma gamma\n",
    revision: base,
  });
  const patch = (old_string: string, new_string: string) =>
    garden.send("PATCH", "/pages/Edited", {
      revision: base,
      old_string,
      new_string,
    });

  const edited = await patch("beta", "BETA");
  const twice = await patch("gamma", "delta");
  const never = await patch("omega", "delta");
  const overtaken = await patch("alpha", "first");

  assert.equal(edited.status, 200);
  assert.equal(
    (await garden.send("GET", "/pages/Edited")).body.content,
    "ALPHA\n\nBETA\n\ngamma gamma\n",
  );
  assert.deepEqual([twice.status, twice.body.reason], [422, "several_matches"]);
  assert.deepEqual(twice.body.lines, [5, 5]);
  assert.deepEqual([never.status, never.body.reason], [422, "no_match"]);
  assert.equal(overtaken.status, 409);
  assert.match(overtaken.body.diff, /^-alpha$/m);
});

Deno.test("a wrong request is answered in the order of its fields", async () => {
  await using garden = await Garden.open();
  const revision = await garden.make("Order", "text\n");
  const full = { revision, old_string: "text", new_string: "word" };
  const wrong: [string, string, unknown, number, RegExp][] = [
    ["PUT", "/pages/New", {}, 422, /content/],
    ["PUT", "/pages/New", { content: 7 }, 422, /content/],
    ["PUT", "/pages/New", { content: "x", revision: "abc" }, 422, /revision/],
    ["PUT", "/pages/a%2F..%2Fb", { content: "x" }, 422, /Cannot/],
    ["PUT", "/pages/api/x", { content: "x" }, 422, /Cannot/],
    ["PATCH", "/pages/Order", undefined, 422, /expected object/i],
    ["PATCH", "/pages/Order", { ...full, old_string: "" }, 422, /old_string/],
    ["PATCH", "/pages/Order", { ...full, revision: "" }, 422, /revision/],
    ["PATCH", "/pages/Order", { ...full, new_string: "text" }, 422, /same/],
    ["PATCH", "/pages/Nowhere", full, 404, /Nowhere/],
    ["GET", "/pages/Nowhere", undefined, 404, /Nowhere/],
    ["GET", "/pages/Order?revision=1234567", undefined, 404, /1234567/],
    ["GET", "/pages/Order?revision=--output=x", undefined, 422, /revision/],
    ["GET", "/pages?updated_since=yesterday", undefined, 422, /yesterday/],
    ["GET", "/search?q=", undefined, 422, /q/],
    ["DELETE", "/pages/Nowhere", undefined, 404, /Nowhere/],
    ["GET", "/history/Nowhere", undefined, 404, /Nowhere/],
    ["GET", "/nothing", undefined, 404, /openapi/],
  ];

  for (const [method, path, body, status, sentence] of wrong) {
    const answer = await garden.send(method, path, body);
    assert.equal(
      answer.status,
      status,
      `${method} ${path}: ${JSON.stringify(answer.body)}`,
    );
    assert.match(answer.body.error, sentence);
  }
  const token = garden.doors.token("garden", garden.world.bob);
  const broken = await garden.doors.request(`${API}/pages/New`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}` },
    body: "{content:",
  });
  assert.equal(broken.status, 400);
  const other = await garden.send("POST", "/pages/New", {});
  assert.deepEqual([other.status, other.response.headers.get("allow")], [
    405,
    "GET, PUT, PATCH, DELETE",
  ]);
});

Deno.test("DELETE deletes, refuses a stale revision, and leaves the history", async () => {
  await using garden = await Garden.open();
  const base = await garden.make("Doomed", "one\n");
  const next = await garden.send("PUT", "/pages/Doomed", {
    content: "two\n",
    revision: base,
  });

  const stale = await garden.send("DELETE", "/pages/Doomed", {
    revision: base,
  });
  const done = await garden.send("DELETE", "/pages/Doomed", {
    revision: next.body.revision,
  });

  assert.equal(stale.status, 409);
  assert.equal(done.status, 200);
  assert.deepEqual([done.body.deleted, done.body.path], [true, "Doomed"]);
  assert.equal((await garden.send("GET", "/pages/Doomed")).status, 404);
  const { body } = await garden.send("GET", "/history/Doomed");
  assert.equal(body.history.length, 3);
  const late = await garden.send("PUT", "/pages/Doomed", {
    content: "three\n",
    revision: base,
  });
  assert.deepEqual([late.status, late.body.reason], [409, "deleted"]);
});

Deno.test("lists, links, search and changelog answer in their shapes", async () => {
  await using garden = await Garden.open();
  await garden.make(
    "Rivers/Rhine",
    "---\ntags: water\n---\n# Rhine\n\nA long river to [[Rivers/Sea]].\n",
  );
  await garden.make(
    "Rivers/Elbe",
    "# Elbe\n\nAnother river, see [[Rivers/Rhine]].\n",
  );

  const list = await garden.send("GET", "/pages?prefix=Rivers/&tag=WATER");
  const links = await garden.send("GET", "/links/Rivers/Rhine");
  const unknown = await garden.send("GET", "/links/Nowhere");
  const graph = await garden.send("GET", "/links");
  const search = await garden.send("GET", "/search?q=river");
  const log = await garden.send("GET", "/changelog?limit=1");

  assert.deepEqual(
    [list.body.total, list.body.pages.map((p: Json) => p.path)],
    [1, ["Rivers/Rhine"]],
  );
  assert.equal(list.body.pages[0].last_updated, "2026-11-20");
  assert.deepEqual(links.body, {
    path: "Rivers/Rhine",
    links_to: ["Rivers/Sea"],
    linked_from: ["Rivers/Elbe"],
  });
  assert.deepEqual([unknown.status, unknown.body.links_to], [200, []]);
  assert.ok(
    graph.body.edges.some((e: Json) =>
      e.source === "Rivers/Elbe" && e.target === "Rivers/Rhine"
    ),
  );
  assert.deepEqual(search.body.results.map((r: Json) => r.path).sort(), [
    "Rivers/Elbe",
    "Rivers/Rhine",
  ]);
  assert.match(search.body.results[0].snippet, /river/);
  assert.deepEqual([log.body.total, log.body.entries[0].pages_affected], [1, [
    "Rivers/Elbe",
  ]]);
});

Deno.test("the suffix form of history gives way to a page of that name", async () => {
  await using garden = await Garden.open();
  await garden.make("Rome", "# Rome\n");

  const suffix = await garden.send("GET", "/pages/Rome/history");
  await garden.make("Rome/history", "# History of Rome\n");
  const page = await garden.send("GET", "/pages/Rome/history");
  const plain = await garden.send("GET", "/history/Rome/history");

  assert.equal(suffix.body.history.length, 1);
  assert.equal(page.body.content, "# History of Rome\n");
  assert.equal(plain.body.path, "Rome/history");
});

Deno.test("any name makes the round trip through a URL", async () => {
  await using garden = await Garden.open();
  const names = [
    "Größe",
    "日本/東京",
    "50 % off",
    "🤖/🦦",
    "a+b",
    "C'est",
    "100%25",
  ];

  for (const name of names.filter((one) => !one.includes("%"))) {
    const url = `/pages/${name.split("/").map(encodeURIComponent).join("/")}`;
    const made = await garden.send("PUT", url, { content: `# ${name}\n` });
    assert.equal(made.status, 201, name);
    const read = await garden.send("GET", url);
    assert.equal(read.body.path, name.replaceAll(" ", "_"));
  }
});

Deno.test("a token opens what its scope and its person's rights allow, no more", async () => {
  await using garden = await Garden.open();
  const { bob, carol, stranger } = garden.world;
  const put = (path: string, as: { who: Someone; scope: Scope }) =>
    garden.send("PUT", `/pages/${path}`, { content: "x\n" }, as);

  assert.equal((await put("A", { who: bob, scope: "wiki:read" })).status, 403);
  assert.equal(
    (await put("A", { who: bob, scope: "wiki:suggest" })).status,
    403,
  );
  assert.equal((await put("A", { who: bob, scope: "wiki:write" })).status, 201);
  assert.equal(
    (await put("B", { who: stranger, scope: "wiki:write" })).status,
    201,
  );
  assert.equal(
    (await put("C", { who: carol, scope: "wiki:write" })).status,
    201,
  );
});

Deno.test("a cookie writes from the wiki's own pages only", async () => {
  await using garden = await Garden.open();
  const { doors, world } = garden;
  const cookies = await doors.cookiesOf(world.bob);
  const put = (path: string, headers: Record<string, string>) =>
    doors.request(`${API}/pages/${path}`, {
      method: "PUT",
      headers: { ...cookies, ...headers },
      body: JSON.stringify({ content: "x\n" }),
    });

  assert.equal(
    (await put("A", { origin: "https://cellar.robot.test" })).status,
    403,
  );
  assert.equal((await put("A", { origin: "https://robot.test" })).status, 403);
  assert.equal((await put("A", { "sec-fetch-site": "same-site" })).status, 403);
  assert.equal(
    (await put("A", { origin: "https://garden.robot.test" })).status,
    201,
  );
});

Deno.test("the OpenAPI document describes each route, and each route is described", async () => {
  await using garden = await Garden.open();
  const { body: document } = await garden.send("GET", "/openapi.json");

  assert.equal(document.openapi, "3.1.0");
  assert.deepEqual(document.servers, [{ url: API }]);
  const described = Object.entries<Json>(document.paths).flatMap((
    [route, methods],
  ) => Object.keys(methods).map((method) => `${method} ${route}`));
  assert.deepEqual(
    described.sort(),
    OPERATIONS.map(({ method, route }) => `${method} ${route}`).sort(),
  );
  for (const [route, methods] of Object.entries<Json>(document.paths)) {
    for (const [method, operation] of Object.entries<Json>(methods)) {
      const path = route.replace("{path}", "Home") +
        (route === "/search" ? "?q=home" : "");
      const { status } = await garden.send(
        method.toUpperCase(),
        path,
        method === "get" ? undefined : {},
      );
      assert.ok(
        operation.responses[status],
        `${method} ${route} answers ${status}, which is not described`,
      );
    }
  }
});

Deno.test("answers have the shapes that the OpenAPI document promises", async () => {
  await using garden = await Garden.open();
  await garden.make("Shape", "# Shape\n\n[[Home]]\n");
  await garden.send("PUT", "/drafts/Shape", { content: "typed" });
  await garden.send("POST", "/pages/Shape/attachments", {
    filename: "a.txt",
    content: "YQ==",
  });
  const { revision } = (await garden.send("GET", "/pages/Shape")).body;
  const paths: Record<string, string> = {
    listPages: "/pages",
    readPage: "/pages/Shape",
    listAttachments: "/pages/Shape/attachments",
    readAttachment: "/pages/Shape/attachments/a.txt",
    attachmentHistory: "/pages/Shape/attachments/a.txt/history",
    pageHistory: "/history/Shape",
    searchPages: "/search?q=shape",
    pageLinks: "/links/Shape",
    linkGraph: "/links",
    pageBacklinks: "/backlinks/Shape",
    listTags: "/tags",
    listCategories: "/categories",
    suggest: "/suggest?q=shape",
    changelog: "/changelog",
    lintWiki: "/lint",
    changesSince: `/changelog/since/${revision}`,
    readCommit: `/commits/${revision}`,
    diffPage: "/diff/Shape",
    blamePage: "/blame/Shape",
    listPagesAt: `/at/${revision}/pages`,
    readPageAt: `/at/${revision}/pages/Shape`,
    listDrafts: "/drafts",
    readDraft: "/drafts/Shape",
  };

  // What needs a session is asked in a test of its own.
  const forSessions = ["readPreferences", "readAccess", "listMembers"];
  const reads = OPERATIONS.filter(({ method, id }) =>
    method === "get" && !forSessions.includes(id)
  );
  for (const operation of reads) {
    const { body } = await garden.send("GET", paths[operation.id]!);
    const schema = operation.answers[200]!;
    assert.deepEqual(schema.parse(body), body, operation.id);
  }
});
