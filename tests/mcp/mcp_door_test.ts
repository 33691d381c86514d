import assert from "node:assert/strict";
import { TOOLS } from "../../src/mcp/tools.ts";
import type { Scope } from "../../src/wiki/access.ts";
import { type Doors, openDoors } from "../support/doors.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const URL_OF_MCP = "https://garden.robot.test/mcp";

/** 20,000 tokens of 3 bytes. */
const MOST_BYTES = 60_000;

// deno-lint-ignore no-explicit-any -- answers are JSON whose shape the assertions state
type Json = any;

/** The garden with an agent in front of it. */
class Garden implements AsyncDisposable {
  constructor(readonly world: World, readonly doors: Doors) {}

  static async open(): Promise<Garden> {
    const world = await createWorld();
    return new Garden(world, await openDoors(world));
  }

  /** A JSON-RPC request of the older era. */
  async rpc(
    method: string,
    params: unknown,
    as: { who?: Someone; scope?: Scope } = {},
  ): Promise<Json> {
    const token = this.doors.token(
      "garden",
      as.who ?? this.world.bob,
      as.scope ?? "wiki:write",
    );
    const response = await this.doors.request(URL_OF_MCP, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "user-agent": "claude-code/2.1.0 (cli)",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const body = await response.text();
    assert.equal(response.status, 200, body);
    return JSON.parse(/^data: (.*)$/m.exec(body)?.[1] ?? body);
  }

  /** Calls a tool; checks that the answer is small and as its schema promises. */
  async call(
    name: string,
    args: unknown,
    as: { who?: Someone; scope?: Scope } = {},
  ): Promise<Json> {
    const { result, error } = await this.rpc("tools/call", {
      name,
      arguments: args,
    }, as);
    assert.equal(error, undefined, JSON.stringify(error));
    const bytes = new TextEncoder().encode(JSON.stringify(result)).length;
    assert.ok(bytes < MOST_BYTES, `${name}: ${bytes} bytes`);
    if (!result.isError) {
      const tool = TOOLS.find((one) => one.name === name)!;
      assert.deepEqual(
        tool.output.parse(result.structuredContent),
        result.structuredContent,
      );
    }
    return { ...result, text: result.content[0].text };
  }

  async [Symbol.asyncDispose]() {
    await this.world[Symbol.asyncDispose]();
  }
}

Deno.test("initialize tells an agent how this wiki is written", async () => {
  await using garden = await Garden.open();

  const { result } = await garden.rpc("initialize", {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  });

  assert.equal(result.serverInfo.name, "robot.wtf");
  assert.match(result.instructions, /\[\[Page\|shown text\]\]/);
  assert.match(result.instructions, /https:\/\/garden\.robot\.test\//);
});

Deno.test("tools/list has the eight tools, with schemas, in a small answer", async () => {
  await using garden = await Garden.open();

  const { result } = await garden.rpc("tools/list", {});

  assert.deepEqual(result.tools.map((tool: Json) => tool.name), [
    "read_note",
    "list_notes",
    "search_notes",
    "get_links",
    "write_note",
    "edit_note",
    "get_recent_changes",
    "get_history",
  ]);
  for (const tool of result.tools) {
    assert.equal(tool.inputSchema.type, "object", tool.name);
    assert.equal(tool.outputSchema.type, "object", tool.name);
    assert.equal(
      tool.annotations.readOnlyHint,
      !/^(write|edit)_/.test(tool.name),
      tool.name,
    );
  }
  assert.ok(
    JSON.stringify(result).length < 15_000,
    `${JSON.stringify(result).length}`,
  );
});

Deno.test("write_note creates, read_note shows, edit_note changes a piece", async () => {
  await using garden = await Garden.open();
  const content =
    "---\ncategory: actors\ntags: [asia]\n---\n# Iran\n\nSee [[Home]].\n";

  const made = await garden.call("write_note", {
    path: "Actors/Iran",
    content,
  });
  const read = await garden.call("read_note", { path: "actors/iran" });
  const edited = await garden.call("edit_note", {
    path: "Actors/Iran",
    revision: made.structuredContent.revision,
    old_string: "See [[Home]]",
    new_string: "Read [[Home]]",
    commit_message: "Better verb",
  });

  assert.match(made.text, /^Created Actors\/Iran \(revision: [0-9a-f]{40}\)$/);
  assert.equal(made.structuredContent.outcome, "created");
  assert.equal(
    read.text,
    `# Iran\nPath: Actors/Iran\nRevision: ${made.structuredContent.revision}\n` +
      `category: actors | tags: asia\nLinks to: Home\n\n---\n${content}`,
  );
  assert.equal(read.structuredContent.content, content);
  assert.deepEqual(read.structuredContent.links_to, ["Home"]);
  assert.match(edited.text, /^Edited Actors\/Iran/);
  const history = await garden.call("get_history", { path: "Actors/Iran" });
  assert.deepEqual(
    history.structuredContent.revisions.map((one: Json) => one.message),
    [
      "[mcp] Better verb",
      "[mcp] Create: Actors/Iran",
    ],
  );
});

Deno.test("a commit by an agent names the person as author and the agent beside it", async () => {
  await using garden = await Garden.open();

  await garden.call("write_note", { path: "Signed", content: "x\n" });
  const recent = await garden.call("get_recent_changes", { limit: 1 });

  const [change] = recent.structuredContent.changes;
  assert.deepEqual([change.author, change.pages], ["Bob", ["Signed"]]);
  assert.match(change.agent, /claude-code/);
});

Deno.test("a conflict says what changed and what to do next", async () => {
  await using garden = await Garden.open();
  const made = await garden.call("write_note", {
    path: "Busy",
    content: "one\n\ntwo\n\nthree\n",
  });
  const base = made.structuredContent.revision;
  const other = await garden.world.write("garden", "Busy2", "x\n");
  assert.ok(other.revision);
  const first = await garden.call("write_note", {
    path: "Busy",
    content: "ONE\n\ntwo\n\nthree\n",
    revision: base,
  });

  const blind = await garden.call("write_note", {
    path: "Busy",
    content: "mine\n",
  });
  const stale = await garden.call("write_note", {
    path: "Busy",
    content: "uno\n\ntwo\n\nthree\n",
    revision: base,
  });
  const merged = await garden.call("write_note", {
    path: "Busy",
    content: "one\n\ntwo\n\nTHREE\n",
    revision: base,
  });
  const never = await garden.call("edit_note", {
    path: "Busy",
    revision: base,
    old_string: "four",
    new_string: "five",
  });

  assert.equal(blind.isError, true);
  assert.match(blind.text, /Next: The page exists\. Call read_note first/);
  assert.doesNotMatch(blind.text, /ONE|[0-9a-f]{40}/);
  assert.equal(stale.isError, true);
  assert.match(
    stale.text,
    new RegExp(`Current revision: ${first.structuredContent.revision}`),
  );
  assert.match(stale.text, /^\+ONE$/m);
  assert.match(stale.text, /Next: Call read_note/);
  assert.equal(merged.structuredContent.outcome, "merged");
  assert.equal(merged.structuredContent.content, "ONE\n\ntwo\n\nTHREE\n");
  assert.match(merged.text, /merged with changes made meanwhile by Bob/);
  assert.match(never.text, /Next: Call read_note and copy old_string exactly/);
});

Deno.test("a page that is not there is answered with where to look", async () => {
  await using garden = await Garden.open();
  await garden.call("write_note", { path: "Actors/Iran", content: "x\n" });

  const missing = await garden.call("read_note", { path: "Actors/Irna" });

  assert.equal(missing.isError, true);
  assert.match(missing.text, /Actors\/Irna/);
  assert.match(
    missing.text,
    /similar name: Actors\/Iran\nNext: Call again with/,
  );
});

Deno.test("get_links of a page that is not there says so, and who waits for it", async () => {
  await using garden = await Garden.open();
  await garden.call("write_note", { path: "Iran", content: "[[Iraq]]\n" });

  const missing = await garden.call("get_links", { path: "Iraq" });

  assert.match(missing.text, /^Links for Iraq \(there is no such page\):/);
  assert.deepEqual(missing.structuredContent.linked_from, ["Iran"]);
});

Deno.test("a revision that is not there is answered with where revisions are", async () => {
  await using garden = await Garden.open();
  await garden.call("write_note", { path: "Iran", content: "x\n" });

  const missing = await garden.call("read_note", {
    path: "Iran",
    revision: "1234567",
  });

  assert.equal(missing.isError, true);
  assert.match(
    missing.text,
    /^Cannot find revision "1234567"\.\nNext: Call get_history/,
  );
});

Deno.test("read_note reads a section, or lists what there is", async () => {
  await using garden = await Garden.open();
  const content =
    "# Top\n\nIntro.\n\n## History\n\nOld.\n\n### 1990s\n\nPop.\n\n## Future\n\nNew.\n";
  await garden.call("write_note", { path: "Parts", content });

  const section = await garden.call("read_note", {
    path: "Parts",
    section: "history",
  });
  const missing = await garden.call("read_note", {
    path: "Parts",
    section: "Geography",
  });

  assert.equal(
    section.structuredContent.content,
    "## History\n\nOld.\n\n### 1990s\n\nPop.\n\n",
  );
  assert.match(section.text, /^Section: Top > History$/m);
  assert.equal(missing.isError, true);
  assert.match(missing.text, /- Top > History > 1990s/);
});

Deno.test("a page of a megabyte is read in parts that fit and add up", async () => {
  await using garden = await Garden.open();
  const line = (i: number) =>
    `Line ${i} with "quotes", \\ and 漢字 ${"x".repeat(i % 90)}\n`;
  let content = "";
  for (let i = 0; content.length < 600_000; i++) content += line(i);
  await garden.call("write_note", { path: "Long", content });

  let together = "";
  let cursor: string | null = null;
  let parts = 0;
  do {
    const part: Json = await garden.call("read_note", {
      path: "Long",
      ...(cursor && { cursor }),
    });
    together += part.structuredContent.content;
    cursor = part.structuredContent.next_cursor;
    assert.ok(part.text.endsWith(part.structuredContent.content));
    if (cursor) assert.ok(part.text.includes(`cursor="${cursor}"`));
    parts++;
    if (parts === 1) {
      const { revision } = part.structuredContent;
      await garden.call("write_note", {
        path: "Long",
        content: `changed ${content}`,
        revision,
      });
    }
  } while (cursor !== null);

  assert.equal(together, content, "the parts belong to one revision");
  assert.ok(parts > 20);
});

Deno.test("lists are paged, and every page of a list fits", async () => {
  await using garden = await Garden.open();
  const tags = Array.from({ length: 20 }, (_, i) => `tag-number-${i}`).join(
    ", ",
  );
  for (let i = 0; i < 60; i++) {
    const path = `Folder_with_a_long_name/Page_${String(i).padStart(3, "0")}_${
      "n".repeat(150)
    }`;
    await garden.world.write(
      "garden",
      path,
      `---\ntags: [${tags}]\n---\n# Page ${i}\n\n[[Hub]] common words\n`,
    );
  }
  await garden.world.write("garden", "Hub", "# Hub\n");

  const collect = async (name: string, args: object, key: string) => {
    const found: Json[] = [];
    let cursor: string | null = null;
    do {
      const { structuredContent } = await garden.call(name, {
        ...args,
        ...(cursor && { cursor }),
      });
      found.push(...structuredContent[key]);
      cursor = structuredContent.next_cursor;
    } while (cursor !== null);
    return found;
  };

  const notes = await collect("list_notes", { prefix: "Folder" }, "notes");
  assert.equal(new Set(notes.map(({ path }) => path)).size, 60);
  assert.equal(
    (await collect("get_links", { path: "Hub" }, "linked_from")).length,
    60,
  );
  const hits = await collect("search_notes", {
    query: "common words",
    limit: 50,
  }, "results");
  assert.equal(new Set(hits.map(({ path }) => path)).size, 60);
  const changes = await collect(
    "get_recent_changes",
    { limit: 200 },
    "changes",
  );
  assert.equal(
    new Set(changes.map(({ revision }) => revision)).size,
    changes.length,
  );
  assert.ok(changes.length >= 61);
});

Deno.test("a token that may only read does not write, and is told so", async () => {
  await using garden = await Garden.open();
  const { bob } = garden.world;

  const refused = await garden.call("write_note", {
    path: "New",
    content: "x\n",
  }, { who: bob, scope: "wiki:read" });

  assert.equal(refused.isError, true);
  assert.match(refused.text, /Next: This token does not allow it/);
  assert.equal((await garden.call("read_note", { path: "New" })).isError, true);
});

Deno.test("wrong arguments and unknown tools are errors of the protocol or of the call", async () => {
  await using garden = await Garden.open();

  const bad = await garden.rpc("tools/call", {
    name: "read_note",
    arguments: {},
  });
  const unknown = await garden.rpc("tools/call", {
    name: "drop_wiki",
    arguments: {},
  });
  const cursor = await garden.call("list_notes", {
    cursor: "1; DROP TABLE pages",
  });

  assert.ok(bad.error ?? bad.result.isError);
  assert.ok(unknown.error ?? unknown.result.isError);
  assert.equal(cursor.isError, true);
});

Deno.test("/mcp is 401 without a token, also on a public wiki, with any method and from any page", async () => {
  await using garden = await Garden.open();
  const { doors, world } = garden;
  const cookies = await doors.cookiesOf(world.alice);

  for (const method of ["GET", "POST", "DELETE"]) {
    const answer = await doors.request(URL_OF_MCP, {
      method,
      headers: cookies,
    });
    assert.equal(answer.status, 401, method);
    assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer/);
  }
});

Deno.test("a page of another origin may not drive the door, even with a token", async () => {
  await using garden = await Garden.open();
  const { doors, world } = garden;
  const token = doors.token("garden", world.bob);
  const from = (origin: string) =>
    doors.request(URL_OF_MCP, {
      method: "POST",
      headers: {
        origin,
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
    });

  assert.equal((await from("https://evil.example")).status, 403);
  assert.equal((await from("https://cellar.robot.test")).status, 403);
  assert.equal((await from("https://claude.ai")).status, 200);
});

Deno.test("the newer protocol era is served at the same address", async () => {
  await using garden = await Garden.open();
  const token = garden.doors.token("garden", garden.world.bob);
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": {
      name: "modern-agent",
      version: "3",
    },
  };

  const answer = await garden.doors.request(URL_OF_MCP, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "write_note",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: {
        name: "write_note",
        arguments: { path: "Modern", content: "x\n" },
        _meta: meta,
      },
    }),
  });

  assert.equal(answer.status, 200);
  assert.equal(
    (await answer.json()).result.structuredContent.outcome,
    "created",
  );
  const recent = await garden.call("get_recent_changes", { limit: 1 });
  assert.match(recent.structuredContent.changes[0].agent, /modern-agent/);
});

Deno.test("nobody keeps a stream open that would outlive the token", async () => {
  await using garden = await Garden.open();
  const token = garden.doors.token("garden", garden.world.bob);

  const answer = await garden.doors.request(URL_OF_MCP, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "subscriptions/listen",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "subscriptions/listen",
      params: {
        notifications: { toolsListChanged: true },
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientCapabilities": {},
          "io.modelcontextprotocol/clientInfo": { name: "x", version: "1" },
        },
      },
    }),
  });

  assert.match(await answer.text(), /Subscription limit/);
});
