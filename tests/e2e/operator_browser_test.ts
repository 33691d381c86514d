/** The operator's pages and a wiki's log in a real browser: a desk and a phone, light and dark. @module */
import assert from "node:assert/strict";
import { noteOfPerson } from "../../src/wiki/audit.ts";
import { addMember } from "../../src/wiki/members.ts";
import { reportPage } from "../../src/wiki/reports.ts";
import { forManaging } from "../../src/wiki/access.ts";
import { type ServedWorld, serveWorld } from "../support/browser.ts";
import {
  assertAccessibleAnywhere,
  browserTest,
  fill,
  follow,
  signIn,
  textOf,
} from "../support/person.ts";

const SETTINGS = { ROBOT_OPERATORS: "did:plc:alice" };

const PAGES = [
  "/app/operator",
  "/app/operator/users",
  "/app/operator/users/did:plc:bob",
  "/app/operator/users/did:plc:alice",
  "/app/operator/wikis",
  "/app/operator/wikis/garden",
  "/app/operator/reports",
  "/app/operator/audit",
  "/app/account/log",
  "/app/wiki/garden/log",
];

/** Something of everything, with names as long as they come. */
async function fillWorld({ world }: ServedWorld): Promise<void> {
  const { house } = world;
  const wiki = forManaging(world.visit("garden", world.alice));
  reportPage(wiki, {
    path: `/${"A_long_name_".repeat(10)}`,
    reason: "W".repeat(200),
  });
  await addMember(wiki, { who: "newcomer.example", role: "editor" });
  house.platform.users.put({
    did: `did:web:${"a-very-long-name.".repeat(6)}example`,
    handle: `${"a-very-long-name.".repeat(6)}example`,
    name: "W".repeat(100),
    createdAt: "2026-11-01T00:00:00.000Z",
  });
  for (let i = 0; i < 60; i++) {
    noteOfPerson(house, {
      ...{ actor: "did:plc:bob", credential: null, event: "signed_in" },
      address: "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff",
    });
  }
  house.log("warning", "render_timed_out");
  house.log("error", "request_failed", {
    requestId: "a-request",
    path: `/${"secret".repeat(10)}`,
  }, new Error("x".repeat(500)));
}

browserTest("the operator's pages are accessible and fit a phone", async () => {
  await using served = await serveWorld({ settings: SETTINGS });
  await fillWorld(served);
  const { page, complaints } = await served.openPage();
  await signIn(served, page);

  for (const path of PAGES) {
    await page.goto(`${served.origin}${path}`);
    await assertAccessibleAnywhere(page, path);
  }

  assert.deepEqual(complaints, []);
});

browserTest(
  "an operator finds a person, suspends them with a reason and lifts it, without scripts",
  async () => {
    await using served = await serveWorld({ settings: SETTINGS });
    const { page } = await served.openPage();
    await signIn(served, page);
    await page.setJavaScriptEnabled(false);
    const { users } = served.world.house.platform;

    await page.goto(`${served.origin}/`);
    await follow(page, "a[href='/app/operator']");
    await follow(page, "a[href='/app/operator/users']");
    await fill(page, "input[name=q]", "bob");
    await follow(page, "form[role=search] button");
    await follow(page, "a[href^='/app/operator/users/']");
    await fill(page, "input[name=reason]", "Spam & more");
    await follow(page, ".button-danger");
    assert.equal(users.find("did:plc:bob")!.suspended, "Spam & more");
    assert.match(await textOf(page), /Reason: Spam & more/);
    assert.match(await textOf(page), /Saved\./);

    await follow(page, "form:has(input[value=resume]) button");
    assert.equal(users.find("did:plc:bob")!.suspended, null);
    await follow(page, "a[href^='/app/operator/audit?person=']");
    assert.match(
      await textOf(page, ".audit-list"),
      /@alice\.example suspended a person: @bob\.example \(Spam & more\)/,
    );
  },
);

browserTest("the log is filtered and paged", async () => {
  await using served = await serveWorld({ settings: SETTINGS });
  await fillWorld(served);
  const { page } = await served.openPage();
  await signIn(served, page);
  await page.goto(`${served.origin}/app/operator/audit`);

  const count = () => page.$$eval(".audit-list > li", (items) => items.length);
  assert.equal(await count(), 50);
  await follow(page, ".pager a:last-child");
  assert.ok(await count() < 50);
  await follow(page, ".pager a");
  await page.select("select[name=event]", "member_added");
  await follow(page, "form[role=search] button");

  assert.equal(await count(), 1);
  assert.match(await textOf(page), /added a member: did:plc:newcomer/);
});
