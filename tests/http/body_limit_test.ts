import assert from "node:assert/strict";
import { limitBody, longestBody } from "../../src/http/body_limit.ts";

const URL = "https://robot.test/";

Deno.test("limitBody refuses a body whose announced length is too long, before reading it", () => {
  const request = new Request(URL, {
    method: "POST",
    headers: { "content-length": "11" },
    body: "12345678901",
  });

  assert.throws(() => limitBody(request, 10), { code: "too_large" });
  assert.equal(request.bodyUsed, false);
});

Deno.test("limitBody stops a body of unknown length where it gets too long", async () => {
  const send = (bytes: number) =>
    limitBody(
      new Request(URL, { method: "POST", body: streamOf(bytes) }),
      10_000,
    ).arrayBuffer();

  assert.equal((await send(10_000)).byteLength, 10_000);
  await assert.rejects(send(10_001), { code: "too_large" });
});

/** A body in pieces of 1,000 bytes. */
function streamOf(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      const size = Math.min(left, 1000);
      left -= size;
      if (size > 0) controller.enqueue(new Uint8Array(size));
      else controller.close();
    },
  });
}

Deno.test("limitBody takes a client that left for no mistake of ours", async () => {
  const body = new ReadableStream({
    pull: (controller) => controller.error(new Deno.errors.BadResource("gone")),
  });
  const request = new Request("http://robot.test/", { method: "POST", body });

  await assert.rejects(limitBody(request, 100).text(), {
    code: "invalid",
    message: /ended too early/,
  });
});

Deno.test("limitBody gives up a body that does not end in time", async () => {
  let isCancelled = false;
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(10)),
    cancel: () => void (isCancelled = true),
  });
  const request = new Request("http://robot.test/", { method: "POST", body });

  const limited = limitBody(request, 100, { longestMs: 20 });

  await assert.rejects(limited.arrayBuffer(), {
    code: "invalid",
    message: /took too long/,
  });
  assert.equal(isCancelled, true);
});

Deno.test("longestBody() has room for files where files are sent, and nowhere else", () => {
  const limits = { pageBytes: 1_000_000, attachmentBytes: 10_485_760 };
  const longest = (door: "web" | "api" | "git", method: string, path: string) =>
    longestBody(limits, door, { method, path });

  assert.equal(longest("web", "POST", "/-/attachments/Oak"), 64 * 1024 * 1024);
  assert.equal(
    longest("api", "POST", "/api/v1/pages/Oak/attachments"),
    14_981_014,
  );
  const usual = [
    longest("web", "POST", "/-/attachment/Oak/a.txt"),
    longest("web", "PUT", "/-/attachments/Oak"),
    longest("web", "POST", "/-/edit/-/attachments/Oak"),
    longest("api", "PUT", "/api/v1/pages/Oak/attachments"),
    longest("git", "POST", "/-/attachments/Oak"),
  ];
  assert.deepEqual([...new Set(usual)], [8_000_000]);
});
