import assert from "node:assert/strict";
import { loginUrl, readReturnTo } from "../../src/http/return_to.ts";

const CONFIG = { origin: "https://robot.test", domain: "robot.test" };

Deno.test("readReturnTo takes addresses of the platform and of its wikis", () => {
  const good: [string, string][] = [
    ["/", "https://robot.test/"],
    ["/app/?a=b#c", "https://robot.test/app/?a=b#c"],
    ["https://robot.test/app", "https://robot.test/app"],
    ["https://demo.robot.test/A%2FB?x=1", "https://demo.robot.test/A%2FB?x=1"],
    ["HTTPS://DEMO.ROBOT.TEST/", "https://demo.robot.test/"],
    ["https://robot.test:443/", "https://robot.test/"],
    ["page", "https://robot.test/page"],
    // A relative path, as the URL standard has it; what is answered is absolute.
    ["https:evil.test", "https://robot.test/evil.test"],
  ];

  for (const [text, url] of good) assert.equal(readReturnTo(CONFIG, text), url);
});

Deno.test("readReturnTo refuses every address elsewhere, however it is written", () => {
  const bad = [
    "",
    null,
    undefined,
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "\u0000//evil.test",
    "https://evil.test",
    "https://robot.test.evil.test",
    "https://demo.robot.test.evil.test",
    "https://evilrobot.test/",
    "https://a.b.robot.test/",
    "https://www.robot.test/",
    "https://.robot.test/",
    "https://robot.test@evil.test/",
    "https://user@robot.test/",
    "https://user:pass@demo.robot.test/",
    "https://robot.test:8443/",
    "https://demo.robot.test:80/",
    "http://robot.test/",
    "http://demo.robot.test/",
    "ftp://robot.test/",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "https://demo.robot.test/a b",
    `/${"a".repeat(5000)}`,
  ];

  for (const text of bad) {
    assert.equal(readReturnTo(CONFIG, text), null, JSON.stringify(text));
  }
});

Deno.test("readReturnTo compares the port of a laptop", () => {
  const config = {
    origin: "http://wiki.localhost:8000",
    domain: "wiki.localhost",
  };

  const url = "http://demo.wiki.localhost:8000/Home";

  assert.equal(readReturnTo(config, url), url);
  assert.equal(readReturnTo(config, "http://demo.wiki.localhost/"), null);
  assert.equal(readReturnTo(config, "http://demo.wiki.localhost:9/"), null);
});

Deno.test("loginUrl carries the whole address, which readReturnTo takes back", () => {
  const wanted = "https://demo.robot.test/A%2FB?q=a%26b&c";

  const url = new URL(loginUrl(CONFIG, wanted));

  assert.equal(url.origin + url.pathname, "https://robot.test/auth/login");
  assert.equal(url.searchParams.get("return_to"), wanted);
  assert.equal(readReturnTo(CONFIG, url.searchParams.get("return_to")), wanted);
});
