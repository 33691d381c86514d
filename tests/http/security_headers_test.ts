import assert from "node:assert/strict";
import {
  addSecurityHeaders,
  pagePolicy,
} from "../../src/http/security_headers.ts";

const CONFIG = { origin: "https://robot.test" };

Deno.test("pagePolicy lets scripts and styles of the platform's static files through, and no others", () => {
  assert.equal(
    pagePolicy(CONFIG),
    "default-src 'none'; script-src https://robot.test/static/; style-src https://robot.test/static/; " +
      "img-src 'self' https: data:; media-src 'self' https:; " +
      "frame-src 'self' https://www.youtube-nocookie.com; connect-src 'self'; font-src 'self'; " +
      "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
  );
  assert.match(
    pagePolicy(CONFIG, { styleNonce: "abc" }),
    /style-src https:\/\/robot\.test\/static\/ 'nonce-abc';/,
  );
  assert.equal(
    pagePolicy(CONFIG, { anyFormTarget: true }).includes("form-action"),
    false,
  );
});

Deno.test("addSecurityHeaders adds what a handler did not set itself", () => {
  const headers = new Headers({ "content-security-policy": "sandbox" });

  addSecurityHeaders(CONFIG, headers);

  assert.deepEqual(Object.fromEntries(headers), {
    "content-security-policy": "sandbox",
    "referrer-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
  });
});

Deno.test("addSecurityHeaders demands https only where the origin has it", () => {
  const headers = new Headers();

  addSecurityHeaders({ origin: "http://wiki.localhost:8000" }, headers);

  assert.equal(headers.has("strict-transport-security"), false);
});
