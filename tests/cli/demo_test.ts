import assert from "node:assert/strict";
import { verifyToken } from "../../src/auth/tokens.ts";
import { describeDemo, prepareDemo } from "../../src/cli/demo.ts";
import { createWorld } from "../support/world.ts";

Deno.test("prepareDemo() leaves a token that an agent uses, and revokes one that nobody used", async () => {
  await using world = await createWorld();
  const used = await prepareDemo(world.house);
  const { id } = world.house.platform.wikis.find("demo")!;
  const verify = (token: string) => verifyToken(world.house, token, id);
  verify(used.token);
  const unused = await prepareDemo(world.house);

  await prepareDemo(world.house);

  assert.equal(verify(used.token).did, used.did);
  assert.throws(() => verify(unused.token), {
    code: "unauthenticated",
  });
});

Deno.test("describeDemo() names no secret where it ends in a log", async () => {
  await using world = await createWorld();
  const demo = await prepareDemo(world.house);

  const text = describeDemo(demo, { showSecrets: false });

  assert.equal(text.includes(demo.token), false);
  assert.equal(text.includes(demo.signinUrl), false);
  assert.match(text, new RegExp(`robot user signin-link ${demo.did} `));
});
