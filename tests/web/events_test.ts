import assert from "node:assert/strict";
import { type Asking, webWorld } from "../support/web_world.ts";
import type { WebWorld } from "../support/web_world.ts";

/** A stream of events, read one by one. */
async function watch(world: WebWorld, path: string, from: Asking = {}) {
  const answer = await world.get(`/-/events/${path}`, from);
  assert.equal(answer.status, 200);
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const nextBlock = async (): Promise<string | undefined> => {
    while (!text.includes("\n\n")) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      text += value;
    }
    const end = text.indexOf("\n\n");
    const block = text.slice(0, end);
    text = text.slice(end + 2);
    return block;
  };
  return {
    answer,
    nextBlock,
    /** The next page event; `undefined` where the stream has ended. */
    async next(): Promise<Record<string, string> | undefined> {
      for (;;) {
        const block = await nextBlock();
        if (block === undefined) return undefined;
        const data = /^event: page\ndata: (.*)$/.exec(block)?.[1];
        if (data !== undefined) return JSON.parse(data);
      }
    },
    async [Symbol.asyncDispose]() {
      await reader.cancel();
    },
  };
}

Deno.test("a watcher is told how the page is, and then what happens to it", async () => {
  await using world = await webWorld();
  const first = await world.write("Page", "one\n");
  await using stream = await watch(world, "Page", { as: "visitor" });

  const current = await stream.next();
  const second = await world.write("Page", "two\n");
  const changed = await stream.next();
  await world.write("Other", "not told\n");
  await world.post("/-/delete/Page", { base: second }, { as: "bob" });
  const deleted = await stream.next();

  assert.equal(
    stream.answer.headers.get("content-type"),
    "text/event-stream; charset=utf-8",
  );
  assert.deepEqual(current, {
    revision: first,
    author: "@alice.example",
    at: "2026-11-20T12:00:00.000Z",
    kind: "current",
  });
  assert.equal(changed?.kind, "changed");
  assert.equal(changed.revision, second);
  assert.equal(deleted?.kind, "deleted");
  assert.equal(deleted.author, "@bob.example");
  assert.equal(deleted.revision, "");
});
