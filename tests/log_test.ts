import assert from "node:assert/strict";
import { jsonLog, RecentEvents } from "../src/log.ts";

const now = () => new Date("2026-11-20T12:00:00.000Z");

Deno.test("jsonLog writes a line for each event, with the error and its causes", () => {
  const lines: string[] = [];
  const log = jsonLog((line) => lines.push(line), now);
  const error = new Error("outer", { cause: new Error("inner") });

  log("error", "request_failed", { path: "/Home" }, error);

  const line = JSON.parse(lines[0]!);
  assert.equal(line.at, "2026-11-20T12:00:00.000Z");
  assert.equal(line.event, "request_failed");
  assert.equal(line.path, "/Home");
  assert.match(line.error, /outer[\s\S]*caused by Error: inner/);
});

Deno.test("RecentEvents passes every event on, and keeps warnings and errors, newest first", () => {
  const passed: string[] = [];
  const recent = new RecentEvents(now);
  const log = recent.beside((level, event) => passed.push(`${level} ${event}`));

  log("info", "server_started");
  log("warning", "render_timed_out");
  log("error", "request_failed", { door: "web", path: "/Secret" }, "broken");

  assert.deepEqual(passed, [
    "info server_started",
    "warning render_timed_out",
    "error request_failed",
  ]);
  assert.deepEqual(
    recent.list().map(({ event, words }) => [event, words]),
    [["request_failed", "door web, broken"], ["render_timed_out", ""]],
  );
});

Deno.test("RecentEvents leaves out what opens something, should an error quote it", () => {
  const recent = new RecentEvents(now);
  const log = recent.beside(() => {});
  const secrets = [
    "rwtf_0123456789-abc_DEF",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln-_x",
    "https://robot.test/auth/callback?code=c0de&state=st4te&iss=x",
    "/auth/link?secret=s3cret",
  ];

  log("error", "request_failed", {}, new Error(secrets.join(" ")));

  const { words } = recent.list()[0]!;
  assert.doesNotMatch(words, /rwtf_|eyJ|c0de|st4te|s3cret/);
  assert.match(words, /callback\?\(left out\)&\(left out\)&iss=x/);
});

Deno.test("RecentEvents keeps a hundred events, each cut short", () => {
  const recent = new RecentEvents(now);
  const log = recent.beside(() => {});

  for (let i = 0; i < 250; i++) {
    log("warning", "index_failed", { number: i }, "x".repeat(10_000));
  }

  const events = recent.list();
  assert.equal(events.length, 100);
  assert.match(events[0]!.words, /^number 249, x+$/);
  assert.equal(events[0]!.words.length, 1_000);
});
