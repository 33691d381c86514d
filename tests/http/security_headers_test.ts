import assert from "node:assert/strict";
import {
  addSecurityHeaders,
  diagramPolicy,
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

  const { "permissions-policy": permissions, ...rest } = Object.fromEntries(
    headers,
  );
  assert.deepEqual(rest, {
    "content-security-policy": "sandbox",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
  });
  for (const name of ["camera", "microphone", "geolocation", "payment"]) {
    assert.ok(permissions!.includes(`${name}=()`), name);
  }
});

Deno.test("addSecurityHeaders lets the answer be framed where its policy does, and nowhere else", () => {
  const framing = (policy?: string) => {
    const headers = new Headers(
      policy ? { "content-security-policy": policy } : {},
    );
    addSecurityHeaders(CONFIG, headers);
    return headers.get("x-frame-options");
  };

  assert.equal(framing(), "DENY");
  assert.equal(framing(pagePolicy(CONFIG, { anyFormTarget: true })), "DENY");
  assert.equal(framing(diagramPolicy(CONFIG)), "SAMEORIGIN");
});

Deno.test("addSecurityHeaders leaves the policies out of an answer that says nothing changed", () => {
  const headers = new Headers();

  addSecurityHeaders(CONFIG, headers, { isUnchanged: true });

  assert.deepEqual([...headers.keys()], [
    "cross-origin-opener-policy",
    "permissions-policy",
    "referrer-policy",
    "strict-transport-security",
    "x-content-type-options",
  ]);
});

Deno.test("addSecurityHeaders demands https only where the origin has it", () => {
  const headers = new Headers();

  addSecurityHeaders({ origin: "http://wiki.localhost:8000" }, headers);

  assert.equal(headers.has("strict-transport-security"), false);
});
