import assert from "node:assert/strict";
import { forReading } from "../../src/wiki/access.ts";
import { siteLook } from "../../src/wiki/site_look.ts";
import { webWorld } from "../support/web_world.ts";

/** The look of the garden with these preferences. */
async function lookWith(
  preferences: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
) {
  await using world = await webWorld();
  if (Object.keys(files).length > 0) await world.put(files);
  const visit = world.world.visit("garden", world.world.alice);
  for (const [name, value] of Object.entries(preferences)) {
    visit.wiki.records.preferences.set(name, value);
  }
  return siteLook(forReading(visit));
}

Deno.test("siteLook takes language tags, and their direction", async () => {
  const expected: readonly [string, string, string][] = [
    ["de", "de", "ltr"],
    ["pt-BR", "pt-BR", "ltr"],
    ["ar", "ar", "rtl"],
    ["fa-IR", "fa-IR", "rtl"],
    ["he", "he", "rtl"],
    ["ur", "ur", "rtl"],
    ["az-Arab", "az-Arab", "rtl"],
    ["ar-Latn", "ar-Latn", "ltr"],
    ['en" onload="x', "en", "ltr"],
    ["<b>", "en", "ltr"],
    ["", "en", "ltr"],
    ["a".repeat(1000), "en", "ltr"],
  ];
  await using world = await webWorld();
  const visit = world.world.visit("garden", world.world.alice);

  for (const [tag, lang, dir] of expected) {
    visit.wiki.records.preferences.set("SITE_LANG", tag);
    const look = siteLook(forReading(visit));
    assert.deepEqual([look.lang, look.dir], [lang, dir], tag);
  }
});

Deno.test("siteLook shows pictures of the wiki alone", async () => {
  const files = { "Home/logo.png": "x", "icon.ico": "x", "evil.svg": "x" };

  const own = await lookWith(
    { SITE_LOGO: "/home/LOGO.png", SITE_ICON: "./icon.ico" },
    files,
  );
  assert.deepEqual([own.logoUrl, own.iconUrl], ["/Home/logo.png", "/icon.ico"]);
  for (
    const path of [
      "https://evil.example/x.png",
      "//evil.example/x.png",
      "javascript:x.png",
      "data:image/png;base64,xx.png",
      "../../etc/passwd.png",
      "evil.svg",
      "Nowhere.png",
      "Home",
    ]
  ) {
    const look = await lookWith({ SITE_LOGO: path, SITE_ICON: path }, files);
    assert.deepEqual([look.logoUrl, look.iconUrl], [null, null], path);
  }
});

Deno.test("siteLook knows its shortcuts, in the order wanted", async () => {
  const { shortcuts } = await lookWith({
    SIDEBAR_SHORTCUTS: "changelog  evil home home\n<b>",
  });

  assert.deepEqual(shortcuts, ["changelog", "home"]);
});
