import assert from "node:assert/strict";
import type { Asking, Name } from "../support/web_world.ts";
import { fieldOf, textareaOf, webWorld } from "../support/web_world.ts";

const SCREENS = ["/-/admin", "/-/admin/access", "/-/admin/members"];

Deno.test("settings are for the owner and admins, whatever method and credential", async (t) => {
  await using world = await webWorld();
  const { garden } = world.world;
  world.world.house.platform.members.put({
    ...{ wikiId: garden.id, role: "admin", addedAt: garden.createdAt },
    did: "did:plc:stranger",
  });
  const status: Readonly<Record<Name, number>> = {
    alice: 200,
    stranger: 200, // an admin here
    bob: 403,
    carol: 403,
    visitor: 302, // to sign in
  };
  for (const [as, expected] of Object.entries(status) as [Name, number][]) {
    await t.step(as, async () => {
      for (const path of SCREENS) {
        const seen = await world.get(path, { as });
        assert.equal(seen.status, expected, path);
        await seen.body?.cancel();
        if (expected === 200) continue;
        const sent = await world.post(path, { name: "Mine" }, { as });
        assert.equal(sent.status, as === "visitor" ? 401 : 403, path);
        await sent.body?.cancel();
      }
    });
  }
  await t.step("a token never manages", async () => {
    const from = { as: "visitor", headers: world.bearer() } as const;
    for (const path of SCREENS) {
      const seen = await world.get(path, from);
      const sent = await world.post(path, { name: "Mine" }, from);

      assert.ok([401, 403].includes(seen.status), `${path} ${seen.status}`);
      assert.ok([401, 403].includes(sent.status), `${path} ${sent.status}`);
    }
  });
  assert.equal(world.world.garden.name, "The Garden");
});

Deno.test("a sibling wiki's form changes no settings", async () => {
  await using world = await webWorld();
  for (const path of SCREENS) {
    const answer = await world.post(path, {
      ...{ readAccess: "ANONYMOUS", writeAccess: "ANONYMOUS" },
      ...{ attachmentAccess: "ANONYMOUS", name: "Mine", action: "add" },
      ...{ who: "did:plc:stranger", role: "admin" },
    }, {
      slug: "cellar",
      headers: { origin: "https://garden.robot.test" },
    });

    assert.equal(answer.status, 403, path);
  }
  assert.equal(world.world.cellar.readAccess, "APPROVED");
  assert.equal(world.world.cellar.name, "The Cellar");
});

Deno.test("POST /-/admin saves name, description and preferences, all or none", async () => {
  await using world = await webWorld();
  await world.write("Start", "# Start here\n");

  const saved = await world.post("/-/admin", {
    name: " New  name ",
    description: "About <it>",
    HOME_PAGE: "Start",
    SITE_LANG: "de",
    COMMIT_MESSAGE: "REQUIRED",
  });
  const refused = await world.post("/-/admin", {
    name: "Other",
    HOME_PAGE: "Start.md",
    SITE_LANG: "fr",
  });

  assert.equal(saved.status, 303);
  assert.equal(world.world.garden.name, "New name");
  assert.equal(refused.status, 400);
  const html = await refused.text();
  assert.match(html, /without \.md at its end/);
  assert.equal(fieldOf(html, "HOME_PAGE"), "Start.md");
  assert.equal(fieldOf(html, "SITE_LANG"), "fr");
  assert.equal(world.world.garden.name, "New name");
  const { preferences } = world.world.reading("garden", world.world.alice);
  assert.equal(preferences.get("SITE_LANG"), "de");
  assert.match(await (await world.get("/")).text(), /Start here/);
});

Deno.test("POST /-/admin refuses names that it does not know", async () => {
  await using world = await webWorld();
  for (
    const name of ["ownerDid", "READ_ACCESS", "constructor", "__proto__", "id"]
  ) {
    const answer = await world.post("/-/admin", {
      [name]: "did:plc:stranger",
      SITE_LANG: "de",
    });

    assert.equal(answer.status, 400, name);
    await answer.body?.cancel();
  }
  const { garden } = world.world;
  const { preferences } = world.world.reading("garden", world.world.alice);
  assert.equal(garden.ownerDid, "did:plc:alice");
  assert.equal(preferences.get("SITE_LANG"), undefined);
});

Deno.test("a box that is not ticked switches off, and one that was not sent stays", async () => {
  await using world = await webWorld();
  const { preferences } = world.world.reading("garden", world.world.alice);

  await world.post("/-/admin", { OPEN_LINKS_IN_NEW_TAB: "on" });
  await world.post("/-/admin", { SITE_LANG: "fr" });
  const kept = preferences.get("OPEN_LINKS_IN_NEW_TAB");
  await world.post("/-/admin", { OPEN_LINKS_IN_NEW_TAB: "" });

  assert.equal(kept, "on");
  assert.equal(preferences.get("OPEN_LINKS_IN_NEW_TAB"), "");
});

Deno.test("values of settings are text wherever they are shown", async () => {
  await using world = await webWorld();
  await world.write("Home", "# Home\n");
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`;
  await world.post("/-/admin", {
    name: evil,
    description: evil,
    SITE_DESCRIPTION: evil,
    DEFAULT_COMMIT_MESSAGE: evil,
    SIDEBAR_CUSTOM_MENU: JSON.stringify([{ link: "Home", title: evil }]),
  });
  const { preferences } = world.world.reading("garden", world.world.alice);
  // What came into the table some other way is text, too.
  const { records } = world.world.visit("garden", world.world.alice).wiki;
  for (
    const name of [
      ...["SITE_LANG", "SITE_LOGO", "SITE_ICON", "HOME_PAGE"],
      ...["SIDEBAR_SHORTCUTS", "SIDEBAR_MENUTREE_MAXDEPTH"],
    ]
  ) records.preferences.set(name, evil);

  assert.equal(preferences.get("SITE_DESCRIPTION"), evil);
  const paths = [
    ...["/Home", "/-/admin", "/-/admin/access", "/-/admin/members"],
    ...[
      "/-/lint",
      "/-/index",
      "/-/changelog",
      "/-/edit/Home",
      "/-/history/Home",
    ],
    ...["/-/changelog.atom", "/-/changelog.rss", "/sitemap.xml"],
  ];
  for (const path of paths) {
    const body = await (await world.get(path)).text();
    assert.ok(!body.includes("<script>alert"), path);
    assert.ok(!/<img src=x/i.test(body), path);
  }
  const html = await (await world.get("/-/admin")).text();
  assert.equal(
    textareaOf(html, "SIDEBAR_CUSTOM_MENU"),
    JSON.stringify([{ link: "Home", title: evil }]),
  );
});

Deno.test("POST /-/admin/access changes who may do what, with the next request, and leaves a trace", async () => {
  await using world = await webWorld();
  await world.write("Home", "# Secret\n", "cellar");
  const here: Asking = { slug: "cellar" };
  const before = await world.get("/", { ...here, as: "visitor" });

  const saved = await world.post("/-/admin/access", {
    readAccess: "ANONYMOUS",
    writeAccess: "REGISTERED",
    attachmentAccess: "APPROVED",
  }, here);
  const after = await world.get("/", { ...here, as: "visitor" });
  const html = await (await world.get("/-/admin/access", here)).text();

  assert.deepEqual([before.status, saved.status, after.status], [
    302,
    303,
    200,
  ]);
  const words = html.replace(/<[^>]+>/g, "").replace(/\s+/g, " ");
  assert.match(words, /Everybody, without signing in can read\./);
  assert.match(words, /Everybody who is signed in can read and write\./);
  assert.match(words, /Viewers can read and write\./);
  assert.match(words, /Editors can read, write and upload files\./);
  assert.match(
    words,
    /Admins and the owner can read, write, upload files and change these settings\./,
  );
  const [entry] = world.world.house.platform.audit.list({
    wikiId: world.world.cellar.id,
  });
  assert.equal(entry!.event, "access_changed");
  assert.equal(entry!.actorDid, "did:plc:alice");
  assert.equal(
    entry!.detail,
    "read ANONYMOUS, write REGISTERED, upload APPROVED",
  );
});

Deno.test("POST /-/admin/access refuses levels that there are none of", async () => {
  await using world = await webWorld();
  for (const level of ["", "anonymous", "ADMIN", "<b>"]) {
    const answer = await world.post("/-/admin/access", {
      readAccess: level,
      writeAccess: "APPROVED",
      attachmentAccess: "APPROVED",
    });

    assert.equal(answer.status, 400, level);
    assert.ok(!(await answer.text()).includes("<b>"));
  }
  assert.equal(world.world.garden.readAccess, "ANONYMOUS");
});
