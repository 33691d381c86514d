import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  openSafeFetch,
  type SafeFetchOptions,
} from "../../src/auth/safe_fetch.ts";
import { Unreachable } from "../../src/auth/unreachable.ts";

/** A server on this machine that must not be reached; it counts who reached it. */
function serveHere(answer: (path: string) => Response | Promise<Response>) {
  const asked: string[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      return answer(pathname);
    },
  );
  return {
    asked,
    port: server.addr.port,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Why an address is not asked. */
async function reasonOf(
  url: string,
  options: SafeFetchOptions = {},
): Promise<string> {
  await using guarded = openSafeFetch(options);
  try {
    const answer = await guarded.fetch(url);
    await answer.body?.cancel();
    return String(answer.status);
  } catch (error) {
    assert.ok(error instanceof Unreachable, String(error));
    return error.reason;
  }
}

Deno.test("a guarded fetch refuses whatever is not https on its usual port at a public address", async () => {
  await using here = serveHere(() => new Response("secret"));
  const refused = [
    `http://127.0.0.1:${here.port}/`,
    `http://localhost:${here.port}/`,
    "http://example.org/",
    `https://127.0.0.1:${here.port}/`,
    `https://example.org:${here.port}/`,
    "https://example.org:8443/",
    "https://alice@example.org/",
    "https://alice:secret@example.org/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.0.0.1./",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001::1]/",
    "https://[2001:db8::1]/",
    "https://[fc00::1]/",
    "https://[fd12:3456::1]/",
    "https://[fe80::1]/",
    "https://[ff02::1]/",
    "file:///etc/passwd",
    "data:text/plain,x",
  ];
  for (const url of refused) assert.equal(await reasonOf(url), "refused", url);
  assert.deepEqual(here.asked, []);
});

Deno.test("a guarded fetch refuses a name that leads to an address which is not public, one of several too", async () => {
  const leads: Readonly<Record<string, readonly string[]>> = {
    "inside.example": ["127.0.0.1"],
    "both.example": ["8.8.8.8", "10.0.0.1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "nowhere.example": [],
  };
  const resolve = (host: string) => Promise.resolve(leads[host]!);

  for (const host of Object.keys(leads)) {
    const reason = await reasonOf(`https://${host}/`, { resolve });
    assert.equal(reason, "refused", host);
  }
  // The system's own resolver: this name always means this machine.
  assert.equal(await reasonOf("https://localhost/"), "refused");
  assert.equal(await reasonOf("https://wiki.localhost/"), "refused");
});

Deno.test("a guarded fetch connects to the very address that it looked at", async () => {
  await using here = serveHere(() => new Response("hello"));
  const asked: string[] = [];
  // A server that wants to lead inside answers otherwise the second time: it is not asked twice.
  const resolve = (host: string) => {
    asked.push(host);
    return Promise.resolve([asked.length === 1 ? "127.0.0.1" : "10.0.0.1"]);
  };

  const url = `http://localhost:${here.port}/`;
  const reason = await reasonOf(url, { allowLocal: true, resolve });

  assert.equal(reason, "200");
  assert.deepEqual(asked, ["localhost"]);
  assert.deepEqual(here.asked, ["/"]);
});

Deno.test("a guarded fetch that may ask this machine still refuses its neighbours, and names that lead here", async () => {
  await using here = serveHere(() => new Response("hello"));
  const allowLocal = true;

  for (const host of ["localhost", "127.0.0.1"]) {
    const url = `http://${host}:${here.port}/`;
    assert.equal(await reasonOf(url, { allowLocal }), "200", url);
  }
  for (
    const url of [
      "http://10.0.0.1/",
      "http://192.168.1.1:8080/",
      `http://wiki.localhost:${here.port}/`,
      `http://127.0.0.2:${here.port}/`,
      "https://169.254.169.254/",
      "http://example.org/",
    ]
  ) assert.equal(await reasonOf(url, { allowLocal }), "refused", url);
  const resolve = () => Promise.resolve(["127.0.0.1"]);
  assert.equal(
    await reasonOf("https://inside.example/", { allowLocal, resolve }),
    "refused",
  );
});

Deno.test("a guarded fetch follows no redirect, and keeps to its limits of bytes and time", async () => {
  await using here = serveHere((path) => {
    switch (path) {
      case "/redirect":
        return new Response(null, {
          status: 302,
          headers: { location: "http://169.254.169.254/" },
        });
      case "/large":
        return new Response(new Uint8Array(600 * 1024));
      case "/packed":
        return new Response(packed(), {
          headers: { "content-encoding": "gzip" },
        });
      default:
        return new Response(new ReadableStream()); // begins, and never ends
    }
  });
  const origin = `http://localhost:${here.port}`;
  const options = { allowLocal: true };

  assert.equal(await reasonOf(`${origin}/redirect`, options), "redirect");
  assert.equal(await reasonOf(`${origin}/large`, options), "too_large");
  assert.equal(await reasonOf(`${origin}/packed`, options), "too_large");
  assert.equal(
    await reasonOf(`${origin}/endless`, { ...options, deadlineMs: 100 }),
    "timeout",
  );
  assert.deepEqual(here.asked, ["/redirect", "/large", "/packed", "/endless"]);
});

Deno.test("a guarded fetch keeps nothing of hosts that are not there", async () => {
  await using guarded = openSafeFetch({
    resolve: () => Promise.resolve(["10.0.0.1"]),
  });
  const ask = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await assert.rejects(guarded.fetch(`https://h${i}.example/`));
    }
  };
  await ask(100);
  setFlagsFromString("--expose-gc");
  const free: () => void = runInNewContext("gc");
  const collect = async () => {
    await new Promise((resolve) => setTimeout(resolve, 0)); // what just ended is let go of
    free();
  };
  await collect();
  const before = Deno.memoryUsage().heapUsed;

  await ask(300);

  await collect();
  const kept = (Deno.memoryUsage().heapUsed - before) / 300;
  assert.ok(kept < 4_000, `${kept} bytes for each`);
});

Deno.test("a guarded fetch sends and answers like the usual one", async () => {
  await using server = serveEcho();
  await using guarded = openSafeFetch({ allowLocal: true });
  const url = `http://localhost:${server.port}/a?b=c`;
  const init = { method: "POST", body: "x=1", headers: { dpop: "proof" } };

  const answers = [
    await guarded.fetch(url, init),
    await guarded.fetch(new Request(url, init)),
  ];

  for (const answer of answers) {
    assert.equal(answer.status, 400);
    assert.equal(answer.url, url);
    assert.equal(answer.headers.get("dpop-nonce"), "again");
    assert.deepEqual(await answer.json(), { body: "x=1", dpop: "proof" });
  }
});

Deno.test("a guarded fetch says what is wrong where nobody listens, and obeys its caller's signal", async () => {
  const port = closedPort();
  const options = { allowLocal: true };
  assert.equal(
    await reasonOf(`http://localhost:${port}/`, options),
    "network",
  );
  await using guarded = openSafeFetch(options);

  const asked = guarded.fetch(`http://localhost:${port}/`, {
    signal: AbortSignal.abort(new Error("no time")),
  });

  await assert.rejects(asked, { message: "no time" });
});

function serveEcho() {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) =>
      Response.json({
        body: await request.text(),
        dpop: request.headers.get("dpop"),
      }, { status: 400, headers: { "dpop-nonce": "again" } }),
  );
  return {
    port: server.addr.port,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Small on the way, a megabyte when it is unpacked. */
function packed(): ReadableStream<Uint8Array> {
  return new Blob([new Uint8Array(1024 * 1024)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
}

function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
