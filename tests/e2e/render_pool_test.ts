import assert from "node:assert/strict";
import { RenderPool } from "../../src/markdown/render_pool.ts";
import { ThreadStarter } from "../../src/threads/thread_starter.ts";
import { BOMBS } from "../corpus/bombs.ts";
import { longestHold } from "../support/loop.ts";

function poolForTest(options: { workers?: number; deadlineMs?: number } = {}) {
  const threads = new ThreadStarter();
  threads.prepare();
  const pool = new RenderPool(threads, { workers: 1, ...options });
  return { pool, [Symbol.dispose]: () => threads[Symbol.dispose]() };
}

const LONG = "# Title\n\n" + "Some [[Link|words]] here.\n\n".repeat(200);

Deno.test("RenderPool renders short and long texts alike", async () => {
  using open = poolForTest();

  const short = await open.pool.render("# A\n\n[[B]]\n", "target_first");
  const long = await open.pool.render(LONG, "target_first");

  assert.deepEqual(
    short.holes.map((hole) => "target" in hole && hole.target),
    ["B"],
  );
  assert.equal(long.holes.length, 200);
  assert.equal(long.shownAsText, null);
});

Deno.test("RenderPool shows a text as it is when the deadline passes, and goes on", async () => {
  using threads = new ThreadStarter();
  let timeouts = 0;
  const pool = new RenderPool(threads, {
    workers: 1,
    deadlineMs: 1_000,
    onTimeout: () => timeouts++,
  });
  try {
    const bomb = BOMBS["strikethrough"]!(100_000);

    const hurt = await pool.render(bomb, "target_first");
    const next = await pool.render(LONG.slice(0, 3_000), "target_first");

    assert.match(hurt.shownAsText!, /too long/);
    assert.ok(hurt.parts[0]!.includes("~~a~ ~~a~ "));
    assert.deepEqual(hurt.holes, []);
    assert.equal(timeouts, 1);
    assert.equal(next.shownAsText, null);
  } finally {
    pool.close();
  }
});

Deno.test("RenderPool lets the pages of one group wait for each other, not the others for them", async () => {
  using open = poolForTest({ deadlineMs: 250 });
  const order: string[] = [];
  const ask = (group: string, text: string) =>
    open.pool.render(text, "target_first", { group }).then(() => {
      order.push(group);
    });

  await Promise.all([
    ...[1, 2, 3, 4].map(() => ask("hostile", BOMBS["underscores"]!(40_000))),
    ask("friendly", LONG),
  ]);

  // One was in work already, and the first group in line had its turn.
  assert.equal(order.indexOf("friendly"), 2);
});

Deno.test("RenderPool refuses when too many texts of one group wait", async () => {
  using threads = new ThreadStarter();
  const pool = new RenderPool(threads, { workers: 1 });
  const asked = Array.from(
    { length: 60 },
    () => pool.render(LONG, "target_first", { group: "a" }),
  );

  const other = pool.render(LONG, "target_first", { group: "b" });
  const settled = Promise.allSettled([...asked, other]);
  await assert.rejects(asked[59]!, {
    code: "unavailable",
    message: /too many/,
  });
  const results = await settled;
  pool.close();

  assert.equal(results.at(-1)!.status, "fulfilled");
  assert.equal(
    results.filter((result) => result.status === "rejected").length,
    9, // one is in work, 50 wait
  );
});

Deno.test("RenderPool fails what waits when it is closed, and everything after", async () => {
  using threads = new ThreadStarter();
  const pool = new RenderPool(threads, { workers: 1 });
  const waiting = [
    pool.render(LONG, "target_first"),
    pool.render(LONG, "target_first"),
  ];
  const settled = Promise.allSettled(waiting);

  pool.close();

  for (const result of await settled) assert.equal(result.status, "rejected");
  await assert.rejects(pool.render("a", "target_first"), {
    code: "unavailable",
  });
});

Deno.test("RenderPool shows only the beginning of a text that is far too large", async () => {
  using open = poolForTest();

  const rendered = await open.pool.render(
    "<".repeat(5_000_000),
    "target_first",
  );

  assert.match(rendered.shownAsText!, /too large/);
  assert.ok(rendered.parts[0]!.length < 3_000_000);
});

Deno.test("RenderPool never holds the main thread longer than 50 ms while hostile texts are rendered", async () => {
  using open = poolForTest({ workers: 2, deadlineMs: 300 });
  await open.pool.render(LONG, "target_first");
  const texts = ["strikethrough", "wikiLinks", "wideTable"].flatMap((name) =>
    [1_000, 200_000].map((length) => BOMBS[name]!(length))
  );

  const held = await longestHold(() =>
    Promise.all(texts.map((text) => open.pool.render(text, "target_first")))
  );

  assert.ok(held < 50, `held for ${Math.round(held)} ms`);
});
