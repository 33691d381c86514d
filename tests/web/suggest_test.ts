import assert from "node:assert/strict";
import { type Name, webWorld } from "../support/web_world.ts";

Deno.test("GET /-/suggest answers pages, headings and what the visitor may do", async () => {
  await using world = await webWorld();
  await world.put({
    "Home.md": "# Welcome\n",
    "Beds/Roses.md": "# Roses\n\n## Water them\n",
  });
  const ask = async (query: string, as: Name = "alice") =>
    await (await world.get(`/-/suggest?${query}`, { as })).json();
  const textsOf = (answer: { actions: { text: string }[] }) =>
    answer.actions.map(({ text }) => text);

  const roses = await ask("q=ros");
  const water = await ask("q=water");
  const home = await ask("q=welc");

  assert.deepEqual(roses.pages, [
    { path: "Beds/Roses", title: "Roses", url: "/Beds/Roses" },
  ]);
  assert.deepEqual(water.headings, [
    { path: "Beds/Roses", text: "Water them", url: "/Beds/Roses#water-them" },
  ]);
  assert.equal(home.pages[0].url, "/");
  assert.deepEqual(textsOf(await ask("q=recent")), [
    ...["Recent changes", "Search for “recent”", "New page “recent”"],
  ]);
  assert.deepEqual(textsOf(await ask("q=recent", "visitor")), [
    ...["Recent changes", "Search for “recent”"],
  ]);
  assert.deepEqual(textsOf(await ask("q=hist&page=Beds/Roses")).slice(0, 1), [
    "History: Roses",
  ]);
  const visitor = textsOf(await ask("q=&page=Beds/Roses", "visitor"));
  assert.ok(
    !visitor.some((text) => /^(Edit|Rename|Delete|New|My|Set)/.test(text)),
  );
  const stranger = textsOf(await ask("q=&page=Beds/Roses", "stranger"));
  assert.ok(stranger.includes("Edit: Roses"));
  assert.ok(!stranger.includes("Settings of this wiki"));
});

Deno.test("GET /-/suggest of a private wiki tells strangers nothing, and takes any query", async () => {
  await using world = await webWorld();
  await world.put({ "Secret.md": "# Secret\n" }, "cellar");

  for (const [as, status] of [["visitor", 302], ["stranger", 403]] as const) {
    const answer = await world.get("/-/suggest?q=sec", { slug: "cellar", as });
    assert.equal(answer.status, status);
    assert.doesNotMatch(await answer.text(), /Secret/);
  }
  for (
    const query of [
      "%00",
      '"',
      "%F0%9F%A6%80",
      "x".repeat(5000),
      "../..",
      "%25",
      "(",
    ]
  ) {
    const answer = await world.get(`/-/suggest?q=${query}&page=${query}`);
    assert.equal(answer.status, 200, query.slice(0, 20));
    await answer.body?.cancel();
  }
});
