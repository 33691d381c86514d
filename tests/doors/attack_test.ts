/**
 * Attacks that once worked, each by what it did.
 *
 * @module
 */
import assert from "node:assert/strict";
import { serveApp } from "../../src/http/serve.ts";
import { type Doors, form, openDoors } from "../support/doors.ts";
import { waitedMs } from "../support/loop.ts";
import { createWorld } from "../support/world.ts";

const GARDEN = "https://garden.robot.test";
const CELLAR = "https://cellar.robot.test";
const PLATFORM = "https://robot.test";

/** Far above what linear work needs, far below what quadratic work needs. */
const SOON_MS = 700;

/** Names that cost time that grew with the square of their length: a run that a pattern tried anew at each place, marks to sort. */
const COSTLY: Readonly<Record<string, string>> = {
  slashes: `a${"/".repeat(60_000)}a`,
  spaces: `a${" ".repeat(20_000)}a`,
  marks: `a${"\u0301".repeat(20_000)}${"\u0316".repeat(20_000)}`,
};

Deno.test("a long name in an address, an argument or a link holds nobody up", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const authorization = `Bearer ${doors.token("garden", world.bob)}`;
  // The thread that renders and the library for agents take their time to begin.
  await world.write("garden", "Long", "word ".repeat(1_000));
  await (await doors.request(`${GARDEN}/Long`)).text();
  await (await doors.request(`${GARDEN}/mcp`, writeNote(authorization, "")))
    .text();

  for (const [kind, name] of Object.entries(COSTLY)) {
    const encoded = encodeURI(name);
    const asked: [string, RequestInit, number][] = [
      [`/${encoded}`, {}, 404],
      [`/-/links/${encoded}`, {}, 404],
      [`/-/search?q=${encoded}`, {}, 200],
      [`/api/v1/pages?prefix=${encoded}`, {}, 200],
      [
        `/api/v1/pages/Links_${kind}`,
        {
          method: "PUT",
          headers: { authorization },
          body: JSON.stringify({ content: `[[${name}]] [x](<${name}>)\n` }),
        },
        201,
      ],
      [`/Links_${kind}`, {}, 200],
      ["/mcp", writeNote(authorization, name), 200],
    ];
    for (const [path, init, status] of asked) {
      const began = performance.now() - waitedMs();
      const answer = await doors.request(`${GARDEN}${path}`, init);
      await answer.text();
      const tookMs = performance.now() - waitedMs() - began;
      assert.equal(answer.status, status, `${kind}: ${path.slice(0, 30)}`);
      assert.ok(tookMs < SOON_MS, `${kind}: ${path.slice(0, 30)}: ${tookMs}`);
    }
  }
});

/** An agent's request to make a page. */
function writeNote(authorization: string, path: string): RequestInit {
  return {
    method: "POST",
    headers: {
      authorization,
      "content-type": "application/json",
      "accept": "application/json, text/event-stream",
    },
    body: JSON.stringify({
      ...{ jsonrpc: "2.0", id: 1, method: "tools/call" },
      params: { name: "write_note", arguments: { path, content: "x" } },
    }),
  };
}

Deno.test("a line that only seems to begin a block holds nobody up", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const authorization = `Bearer ${doors.token("garden", world.bob)}`;
  const spaces = " ".repeat(200_000);
  const texts = [
    `${"- ".repeat(100_000)}x`,
    `:::${spaces}x\u2028`,
    `{{InfoBox\n${`|${" ".repeat(3_990)}\n`.repeat(50)}}}`,
    `${`{{A|${" ".repeat(1_990)}x\n`.repeat(100)}}}`,
    `![[${"?".repeat(200_000)}\u2028]]`,
    `${`*[a]:${" ".repeat(990)}\u2028\n`.repeat(200)}`,
  ];

  for (const [i, content] of texts.entries()) {
    const began = performance.now() - waitedMs();
    const answer = await doors.request(`${GARDEN}/api/v1/pages/Line${i}`, {
      ...{ method: "PUT", headers: { authorization } },
      body: JSON.stringify({ content }),
    });
    await answer.body?.cancel();
    const tookMs = performance.now() - waitedMs() - began;
    assert.equal(answer.status, 201);
    assert.ok(tookMs < SOON_MS, `${i}: ${tookMs}`);
  }
});

Deno.test("a form of millions of fields holds nobody up", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const began = performance.now() - waitedMs();

  const answer = await doors.request(`${CELLAR}/-/edit/Home`, {
    ...form(CELLAR, {}, {
      "content-type": "application/x-www-form-urlencoded",
    }),
    body: "&a".repeat(2_000_000),
  });
  await answer.body?.cancel();

  assert.ok(performance.now() - waitedMs() - began < SOON_MS);
  assert.equal(answer.status, 400);
});

Deno.test("JSON of millions of values holds nobody up", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const authorization = `Bearer ${doors.token("garden", world.bob)}`;
  const headers = {
    authorization,
    "content-type": "application/json",
    "accept": "application/json, text/event-stream",
  };

  for (const body of ["[".repeat(7_000_000), "[{},".repeat(1_500_000)]) {
    const asked = { "/api/v1/pages/X": "PUT", "/mcp": "POST" };
    for (const [path, method] of Object.entries(asked)) {
      const began = performance.now() - waitedMs();
      const answer = await doors.request(`${GARDEN}${path}`, {
        ...{ method, headers, body },
      });
      await answer.body?.cancel();
      const tookMs = performance.now() - waitedMs() - began;
      assert.ok([400, 422].includes(answer.status), `${answer.status}`);
      assert.ok(tookMs < SOON_MS, `${path}: ${tookMs}`);
    }
  }
});

Deno.test("a conflict over a text of line breaks holds nobody up", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await world.write("garden", "Page", "here before\n");
  const text = `a${"\n".repeat(100_000)}a`;
  const headers = await doors.cookiesOf(world.bob);
  const began = performance.now() - waitedMs();

  const answer = await doors.request(
    `${GARDEN}/-/edit/Page`,
    form(GARDEN, { text, base: "" }, headers),
  );
  await answer.body?.cancel();

  assert.equal(answer.status, 409);
  assert.ok(performance.now() - waitedMs() - began < 3 * SOON_MS);
});

Deno.test("who has no right is refused before the body is read, and before it can be wrong", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const nobody = {};
  const stranger = await doors.cookiesOf(world.stranger);

  for (const [who, status] of [[nobody, 401], [stranger, 403]] as const) {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new TextEncoder().encode("[".repeat(1000)));
        if (pulled === 100) controller.close();
      },
    }, { highWaterMark: 0 });
    const answer = await doors.request(`${CELLAR}/api/v1/pages/Home`, {
      method: "PUT",
      headers: { origin: CELLAR, ...who },
      body,
    });
    const wrong = await doors.request(`${CELLAR}/api/v1/pages?limit=wrong`, {
      headers: who,
    });

    assert.equal(answer.status, status);
    assert.ok(pulled < 5, `${pulled} pieces were read`);
    assert.equal(wrong.status, status);
  }
});

Deno.test("a token whose person lost the right to read is told nothing by a handshake", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const headers = {
    "authorization": `Bearer ${doors.token("cellar", world.bob)}`,
    "content-type": "application/json",
    "accept": "application/json, text/event-stream",
  };
  world.house.platform.members.remove(world.cellar.id, world.bob.user!.did);

  for (const method of ["initialize", "tools/list", "server/discover"]) {
    const params = method === "initialize"
      ? {
        protocolVersion: "2025-06-18",
        capabilities: {},
        clientInfo: { name: "x", version: "1" },
      }
      : {};
    const answer = await doors.request(`${CELLAR}/mcp`, {
      method: "POST",
      headers,
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    assert.equal(answer.status, 403, method);
    assert.doesNotMatch(await answer.text(), /The Cellar/);
  }
});

Deno.test("a deletion that is done is not answered as a failure, whatever the page is called", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const path = `${"a".repeat(119)}😀`; // the word that is shown is cut after 120 units
  const { revision } = await world.write("garden", path, "text\n");

  const answer = await doors.request(
    `${GARDEN}/-/delete/${encodeURIComponent(path)}`,
    form(GARDEN, { base: revision }, await doors.cookiesOf(world.bob)),
  );

  assert.equal(answer.status, 303);
});

Deno.test("what no door can read is refused without a word in the log", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await using server = new Server(doors);

  for (const method of ["TRACE", "CONNECT"]) {
    for (const extra of ["", "Transfer-Encoding: chunked\r\n"]) {
      const first = await server.exchange(
        `${method} / HTTP/1.1\r\nHost: garden.robot.test\r\nX-Real-IP: 1.2.3.4\r\n${extra}Connection: close\r\n\r\n0\r\n\r\n`,
      );
      assert.match(first, /^HTTP\/1\.1 (400|404|501) /, method);
    }
  }
  for (const type of ["application/json", "multipart/form-data; boundary=x"]) {
    const answer = await doors.request(`${PLATFORM}/auth/link`, {
      method: "POST",
      headers: { origin: PLATFORM, "content-type": type },
      body: "{}",
    });
    assert.equal(answer.status, 400, type);
    await answer.body?.cancel();
  }

  assert.deepEqual(world.events("request_failed"), []);
});

Deno.test("a failure in front of the doors is answered with our headers, and logged", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const { wikis } = world.house.platform;
  Object.defineProperty(wikis, "find", {
    value: () => {
      throw new Error("the database cannot be read");
    },
  });

  const answer = await doors.request("http://localhost/health/ready");

  assert.equal(answer.status, 500);
  assert.equal(await answer.text(), "Internal Server Error\n");
  assert.match(answer.headers.get("content-security-policy")!, /default-src/);
  assert.equal(answer.headers.get("cache-control"), "private, no-cache");
  assert.equal(world.events("request_failed").length, 1);
});

Deno.test("a Bearer header does not open the platform's forms to other sites", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const cookies = await doors.cookiesOf(world.alice);
  const init = form("https://evil.test", {}, {
    ...cookies,
    authorization: "Bearer anything",
  });

  const answer = await doors.request(`${PLATFORM}/auth/logout`, init);

  assert.equal(answer.status, 403);
  assert.equal(await isSignedIn(doors, cookies), true);
});

Deno.test("signing out on a wiki leaves no renewed cookie behind", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const cookies = await doors.cookiesOf(world.alice);
  world.wait(13 * 3600);

  const answer = await doors.request(
    `${GARDEN}/-/logout`,
    form(GARDEN, {}, cookies),
  );

  const lines = answer.headers.getSetCookie()
    .filter((line) => line.startsWith("__Secure-robot="));
  assert.deepEqual(lines.map((line) => /^[^=]+=;/.test(line)), [true]);
  assert.equal(await isSignedIn(doors, cookies), false);
});

Deno.test("a body that nobody read does not hang its connection", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await using server = new Server(doors);
  const body = "x".repeat(300_000);
  const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  const next =
    "GET /robots.txt HTTP/1.1\r\nHost: garden.robot.test\r\nConnection: close\r\n\r\n";

  for (
    const [length, sent] of [
      [`Content-Length: ${body.length}`, body],
      ["Transfer-Encoding: chunked", chunked],
    ]
  ) {
    const answers = await server.exchange(
      `PUT /api/v1/pages/X HTTP/1.1\r\nHost: cellar.robot.test\r\n${length}\r\n\r\n${sent}${next}`,
    );
    assert.match(answers, /^HTTP\/1\.1 401 /);
    assert.match(answers, /HTTP\/1\.1 200 OK/, length);
  }
});

Deno.test("a file stays in its sandbox when the browser asks whether it changed", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await world.write("garden", "Home", "# Home\n");
  const first = await doors.request(`${GARDEN}/Home.md`);
  await first.body?.cancel();

  const again = await doors.request(`${GARDEN}/Home.md`, {
    headers: { "if-none-match": first.headers.get("etag")! },
  });

  assert.match(first.headers.get("content-security-policy")!, /^sandbox/);
  assert.equal(again.status, 304);
  assert.equal(again.headers.get("content-security-policy"), null);
});

Deno.test("REST reads a page's name as it was sent", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await world.write("garden", "Home", "# Home\n");

  for (const path of ["-/edit/Home", "x/%2e%2e/Home", "%2e%2e/pages/Home"]) {
    // A `Request` would resolve the dots; the network does not.
    await using server = new Server(doors);
    const answer = await server.exchange(
      `GET /api/v1/pages/${path} HTTP/1.1\r\nHost: garden.robot.test\r\nConnection: close\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 404 /, path);
  }
});

/** The doors behind a real server, for what `Request` cannot say. */
class Server implements AsyncDisposable {
  readonly #server;

  constructor({ app }: Doors) {
    this.#server = serveApp(app, { hostname: "127.0.0.1", port: 0 });
  }

  /** Sends bytes, answers all that comes back. */
  async exchange(text: string): Promise<string> {
    const connection = await Deno.connect(this.#server.address);
    const [answer] = await Promise.all([
      new Response(connection.readable).text(),
      new Response(text).body!.pipeTo(connection.writable, {
        preventClose: true,
      }),
    ]);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
  }
}

async function isSignedIn(
  doors: Doors,
  headers: Record<string, string>,
): Promise<boolean> {
  const answer = await doors.request(`${CELLAR}/-/index`, { headers });
  await answer.body?.cancel();
  return answer.status === 200;
}
