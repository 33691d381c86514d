import assert from "node:assert/strict";
import { openDoors } from "../support/doors.ts";
import { createWorld } from "../support/world.ts";

const PAGE = "https://garden.robot.test/Otter";

Deno.test("a browser that has the page is told so, and only as long as nothing changed", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  await world.write("garden", "Otter", "# Otter\n");
  const first = await doors.request(PAGE);
  const etag = first.headers.get("etag")!;
  const again = (url: string, headers: Record<string, string> = {}) =>
    doors.request(url, { headers: { "if-none-match": etag, ...headers } });

  assert.equal((await again(PAGE)).status, 304);
  assert.equal(
    (await again(PAGE, await doors.cookiesOf(world.bob))).status,
    200,
  );
  assert.equal((await again(PAGE, { "if-none-match": "*" })).status, 304);
  const nothing = "https://garden.robot.test/Nothing";
  assert.equal((await again(nothing, { "if-none-match": "*" })).status, 404);
  assert.equal((await again("https://cellar.robot.test/Home")).status, 302);
  await world.write("garden", "Other", "# Other\n");
  assert.equal((await again(PAGE)).status, 200);
});
