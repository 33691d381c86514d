import assert from "node:assert/strict";
import { openKeys } from "../../src/auth/keys.ts";
import { KEY_COMMANDS } from "../../src/cli/key_commands.ts";
import type { House, ServiceKey } from "../../src/wiki/house.ts";
import { createWorld } from "../support/world.ts";

/** Runs `robot key …`; its answer as a program and as a person reads it. */
async function robotKey(house: House, word: string, purpose = "") {
  const command = KEY_COMMANDS.find(({ words }) => words[1] === word)!;
  const answer = await command.run(house, {
    words: command.words,
    args: { "session|atproto": purpose },
    options: {},
  });
  return { answer, text: command.text(answer) };
}

Deno.test("robot key rotate atproto publishes a successor, which signs later by itself, and writes it down", async () => {
  await using world = await createWorld();
  const { now } = world.house;
  const keys = await openKeys(world.dir, false, { now });
  const house = { ...world.house, keys };
  const before = keys.atproto[0]!;

  const made = (await robotKey(house, "rotate", "atproto"))
    .answer as ServiceKey;

  assert.equal(made.state, "next");
  assert.equal(made.signsFrom, "2026-11-20T12:15:00.000Z");
  assert.deepEqual(keys.atproto.map(({ kid }) => kid), [before.kid, made.kid]);
  await assert.rejects(robotKey(house, "rotate", "atproto"), {
    code: "conflict",
    message: /its successor is there already and signs from 2026-11-20T12:15/,
  });
  const [entry] = house.platform.audit.list({ event: "key_rotated" });
  assert.equal(entry!.credential, "command line");
  assert.equal(entry!.detail, `atproto ${made.kid}`);
});

Deno.test("robot key list shows which keys sign and which only verify, and no secret", async () => {
  await using world = await createWorld();
  const { now } = world.house;
  const keys = await openKeys(world.dir, false, { now });
  const house = { ...world.house, keys };
  await robotKey(house, "rotate", "session");

  const { answer, text } = await robotKey(house, "list");

  const states = (answer as ServiceKey[]).map((key) =>
    `${key.purpose} ${key.state}`
  );
  assert.deepEqual(states, [
    "session signing",
    "session old",
    "atproto signing",
  ]);
  assert.match(text, /^session {2}\S{43} {2}signs$/m);
  assert.match(
    text,
    /^session {2}\S{43} {2}verifies what it has signed, dropped at 2026-11-21T13:00:00/m,
  );
  assert.equal(JSON.stringify(answer).includes(`"d"`), false);
});

Deno.test("robot key rotate refuses a key that there is none of", async () => {
  await using world = await createWorld();

  await assert.rejects(robotKey(world.house, "rotate", "sealing"), {
    code: "invalid",
  });
});
