import assert from "node:assert/strict";
import { type Name, type WebWorld, webWorld } from "../support/web_world.ts";

/** A data attribute of the editor's form. */
function dataOf(html: string, name: string): string | undefined {
  const form = /<form[^>]*data-editor[^>]*>/.exec(html)?.[0] ?? "";
  return new RegExp(` data-${name}="([^"]*)"`).exec(form)?.[1];
}

/** The nonce that a page's policy names. */
function nonceOf(response: Response): string | undefined {
  const policy = response.headers.get("content-security-policy") ?? "";
  return /style-src [^;]*'nonce-([^']+)'/.exec(policy)?.[1];
}

/** The editor's page as somebody gets it. */
async function editorOf(world: WebWorld, as: Name, slug = "garden") {
  const response = await world.get("/-/edit/Page", { as, slug });
  return { response, html: await response.text() };
}

Deno.test("GET /-/edit names a nonce for styles, another in each answer, and pages that are read name none", async () => {
  await using world = await webWorld();
  await world.write("Page", "text\n");

  const first = await editorOf(world, "alice");
  const second = await editorOf(world, "alice");
  const read = await world.get("/Page");

  const nonce = nonceOf(first.response);
  assert.match(nonce ?? "", /^[\w-]{22}$/);
  assert.equal(dataOf(first.html, "style-nonce"), nonce);
  assert.notEqual(nonceOf(second.response), nonce);
  const policy = first.response.headers.get("content-security-policy")!;
  assert.doesNotMatch(policy, /script-src [^;]*nonce|unsafe/);
  assert.equal(nonceOf(read), undefined);
  await read.body?.cancel();
});

Deno.test("the form that comes back from a refused save names a nonce too", async () => {
  await using world = await webWorld();
  await world.write("Page", "text\n");

  for (const as of ["alice", "visitor"] as const) {
    const fields = { action: "save", text: "other\n", base: "" };
    const refused = await world.post("/-/edit/Page", fields, { as });

    assert.ok(refused.status >= 400, as);
    const nonce = nonceOf(refused);
    assert.notEqual(nonce, undefined, as);
    assert.equal(dataOf(await refused.text(), "style-nonce"), nonce, as);
  }
});

Deno.test("the editor's form tells its script who writes, in which order links are, and whether files may be sent", async () => {
  await using world = await webWorld();
  const { house, garden } = world.world;
  await world.write("Page", "text\n");
  const told = async (as: Name) => {
    const { html } = await editorOf(world, as);
    return ["page", "writer", "link-style", "can-upload"]
      .map((name) => dataOf(html, name));
  };

  assert.deepEqual(await told("alice"), [
    "/Page",
    "did:plc:alice",
    "target_first",
    "yes",
  ]);
  house.platform.wikis.change(garden.id, {
    writeAccess: "ANONYMOUS",
    attachmentAccess: "APPROVED",
  });
  const { wiki } = world.world.visit("garden", world.world.alice);
  wiki.records.preferences.set("WIKILINK_STYLE", "text_first");
  assert.deepEqual(await told("visitor"), [
    "/Page",
    undefined,
    "text_first",
    undefined,
  ]);
  assert.deepEqual((await told("stranger")).slice(1), [
    "did:plc:stranger",
    "text_first",
    undefined,
  ]);
});
