/**
 * How a server stops, and how it takes over from one that did not.
 *
 * @module
 */
import assert from "node:assert/strict";
import net from "node:net";
import { BOMBS } from "../corpus/bombs.ts";
import { Installation, type RunningServer } from "../support/server_process.ts";
import { signIn } from "../support/writers.ts";

const HOST = "garden.wiki.localhost";
const OWNER = "did:plc:owner";

async function openGarden(robot: Installation): Promise<RunningServer> {
  await robot.ask("user", "create", OWNER, "--handle", "owner.example.com");
  await robot.ask(
    ...["wiki", "create", "garden", "--owner", OWNER, "--read", "anonymous"],
  );
  return await robot.serve();
}

Deno.test("SIGTERM lets a request in work end, and takes no new ones", async () => {
  await using robot = await Installation.make();
  const server = await openGarden(robot);
  const { url } = await robot.ask<{ url: string }>(
    ...["user", "signin-link", OWNER],
  );
  const cookie = await signIn(server, url);
  const text = BOMBS.strikethrough!(60_000); // as long to render as the deadline allows: two seconds

  const slow = server.ask({
    host: HOST,
    path: "/-/edit/Slow",
    method: "POST",
    headers: {
      cookie,
      origin: `http://${HOST}:${server.port}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ text, base: "", action: "preview" }).toString(),
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const stopped = server.stop();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const late = server.ask({ host: "127.0.0.1", path: "/health" });

  await assert.rejects(late, "a connection was taken after SIGTERM");
  const { status, body } = await slow;
  assert.equal(status, 200);
  assert.match(body, /~~a~ ~~a~ /);
  assert.match(await stopped, /"event":"server_stopped"/);
});

Deno.test("SIGTERM cuts off after ten seconds what does not end by itself", async () => {
  await using robot = await Installation.make();
  const server = await openGarden(robot);
  const socket = net.connect(server.port, "127.0.0.1");
  socket.on("error", () => {}); // it is cut off, which is the point
  await new Promise((resolve) => socket.on("connect", resolve));
  // A body that was announced and never comes.
  socket.write(
    `POST /-/edit/X HTTP/1.1\r\nHost: ${HOST}:${server.port}\r\nOrigin: http://${HOST}:${server.port}\r\n` +
      `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ntext=a`,
  );
  await new Promise((resolve) => setTimeout(resolve, 300));

  const started = performance.now();
  const log = await server.stop();
  const seconds = (performance.now() - started) / 1000;

  socket.destroy();
  assert.match(log, /"event":"server_stopped"/);
  assert.ok(seconds < 15, `it took ${seconds} s`);
});

Deno.test("a server takes the place of one that was killed, and of no other", async () => {
  await using robot = await Installation.make();
  const server = await openGarden(robot);
  await server.kill(); // leaves the socket and the lock file behind

  await robot.serve();
  const { wikis } = await robot.ask<{ wikis: unknown[] }>("wiki", "list");
  const second = await robot.run("serve");

  assert.equal(wikis.length, 1);
  assert.deepEqual([second.code, second.stdout], [1, ""]);
  assert.match(second.stderr, /another robot works on it/);
});
