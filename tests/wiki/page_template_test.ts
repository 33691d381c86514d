import assert from "node:assert/strict";
import {
  listTemplates,
  textFromTemplate,
} from "../../src/wiki/page_template.ts";
import { createWorld } from "../support/world.ts";

Deno.test("textFromTemplate() fills in what it knows and leaves the rest", async () => {
  await using world = await createWorld();
  await world.write(
    "garden",
    "Templates/Person",
    "# {{title}}\n\n{{path}} by {{author}}, {{date}} {{time}}\n\n{{InfoBox}} {{ title }} %P\n",
  );
  await world.write("garden", "Templates/Sub/Note", "Note\n");
  await world.write("garden", "Template", "none\n");
  const wiki = world.reading("garden", world.alice);

  const text = textFromTemplate(wiki, {
    template: "templates/person",
    path: "People/Ada_Lovelace",
  });

  assert.equal(
    text,
    "# Ada Lovelace\n\nPeople/Ada Lovelace by @alice.example, 2026-11-20 12:00\n\n{{InfoBox}} {{ title }} %P\n",
  );
  assert.deepEqual(listTemplates(wiki), [
    "Templates/Person",
    "Templates/Sub/Note",
  ]);
});

Deno.test("textFromTemplate() opens no page outside of Templates", async () => {
  await using world = await createWorld();
  await world.write("garden", "Secret", "text\n");
  const wiki = world.reading("garden", world.alice);

  for (
    const template of ["Secret", "Templates/../Secret", "Templates/None", ""]
  ) {
    assert.throws(() => textFromTemplate(wiki, { template, path: "New" }), {
      code: "not_found",
    });
  }
});
