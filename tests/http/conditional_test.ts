import assert from "node:assert/strict";
import { etagOf } from "../../src/http/conditional.ts";
import { type Doors, openDoors } from "../support/doors.ts";
import { createWorld } from "../support/world.ts";

const FERN = "https://garden.robot.test/Fern";

Deno.test("a page that the browser has is answered 304, without a body", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await world.write("garden", "Fern", "# Fern");
  const first = await doors.request(FERN);
  const etag = first.headers.get("etag")!;
  assert.match(etag, /^W\/"[\w-]{22}"$/);
  assert.match(first.headers.get("cache-control")!, /^private, no-cache$/);

  const again = await ask(doors, FERN, { "if-none-match": etag });
  const among = await ask(doors, FERN, { "if-none-match": `"x", ${etag}` });
  const head = await doors.request(FERN, {
    method: "HEAD",
    headers: { "if-none-match": etag },
  });

  assert.equal(again.status, 304);
  assert.equal(again.headers.get("etag"), etag);
  assert.equal(await again.text(), "");
  assert.equal(among.status, 304);
  assert.equal(head.status, 304);
  await first.body?.cancel();
});

Deno.test("no page survives signing out, a change, a lost right, or a flash that waits", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await world.write("garden", "Fern", "# Fern");
  const { cookie } = await doors.cookiesOf(world.bob);
  const first = await ask(doors, FERN, { cookie });
  let etag = first.headers.get("etag")!;
  const bob = (more = "") =>
    ask(doors, FERN, { cookie: cookie + more, "if-none-match": etag });
  assert.equal((await bob()).status, 304);

  const signedOut = await ask(doors, FERN, { "if-none-match": etag });
  const flash = await bob("; __Host-flash=saved.");
  const other = await ask(doors, FERN, {
    ...await doors.cookiesOf(world.carol),
    "if-none-match": etag,
  });

  assert.equal(signedOut.status, 200);
  assert.equal(flash.status, 200);
  assert.equal(flash.headers.has("etag"), false);
  assert.match(await flash.text(), /Saved\./);
  assert.equal(other.status, 200);
  world.house.platform.members.remove(world.garden.id, world.bob.user!.did);
  const afterRole = await bob();
  assert.equal(afterRole.status, 200, "only members see the dashboard's link");
  etag = afterRole.headers.get("etag")!;
  assert.equal((await bob()).status, 304);
  world.house.platform.wikis.change(world.garden.id, {
    writeAccess: "APPROVED",
  });
  assert.equal((await bob()).status, 200);
  world.house.platform.wikis.change(world.garden.id, {
    writeAccess: "REGISTERED",
  });
  await world.write("garden", "Other", "elsewhere in the wiki");
  assert.equal((await bob()).status, 200);
});

Deno.test("etagOf differs by head, settings, name, viewer and rights", async () => {
  await using world = await createWorld();
  await world.write("garden", "Home", "1");
  const tags = [
    etagOf(world.reading("garden", world.visitor)),
    etagOf(world.reading("garden", world.alice)),
    etagOf(world.reading("garden", world.bob)),
    etagOf(world.reading("garden", world.bob, { token: "wiki:read" })),
  ];
  world.house.platform.wikis.change(world.garden.id, { name: "Another" });
  tags.push(etagOf(world.reading("garden", world.visitor)));
  await world.write("garden", "Home", "2");
  tags.push(etagOf(world.reading("garden", world.visitor)));

  assert.equal(new Set(tags).size, tags.length);
  const again = etagOf(world.reading("garden", world.visitor));
  assert.equal(again, tags.at(-1));
});

async function ask(
  doors: Doors,
  url: string,
  headers: Record<string, string>,
): Promise<Response> {
  return await doors.request(url, { headers });
}
