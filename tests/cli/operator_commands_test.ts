import assert from "node:assert/strict";
import { OPERATOR_COMMANDS } from "../../src/cli/operator_commands.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { readCall } from "../../src/cli/grammar.ts";
import type { AuditLine } from "../../src/wiki/audit_reading.ts";
import { noteFailure } from "../../src/wiki/audit.ts";
import { deleteWiki } from "../../src/wiki/wikis.ts";
import { createWorld, type World } from "../support/world.ts";

/** What a command answers, and how that reads. */
async function run(
  world: World,
  ...argv: string[]
): Promise<{ answer: unknown; text: string }> {
  const reading = readCall(argv, COMMANDS, "/");
  assert.ok(reading.kind === "call");
  const answer = await reading.command.run(world.house, reading.call);
  return { answer, text: reading.command.text(answer) };
}

function lastEntry(world: World) {
  const [{ event, actorDid, subjectDid, wikiId, credential, detail }] = world
    .house.platform.audit.list({ limit: 1 }) as [
      ReturnType<
        World["house"]["platform"]["audit"]["list"]
      >[number],
    ];
  return { event, actorDid, subjectDid, wikiId, credential, detail };
}

Deno.test("robot user suspend and resume say the reason, and are the command line's doing", async () => {
  await using world = await createWorld();
  const argv = ["user", "suspend", "@bob.example", "--reason", "Spam"];

  const { text } = await run(world, ...argv);

  assert.equal(
    text,
    "@bob.example (did:plc:bob): suspended: Spam, wikis usual",
  );
  assert.deepEqual(lastEntry(world), {
    ...{ event: "user_suspended", actorDid: null, wikiId: null },
    ...{ subjectDid: "did:plc:bob", credential: "command line" },
    detail: "Spam",
  });
  const before = world.house.platform.audit.list().length;
  await run(world, ...argv);
  assert.equal(world.house.platform.audit.list().length, before, "done before");
  await run(world, "user", "resume", "did:plc:bob");
  const { users } = world.house.platform;
  assert.equal(users.find("did:plc:bob")!.suspended, null);
  assert.throws(
    () => readCall(["user", "suspend", "bob"], OPERATOR_COMMANDS, "/"),
    /reason/,
  );
});

Deno.test("robot wiki list tells which wikis are suspended, and robot wiki show how large one is", async () => {
  await using world = await createWorld();
  await world.write("garden", "Tomatoes", "# Tomatoes\n");
  await run(world, "wiki", "suspend", "garden", "--reason", "Unlawful");

  const list = await run(world, "wiki", "list");
  const { answer, text } = await run(world, "wiki", "show", "garden");

  assert.match(list.text, /^garden\t.*\tsuspended: Unlawful$/m);
  assert.match(list.text, /^cellar\t.*\t-$/m);
  const { contentBytes, historyBytes } = answer as Record<string, number>;
  assert.ok(contentBytes! > 0 && historyBytes! > 0);
  assert.match(text, new RegExp(`^historyBytes: ${historyBytes}$`, "m"));
});

Deno.test("robot help shows the commands about one thing together", () => {
  const reading = readCall(["--help"], COMMANDS, "/");
  assert.ok(reading.kind === "help");
  const things = [...reading.text.matchAll(/^ {2}(\w+) /gm)].map(([, thing]) =>
    thing
  );
  const changes = things.filter((thing, i) => thing !== things[i - 1]);
  assert.equal(changes.length, new Set(things).size, changes.join(" "));
});

Deno.test("robot wiki suspend closes a wiki, and robot wiki limits grants more", async () => {
  await using world = await createWorld();
  await run(world, "wiki", "suspend", "garden", "--reason", "Unlawful");
  assert.equal(world.garden.suspended, "Unlawful");
  assert.deepEqual(lastEntry(world), {
    ...{ event: "wiki_suspended", actorDid: null, wikiId: world.garden.id },
    ...{ subjectDid: "did:plc:alice", credential: "command line" },
    detail: "Unlawful",
  });

  await run(world, "wiki", "resume", "garden");
  await run(
    world,
    ...["wiki", "limits", "garden", "--pages", "1000", "--content", "1.5GB"],
    ...["--history", "200MiB", "--members", "usual"],
  );

  assert.equal(world.garden.suspended, null);
  assert.equal(world.garden.maxPages, 1000);
  assert.equal(world.garden.maxContentBytes, 1_500_000_000);
  assert.equal(world.garden.maxHistoryBytes, 200 * 1024 * 1024);
  assert.equal(
    lastEntry(world).detail,
    "pages 1000, content bytes 1500000000, history bytes 209715200, members as all",
  );
  const { text } = await run(world, "wiki", "limits", "garden");
  assert.match(text, /^garden: not suspended\nmaxPages: 1000\n/);
  assert.match(text, /maxMembers: usual$/);
  await assert.rejects(
    run(world, "wiki", "limits", "garden", "--content", "much"),
    { code: "invalid" },
  );
});

Deno.test("robot user list searches people", async () => {
  await using world = await createWorld();

  const { text } = await run(world, "user", "list", "--search", "BOB");

  assert.equal(
    text,
    "did:plc:bob\t@bob.example\t-\tBob\t0 wikis\tnever\t-\n1 in all, page 1 of 1",
  );
});

Deno.test("robot user limits and logout", async () => {
  await using world = await createWorld();
  await run(world, "user", "limits", "bob.example", "--wikis", "5");
  const { users } = world.house.platform;
  assert.equal(users.find("did:plc:bob")!.maxWikis, 5);

  await run(world, "user", "limits", "bob.example", "--wikis", "usual");
  assert.equal(users.find("did:plc:bob")!.maxWikis, null);
  const { answer } = await run(world, "user", "logout", "bob.example");
  assert.deepEqual(answer, { ended: 0 });
  assert.equal(lastEntry(world).event, "user_logged_out");
});

Deno.test("robot audit filters by wiki, person and event, also where the wiki is gone", async () => {
  await using world = await createWorld();
  await run(world, "user", "limits", "bob.example", "--wikis", "5");
  const entriesOf = async (...argv: string[]) => {
    const { answer } = await run(world, "audit", ...argv);
    const { entries } = answer as { entries: AuditLine[] };
    return entries.map(({ event, slug }) => `${event} ${slug ?? "-"}`);
  };

  assert.deepEqual(await entriesOf("--wiki", "garden"), [
    "wiki_created garden",
  ]);
  assert.deepEqual(await entriesOf("--user", "@bob.example"), [
    "user_limits_changed -",
  ]);
  world.leave();
  await deleteWiki(world.house, "garden");
  assert.deepEqual(await entriesOf("--wiki", "garden"), [
    "wiki_deleted garden",
    "wiki_created garden",
  ]);
  assert.deepEqual(await entriesOf("--event", "wiki_created", "--limit", "1"), [
    "wiki_created cellar",
  ]);
  for (const wrong of [["--event", "x"], ["--limit", "1x"]]) {
    await assert.rejects(entriesOf(...wrong), { code: "invalid" });
  }
  await assert.rejects(entriesOf("--wiki", "none"), { code: "not_found" });
  await assert.rejects(entriesOf("--user", "no.body"), { code: "not_found" });
});

Deno.test("failures of one kind are one entry an hour, and the next tells how many there were", async () => {
  await using world = await createWorld();
  const fail = (address: string) =>
    noteFailure(world.house, {
      ...{ event: "credential_refused", actor: null, credential: null },
      ...{ address, wikiId: world.garden.id, detail: "at git" },
    });
  const details = () =>
    world.house.platform.audit.list({ event: "credential_refused" })
      .map(({ address, detail }) => `${address} ${detail}`);

  for (let i = 0; i < 1000; i++) fail("192.0.2.1");
  fail("192.0.2.2");
  assert.deepEqual(details(), ["192.0.2.2 at git", "192.0.2.1 at git"]);

  world.wait(3600);
  fail("192.0.2.1");
  assert.equal(
    details()[0],
    "192.0.2.1 at git; 999 more times since the last",
  );
  for (let i = 0; i < 3000; i++) fail(`10.0.${i >> 8}.${i & 255}`);
  assert.ok(details().length < 210, "many addresses fill no disk either");
});

Deno.test("every command of operators is in the table, once", () => {
  const names = COMMANDS.map(({ words }) => words.join(" "));
  assert.equal(new Set(names).size, names.length);
  for (const { words } of OPERATOR_COMMANDS) {
    assert.ok(names.includes(words.join(" ")));
  }
});
