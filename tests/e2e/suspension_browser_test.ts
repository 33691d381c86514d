import assert from "node:assert/strict";
import { serveWorld } from "../support/browser.ts";
import {
  assertAccessibleAnywhere,
  browserTest,
  textOf,
} from "../support/person.ts";

browserTest(
  "a person who is suspended reads on as a visitor, and is told why at what needs an account",
  async () => {
    await using served = await serveWorld();
    const { world, doors } = served;
    await world.write("garden", "Home", "# Welcome\n");
    await world.write("cellar", "Home", "# Private\n");
    const { page } = await served.openPage();
    const jwt = await doors.signIn(world.alice);
    for (
      const [name, url] of [
        ["__Secure-robot", served.wikiUrl("garden")],
        ["__Secure-robot", served.wikiUrl("cellar")],
        ["__Host-robot", served.origin],
      ] as const
    ) {
      await page.setCookie({ name, value: jwt, url, path: "/", secure: true });
    }
    await page.goto(`${served.wikiUrl("cellar")}/`);
    const before = await textOf(page);

    world.house.platform.users.change("did:plc:alice", { suspended: "spam" });
    await page.goto(`${served.wikiUrl("garden")}/`);
    const open = await textOf(page, "body");
    const answer = await page.goto(`${served.wikiUrl("cellar")}/`);
    const closed = await textOf(page);
    await assertAccessibleAnywhere(page, "suspended");
    const dashboard = await page.goto(`${served.origin}/app/`);

    assert.match(before, /Private/);
    assert.match(open, /Welcome/);
    assert.match(open, /Sign in/);
    assert.equal(answer!.status(), 403);
    assert.match(closed, /this account is suspended \(spam\)/);
    assert.doesNotMatch(closed, /Private/);
    assert.equal(dashboard!.status(), 403);
    assert.match(await textOf(page), /this account is suspended \(spam\)/);
  },
);
