import assert from "node:assert/strict";
import { demandSameOrigin } from "../../src/http/same_origin.ts";

const SELF = "https://demo.robot.test";

Deno.test("demandSameOrigin passes what this host caused, and refuses what another did", () => {
  const rows: [string, Record<string, string>, "passes" | "refused"][] = [
    ["GET", { origin: "https://evil.test" }, "passes"],
    ["HEAD", { "sec-fetch-site": "cross-site" }, "passes"],
    ["POST", {}, "passes"],
    ["POST", { "sec-fetch-site": "same-origin" }, "passes"],
    ["POST", { origin: SELF }, "passes"],
    ["POST", { origin: SELF, "sec-fetch-site": "same-origin" }, "passes"],
    ["POST", {
      origin: "https://evil.test",
      authorization: "Bearer x",
    }, "passes"],
    ["POST", {
      origin: "https://evil.test",
      authorization: "bearer x",
    }, "passes"],
    ["POST", { "sec-fetch-site": "same-site" }, "refused"],
    ["POST", { "sec-fetch-site": "cross-site" }, "refused"],
    ["POST", { "sec-fetch-site": "none" }, "refused"],
    ["POST", { origin: "null" }, "refused"],
    ["POST", { origin: "" }, "refused"],
    ["POST", { origin: "https://other.robot.test" }, "refused"],
    ["POST", { origin: "https://robot.test" }, "refused"],
    ["POST", { origin: "http://demo.robot.test" }, "refused"],
    ["POST", { origin: "https://demo.robot.test:8443" }, "refused"],
    ["POST", { origin: "https://demo.robot.test.evil.test" }, "refused"],
    ["POST", {
      origin: "https://evil.test",
      authorization: "Basic eDp5",
    }, "refused"],
    ["PUT", { origin: "https://evil.test" }, "refused"],
    ["PATCH", { origin: "https://evil.test" }, "refused"],
    ["DELETE", { origin: "https://evil.test" }, "refused"],
    ["PROPFIND", { origin: "https://evil.test" }, "refused"],
  ];

  for (const [method, headers, expected] of rows) {
    const request = { method, headers: new Headers(headers) };
    const ask = () => demandSameOrigin(request, SELF);
    const row = `${method} ${JSON.stringify(headers)}`;
    if (expected === "passes") assert.doesNotThrow(ask, row);
    else assert.throws(ask, { code: "forbidden" }, row);
  }
});
