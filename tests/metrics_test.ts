import assert from "node:assert/strict";
import { createMetrics, watchEventLoop } from "../src/metrics.ts";

Deno.test("createMetrics counts, sums up durations and writes both as text", () => {
  const metrics = createMetrics();

  metrics.count("saves_total", { door: "web" });
  metrics.count("saves_total", { door: "web" }, 2);
  metrics.observe("save_seconds", 0.02);
  metrics.observe("save_seconds", 20);

  const lines = metrics.text().split("\n");
  assert.ok(lines.includes('saves_total{door="web"} 3'));
  assert.ok(lines.includes('save_seconds_bucket{le="0.01"} 0'));
  assert.ok(lines.includes('save_seconds_bucket{le="0.025"} 1'));
  assert.ok(lines.includes('save_seconds_bucket{le="+Inf"} 2'));
  assert.ok(lines.includes("save_seconds_sum 20.02"));
  assert.ok(lines.includes("save_seconds_count 2"));
});

Deno.test("watchEventLoop tells that the loop was held, and for how long", async () => {
  const metrics = createMetrics();
  using _watch = watchEventLoop(metrics);

  const until = performance.now() + 200;
  while (performance.now() < until); // holds the loop
  await new Promise((resolve) => setTimeout(resolve, 0));

  const [, late] = /^robot_event_loop_lag_seconds_sum (.*)$/m
    .exec(metrics.text()) ?? [];
  assert.ok(Number(late) >= 0.1, `${late} s`);
});

Deno.test("total() sums a counter over the series that have the labels", () => {
  const metrics = createMetrics();
  metrics.count("robot_requests_total", { door: "web", status: "2xx" }, 3);
  metrics.count("robot_requests_total", { door: "web", status: "5xx" });
  metrics.count("robot_requests_total", { door: "api", status: "5xx" });

  assert.equal(metrics.total("robot_requests_total"), 5);
  assert.equal(metrics.total("robot_requests_total", { status: "5xx" }), 2);
  assert.equal(metrics.total("robot_requests_total", { door: "mcp" }), 0);
  assert.equal(metrics.total("robot_requests"), 0);
});
