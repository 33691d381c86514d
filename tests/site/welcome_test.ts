import assert from "node:assert/strict";
import { chooseUsername } from "../../src/wiki/usernames.ts";
import { createWiki, deleteWiki } from "../../src/wiki/wikis.ts";
import {
  type Asking,
  fieldOf,
  type WebWorld,
  webWorld,
} from "../support/web_world.ts";

const PATH = "/app/welcome";
const BOB: Asking = { as: "bob", slug: "" };
const GARDEN = "https://garden.robot.test/Home";

Deno.test("GET /app/welcome proposes a name and the wiki, ticked, with its address", async () => {
  await using world = await webWorld();

  const answer = await world.get(PATH, BOB);

  assert.equal(answer.status, 200);
  const html = await answer.text();
  assert.equal(fieldOf(html, "username"), "bob");
  assert.equal(fieldOf(html, "return_to"), "");
  assert.match(html, /<input type="checkbox" name="wiki" value="yes" checked/);
  assert.match(html, /<bdi data-username-shown="true">bob<\/bdi>\.robot\.test/);
  assert.doesNotMatch(html, /without a wiki/);
});

Deno.test("POST /app/welcome gives the name and makes the wiki, and a second one changes nothing", async () => {
  await using world = await webWorld();
  const fields = { username: "bob", wiki: "yes", return_to: GARDEN };

  const answers = await Promise.all([
    world.post(PATH, fields, BOB),
    world.post(PATH, fields, BOB),
  ]);
  const again = await world.post(PATH, fields, BOB);
  const back = await world.get(PATH, BOB);

  for (const answer of [...answers, again]) {
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get("location"), "/app/wiki/bob");
  }
  assert.deepEqual([back.status, back.headers.get("location")], [302, "/app/"]);
  const { platform } = world.world.house;
  assert.equal(platform.users.findByUsername("bob")?.did, "did:plc:bob");
  assert.equal(platform.wikis.listOwnedBy("did:plc:bob").length, 1);
  assert.equal(platform.wikis.find("bob")!.readAccess, "APPROVED");
  const noted = platform.audit.list({}).slice(0, 2)
    .map(({ event, actorDid, address }) => [event, actorDid, address]);
  assert.deepEqual(noted, [
    ["wiki_created", "did:plc:bob", "127.0.0.1"],
    ["username_chosen", "did:plc:bob", "127.0.0.1"],
  ]);
});

Deno.test("without the tick, or with the other button, nothing is made and the person goes on", async () => {
  await using world = await webWorld();
  const shown = await world.get(
    `${PATH}?return_to=${encodeURIComponent(GARDEN)}`,
    BOB,
  );
  const html = await shown.text();
  assert.equal(fieldOf(html, "return_to"), GARDEN);
  assert.match(html, /Continue without a wiki/);

  const bob = await world.post(PATH, {
    ...{ username: "bob", wiki: "yes", without: "1", return_to: GARDEN },
  }, BOB);
  const carol = await world.post(PATH, { username: "carol" }, {
    ...{ as: "carol", slug: "" },
  });

  assert.deepEqual([bob.status, bob.headers.get("location")], [303, GARDEN]);
  assert.deepEqual([carol.status, carol.headers.get("location")], [
    ...[303, "/app/"],
  ]);
  assert.deepEqual(slugs(world), ["cellar", "garden"]);
});

Deno.test("a name that cannot be had leaves everything that was typed in place", async (test) => {
  const table = [
    ["garden", 409, /name of somebody&#39;s wiki/],
    ["carol", 409, /somebody&#39;s user name/],
    ["cellar", 409, /held for its former owner/],
    ["admin", 400, /it is reserved/],
    ["a", 400, /at least 3 characters/],
    ["<b>", 400, /lowercase letters/],
  ] as const;
  await using world = await webWorld();
  chooseUsername(world.world.house, "did:plc:carol", "carol");
  await deleteWiki(world.world.house, "cellar");
  for (const [username, status, sentence] of table) {
    await test.step(username, async () => {
      const answer = await world.post(PATH, {
        ...{ username, wiki: "yes", return_to: GARDEN },
      }, BOB);

      assert.equal(answer.status, status);
      const html = await answer.text();
      assert.match(html, sentence);
      assert.equal(
        fieldOf(html, "username"),
        username.replace("<", "&lt;").replace(">", "&gt;"),
      );
      assert.equal(fieldOf(html, "return_to"), GARDEN);
      assert.match(html, /name="wiki" value="yes" checked/);
      const { users } = world.world.house.platform;
      assert.equal(users.find("did:plc:bob")!.username, null);
    });
  }
});

Deno.test("a second user name is refused, and the first one is shown", async () => {
  await using world = await webWorld();
  await world.post(PATH, { username: "bobby" }, BOB);

  const answer = await world.post(PATH, { username: "robert" }, BOB);

  assert.equal(answer.status, 409);
  const html = await answer.text();
  assert.match(html, /a user name is never changed/);
  assert.equal(fieldOf(html, "username"), "bobby");
  const { users } = world.world.house.platform;
  assert.equal(users.find("did:plc:bob")!.username, "bobby");
});

Deno.test("who may own no further wiki is offered none", async () => {
  await using world = await webWorld();
  await createWiki(world.world.house, {
    ...{ slug: "attic", ownerDid: "did:plc:bob" },
  });

  const html = await (await world.get(PATH, BOB)).text();
  const forced = await world.post(PATH, { username: "bob", wiki: "yes" }, BOB);

  assert.doesNotMatch(html, /name="wiki"/);
  assert.equal(forced.status, 413);
  const { users } = world.world.house.platform;
  assert.equal(users.find("did:plc:bob")!.username, "bob");
});

Deno.test("/app/welcome is for who is signed in here, from this very host", async () => {
  await using world = await webWorld();
  const fields = { username: "bob", wiki: "yes" };
  const jwt = await world.post(PATH, fields, {
    as: "visitor",
    slug: "",
    headers: world.bearer(),
  });
  const visitor = await world.get(PATH, { as: "visitor", slug: "" });
  const sibling = await world.post(PATH, fields, {
    ...BOB,
    headers: { origin: "https://garden.robot.test" },
  });
  const stranger = await world.post(PATH, fields, { as: "visitor", slug: "" });

  assert.equal(visitor.status, 302);
  assert.match(visitor.headers.get("location")!, /\/auth\/login\?return_to=/);
  assert.deepEqual([jwt.status, sibling.status, stranger.status], [
    ...[401, 403, 401],
  ]);
  assert.deepEqual(slugs(world), ["cellar", "garden"]);
  const { users } = world.world.house.platform;
  assert.equal(users.find("did:plc:bob")!.username, null);
});

Deno.test("/app/welcome leads nowhere outside the platform", async () => {
  await using world = await webWorld();

  for (const wish of ["https://evil.example/", "//evil.example", "/\\evil"]) {
    const answer = await world.post(PATH, {
      ...{ username: "bob", return_to: wish },
    }, BOB);
    assert.equal(answer.headers.get("location"), "/app/", wish);
  }
});

const slugs = ({ world }: WebWorld) =>
  world.house.platform.wikis.list().map(({ slug }) => slug);
