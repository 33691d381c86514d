import assert from "node:assert/strict";
import { forManaging } from "../../src/wiki/access.ts";
import { commitChange } from "../../src/wiki/commit.ts";
import { pageLinks } from "../../src/wiki/links.ts";
import {
  checkPreferences,
  setPreferences,
} from "../../src/wiki/preference_change.ts";
import {
  type PreferenceName,
  PREFERENCES,
} from "../../src/wiki/preferences.ts";
import { createWorld, type World } from "../support/world.ts";

Deno.test("setPreferences() stores what changes, and makes no row for what stays", async () => {
  await using world = await createWorld();
  const { preferences } = managing(world);
  const before = preferences.version();

  setPreferences(managing(world), {
    SITE_LANG: "en",
    COMMIT_MESSAGE: "OPTIONAL",
  });
  const unchanged = preferences.version();
  setPreferences(managing(world), {
    SITE_LANG: " de ",
    COMMIT_MESSAGE: "REQUIRED",
    HOME_PAGE: "",
  });

  assert.equal(unchanged, before);
  assert.equal(preferences.get("SITE_LANG"), "de");
  assert.equal(preferences.get("HOME_PAGE"), undefined);
  assert.equal(preferences.version(), before + 1);
});

Deno.test("setPreferences() saves all or nothing", async () => {
  await using world = await createWorld();

  assert.throws(
    () =>
      setPreferences(managing(world), {
        SITE_LANG: "de",
        SIDEBAR_MENUTREE_MAXDEPTH: "many",
        NONSENSE: "x",
      }),
    {
      code: "invalid",
      message:
        "Cannot save: SIDEBAR_MENUTREE_MAXDEPTH: Wanted a number from 1 to 99, or nothing. NONSENSE: There is no such preference.",
    },
  );
  assert.equal(managing(world).preferences.get("SITE_LANG"), undefined);
});

Deno.test("checkPreferences() tells what is possible from what is not", async (t) => {
  await using world = await createWorld();
  await world.write("garden", "Start", "text\n");
  await putFile(world, "Start/logo.png");
  await putFile(world, "notes.txt");
  const table: Readonly<
    Partial<Record<PreferenceName, { good: string[]; bad: string[] }>>
  > = {
    SITE_LANG: {
      good: ["", "de", "pt-BR", "zh-Hant"],
      bad: ["german language", "x", "en\u202e", "<b>", "../de"],
    },
    SITE_LOGO: {
      good: ["", "Start/logo.png", "/start/LOGO.png"],
      bad: ["notes.txt", "gone.png", "Start", "https://evil.example/x.png"],
    },
    ROBOTS_TXT: { good: ["allow", "disallow"], bad: ["", "constructor", "x"] },
    HOME_PAGE: {
      good: ["", "Start", "Not yet written", "-/index", "/Start/"],
      bad: ["Start.md", "a//b", "..", "a?b", "-/admin", ".git/x", "api/x"],
    },
    OPEN_LINKS_IN_NEW_TAB: { good: ["", "on"], bad: ["off", "true"] },
    SIDEBAR_SHORTCUTS: {
      good: ["", "home", "createpage  home"],
      bad: ["home home", "admin", "home,pageindex"],
    },
    SIDEBAR_MENUTREE_MAXDEPTH: {
      good: ["", "1", "12"],
      bad: ["0", "-1", "1.5", "abc", "100", "٣"],
    },
    SIDEBAR_CUSTOM_MENU: {
      good: [
        "",
        "[]",
        '[{"link": "---"}]',
        '[{"link": "Start", "title": "S", "icon": ""}, {"title": "Only"}]',
        '[{"link": "https://example.org"}, {"link": "mailto:a@b.c"}]',
      ],
      bad: [
        "{}",
        "[1]",
        "[null]",
        "nonsense",
        "[{}]",
        '[{"link": 1}]',
        '[{"link": "Start", "onclick": "x"}]',
        '[{"link": "javascript:alert(1)"}]',
        '[{"link": " java\\nscript:alert(1)"}]',
        '[{"link": "data:text/html,x"}]',
        JSON.stringify(Array(101).fill({ link: "a" })),
        JSON.stringify([{ link: "a".repeat(501) }]),
      ],
    },
    SITE_DESCRIPTION: {
      good: ["", "One sentence.", "two\nlines"],
      bad: ["x".repeat(501), "a\u0000b", "a\u202eb"],
    },
  };
  for (const [name, { good, bad }] of Object.entries(table)) {
    await t.step(name, () => {
      const isPossible = (value: string) =>
        Object.keys(
          checkPreferences(managing(world), { [name]: value }).problems,
        )
          .length === 0;

      assert.deepEqual(good.filter((value) => !isPossible(value)), []);
      assert.deepEqual(bad.filter(isPossible), []);
    });
  }
});

Deno.test("every default is a possible value", async () => {
  await using world = await createWorld();
  const defaults = Object.fromEntries(
    Object.entries(PREFERENCES).map(([name, row]) => [name, row.default]),
  );

  assert.deepEqual(checkPreferences(managing(world), defaults).problems, {});
});

Deno.test("another order in links is followed by the index", async () => {
  await using world = await createWorld();
  await world.write("garden", "Home", "[[A|B]]\n");
  const linksTo = () =>
    pageLinks(world.reading("garden", world.alice), "Home").linksTo;
  const before = linksTo();

  const wiki = managing(world);
  setPreferences(wiki, { WIKILINK_STYLE: "text_first" });
  while (wiki.index.waitingTexts.count() > 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  assert.deepEqual(before, ["A"]);
  assert.deepEqual(linksTo(), ["B"]);
});

Deno.test("nobody but those who manage a wiki can ask for its key", async () => {
  await using world = await createWorld();
  const { bob, carol, stranger, visitor, alice } = world;

  for (const who of [bob, carol, stranger]) {
    assert.throws(() => forManaging(world.visit("garden", who)), {
      code: "forbidden",
    });
  }
  assert.throws(() => forManaging(world.visit("garden", visitor)), {
    code: "unauthenticated",
  });
  const token = { token: "wiki:write" } as const;
  assert.throws(() => forManaging(world.visit("garden", alice, token)), {
    code: "forbidden",
  });
});

function managing(world: World) {
  return forManaging(world.visit("garden", world.alice));
}

async function putFile(world: World, path: string): Promise<void> {
  const files = new Map([[path, new Uint8Array([1])]]);
  await commitChange(managing(world), () => ({ files, deed: "Put" }));
}
