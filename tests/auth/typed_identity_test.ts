import assert from "node:assert/strict";
import { readTyped } from "../../src/auth/typed_identity.ts";

const PLC = `did:plc:${"a2".repeat(12)}`;

Deno.test("what people type is read kindly", () => {
  const cases: [typed: string, read: string][] = [
    ["alice", "alice.bsky.social"],
    ["@alice", "alice.bsky.social"],
    ["Alice.Example.COM", "alice.example.com"],
    ["  @alice.bsky.social\n", "alice.bsky.social"],
    ["\u2068@alice.bsky.social\u2069", "alice.bsky.social"],
    ["al\u200bice.bsky.so\u00adcial", "alice.bsky.social"],
    ["\ufeffalice.bsky.social\u202c", "alice.bsky.social"],
    ["＠alice.bsky.social", "alice.bsky.social"],
    ["at://alice.bsky.social", "alice.bsky.social"],
    [`at://${PLC}/app.bsky.feed.post/1`, PLC],
    ["https://bsky.app/profile/alice.example", "alice.example"],
    [`https://bsky.app/profile/${PLC}/`, PLC],
    ["bsky.app/profile/alice.example", "alice.example"],
    [PLC, PLC],
    ["did:web:example.com", "did:web:example.com"],
    ["https://pds.example", "https://pds.example"],
    ["https://PDS.example/some/where?x#y", "https://pds.example"],
  ];
  for (const [typed, wanted] of cases) {
    const read = readTyped(typed);
    const value = read.kind === "handle"
      ? read.handle
      : read.kind === "did"
      ? read.did
      : read.url;
    assert.equal(value, wanted, JSON.stringify(typed));
  }
});

Deno.test("what cannot be anybody is refused before anything is asked", () => {
  const cases = [
    ...["", "@", "\u200b", "alice.", ".alice", "a..b", "-a.example", "a b!"],
    ...[
      "alice@example.org",
      "@alice@mastodon.example",
      "1.2.3.4",
      "a_b.example",
    ],
    ...["did:plc:ABC", "did:web:", "did:web:localhost", "did:key:z6Mk"],
    ...["did:web:example.com%3A8080", "did:web:example.com:path"],
    ...["http://pds.example", "https://pds.example:8443", "https://localhost"],
    ...["https://u@pds.example", "http://127.0.0.1", "https:"],
    `${"a".repeat(64)}.example`,
    `${"a.".repeat(150)}example`,
    "x".repeat(100_000),
  ];
  for (const typed of cases) {
    assert.throws(
      () => readTyped(typed),
      { reason: "not_a_name" },
      typed.slice(0, 50),
    );
  }
});

Deno.test("servers on this machine are taken where they are allowed, and no others over http", () => {
  const allowLocal = true;
  const url = "http://localhost:2583";

  assert.deepEqual(readTyped(`${url}/`, { allowLocal }), {
    ...{ kind: "server", url },
  });
  for (const other of ["http://pds.example", "http://10.0.0.1:2583"]) {
    assert.throws(() => readTyped(other, { allowLocal }), {
      reason: "not_a_name",
    });
  }
});
