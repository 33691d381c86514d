import assert from "node:assert/strict";
import { readConfig } from "../../src/config.ts";
import { createWiki } from "../../src/wiki/wikis.ts";
import { siteBody } from "../../src/http/body_limit.ts";
import { assertHealthy, git, tryGit } from "../support/git_program.ts";
import {
  confirm,
  fileOf,
  uploadTo,
  words,
  wordsAt,
  zipOfTexts,
} from "../support/site_import.ts";
import { webWorld } from "../support/web_world.ts";

Deno.test("a zip is uploaded, planned and imported as one commit; what the wiki has stays unless it is to be replaced", async () => {
  await using web = await webWorld();
  await web.write("Kept", "as it was");
  await web.write("Same", "the same");
  const zip = zipOfTexts({
    "vault/Home.md": "# Home\n\n[[Deep/Note|a note]]\n",
    "vault/Deep/Note.md": "deep\n",
    "vault/Kept.md": "from the zip\n",
    "vault/Same.md": "the same\n",
    "vault/pictures/my map.png": "picture",
    "vault/.obsidian/app.json": "{}",
    "vault/.DS_Store": "litter",
    "__MACOSX/vault/._Home.md": "litter",
    "vault/What is C#.md": "no name for a page",
    "vault/latin.md": "ok",
  });

  const url = await uploadTo(web, fileOf(zip, "My <vault>.zip"));

  const plan = await wordsAt(web, url);
  assert.match(
    plan,
    /The plan for My &lt;vault&gt;\.zip \. Nothing is changed yet/,
  );
  assert.match(plan, /Pages 3 1 1 /);
  assert.match(plan, /Other files 1 0 0 /);
  assert.match(plan, /Left out \(2\)/);
  assert.match(plan, /What is C#\.md : it holds "#"/);
  assert.match(plan, /\.obsidian\/app\.json : its name begins with a dot/);
  assert.doesNotMatch(plan, /DS_Store|MACOSX/);
  assert.equal((await web.get("/Deep/Note")).status, 404);

  const done = await confirm(web, url);

  assert.match(done, /was imported: the wiki got 3 pages and 1 file\./);
  const reading = web.world.reading("garden", web.world.alice);
  const paths = reading.repo.listFiles(reading.head!).map(({ path }) => path);
  assert.deepEqual(paths, [
    "Deep/Note.md",
    "Home.md",
    "Kept.md",
    "Same.md",
    "latin.md",
    "pictures/my_map.png",
  ]);
  const { message } = reading.repo.readCommit(reading.head!);
  assert.match(message, /^Import: 3 pages and 1 file/);
  assert.match(await (await web.get("/Kept")).text(), /as it was/);
  assertHealthy(reading.repo.dir);
  const [entry] = reading.house.platform.audit.list({ event: "wiki_imported" });
  assert.equal(entry!.actorDid, "did:plc:alice");
  assert.equal(entry!.detail, "zip, 3 pages and 1 file");
});

Deno.test("a zip replaces pages where that was asked for, and history keeps what was", async () => {
  await using web = await webWorld();
  const before = await web.write("Kept", "as it was");
  const url = await uploadTo(web, fileOf(zipOfTexts({ "Kept.md": "new\n" })));
  assert.match(
    await wordsAt(web, url),
    /Replace what the wiki has under the same names \( ?1 ?\)/,
  );

  await confirm(web, url, { replace: "on" });

  assert.match(await (await web.get("/Kept")).text(), /new/);
  const old = await web.get(`/-/at/${before}/Kept`);
  assert.match(await old.text(), /as it was/);
});

Deno.test("a plan is done once, and only by who uploaded it, for this wiki, within an hour", async () => {
  await using web = await webWorld();
  const { world } = web;
  const url = await uploadTo(web, fileOf(zipOfTexts({ "A.md": "a\n" })));
  const id = url.slice(url.lastIndexOf("/") + 1);

  // Bob may manage the garden, but the upload is not his.
  const { platform, now } = world.house;
  platform.members.put({
    wikiId: world.garden.id,
    did: "did:plc:bob",
    role: "admin",
    addedAt: now().toISOString(),
  });
  const site = { slug: "" } as const;
  for (
    const [as, path] of [["bob", url], [
      "alice",
      `/app/wiki/cellar/import/${id}`,
    ], [
      "alice",
      `${url.slice(0, -4)}0000`,
    ]] as const
  ) {
    assert.equal((await web.get(path, { as, ...site })).status, 404);
    const answer = await web.post(path, { do: "import" }, { as, ...site });
    assert.equal(answer.status, 404);
  }

  await confirm(web, url);
  const again = await web.post(url, { do: "import" }, site);
  assert.equal(again.status, 303); // and the page says what was done before
  const reading = world.reading("garden", world.alice);
  assert.deepEqual(reading.repo.readCommit(reading.head!).parents, []);

  const late = await uploadTo(web, fileOf(zipOfTexts({ "B.md": "b\n" })));
  world.wait(3601);
  assert.equal((await web.post(late, { do: "import" }, site)).status, 404);
});

Deno.test("only owner and admins import, with a session of the platform's host and from its own pages", async () => {
  await using web = await webWorld();
  const file = fileOf(zipOfTexts({ "A.md": "a\n" }));
  const path = "/app/wiki/garden/import";
  const parts = [["file", file]] as const;
  for (const as of ["bob", "carol", "stranger"] as const) {
    assert.equal((await web.get(path, { as, slug: "" })).status, 403);
    const answer = await web.upload(path, parts, { as, slug: "" });
    assert.equal(answer.status, 403);
  }
  const visitor = await web.upload(path, parts, { as: "visitor", slug: "" });
  assert.ok([302, 303, 401].includes(visitor.status));
  const sibling = await web.upload(path, parts, {
    slug: "",
    headers: { origin: "https://garden.robot.test" },
  });
  assert.equal(sibling.status, 403);
  const token = await web.upload(path, parts, {
    as: "visitor",
    slug: "",
    headers: web.bearer(),
  });
  assert.notEqual(token.status, 303);
  const unknown = await web.upload("/app/wiki/nowhere/import", parts, {
    slug: "",
  });
  assert.equal(unknown.status, 404);
  assert.equal(web.world.reading("garden", web.world.alice).head, null);
});

Deno.test("what is neither zip nor bundle, no file, and a hostile zip are refused with the reason, and leave nothing", async () => {
  await using web = await webWorld();
  const { world } = web;
  const refused: [string, Uint8Array, RegExp][] = [
    [
      "text",
      new TextEncoder().encode("hello"),
      /neither a zip nor a git bundle/,
    ],
    ["slip", zipOfTexts({ "../up.md": "x" }), /relative path/],
    ["git", zipOfTexts({ "notes/.git/config": "x" }), /holds a git repository/],
    [
      "Git",
      zipOfTexts({ "notes/GIT~1/config": "x" }),
      /holds a git repository/,
    ],
  ];
  for (const [what, bytes, reason] of refused) {
    const url = await uploadTo(web, fileOf(bytes));
    const text = await wordsAt(web, url);
    assert.match(text, /was not imported/, what);
    assert.match(text, reason, what);
    assert.doesNotMatch(text, /scratch|\/tmp/, what);
  }
  world.wait(3600); // for the rate limit
  const empty = await web.upload("/app/wiki/garden/import", [
    ["note", "no file"],
  ], { slug: "" });
  assert.equal(empty.status, 400);
  assert.match(words(await empty.text()), /choose a file first/);
  const two = await web.upload("/app/wiki/garden/import", [
    ["file", fileOf(zipOfTexts({ "A.md": "a" }))],
    ["file", fileOf(zipOfTexts({ "B.md": "b" }))],
  ], { slug: "" });
  assert.equal(two.status, 400);
  await world.house.imports[Symbol.asyncDispose]();
  assert.equal(world.reading("garden", world.alice).head, null);
  assert.deepEqual(foldersIn(`${world.dir}/scratch`), []);
});

Deno.test("a plan that does not fit the wiki any more is refused: somebody wrote the page meanwhile", async () => {
  await using web = await webWorld();
  const url = await uploadTo(
    web,
    fileOf(zipOfTexts({ "A.md": "zip\n", "B.md": "zip\n" })),
  );
  await web.write("A", "typed meanwhile");

  const text = await confirm(web, url, { replace: "on" });

  assert.match(text, /"A" was changed meanwhile/);
  assert.equal((await web.get("/B")).status, 404);
  assert.match(await (await web.get("/A")).text(), /typed meanwhile/);
});

Deno.test("an import waits for nobody else's page, and counts against the limits", async () => {
  await using web = await webWorld({ ROBOT_MAX_PAGES: "2" });
  const { world } = web;
  const three = zipOfTexts({ "A.md": "a", "B.md": "b", "C.md": "c" });
  const over = await uploadTo(web, fileOf(three));
  assert.match(
    await wordsAt(web, over),
    /It cannot be imported.*at most 2 pages/,
  );
  const answer = await web.post(over, { do: "import" }, { slug: "" });
  assert.equal(answer.status, 303);
  assert.match(await wordsAt(web, over), /was not imported.*at most 2 pages/);

  const url = await uploadTo(
    web,
    fileOf(zipOfTexts({ "A.md": "a", "B.md": "b" })),
  );
  await web.write("Z", "somebody else");
  assert.match(await confirm(web, url), /at most 2 pages/);
  const reading = world.reading("garden", world.alice);
  assert.deepEqual(reading.repo.listFiles(reading.head!).length, 1);
  assertHealthy(reading.repo.dir);
});

Deno.test("names that differ only in case are left out, spaces follow the wiki's own page, and no file takes a folder's place", async () => {
  await using web = await webWorld();
  await web.put({ "My Page.md": "spaced\n", "Folder/Note.md": "x\n" });
  const url = await uploadTo(
    web,
    fileOf(zipOfTexts({
      "my page.md": "other case",
      "My_Page.md": "changed",
      "Two.md": "1",
      "two.md": "2",
      "Folder": "a file",
      "Three": "a file",
      "Three/inside.md": "below a file",
    })),
  );

  const plan = await wordsAt(web, url);

  assert.match(
    plan,
    /my page\.md : it differs only in case, spaces or kind from "My Page\.md"/,
  );
  assert.match(
    plan,
    /two\.md : it differs only in case, spaces or kind from "Two\.md"/,
  );
  assert.match(plan, /Folder : there is a folder of this name/);
  assert.match(plan, /Three\/inside\.md : "Three" is a file/);
  assert.match(plan, /Changed pages \(1\) My Page/);
});

Deno.test("a plan is short however long the names in a zip are", async () => {
  await using web = await webWorld();
  const zip = zipOfTexts({
    "Home.md": "# Home\n",
    [`a/.${"x".repeat(60_000)}`]: "hidden",
    [`${"y".repeat(60_000)}.md`]: "long",
  });

  const plan = await wordsAt(web, await uploadTo(web, fileOf(zip)));

  assert.match(plan, /Left out \(2\)/);
  assert.match(plan, /x…\s*: its name begins with a dot/);
  assert.ok(plan.length < 3_000, String(plan.length));
});

Deno.test("a bundle of the wiki itself that went on elsewhere continues it; one that went another way is refused", async () => {
  await using web = await webWorld();
  const { world } = web;
  await web.write("Home", "one");
  const dir = await Deno.makeTempDir({ prefix: "robot-clone-" });
  try {
    const bundle = await web.get("/app/wiki/garden/export", { slug: "" });
    await Deno.writeFile(`${dir}/x.bundle`, bundle.body!);
    git(dir, "clone", "-q", "x.bundle", "clone");
    Deno.writeTextFileSync(`${dir}/clone/More.md`, "more\n");
    const clone = `${dir}/clone`;
    git(clone, "add", ".");
    git(clone, "commit", "-q", "-m", "Elsewhere");
    git(clone, "tag", "v1");
    git(clone, "bundle", "create", "-q", "../y.bundle", "--all");
    const bytes = Deno.readFileSync(`${dir}/y.bundle`);

    const url = await uploadTo(web, fileOf(bytes, "y.bundle"));
    const plan = await wordsAt(web, url);
    assert.match(
      plan,
      /continues the wiki's history: it has 2 commits and 1 tag/,
    );
    assert.match(plan, /Pages 1 0 1 0/);
    await confirm(web, url);
    assert.match(await (await web.get("/More")).text(), /more/);
    const reading = world.reading("garden", world.alice);
    assert.equal(reading.head, git(clone, "rev-parse", "HEAD").trim());
    assert.equal(reading.provenance.find(reading.head!), undefined);
    assert.match(tryGit(reading.repo.dir, "tag").stdout, /^v1$/m);
    await world.house.openWikis.idle();
    assertHealthy(reading.repo.dir);

    const same = await uploadTo(web, fileOf(bytes, "y.bundle"));
    assert.match(
      await wordsAt(web, same),
      /has everything that is in this bundle/,
    );

    await web.write("Home", "typed here");
    Deno.writeTextFileSync(`${clone}/Home.md`, "typed there\n");
    git(clone, "commit", "-q", "-a", "-m", "Apart");
    git(clone, "bundle", "create", "-q", "../z.bundle", "--all");
    const apart = await uploadTo(
      web,
      fileOf(Deno.readFileSync(`${dir}/z.bundle`), "z.bundle"),
    );
    assert.match(await wordsAt(web, apart), /gone different ways/);
    const head = world.reading("garden", world.alice).head;
    await web.post(apart, { do: "import" }, { slug: "" });
    assert.equal(world.reading("garden", world.alice).head, head);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a wiki that still has only its starter pages begins anew with a bundle's history, and its order of links", async () => {
  await using web = await webWorld();
  const { world } = web;
  const ownerDid = "did:plc:alice";
  await createWiki(world.house, { slug: "shed", ownerDid });
  const slug = "shed";
  const dir = await Deno.makeTempDir({ prefix: "robot-clone-" });
  try {
    git(dir, "init", "-q", "-b", "trunk", ".");
    Deno.writeTextFileSync(`${dir}/README.md`, "[[the page|Other]]\n");
    Deno.writeTextFileSync(`${dir}/Other.md`, "other\n");
    Deno.symlinkSync("/etc/passwd", `${dir}/link.md`);
    git(dir, "add", ".");
    git(dir, "commit", "-q", "-m", "First");
    git(dir, "bundle", "create", "-q", "x.bundle", "--all");
    const file = fileOf(Deno.readFileSync(`${dir}/x.bundle`), "x.bundle");

    const url = await uploadTo(web, file, { slug });

    const plan = await wordsAt(web, url);
    assert.match(plan, /It begins anew with the bundle's history \(1 commit\)/);
    assert.match(plan, /Links will be read as \[\[shown text\|Page\]\]/);
    assert.match(plan, /Symbolic links are kept but not shown \(1\): link\.md/);
    await confirm(web, url);
    const reading = world.reading(slug, world.alice);
    assert.equal(reading.preferences.get("WIKILINK_STYLE"), "text_first");
    assert.equal((await web.get("/Getting_Started", { slug })).status, 404);
    assert.equal((await web.get("/link", { slug })).status, 404);
    assert.match(await (await web.get("/Other", { slug })).text(), /other/);
    await world.house.openWikis.idle();
    assertHealthy(reading.repo.dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("siteBody allows a large body for an upload alone", () => {
  const config = readConfig({});
  assert.ok(config.maxPageBytes > 64_000);
  const small = { maxBytes: 64_000, longestMs: 300_000 };
  assert.deepEqual(siteBody({ method: "POST", path: "/auth/login" }), small);
  const path = "/app/wiki/garden/import";
  assert.ok(siteBody({ method: "POST", path }).maxBytes > 100 * 1024 * 1024);
  assert.ok(siteBody({ method: "POST", path }).maxBytes < 102 * 1024 * 1024);
  assert.deepEqual(siteBody({ method: "POST", path: `${path}/x` }), small);
  assert.deepEqual(siteBody({ method: "GET", path }), small);
});

Deno.test("an upload that is too large is refused at once where it says so", async () => {
  await using web = await webWorld();
  const answer = await web.upload("/app/wiki/garden/import", [
    ["file", fileOf(new Uint8Array(10))],
  ], { slug: "", headers: { "content-length": String(200 * 1024 * 1024) } });

  assert.equal(answer.status, 413);
});

function foldersIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return [];
  }
}
