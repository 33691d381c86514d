import assert from "node:assert/strict";
import { webWorld } from "../support/web_world.ts";

Deno.test("REST names backlinks with their sentences, labels with counts, and suggestions", async () => {
  await using world = await webWorld();
  await world.put({
    "Roses.md": "---\ntags: [Red, thorny]\ncategory: Plant\n---\n# Roses\n",
    "Tulips.md":
      "---\ntags: red\n---\n## In spring\n\nUnlike [[Roses]] they sleep.\n",
  });
  const ask = async (path: string) =>
    await (await world.get(`/api/v1${path}`, { as: "visitor" })).json();

  assert.deepEqual(await ask("/backlinks/roses"), {
    path: "roses",
    total: 1,
    backlinks: [{
      path: "Tulips",
      title: "In spring",
      excerpt: "Unlike Roses they sleep.",
    }],
  });
  assert.deepEqual(await ask("/tags?limit=1"), {
    labels: [{ label: "red", pages: 2 }],
    total: 2,
  });
  assert.deepEqual(await ask("/categories"), {
    labels: [{ label: "plant", pages: 1 }],
    total: 1,
  });
  assert.deepEqual(await ask("/suggest?q=spr"), {
    pages: [{ path: "Tulips", title: "In spring" }],
    headings: [{ path: "Tulips", id: "in-spring", text: "In spring" }],
  });
});

Deno.test("REST tells strangers nothing of a private wiki's names", async () => {
  await using world = await webWorld();
  await world.put(
    { "Secret.md": "---\ntags: plot\n---\n[[Other]]\n" },
    "cellar",
  );

  for (
    const path of ["/backlinks/Other", "/tags", "/categories", "/suggest?q=s"]
  ) {
    for (const [as, status] of [["visitor", 401], ["stranger", 403]] as const) {
      const from = { slug: "cellar", as };
      const answer = await world.get(`/api/v1${path}`, from);
      assert.equal(answer.status, status, path);
      assert.doesNotMatch(await answer.text(), /Secret|plot/);
    }
  }
  const refused = await world.get("/api/v1/tags?offset=-1");
  assert.equal(refused.status, 422);
  await refused.body?.cancel();
});
