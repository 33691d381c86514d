import assert from "node:assert/strict";
import { openPast, readPast } from "../../src/wiki/past.ts";
import { pastBody } from "../../src/wiki/past_body.ts";
import { savePage } from "../../src/wiki/pages.ts";
import { createWorld } from "../support/world.ts";

Deno.test("a page of the past leads to what was there then, in that time, and nowhere else in the wiki", async () => {
  await using world = await createWorld();
  await world.write("garden", "Dir/Target", "# Target\n\n## A heading\n");
  const text = [
    "[[dir/target#A heading|wiki]] [md](Target.md) [root](/) [out](https://example.org/)",
    "[[Nowhere]] ![pic](./none.png)",
    "![[Dir/Target]]",
    '[today](/-/logout) [[a" onclick="x]] [old](/Dir/Page/edit)',
  ].join("\n\n");
  const saved = await savePage(world.writing("garden", world.alice), {
    ...{ path: "Dir/Page", text, base: null },
  });
  const wiki = world.reading("garden", world.visitor);
  const past = openPast(wiki, saved.revision);

  const { html } = await pastBody(wiki, past, readPast(wiki, past, "Dir/Page"));

  const root = `/-/at/${saved.revision}`;
  assert.ok(html.includes(`href="${root}/Dir/Target#a-heading"`), html);
  assert.equal(html.split(`href="${root}/Dir/Target"`).length - 1, 2, html);
  assert.ok(html.includes(`href="${root}/"`), html);
  assert.ok(html.includes(`href="${root}/Nowhere" class="missing"`), html);
  assert.ok(html.includes(`src="${root}/Dir/Page/none.png" class="missing"`));
  assert.ok(html.includes('href="https://example.org/"'), html);
  const addresses = [...html.matchAll(/(?:href|src)="([^"]*)"/g)]
    .map(([, address]) => address!);
  for (const address of addresses) {
    assert.match(
      address,
      /^(?:https:\/\/example\.org\/|#|\/-\/at\/|\/-\/logout$|\/-\/edit\/Dir\/Page$)/,
    );
  }
  assert.doesNotMatch(html, /<[^>]*onclick=/);
  assert.match(html, /This shows <a /);
});
