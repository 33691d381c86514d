import assert from "node:assert/strict";
import { cookieLine, readCookie } from "../../src/http/cookies.ts";
import {
  platformCookieLine,
  wikiCookieLine,
} from "../../src/http/session_cookies.ts";

Deno.test("readCookie finds a value by its exact name", () => {
  const header = "a=1; __Secure-robot=x.y=z; ab=2";

  assert.equal(readCookie(header, "__Secure-robot"), "x.y=z");
  assert.equal(readCookie(header, "a"), "1");
  assert.equal(readCookie(header, "b"), undefined);
  assert.equal(readCookie(undefined, "a"), undefined);
  assert.equal(readCookie("a", "a"), undefined);
});

Deno.test("a cookie that a sibling set for a longer path does not stand before ours", () => {
  const header = "__Secure-robot=theirs; a=1; __Secure-robot=ours";

  assert.equal(readCookie(header, "__Secure-robot"), "ours");
});

Deno.test("cookieLine is Secure, HttpOnly and Lax, also in development", () => {
  const line = cookieLine({ name: "a", value: "1", maxAgeSeconds: 60 });

  assert.equal(
    line,
    "a=1; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax",
  );
});

Deno.test("the wiki's cookie is for the domain, the platform's for its host alone", () => {
  const config = { domain: "wiki.localhost" };

  assert.equal(
    wikiCookieLine(config, "jwt"),
    "__Secure-robot=jwt; Domain=wiki.localhost; Path=/; Max-Age=86400; HttpOnly; Secure; SameSite=Lax",
  );
  assert.equal(
    platformCookieLine("jwt"),
    "__Host-robot=jwt; Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax",
  );
  assert.match(wikiCookieLine(config, ""), /^__Secure-robot=; .*Max-Age=0/);
});
