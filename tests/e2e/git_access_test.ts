/**
 * The real git against the real doors: who gets what, and who does not.
 */
import assert from "node:assert/strict";
import { ServedHistory } from "../support/served_history.ts";

Deno.test("git asks for a password at a private wiki, and clones with a token or a session", async () => {
  await using service = await ServedHistory.open();
  const { clients, doors, world } = service;
  await world.write("cellar", "Secret", "deep\n");
  const refused = await clients.run(
    "clone",
    "-q",
    clients.url("cellar"),
    "refused",
  );
  const token = doors.token("cellar", world.carol, "wiki:read");
  const jwt = await doors.signIn(world.alice);

  await clients.git(
    "clone",
    "-q",
    clients.url("cellar", `anything:${token}`),
    "by-token",
  );
  await clients.git(
    "clone",
    "-q",
    clients.url("cellar", `x:${jwt}`),
    "by-session",
  );
  await clients.git(
    "-c",
    `http.extraHeader=Authorization: Bearer ${token}`,
    "clone",
    "-q",
    clients.url("cellar"),
    "by-bearer",
  );

  assert.match(
    refused.stderr,
    /could not read Username|Authentication failed|terminal prompts disabled/,
  );
  for (const clone of ["by-token", "by-session", "by-bearer"]) {
    assert.equal(
      await Deno.readTextFile(`${clients.folder}/${clone}/Secret.md`),
      "deep\n",
    );
  }
  for (
    const wrong of [
      doors.token("garden", world.alice),
      "rwtf_wrong",
      doors.token("cellar", world.stranger, "wiki:read"),
    ]
  ) {
    const outcome = await clients.run(
      "clone",
      "-q",
      clients.url("cellar", `x:${wrong}`),
      "wrong",
    );
    assert.notEqual(outcome.code, 0, "a wrong credential opened the wiki");
    assert.match(outcome.stderr, /Authentication failed|403/);
  }
});

Deno.test("git gets no object that no ref leads to, by any protocol", async () => {
  await using service = await ServedHistory.open();
  const { clients, repo } = service;
  const unreachable = await repo.turn((turn) =>
    turn.write({
      files: new Map([["Redacted.md", new TextEncoder().encode("secret\n")]]),
      author: { name: "A", email: "a@example.org" },
      committer: { name: "A", email: "a@example.org" },
      message: "Never published",
      at: new Date(0),
    })
  );
  const head = repo.head()!;
  const { tree, parents } = repo.readCommit(head);
  const blob = repo.listFiles(head)[0]!.oid;
  await clients.git("init", "-q", "empty");
  for (const version of [0, 1, 2]) {
    const ask = (oid: string) =>
      clients.run(
        "-C",
        "empty",
        "-c",
        `protocol.version=${version}`,
        "fetch",
        "-q",
        "--depth=1",
        clients.url("garden"),
        oid,
      );
    for (const oid of [unreachable, tree, blob, "1".repeat(40)]) {
      const { code, stderr } = await ask(oid);
      assert.notEqual(code, 0, `${oid} was given away by protocol ${version}`);
      // Protocols 0 and 1 refuse on the client's side already what was not listed.
      assert.match(
        stderr,
        version === 2
          ? new RegExp(`not our ref ${oid}`)
          : /not our ref|unadvertised object/,
      );
    }
  }

  // A commit behind a ref is anybody's who may read.
  await clients.git(
    "-C",
    "empty",
    "fetch",
    "-q",
    "--depth=1",
    clients.url("garden"),
    parents[0]!,
  );
});

Deno.test("git push is refused with a sentence, after who is pushing was asked", async () => {
  await using service = await ServedHistory.open();
  const { clients, doors, world } = service;
  await clients.git("clone", "-q", clients.url("garden"), "pusher");
  await clients.git(
    "-C",
    "pusher",
    "commit",
    "-q",
    "--allow-empty",
    "-m",
    "mine",
  );
  const token = doors.token("garden", world.alice);

  const anonymous = await clients.run(
    "-C",
    "pusher",
    "push",
    "-q",
    clients.url("garden"),
    "main",
  );
  const known = await clients.run(
    "-C",
    "pusher",
    "push",
    "-q",
    clients.url("garden", `x:${token}`),
    "main",
  );

  assert.match(
    anonymous.stderr,
    /could not read Username|terminal prompts disabled/,
  );
  assert.match(
    known.stderr,
    /Pushing is not supported yet: edit this wiki in the browser/,
  );
});

Deno.test("git clones an empty wiki, and the wiki's first page later", async () => {
  await using service = await ServedHistory.open();
  const { clients, doors, world } = service;
  const url = clients.url("cellar", `x:${doors.token("cellar", world.alice)}`);
  for (const version of [0, 1, 2]) {
    await clients.git(
      "-c",
      `protocol.version=${version}`,
      "clone",
      "-q",
      url,
      `empty-${version}`,
    );
  }

  await world.write("cellar", "First", "first\n");

  for (const version of [0, 1, 2]) {
    await clients.git(
      "-C",
      `empty-${version}`,
      "-c",
      `protocol.version=${version}`,
      "fetch",
      "-q",
    );
    assert.equal(
      await clients.git(
        "-C",
        `empty-${version}`,
        "rev-list",
        "--count",
        "origin/main",
      ),
      "1",
    );
    await clients.assertHealthy(`empty-${version}`);
  }
  // Protocol 2 tells the branch of an empty repository.
  assert.equal(
    await clients.git("-C", "empty-2", "symbolic-ref", "HEAD"),
    "refs/heads/main",
  );
});
