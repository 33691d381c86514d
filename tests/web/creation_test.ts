import assert from "node:assert/strict";
import { textareaOf, webWorld } from "../support/web_world.ts";

Deno.test("a new page grows out of a template", async () => {
  await using world = await webWorld();
  await world.write("Templates/Person", "# {{title}}\n\nBy {{author}}.\n");

  const form = await (await world.get("/-/create?path=People%2FAda")).text();
  const named = await world.post("/-/create", {
    path: "People/Ada",
    template: "Templates/Person",
  });
  const address = named.headers.get("location")!;
  const editor = await (await world.get(address)).text();
  const none = await world.get("/-/edit/X?template=People%2FAda");

  assert.match(form, /<option value="Templates\/Person"[^>]*>Person<\/option>/);
  assert.equal(address, "/-/edit/People/Ada?template=Templates%2FPerson");
  assert.equal(textareaOf(editor), "# Ada\n\nBy @alice.example.\n");
  const html = await none.text();
  assert.equal(textareaOf(html), "# X\n\n");
  assert.match(html, /Cannot find a template/);
});

Deno.test("the form proposes folders: those around the page one came from first", async () => {
  await using world = await webWorld();
  await world.write("Actors/States/Iran", "x\n");
  await world.write("Methods/One", "x\n");

  const from = await world.get("/-/create", {
    headers: { referer: "https://garden.robot.test/Actors/States/Iran" },
  });
  const html = await from.text();

  assert.deepEqual(
    [...html.matchAll(/\/-\/create\?path=([^"&]+)"/g)].map(([, path]) =>
      decodeURIComponent(path!)
    ).filter((path) => path.endsWith("/")),
    ["Actors/States/", "Actors/", "Methods/"],
  );
  assert.doesNotMatch(
    await (await world.get("/-/create", {
      headers: { referer: "not an address" },
    })).text(),
    /create\?path=[^"]*States/,
  );
});
