/** Threads with a deadline, started by another thread. @module */
import assert from "node:assert/strict";
import { JobThread } from "../../src/threads/job_thread.ts";
import { ThreadStarter } from "../../src/threads/thread_starter.ts";
import { longestHold } from "../support/loop.ts";
import type { TrialJob } from "./trial_worker.ts";

function trialThread(
  options: { deadlineMs?: number; idleMs?: number; isPrepared?: boolean } = {},
) {
  const threads = new ThreadStarter();
  if (options.isPrepared) threads.prepare();
  const thread = new JobThread<TrialJob, unknown, string>(threads, {
    entry: new URL("./trial_worker.ts", import.meta.url),
    data: "data",
    heapMegabytes: 32,
    deadlineMs: 60_000,
    ...options,
  });
  return { threads, thread, [Symbol.dispose]: () => threads[Symbol.dispose]() };
}

Deno.test("JobThread does one job after another, with the data of its start", async () => {
  using open = trialThread();

  assert.equal(await open.thread.run("echo"), "echo data");
  assert.equal(await open.thread.run("echo"), "echo data");
});

Deno.test("JobThread hands bytes over instead of copying them", async () => {
  using open = trialThread();
  const bytes = new ArrayBuffer(1_000);

  const back = await open.thread.run(bytes, { transfer: [bytes] });

  assert.equal(bytes.byteLength, 0);
  assert.equal((back as ArrayBuffer).byteLength, 1_000);
});

Deno.test("JobThread tells what a job found before its end", async () => {
  using open = trialThread();
  const parts: string[] = [];

  await open.thread.run("parts", { onPart: (part) => parts.push(part) });

  assert.deepEqual(parts, ["one"]);
});

Deno.test("JobThread ends a thread that hangs; the next job has another one", async () => {
  using open = trialThread({ deadlineMs: 300 });

  await assert.rejects(open.thread.run("hang"), { reason: "time" });

  assert.equal(open.thread.isBusy, false);
  assert.equal(await open.thread.run("echo"), "echo data");
});

Deno.test("JobThread says at once that a thread needs too much memory", async () => {
  using open = trialThread();

  await assert.rejects(open.thread.run("eat"), { reason: "memory" });

  assert.equal(await open.thread.run("echo"), "echo data");
});

Deno.test("JobThread passes on why a thread failed", async () => {
  using open = trialThread();

  await assert.rejects(open.thread.run("throw"), {
    reason: "fault",
    message: /as asked/,
  });
});

Deno.test("JobThread fails the job in work when it is ended, and takes another", async () => {
  using open = trialThread();
  const running = assert.rejects(open.thread.run("hang"), { reason: "ended" });

  open.thread.end();

  await running;
  assert.equal(await open.thread.run("echo"), "echo data");
});

Deno.test("JobThread takes one job at a time", async () => {
  using open = trialThread();
  const running = open.thread.run("echo");

  await assert.rejects(open.thread.run("echo"), /already/);
  await running;
});

Deno.test("JobThread ends its thread when there is nothing to do", async () => {
  using open = trialThread({ idleMs: 0 });

  for (let run = 0; run < 2; run++) {
    assert.equal(await open.thread.run("echo"), "echo data");
    await new Promise((resolve) => setTimeout(resolve, 1)); // its thread ends
  }
});

Deno.test("A prepared ThreadStarter starts threads without holding the event loop", async () => {
  using open = trialThread({ isPrepared: true });
  await open.thread.run("echo");
  open.thread.end();

  const heldMs = await longestHold(() => open.thread.run("echo"));

  assert.ok(heldMs < 50, `${heldMs} ms`);
});

Deno.test("A prepared ThreadStarter tells of full heaps and failures, ends what hangs, and stops", async () => {
  using open = trialThread({ isPrepared: true, deadlineMs: 1_000 });

  await assert.rejects(open.thread.run("throw"), { reason: "fault" });
  await assert.rejects(open.thread.run("hang"), { reason: "time" });
  const stopped = assert.rejects(open.thread.run("hang"), { reason: "fault" });
  open.threads[Symbol.dispose]();
  await stopped;
});
