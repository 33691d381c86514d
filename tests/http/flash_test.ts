import assert from "node:assert/strict";
import { type Context, Hono } from "hono";
import type { DoorEnv } from "../../src/http/env.ts";
import { hasFlash, setFlash, takeFlash } from "../../src/http/flash.ts";

Deno.test("a flash is shown once, on the next page", async () => {
  const set = await run((c) => setFlash(c, "merged", "Bob & <Co>; ü"));
  const [cookie] = set.headers.getSetCookie();
  assert.match(
    cookie!,
    /^__Host-flash=merged\.[\w%.!~*'()-]+; Path=\/; Max-Age=60; HttpOnly; Secure; SameSite=Lax$/,
  );

  let shown: unknown;
  let waited = false;
  const taken = await run((c) => {
    waited = hasFlash(c);
    shown = takeFlash(c);
  }, cookie!.split(";")[0]);

  assert.equal(waited, true);
  assert.deepEqual(shown, [{
    kind: "warning",
    text:
      "Saved together with changes that were made meanwhile by Bob & <Co>; ü.",
  }]);
  assert.match(taken.headers.getSetCookie()[0]!, /^__Host-flash=; .*Max-Age=0/);
});

Deno.test("takeFlash knows only its own sentences, whatever a visitor writes into the cookie", async () => {
  for (
    const value of [
      "",
      "free text",
      "toString.x",
      "__proto__.x",
      "saved",
      ".x",
      "nothing.%E0%A4%A",
    ]
  ) {
    let shown: unknown;
    await run((c) => void (shown = takeFlash(c)), `__Host-flash=${value}`);
    assert.deepEqual(shown, [], value);
  }
  let long: readonly { text: string }[] = [];
  await run(
    (c) => void (long = takeFlash(c)),
    `__Host-flash=deleted.${"a".repeat(1000)}`,
  );
  assert.ok(long[0]!.text.length < 150);
});

async function run(
  handle: (c: Context<DoorEnv>) => void,
  cookie?: string,
): Promise<Response> {
  const app = new Hono<DoorEnv>();
  app.get("/", (c) => {
    handle(c);
    return c.text("");
  });
  return await app.request("/", { headers: cookie ? { cookie } : {} });
}
