import assert from "node:assert/strict";
import { placeOf, readAddress } from "../../src/http/place.ts";

const CONFIG = { domain: "robot.test" };

Deno.test("placeOf knows the platform, wikis and loopback names, and nothing else", () => {
  const places: [string, string][] = [
    ["robot.test", "platform"],
    ["demo.robot.test", "wiki demo"],
    ["a-1.robot.test", "wiki a-1"],
    ["www.robot.test", "unknown"],
    ["api.robot.test", "unknown"],
    ["auth.robot.test", "unknown"],
    ["mcp.robot.test", "unknown"],
    ["app.robot.test", "unknown"],
    ["a.b.robot.test", "unknown"],
    [".robot.test", "unknown"],
    ["-a.robot.test", "unknown"],
    ["a_b.robot.test", "unknown"],
    ["evilrobot.test", "unknown"],
    ["robot.test.evil.test", "unknown"],
    ["", "unknown"],
    ["127.0.0.1", "loopback"],
    ["localhost", "loopback"],
    ["[::1]", "loopback"],
    ["127.0.0.2", "unknown"],
    ["10.0.0.1", "unknown"],
  ];

  for (const [host, expected] of places) {
    const place = placeOf(CONFIG, host);
    const shown = place.kind === "wiki" ? `wiki ${place.slug}` : place.kind;
    assert.equal(shown, expected, host);
  }
});

Deno.test("readAddress takes a URL apart without decoding it", () => {
  assert.deepEqual(
    readAddress("http://Demo.Robot.test.:8000/a/..%2F%e2?x=/&y#z"),
    {
      host: "demo.robot.test.:8000",
      hostname: "demo.robot.test",
      path: "/a/..%2F%e2",
      query: "?x=/&y",
    },
  );
  assert.deepEqual(readAddress("http://[::1]:8000"), {
    host: "[::1]:8000",
    hostname: "[::1]",
    path: "/",
    query: "",
  });
  assert.equal(readAddress("https://robot.test?a=/b").query, "?a=/b");
});
