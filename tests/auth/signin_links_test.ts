import assert from "node:assert/strict";
import {
  createSigninSecret,
  redeemSigninSecret,
} from "../../src/auth/signin_links.ts";
import { accounts } from "../support/accounts.ts";

Deno.test("redeemSigninSecret signs in the person whom the link was made for, once", () => {
  using world = accounts();
  const secret = createSigninSecret(world, "did:plc:alice");

  const first = redeemSigninSecret(world, secret);

  assert.match(secret, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(first, "did:plc:alice");
  assert.throws(() => redeemSigninSecret(world, secret), {
    code: "unauthenticated",
  });
});

Deno.test("redeemSigninSecret refuses a link after 15 minutes, and a wrong one, in the same words", () => {
  using world = accounts();
  const secret = createSigninSecret(world, "did:plc:alice");
  const late = createSigninSecret(world, "did:plc:alice");
  world.wait({ minutes: 14, seconds: 59 });
  assert.equal(redeemSigninSecret(world, secret), "did:plc:alice");
  world.wait({ seconds: 1 });

  const words = [late, secret, "", `${late}x`].map((text) => {
    try {
      return redeemSigninSecret(world, text);
    } catch (error) {
      return (error as Error).message;
    }
  });

  assert.equal(new Set(words).size, 1);
  assert.match(words[0]!, /^Cannot sign in/);
});

Deno.test("createSigninSecret knows only people with an account", () => {
  using world = accounts();

  assert.throws(() => createSigninSecret(world, "did:plc:nobody"), {
    code: "not_found",
  });
});
