import assert from "node:assert/strict";
import { connect } from "node:net";
import { readArrival } from "../../src/http/arrival.ts";
import { trustNetworks } from "../../src/http/client_address.ts";
import { serveApp } from "../../src/http/serve.ts";

const LISTEN = { hostname: "127.0.0.1", port: 0 };

Deno.test("serveApp hands on the peer's address, and answers HEAD with the length of GET", async () => {
  const peers: (string | null)[] = [];
  const server = serveApp({
    beginDrain: () => {},
    fetch(request, peer) {
      peers.push(peer);
      const arrival = readArrival(request, peer, trustNetworks([]));
      return Promise.resolve(new Response(arrival.request.method));
    },
  }, LISTEN);
  const url = `http://127.0.0.1:${server.address.port}/`;

  const get = await fetch(url);
  const head = await fetch(url, { method: "HEAD" });
  await server.stop();

  assert.equal(await get.text(), "GET");
  assert.equal(head.headers.get("content-length"), "3");
  assert.equal(await head.text(), "");
  assert.deepEqual(peers, ["127.0.0.1", "127.0.0.1"]);
});

Deno.test("stop lets a request end, is announced, and closes idle connections", async () => {
  const gate = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  let isDraining = false;
  const server = serveApp({
    beginDrain: () => void (isDraining = true),
    async fetch() {
      arrived.resolve();
      await gate.promise;
      return new Response("done");
    },
  }, LISTEN);
  const { port } = server.address;
  const idle = connect({ port, host: "127.0.0.1" });
  await new Promise((resolve) => idle.once("connect", resolve));
  const closed = new Promise((resolve) => idle.once("close", resolve));
  const answer = fetch(`http://127.0.0.1:${port}/`);
  await arrived.promise;

  const stopped = server.stop();
  assert.equal(isDraining, true);
  gate.resolve();

  assert.equal(await (await answer).text(), "done");
  await stopped;
  idle.destroy();
  await closed;
  await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
});
