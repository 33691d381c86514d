import assert from "node:assert/strict";
import {
  type CommandSpec,
  readCall,
  UsageError,
  usageOf,
} from "../../src/cli/grammar.ts";

const create: CommandSpec = {
  words: ["wiki", "create"],
  summary: "Make a wiki.",
  args: [{ name: "slug", help: "Its name." }],
  options: {
    owner: { value: "did|handle", isRequired: true, help: "Who owns it." },
    read: {
      value: "level",
      choices: ["anonymous", "approved"],
      help: "Who may read.",
    },
    force: { help: "Do it." },
  },
};
const load: CommandSpec = {
  words: ["import"],
  summary: "Import.",
  args: [{ name: "source", help: "", isPath: true }, {
    name: "slug",
    help: "",
    isOptional: true,
  }],
  options: {},
};
const commands = [create, load];

Deno.test("readCall() reads words, arguments and options in any order", () => {
  const argv = [
    "wiki",
    "create",
    "--owner",
    "alice",
    "garden",
    "--read=anonymous",
    "--json",
  ];

  const reading = readCall(argv, commands, "/home/alice");

  assert.ok(reading.kind === "call");
  assert.equal(reading.command, create);
  assert.equal(reading.json, true);
  assert.deepEqual(reading.call, {
    words: ["wiki", "create"],
    args: { slug: "garden" },
    options: { owner: "alice", read: "anonymous" },
  });
});

Deno.test("readCall() makes paths absolute", () => {
  const relative = readCall(["import", "notes"], commands, "/home/alice");
  const absolute = readCall(
    ["import", "/srv/notes", "garden"],
    commands,
    "/home/alice",
  );

  assert.ok(relative.kind === "call" && absolute.kind === "call");
  assert.deepEqual(relative.call.args, { source: "/home/alice/notes" });
  assert.deepEqual(absolute.call.args, {
    source: "/srv/notes",
    slug: "garden",
  });
});

Deno.test("readCall() answers a wrong call with one sentence", () => {
  const wrong: [string[], RegExp][] = [
    [["wki"], /no such command/],
    [["wiki"], /without one of: create/],
    [["wiki", "create", "--owner", "alice"], /<slug> is missing/],
    [["wiki", "create", "garden"], /--owner is missing/],
    [["wiki", "create", "garden", "x", "--owner", "alice"], /"x" is too much/],
    [
      ["wiki", "create", "garden", "--owner", "alice", "--read", "all"],
      /one of anonymous, approved/,
    ],
    [
      ["wiki", "create", "garden", "--owner", "alice", "--colour", "red"],
      /colour/,
    ],
    [["wiki", "create", "garden", "--owner"], /owner/],
    [["wiki", "create", "garden", "--owner", "alice", "--force=yes"], /force/],
  ];

  for (const [argv, sentence] of wrong) {
    assert.throws(() => readCall(argv, commands, "/"), (error: Error) => {
      assert.ok(error instanceof UsageError, argv.join(" "));
      assert.match(error.message, sentence);
      assert.equal(error.message.includes("\n"), false);
      return true;
    });
  }
});

Deno.test("readCall() helps with everything, with a group and with one command", () => {
  for (const argv of [[], ["--help"], ["help"]]) {
    const reading = readCall(argv, commands, "/");
    assert.ok(reading.kind === "help");
    assert.match(reading.text, /wiki create {2}Make a wiki\./);
  }
  const group = readCall(["wiki", "--help"], commands, "/");
  assert.ok(group.kind === "help");
  assert.match(group.text, /wiki create/);
  assert.doesNotMatch(group.text, /import/);
  const one = readCall(["wiki", "create", "--help"], commands, "/");
  assert.ok(one.kind === "help");
  assert.ok(one.text.includes(usageOf(create)));
});

Deno.test("usageOf() marks what may be left out", () => {
  assert.equal(
    usageOf(create),
    "robot wiki create <slug> --owner <did|handle> [--read anonymous|approved] [--force]",
  );
});
