/**
 * The program as one file: built, started, used through every door, stopped.
 *
 * Without `ROBOT_TEST_EXECUTABLE` the portable file is built first.
 *
 * @module
 */
import assert from "node:assert/strict";
import { buildPortable } from "../../tools/build_portable.ts";
import { projectRoot } from "../../tools/program_files.ts";
import {
  Installation,
  programCommand,
  type RunningServer,
} from "../support/server_process.ts";

const DID = "did:plc:aliceaaaaaaaaaaaaaaaaaaa";

/** The file to test. */
async function withProgram(
  work: (program: string[]) => Promise<void>,
): Promise<void> {
  if (Deno.env.get("ROBOT_TEST_EXECUTABLE")) {
    return await work(programCommand());
  }
  const dir = await Deno.makeTempDir({ prefix: "robot-portable-" });
  try {
    await buildPortable(projectRoot(), `${dir}/robot`);
    Deno.env.set("XDG_CACHE_HOME", `${dir}/cache`);
    await work([`${dir}/robot`]);
  } finally {
    Deno.env.delete("XDG_CACHE_HOME");
    await Deno.remove(dir, { recursive: true });
  }
}

async function git(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("git", {
    args,
    env: { GIT_TERMINAL_PROMPT: "0" },
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("one file serves a wiki to a browser, an API, an agent and git", async (t) => {
  await withProgram(async (program) => {
    await using robot = await Installation.make({ program });

    await t.step("version and help", async () => {
      assert.match((await robot.run("version")).stdout, /^\d+\.\d+\.\d+\n$/);
      assert.match((await robot.run("--help")).stdout, /wiki create/);
      const wrong = await robot.run("wiki", "make");
      assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
      const malformed = await robot.run(
        "user",
        "create",
        "alice",
        "--handle",
        "alice.example.com",
      );
      assert.equal(malformed.code, 2);
      assert.match(malformed.stderr, /^Cannot use "alice" as a DID: [^\n]+\n$/);
      const unknown = await robot.run("wiki", "show", "garden");
      assert.deepEqual([unknown.code, unknown.stderr], [
        1,
        'Cannot find wiki "garden"\n',
      ]);
    });

    let token = "";
    await t.step("commands without a server", async () => {
      await robot.ask("user", "create", DID, "--handle", "alice.example.com");
      await robot.ask(
        "wiki",
        "create",
        "garden",
        "--owner",
        DID,
        "--read",
        "anonymous",
      );
      const made = await robot.ask<{ token: string }>(
        "token",
        "create",
        "garden",
        "--user",
        DID,
        "--scope",
        "write",
      );
      token = made.token;
      assert.match(token, /^rwtf_[A-Za-z0-9_-]{43}$/);
    });

    const server = await robot.serve();
    await t.step("a page in a browser", () => readHome(server));
    await t.step("HEAD", () => askForHead(server));
    await t.step("a page through REST", () => writeByRest(server, token));
    await t.step("a page through MCP", () => readByMcp(server, token));
    await t.step("a clone that is whole", () => cloneAll(robot));
    await t.step("commands through the running server", async () => {
      const { wikis } = await robot.ask<{ wikis: { slug: string }[] }>(
        "wiki",
        "list",
      );
      assert.deepEqual(wikis.map(({ slug }) => slug), ["garden"]);
      const second = await robot.run("serve");
      assert.equal(second.code, 1);
      assert.match(second.stderr, /another robot works on it/);
      assert.equal((await robot.run("doctor")).code, 0);
    });
    await t.step(
      "SIGTERM ends it, and what was saved is there again",
      async () => {
        const log = await server.stop();
        assert.match(log, /"event":"server_stopped"/);
        const again = await robot.serve();
        const { status, body } = await again.ask({
          host: "garden.wiki.localhost",
          path: "/Actors/Iran",
        });
        assert.equal(status, 200);
        assert.match(body, /Tehran/);
      },
    );
  });
});

async function readHome(server: RunningServer): Promise<void> {
  const { status, headers, body } = await server.ask({
    host: "garden.wiki.localhost",
    path: "/",
  });

  assert.equal(status, 200);
  assert.match(headers["content-type"] ?? "", /^text\/html/);
  assert.match(body, /<!doctype html>/i);
  const sheet = /href="http:\/\/wiki\.localhost:\d+(\/static\/[^"]+\.css[^"]*)"/
    .exec(body)?.[1];
  assert.ok(sheet, "the page names no style sheet");
  assert.equal(
    (await server.ask({ host: "wiki.localhost", path: sheet })).status,
    200,
  );
}

/** HEAD has the headers of GET, the length among them, and no body. */
async function askForHead(server: RunningServer): Promise<void> {
  const question = { host: "garden.wiki.localhost", path: "/Agent_Guide" };
  const get = await server.ask(question);
  const head = await server.ask({ ...question, method: "HEAD" });

  assert.deepEqual([head.status, head.body], [200, ""]);
  assert.equal(head.headers.etag, get.headers.etag);
  assert.equal(
    Number(head.headers["content-length"]),
    new TextEncoder().encode(get.body).length,
  );
}

async function writeByRest(
  server: RunningServer,
  token: string,
): Promise<void> {
  const put = {
    host: "garden.wiki.localhost",
    path: "/api/v1/pages/Actors/Iran",
    method: "PUT",
  };
  // Long enough to be rendered in a worker thread.
  const rest = "A *sentence* with a [[Home]] link.\n\n".repeat(400);
  const content = `# Iran\n\nThe capital is Tehran.\n\n${rest}`;
  const body = JSON.stringify({ content });

  const anonymous = await server.ask({ ...put, body });
  const saved = await server.ask({
    ...put,
    body,
    headers: { authorization: `Bearer ${token}` },
  });

  assert.equal(anonymous.status, 401);
  assert.equal(saved.status, 201, saved.body);
}

async function readByMcp(server: RunningServer, token: string): Promise<void> {
  const call = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "read_note", arguments: { path: "Actors/Iran" } },
  };
  const { status, body } = await server.ask({
    host: "garden.wiki.localhost",
    path: "/mcp",
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify(call),
  });

  assert.equal(status, 200, body);
  assert.match(body, /The capital is Tehran/);
}

async function cloneAll(robot: Installation): Promise<void> {
  const target = await Deno.makeTempDir({ prefix: "robot-clone-" });
  try {
    await git(
      "clone",
      "-q",
      `http://127.0.0.1:${robot.port}/w/garden/repo.git`,
      `${target}/garden`,
    );
    await git("-C", `${target}/garden`, "fsck", "--full", "--strict");
    const log = await git(
      "-C",
      `${target}/garden`,
      "log",
      "--format=%s",
      "--",
      "Actors/Iran.md",
    );
    assert.match(log, /^\[api\] Create: Actors\/Iran$/m);
  } finally {
    await Deno.remove(target, { recursive: true });
  }
}
