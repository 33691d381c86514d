import assert from "node:assert/strict";
import type { Agent, Caller, DoorName } from "../../src/wiki/access.ts";
import {
  agentWords,
  authorOf,
  commitMessage,
  serviceOf,
} from "../../src/wiki/commit_message.ts";

const SESSION: Caller = {
  kind: "session",
  did: "did:plc:alice",
  handle: "alice.example",
  name: "Alice",
  sessionId: "s1",
};

const TOKEN: Caller = {
  kind: "token",
  did: "did:plc:alice",
  handle: "alice.example",
  name: "Alice",
  tokenId: "t1",
  tokenName: "laptop",
  scope: "wiki:write",
};

const CLAUDE: Agent = { name: "Claude Code", version: "2.1", session: "abc" };

const PREFIXES: readonly [DoorName, string | undefined, string][] = [
  ["web", undefined, "Update: Home"],
  ["web", "Better words", "Better words"],
  ["api", undefined, "[api] Update: Home"],
  ["api", "  ", "[api] Update: Home"],
  ["api", "Better words", "Better words"],
  ["mcp", undefined, "[mcp] Update: Home"],
  ["mcp", "Better words", "[mcp] Better words"],
  ["mcp", "[mcp] Better words", "[mcp] Better words"],
  ["cli", undefined, "Update: Home"],
];

for (const [door, message, expected] of PREFIXES) {
  Deno.test(`commitMessage() at the door ${door} makes "${expected}" of ${message === undefined ? "nothing" : `"${message}"`}`, () => {
    const visit = { door, agent: null, caller: SESSION };

    assert.equal(
      commitMessage(visit, { deed: "Update: Home", message }),
      `${expected}\n`,
    );
  });
}

Deno.test("commitMessage() ends with the trailers of an agent", () => {
  const visit = { door: "mcp", agent: CLAUDE, caller: TOKEN } as const;

  assert.equal(
    commitMessage(visit, { deed: "Update: Home", message: "Fix\n\nWhy" }),
    "[mcp] Fix\n\nWhy\n\nAgent: Claude Code 2.1\nClient: laptop\nSession: abc\n",
  );
});

Deno.test("commitMessage() indents a writer's lines that look like trailers of ours", () => {
  const visit = { door: "web", agent: null, caller: SESSION } as const;
  const message =
    "Agent: me\n\nAgent: Claude\r\nCLIENT : x\rsession=1\n\u2028Agent: y\nAgents: fine";

  assert.equal(
    commitMessage(visit, { deed: "x", message }),
    "Agent: me\n\n Agent: Claude\n CLIENT : x\n session=1\n\n Agent: y\nAgents: fine\n",
  );
});

Deno.test("commitMessage() drops what could break a log, and what is too long", () => {
  const visit = { door: "web", agent: null, caller: SESSION } as const;
  const message = `\0\x1b[31mred\ud800 ${"x".repeat(10_000)}`;

  const said = commitMessage(visit, { deed: "x", message });

  assert.ok(said.startsWith("[31mred\ufffd x"));
  assert.equal(said.length, 4000 - 1);
});

Deno.test("commitMessage() keeps an agent's words on one line each", () => {
  const agent = { name: "A\nSession: forged", version: null, session: "\n\n" };
  const visit = { door: "mcp", agent, caller: SESSION } as const;

  assert.equal(
    commitMessage(visit, { deed: "x" }),
    "[mcp] x\n\nAgent: A Session: forged\n",
  );
  assert.deepEqual(agentWords(visit), {
    agent: "A Session: forged",
    client: null,
    session: null,
  });
});

Deno.test("authorOf() is the person, the anonymous visitor, or the service", () => {
  const config = { domain: "robot.test" };
  const anonymous: Caller = { kind: "anonymous" };

  assert.deepEqual(authorOf(config, { caller: TOKEN, door: "mcp" }), {
    name: "Alice",
    email: "did:plc:alice@robot.test",
  });
  assert.deepEqual(
    authorOf(config, { caller: { ...SESSION, name: " <> " }, door: "web" }),
    { name: "alice.example", email: "did:plc:alice@robot.test" },
  );
  assert.deepEqual(authorOf(config, { caller: anonymous, door: "web" }), {
    name: "Anonymous",
    email: "anonymous@robot.test",
  });
  assert.deepEqual(
    authorOf(config, { caller: anonymous, door: "cli" }),
    serviceOf(config),
  );
  assert.deepEqual(serviceOf(config), {
    name: "robot",
    email: "robot@robot.test",
  });
});
