/**
 * Who may what, asked at every door: each cell of the table of levels and roles, and of scopes.
 *
 * Managing has no door of its own here; `access_test.ts` asserts that column.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Level } from "../../src/db/platform/wikis.ts";
import type { Scope } from "../../src/wiki/access.ts";
import { type Doors, form, openDoors } from "../support/doors.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const CELLAR = "https://cellar.robot.test";

/** READ, WRITE, UPLOAD, and what each person may then do: visitor, stranger, viewer, editor, admin, owner. */
const TABLE: readonly (readonly [readonly [Level, Level, Level], string])[] = [
  [["ANONYMOUS", "ANONYMOUS", "ANONYMOUS"], "RWU RWU RWU RWU RWU RWU"],
  [["ANONYMOUS", "REGISTERED", "REGISTERED"], "R  RWU RWU RWU RWU RWU"],
  [["ANONYMOUS", "APPROVED", "APPROVED"], "R  R  R  RWU RWU RWU"],
  [["REGISTERED", "REGISTERED", "REGISTERED"], "-  RWU RWU RWU RWU RWU"],
  [["APPROVED", "APPROVED", "APPROVED"], "-  -  R  RWU RWU RWU"],
  [["ANONYMOUS", "REGISTERED", "APPROVED"], "R  RW RW RWU RWU RWU"],
  // Writing needs reading, and what a level does not grant to strangers, it grants to no stranger.
  [["APPROVED", "ANONYMOUS", "ANONYMOUS"], "-  -  RWU RWU RWU RWU"],
  [["REGISTERED", "ANONYMOUS", "ANONYMOUS"], "-  RWU RWU RWU RWU RWU"],
];

/** What a door answers: to who may, to a visitor who may not, to a person who may not. */
interface Row {
  readonly may: number;
  readonly visitor: number;
  readonly person: number;
}

/** Somebody's way to the wiki: asks a door, answers the status. */
type Ask = (
  doors: Doors,
  who: Someone,
  page: string,
) => Promise<number>;

/** Each door's way to read and to write, by cookie or token. */
const ASKED: Readonly<
  Record<string, { needs: "R" | "W" | "U"; ask: Ask; answers: Row }>
> = {
  "web, a page": {
    needs: "R",
    ask: byCookie("/Home"),
    answers: { may: 301, visitor: 302, person: 403 },
  },
  "web, history": {
    needs: "R",
    ask: byCookie("/-/history/Home"),
    answers: { may: 200, visitor: 302, person: 403 },
  },
  "web, the editor": {
    needs: "W",
    ask: byCookie("/-/edit/Home"),
    answers: { may: 200, visitor: 302, person: 403 },
  },
  "web, a save": {
    needs: "W",
    ask: async (doors, who, page) => {
      const headers = who.user === null ? {} : await doors.cookiesOf(who);
      const init = form(CELLAR, { text: "mine", base: "" }, headers);
      return statusOf(doors.request(`${CELLAR}/-/edit/${page}`, init));
    },
    answers: { may: 303, visitor: 401, person: 403 },
  },
  "api, a page, by cookie": {
    needs: "R",
    ask: byCookie("/api/v1/pages/Home"),
    answers: { may: 200, visitor: 401, person: 403 },
  },
  "api, a search, by token": {
    needs: "R",
    ask: byToken("wiki:read", "/api/v1/search?q=home"),
    answers: { may: 200, visitor: 401, person: 403 },
  },
  "api, a save, by token": {
    needs: "W",
    ask: (doors, who, page) =>
      byToken("wiki:write", `/api/v1/pages/${page}`, {
        method: "PUT",
        body: JSON.stringify({ content: "mine" }),
      })(doors, who, page),
    answers: { may: 201, visitor: 401, person: 403 },
  },
  "web, a file": {
    needs: "U",
    ask: async (doors, who, page) => {
      const headers = who.user === null ? {} : await doors.cookiesOf(who);
      const body = new FormData();
      body.append("file", new File(["mine"], `${page}.txt`));
      const init = { method: "POST", headers: { ...headers, origin: CELLAR } };
      const url = `${CELLAR}/-/attachments/Home`;
      return await statusOf(doors.request(url, { ...init, body }));
    },
    answers: { may: 303, visitor: 401, person: 403 },
  },
  "api, a file, by token": {
    needs: "U",
    ask: (doors, who, page) =>
      byToken("wiki:write", "/api/v1/pages/Home/attachments", {
        method: "POST",
        body: JSON.stringify({ filename: `${page}.txt`, content: "YQ==" }),
      })(doors, who, page),
    answers: { may: 201, visitor: 401, person: 403 },
  },
  "mcp, read_note": {
    needs: "R",
    ask: byTool("read_note", () => ({ path: "Home" })),
    answers: { may: 200, visitor: 401, person: 403 },
  },
  "mcp, write_note": {
    needs: "W",
    ask: byTool("write_note", (path) => ({ path, content: "mine" })),
    answers: { may: 200, visitor: 401, person: 403 },
  },
  "git, a clone, by token": {
    needs: "R",
    ask: byToken(
      "wiki:read",
      "/repo.git/info/refs?service=git-upload-pack",
    ),
    answers: { may: 200, visitor: 401, person: 403 },
  },
};

Deno.test("each level grants each role exactly what the table says, at every door", async () => {
  await using world = await cellarWithHome();
  const doors = await openDoors(world);
  const people = peopleOf(world);
  let pages = 0;

  for (const [levels, rights] of TABLE) {
    setLevels(world, levels);
    for (const [i, granted] of rights.split(/ +/).entries()) {
      const [name, who] = people[i]!;
      for (const [what, { needs, ask, answers }] of Object.entries(ASKED)) {
        const cell = `${levels.join("/")}, ${name}: ${what}`;
        const refusal = who.user === null ? answers.visitor : answers.person;
        // An agent's door takes no visitors, whatever they may do elsewhere.
        const isShut = what.startsWith("mcp") && who.user === null;
        const mayPass = granted.includes(needs) && !isShut;
        const before = headOf(world);

        const status = await ask(doors, who, `Page_${++pages}`);

        assert.equal(status, mayPass ? answers.may : refusal, cell);
        const isSave = /save|file|write_note/.test(what);
        assert.equal(headOf(world) !== before, mayPass && isSave, cell);
      }
    }
  }
});

Deno.test("a token allows what its scope says, of what its person may do", async () => {
  await using world = await cellarWithHome();
  const doors = await openDoors(world);
  const rights: readonly (readonly [string, Scope, string])[] = [
    ["owner", "wiki:read", "R"],
    ["owner", "wiki:suggest", "R"],
    ["owner", "wiki:write", "RW"],
    ["viewer", "wiki:write", "R"],
    ["stranger", "wiki:write", "-"],
  ];
  const people = new Map(peopleOf(world));

  for (const [name, scope, granted] of rights) {
    const who = people.get(name)!;
    const page = `By_${name}_${scope.slice(5)}`;
    const save = { method: "PUT", body: JSON.stringify({ content: "mine" }) };
    const tool = byTool(
      "write_note",
      (path) => ({ path, content: "x" }),
      scope,
    );
    const before = headOf(world);
    const found = [
      await byToken(scope, "/api/v1/pages/Home")(doors, who, page),
      await byToken(scope, `/api/v1/pages/${page}`, save)(doors, who, page),
      await tool(doors, who, `${page}_by_tool`),
    ];

    const [may, mayNot] = [[200, 201, 200], [403, 403, 403]] as const;
    const wanted = may.map((status, i) =>
      granted.includes(i === 0 ? "R" : "W") ? status : mayNot[i]
    );
    assert.deepEqual(found, wanted, `${name}, ${scope}`);
    assert.equal(headOf(world) !== before, granted.includes("W"));
  }
});

Deno.test("rights that are taken away are gone at the next request, for every credential", async () => {
  await using world = await cellarWithHome();
  const doors = await openDoors(world);
  const { bob, house, cellar } = world;
  const ways = {
    cookie: await doors.cookiesOf(bob),
    token: { authorization: `Bearer ${doors.token("cellar", bob)}` },
  };
  const look = (headers: HeadersInit) =>
    statusOf(doors.request(`${CELLAR}/api/v1/pages/Home`, { headers }));
  assert.equal(await look(ways.cookie), 200);
  assert.equal(await look(ways.token), 200);

  house.platform.members.remove(cellar.id, bob.user!.did);

  assert.equal(await look(ways.cookie), 403);
  assert.equal(await look(ways.token), 403);
});

/** The cellar with a home page, and an admin. */
async function cellarWithHome(): Promise<World> {
  const world = await createWorld();
  await world.write("cellar", "Home", "# Home\n");
  const { createdAt, id } = world.cellar;
  const did = "did:plc:dora";
  const user = { did, handle: "dora.example", name: "Dora", createdAt };
  world.house.platform.users.put(user);
  world.house.platform.members.put({
    ...{ wikiId: id, did, role: "admin", addedAt: createdAt },
  });
  return world;
}

/** In the order of the table's columns. */
function peopleOf(world: World): [string, Someone][] {
  const user = world.house.platform.users.find("did:plc:dora")!;
  const { did, handle, name } = user;
  const dora: Someone = {
    user,
    caller: { kind: "session", did, handle, name, sessionId: "dora" },
  };
  const { visitor, stranger, carol, bob, alice } = world;
  return [
    ["visitor", visitor],
    ["stranger", stranger],
    ["viewer", carol],
    ["editor", bob],
    ["admin", dora],
    ["owner", alice],
  ];
}

function setLevels(
  world: World,
  [readAccess, writeAccess, attachmentAccess]: readonly [Level, Level, Level],
): void {
  const levels = { readAccess, writeAccess, attachmentAccess };
  world.house.platform.wikis.change(world.cellar.id, levels);
}

function headOf(world: World): string | null {
  const { head } = world.reading("cellar", world.alice);
  world.leave();
  return head;
}

/** Asks as a browser that is signed in as this person. */
function byCookie(path: string): Ask {
  return async (doors, who) => {
    const headers = who.user === null ? {} : await doors.cookiesOf(who);
    return statusOf(doors.request(`${CELLAR}${path}`, { headers }));
  };
}

/** Asks with a token of this person; a visitor has none. */
function byToken(scope: Scope, path: string, init: RequestInit = {}): Ask {
  return (doors, who) => {
    const headers = {
      "content-type": "application/json",
      ...credentialOf(doors, who, scope),
    };
    return statusOf(doors.request(`${CELLAR}${path}`, { ...init, headers }));
  };
}

/** Calls a tool; a call that is refused for want of a right counts as 403. */
function byTool(
  name: string,
  args: (page: string) => object,
  scope: Scope = "wiki:write",
): Ask {
  return async (doors, who, page) => {
    const answer = await doors.request(`${CELLAR}/mcp`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
        ...credentialOf(doors, who, scope),
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name, arguments: args(page) },
      }),
    });
    const text = await answer.text();
    if (answer.status !== 200) return answer.status;
    return /"isError":true/.test(text) && /does not allow it/.test(text)
      ? 403
      : 200;
  };
}

function credentialOf(
  doors: Doors,
  who: Someone,
  scope: Scope,
): Record<string, string> {
  if (who.user === null) return {};
  return { authorization: `Bearer ${doors.token("cellar", who, scope)}` };
}

async function statusOf(answering: Promise<Response>): Promise<number> {
  const answer = await answering;
  await answer.body?.cancel();
  return answer.status;
}
