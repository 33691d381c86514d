/**
 * Who may what, asked at every door: each cell of the table that the product promises, for each kind of credential.
 *
 * The table is read from the text below, never from the program's own rule.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Level } from "../../src/db/platform/wikis.ts";
import type { Scope } from "../../src/wiki/access.ts";
import { createWiki } from "../../src/wiki/wikis.ts";
import { type Doors, form, openDoors } from "../support/doors.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const CELLAR = "https://cellar.robot.test";
const PLATFORM = "https://robot.test";

/** The promise. */
const TABLE = readTable(`
| READ/WRITE/UPLOAD level | anonymous | signed in | viewer | editor | admin, owner |
|---|---|---|---|---|---|
| ANONYMOUS ×3 | R W U | R W U | R W U | R W U | R W U A |
| ANONYMOUS / REGISTERED ×2 | R | R W U | R W U | R W U | R W U A |
| ANONYMOUS / APPROVED ×2 | R | R | R | R W U | R W U A |
| REGISTERED ×3 | – (login) | R W U | R W U | R W U | R W U A |
| APPROVED ×3 (default) | – (login) | – (403) | R | R W U | R W U A |
`);

/** What follows from the sentences beside it: writing needs reading, uploading needs writing, levels grant and never take. */
const BESIDE = readTable(`
| READ/WRITE/UPLOAD level | anonymous | signed in | viewer | editor | admin, owner |
|---|---|---|---|---|---|
| ANONYMOUS / REGISTERED / APPROVED | R | R W | R W | R W U | R W U A |
| APPROVED / ANONYMOUS ×2 | – | – | R W U | R W U | R W U A |
| REGISTERED / ANONYMOUS ×2 | – | R W U | R W U | R W U | R W U A |
| ANONYMOUS / APPROVED / ANONYMOUS | R | R | R | R W U | R W U A |
`);

type Right = "R" | "W" | "U" | "A";
type Levels = readonly [Level, Level, Level];

interface TableRow {
  readonly levels: Levels;
  /** Rights by kind of person. */
  readonly rights: ReadonlyMap<string, string>;
}

/** Somebody's request. */
interface Asked {
  readonly url: string;
  readonly init: Omit<RequestInit, "headers"> & {
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** One thing to do at one door. */
interface Way {
  readonly needs: Right;
  /** What opens this door for a person; a token where it opens none is 401. */
  readonly by: "cookie" | "session" | "token";
  /** Visitors are refused whatever the levels are: nobody to do it for. */
  readonly isPersonal?: true;
  /** Whether history gets longer. */
  readonly writes?: true;
  readonly may: number;
  readonly visitor: number;
  /** `n` makes names that were not used before. */
  ask(n: number): Asked;
}

/** Every door, every action. */
const WAYS: Readonly<Record<string, Way>> = {
  "web: read a page": {
    ...{ needs: "R", by: "cookie", may: 200, visitor: 302 },
    ask: () => get("/"),
  },
  "web: open the editor": {
    ...{ needs: "W", by: "cookie", may: 200, visitor: 302 },
    ask: () => get("/-/edit/Home"),
  },
  "web: write a page": {
    ...{ needs: "W", by: "cookie", may: 303, visitor: 401, writes: true },
    ask: (n) => post(`/-/edit/Web_${n}`, { text: "mine", base: "" }),
  },
  "web: upload a file": {
    ...{ needs: "U", by: "cookie", may: 303, visitor: 401, writes: true },
    ask: (n) => {
      const body = new FormData();
      body.append("file", new File(["mine"], `web_${n}.txt`));
      const init = { method: "POST", headers: { origin: CELLAR }, body };
      return { url: `${CELLAR}/-/attachments/Home`, init };
    },
  },
  "web: change access": {
    ...{ needs: "A", by: "cookie", may: 303, visitor: 401 },
    ask: (n) => post("/-/admin", { description: `web ${n}` }),
  },
  "api: read a page": {
    ...{ needs: "R", by: "cookie", may: 200, visitor: 401 },
    ask: () => get("/api/v1/pages/Home"),
  },
  "api: search, by token": {
    ...{ needs: "R", by: "token", may: 200, visitor: 401 },
    ask: () => get("/api/v1/search?q=home"),
  },
  "api: write a page, by token": {
    ...{ needs: "W", by: "token", may: 201, visitor: 401, writes: true },
    ask: (n) => json("PUT", `/api/v1/pages/Api_${n}`, { content: "mine" }),
  },
  "api: upload a file, by token": {
    ...{ needs: "U", by: "token", may: 201, visitor: 401, writes: true },
    ask: (n) =>
      json("POST", "/api/v1/pages/Home/attachments", {
        ...{ filename: `api_${n}.txt`, content: "YQ==" },
      }),
  },
  "api: change a member": {
    ...{ needs: "A", by: "cookie", may: 200, visitor: 401 },
    ask: () => json("PATCH", "/api/v1/members", SAME_ROLE),
  },
  "mcp: read a page": {
    ...{ needs: "R", by: "token", may: 200, visitor: 401, isPersonal: true },
    ask: () => tool("read_note", { path: "Home" }),
  },
  "mcp: write a page": {
    ...{ needs: "W", by: "token", may: 200, visitor: 401, isPersonal: true },
    ...{ writes: true },
    ask: (n) => tool("write_note", { path: `Mcp_${n}`, content: "mine" }),
  },
  "git: clone, by token": {
    ...{ needs: "R", by: "token", may: 200, visitor: 401 },
    ask: () => get("/repo.git/info/refs?service=git-upload-pack"),
  },
  "git: clone, by session": {
    ...{ needs: "R", by: "session", may: 200, visitor: 401 },
    ask: () => get("/.git/info/refs?service=git-upload-pack"),
  },
  "git: push, which answers those who read that it is off": {
    ...{ needs: "R", by: "token", may: 200, visitor: 401, isPersonal: true },
    ask: () => ({
      url: `${CELLAR}/repo.git/git-receive-pack`,
      init: { method: "POST", body: "0000" },
    }),
  },
  "platform: read settings": {
    ...{ needs: "A", by: "session", may: 200, visitor: 401, isPersonal: true },
    ask: () => get("/api/wikis/cellar", PLATFORM),
  },
  "platform: change a wiki": {
    ...{ needs: "A", by: "session", may: 200, visitor: 401, isPersonal: true },
    ask: (n) => json("PATCH", "/api/wikis/cellar", { purpose: `${n}` }),
  },
  "platform: change a member": {
    ...{ needs: "A", by: "cookie", may: 200, visitor: 401, isPersonal: true },
    ask: () => json("PATCH", "/api/wikis/cellar/members", SAME_ROLE),
  },
  "dashboard: see the wiki's page": {
    ...{ needs: "R", by: "cookie", may: 200, visitor: 302, isPersonal: true },
    ask: () => get("/app/wiki/cellar", PLATFORM),
  },
  "dashboard: change a wiki": {
    ...{ needs: "A", by: "cookie", may: 303, visitor: 401, isPersonal: true },
    ask: (n) => post("/app/wiki/cellar/settings", { description: `${n}` }),
  },
  "dashboard: change a member": {
    ...{ needs: "A", by: "cookie", may: 303, visitor: 401, isPersonal: true },
    ask: () =>
      post("/app/wiki/cellar/members", { action: "role", ...SAME_ROLE }),
  },
  "dashboard: make a token": {
    ...{ needs: "R", by: "cookie", may: 200, visitor: 401, isPersonal: true },
    ask: (n) =>
      post("/app/wiki/cellar/tokens", {
        ...{ action: "create", id: n.toString(16).padStart(24, "0") },
        ...{ name: `d${n}`, scope: "wiki:read", days: "30" },
      }),
  },
  "dashboard: read the log": {
    ...{ needs: "A", by: "cookie", may: 200, visitor: 302, isPersonal: true },
    ask: () => get("/app/wiki/cellar/log", PLATFORM),
  },
  "platform: make a token": {
    ...{ needs: "R", by: "session", may: 201, visitor: 401, isPersonal: true },
    ask: (n) =>
      json("POST", "/api/wikis/cellar/tokens", {
        ...{ name: `t${n}`, scope: "wiki:read" },
      }),
  },
};

/** A change that changes nothing, so that it can be made again. */
const SAME_ROLE = { did: "did:plc:carol", role: "viewer" };

/** The editor with a token instead: what it allows, of the editor's rights. */
const TOKENS: readonly { scope: Scope; allows: string }[] = [
  { scope: "wiki:read", allows: "R" },
  { scope: "wiki:suggest", allows: "R" },
  { scope: "wiki:write", allows: "RWU" },
];

Deno.test("each level grants each role exactly what the table says, at every door", async () => {
  await using stage = await Stage.open();
  for (const { levels, rights } of [...TABLE, ...BESIDE]) {
    stage.setLevels(levels);
    const isPromise = TABLE.some((row) => row.rights === rights);
    for (const [kind, granted] of rights) {
      const who = stage.people.get(kind)!;
      for (const [name, way] of Object.entries(WAYS)) {
        if (!isPromise && way.needs === "A") continue; // no level matters there
        const isVisitor = who.user === null;
        const mayPass = granted.includes(way.needs) &&
          !(isVisitor && way.isPersonal);
        const wanted = mayPass ? way.may : isVisitor ? way.visitor : 403;

        const headers = await stage.credentialOf(who, way);
        const seen = await stage.ask(way, headers);

        const cell = `${levels.join("/")}, ${kind}, ${name}`;
        assert.equal(seen.status, wanted, cell);
        const writes = mayPass && way.writes === true;
        assert.equal(seen.hasWritten, writes, cell);
      }
    }
  }
});

Deno.test("a token allows what its scope says, of what its person may do, and never manages", async () => {
  await using stage = await Stage.open();
  for (const { levels, rights } of TABLE) {
    stage.setLevels(levels);
    for (const kind of ["signed in", "viewer", "editor", "owner"]) {
      for (const { scope, allows } of TOKENS) {
        const who = stage.people.get(kind)!;
        const headers = stage.token(who, scope);
        for (const [name, way] of Object.entries(WAYS)) {
          const { url } = way.ask(0);
          // Nothing but the REST, MCP and git of its own wiki.
          const isOpen = /^https:\/\/cellar\.[^/]+\/(api|mcp|repo|\.git)/.test(
            url,
          );
          const mayPass = isOpen && rights.get(kind)!.includes(way.needs) &&
            allows.includes(way.needs);

          const { status, hasWritten } = await stage.ask(way, headers);

          const cell = `${levels.join("/")}, ${kind}, ${scope}, ${name}`;
          assert.equal(status, mayPass ? way.may : isOpen ? 403 : 401, cell);
          assert.equal(hasWritten, mayPass && way.writes === true, cell);
        }
      }
    }
  }
});

Deno.test("who is suspended does nothing at any door, but reads what everybody reads", async () => {
  await using stage = await Stage.open();
  const bob = stage.people.get("editor")!;
  await stage.credentialOf(bob, { by: "cookie" });
  const { users } = stage.world.house.platform;
  users.change(bob.user!.did, { suspended: "spam" });

  for (const { levels, rights } of TABLE) {
    stage.setLevels(levels);
    for (const [name, way] of Object.entries(WAYS)) {
      const headers = await stage.credentialOf(bob, way);
      const isLikeVisitor = way.by === "cookie" && !way.isPersonal;
      const mayPass = isLikeVisitor &&
        rights.get("anonymous")!.includes(way.needs);

      const { status, hasWritten, text } = await stage.ask(way, headers);

      const cell = `${levels.join("/")}, ${name}`;
      assert.equal(status, mayPass ? way.may : 403, cell);
      assert.equal(hasWritten, mayPass && way.writes === true, cell);
      if (!mayPass) assert.match(text, /suspended.*spam/, cell);
    }
  }
});

Deno.test("only the owner deletes a wiki, whatever its levels are", async () => {
  await using stage = await Stage.open();
  const api: Asked = {
    url: `${PLATFORM}/api/wikis/cellar`,
    init: { method: "DELETE" },
  };
  const dashboard = post("/app/wiki/cellar/delete", { confirm: "cellar" });
  const ways = [
    { by: "session", asked: api, may: 200 },
    { by: "cookie", asked: api, may: 200 },
    { by: "cookie", asked: dashboard, may: 303 },
  ] as const;
  for (const [i, { levels }] of TABLE.entries()) {
    // The owner comes last, and only one way each time: the wiki is gone then.
    for (const [kind, who] of stage.people) {
      const tried = kind === "owner" ? [ways[i % ways.length]!] : ways;
      for (const { by, asked: { url, init }, may } of tried) {
        stage.setLevels(levels);
        const credential = await stage.credentialOf(who, { by });
        const headers = { ...init.headers, ...credential };
        const { status } = await stage.send({
          url,
          init: { ...init, headers },
        });
        const refusal = who.user === null ? 401 : 403;
        const cell = `${levels.join("/")}, ${kind}, ${url}`;
        assert.equal(status, kind === "owner" ? may : refusal, cell);
      }
    }
    assert.equal(stage.world.house.platform.wikis.find("cellar"), undefined);
    await stage.buildCellar();
  }
});

Deno.test("rights that are taken away are gone at the next request, for every credential", async () => {
  await using stage = await Stage.open();
  stage.setLevels(["APPROVED", "APPROVED", "APPROVED"]);
  const bob = stage.people.get("editor")!;
  const reads = Object.values(WAYS).filter(({ needs }) => needs === "R");
  for (const way of reads) {
    const { status } = await stage.ask(way, await stage.credentialOf(bob, way));
    assert.equal(status, way.may);
  }
  const { house, cellar } = stage.world;

  house.platform.members.remove(cellar.id, bob.user!.did);

  for (const way of reads) {
    const { status } = await stage.ask(way, await stage.credentialOf(bob, way));
    assert.equal(status, 403);
  }
});

/** The cellar, the people of the table, and their credentials. */
class Stage implements AsyncDisposable {
  readonly #kept = new Map<string, Record<string, string>>();
  #asked = 0;

  constructor(
    readonly world: World,
    readonly doors: Doors,
    /** By their column. */
    readonly people: ReadonlyMap<string, Someone>,
  ) {}

  static async open(): Promise<Stage> {
    // So many requests and wrong credentials in a minute are nobody's normal use.
    const limits = "guess=100000,manage=100000,platform=100000,write=100000";
    const settings = { ROBOT_RATE_LIMITS: limits };
    const world = await createWorld({ settings });
    const did = "did:plc:dora";
    const person = { did, handle: "dora.example", name: "Dora" };
    const { users } = world.house.platform;
    users.put({ ...person, createdAt: world.cellar.createdAt });
    const dora: Someone = {
      user: users.find(did)!,
      caller: { kind: "session", ...person, sessionId: "dora" },
    };
    const people = new Map([
      ["anonymous", world.visitor],
      ["signed in", world.stranger],
      ["viewer", world.carol],
      ["editor", world.bob],
      ["admin", dora],
      ["owner", world.alice],
    ]);
    const stage = new Stage(world, await openDoors(world), people);
    await stage.#fillCellar();
    return stage;
  }

  /** The cellar again, after it was deleted. */
  async buildCellar(): Promise<void> {
    const ownerDid = this.world.alice.user!.did;
    await createWiki(this.world.house, { slug: "cellar", ownerDid }, {
      starterPages: false,
    });
    await this.#fillCellar();
  }

  async #fillCellar(): Promise<void> {
    const { cellar: { id, createdAt: addedAt }, house } = this.world;
    for (const role of ["viewer", "editor", "admin"] as const) {
      const { did } = this.people.get(role)!.user!;
      house.platform.members.put({ wikiId: id, did, role, addedAt });
    }
    await this.world.write("cellar", "Home", "# Home\n");
    this.world.leave();
  }

  setLevels([readAccess, writeAccess, attachmentAccess]: Levels): void {
    const levels = { readAccess, writeAccess, attachmentAccess };
    const { cellar, house } = this.world;
    house.platform.wikis.change(cellar.id, levels);
  }

  /** Asks; the status, and whether history is longer now. */
  async ask(way: Way, credential: Record<string, string>) {
    const { url, init } = way.ask(++this.#asked);
    const headers = { ...init.headers, ...credential };
    const before = this.#head();
    const { status, text } = await this.send({
      url,
      init: { ...init, headers },
    });
    // A call of a tool that is refused for want of a right is an answer of its own.
    const isRefused = /"isError":true/.test(text) &&
      /does not allow it/.test(text);
    const hasWritten = this.#head() !== before;
    return { status: isRefused ? 403 : status, hasWritten, text };
  }

  /** Sends a request. */
  async send({ url, init }: Asked) {
    const answer = await this.doors.request(url, init);
    return { status: answer.status, text: await answer.text() };
  }

  /** The headers by which somebody comes; a visitor has none. */
  async credentialOf(
    who: Someone,
    { by }: Pick<Way, "by">,
  ): Promise<Record<string, string>> {
    if (who.user === null) return {};
    if (by === "token") return this.token(who, "wiki:write");
    const key = `${who.user.did} session`;
    const known = this.#kept.get(key);
    const jwt = known?.jwt ?? await this.doors.signIn(who);
    this.#kept.set(key, { jwt });
    if (by === "session") return { authorization: `Bearer ${jwt}` };
    return { cookie: `__Secure-robot=${jwt}; __Host-robot=${jwt}` };
  }

  /** A token of somebody's. */
  token(who: Someone, scope: Scope): Record<string, string> {
    const key = `${who.user!.did} ${scope}`;
    const known = this.#kept.get(key) ?? {
      authorization: `Bearer ${this.doors.token("cellar", who, scope)}`,
    };
    this.#kept.set(key, known);
    return known;
  }

  #head(): string | null {
    const { head } = this.world.reading("cellar", this.world.alice);
    this.world.leave();
    return head;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}

/** `ANONYMOUS / REGISTERED ×2` and rights by column; a column of two kinds is two columns. */
function readTable(text: string): TableRow[] {
  const [head = [], , ...rows] = text.trim().split("\n").map((line) =>
    line.split("|").slice(1, -1).map((cell) => cell.trim())
  );
  return rows.map(([first = "", ...cells]) => {
    const levels = first.split(" / ").flatMap((part) => {
      const [, level = "", times = "1"] = /^([A-Z]+)(?: ×(\d))?/.exec(part)!;
      return new Array<string>(Number(times)).fill(level);
    });
    assert.equal(levels.length, 3, first);
    const rights = cells.flatMap((cell, i) =>
      head[i + 1]!.split(", ").map((kind) =>
        [kind, cell.replace(/[^RWUA]|\(.*\)/g, "")] as const
      )
    );
    return { levels: levels as unknown as Levels, rights: new Map(rights) };
  });
}

function get(path: string, origin = CELLAR): Asked {
  return { url: `${origin}${path}`, init: {} };
}

function post(path: string, fields: Record<string, string>): Asked {
  const origin = path.startsWith("/app/") ? PLATFORM : CELLAR;
  const { method, headers, body } = form(origin, fields);
  return {
    url: `${origin}${path}`,
    init: {
      ...{ method: method!, body: body! },
      headers: headers as Record<string, string>,
    },
  };
}

function json(method: string, path: string, body: object): Asked {
  const origin = path.startsWith("/api/v1/") || path === "/mcp"
    ? CELLAR
    : PLATFORM;
  const headers = { origin, "content-type": "application/json" };
  const init = { method, headers, body: JSON.stringify(body) };
  return { url: `${origin}${path}`, init };
}

function tool(name: string, args: object): Asked {
  const params = { name, arguments: args };
  const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
  const { url, init } = json("POST", "/mcp", call);
  const accept = "application/json, text/event-stream";
  return { url, init: { ...init, headers: { ...init.headers, accept } } };
}
