import assert from "node:assert/strict";
import { createWiki } from "../../src/wiki/wikis.ts";
import { assertHealthy, git } from "../support/git_program.ts";
import { fileOf, uploadTo, wordsAt } from "../support/site_import.ts";
import { type Name, type WebWorld, webWorld } from "../support/web_world.ts";
import { ZipReader } from "../../src/zip/zip_reader.ts";

const LIMITS = { entries: 1000, totalBytes: 1e9, ratio: 1000 };

/** Downloads into a folder of its own; both go at the end. */
async function downloaded(
  web: WebWorld,
  path: string,
  fileName: string,
  as: Name = "alice",
) {
  const folder = await Deno.makeTempDir({ prefix: "robot-export-" });
  const answer = await web.get(path, { slug: "", as });
  assert.equal(answer.status, 200);
  assert.equal(
    answer.headers.get("content-disposition"),
    `attachment; filename="${fileName}"`,
  );
  assert.equal(answer.headers.get("cache-control"), "no-store");
  await Deno.writeFile(`${folder}/${fileName}`, answer.body!);
  return {
    folder,
    path: `${folder}/${fileName}`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** The files of a zip as texts. */
async function textsOf(path: string): Promise<Record<string, string>> {
  using zip = await ZipReader.open(path, LIMITS);
  return Object.fromEntries(
    zip.files.map((file) => [file.name, file.read().toString()]),
  );
}

Deno.test("a wiki is downloaded as a git bundle that git verifies and clones, with its tags", async () => {
  await using web = await webWorld();
  for (let i = 0; i < 5; i++) await web.write("Home", `text ${i}`);
  await web.write("Äpfel/Süß", "fruit");
  const reading = web.world.reading("garden", web.world.alice);
  git(reading.repo.dir, "tag", "-a", "-m", "One", "v1");

  await using file = await downloaded(
    web,
    "/app/wiki/garden/export",
    "garden-2026-11-20.bundle",
  );

  git(file.folder, "init", "-q", "empty");
  git(`${file.folder}/empty`, "bundle", "verify", "-q", file.path);
  git(file.folder, "clone", "-q", file.path, "clone");
  const clone = `${file.folder}/clone`;
  assert.equal(git(clone, "rev-parse", "HEAD").trim(), reading.head);
  assert.equal(git(clone, "symbolic-ref", "HEAD").trim(), "refs/heads/main");
  assert.equal(git(clone, "tag").trim(), "v1");
  assert.equal(Deno.readTextFileSync(`${clone}/Äpfel/Süß.md`), "fruit\n");
  assertHealthy(`${clone}/.git`);
  const { platform } = web.world.house;
  const [entry] = platform.audit.list({ event: "wiki_exported" });
  assert.equal(entry!.actorDid, "did:plc:alice");
  assert.equal(entry!.detail, "bundle");
});

Deno.test("a wiki is downloaded as a zip of its files; links and submodules are left out and named", async () => {
  await using web = await webWorld();
  const noise = crypto.getRandomValues(new Uint8Array(60_000));
  const picture = new Uint8Array([...noise, ...noise, ...noise]);
  await web.put({ "Home.md": "home\n", "a/pic.png": picture, "empty.txt": "" });
  const { repo } = web.world.reading("garden", web.world.alice);
  const blob = git(repo.dir, "rev-parse", "HEAD:Home.md").trim();
  const head = git(repo.dir, "rev-parse", "HEAD").trim();
  const tree = git(
    repo.dir,
    ...["-c", "core.bare=true", "ls-tree", "HEAD"],
  ) + `120000 blob ${blob}\tlink\n160000 commit ${head}\tmodule\n`;
  const made = makeCommit(repo.dir, tree, head);
  git(repo.dir, "update-ref", "refs/heads/main", made);
  web.world.leave();
  await web.world.house.openWikis.forget(web.world.garden.id);

  await using file = await downloaded(
    web,
    "/app/wiki/garden/export?form=zip",
    "garden-2026-11-20.zip",
  );

  const { "garden/a/pic.png": stored, ...texts } = await textsOf(file.path);
  assert.ok(stored!.length > 100_000);
  assert.deepEqual(texts, {
    "garden/Home.md": "home\n",
    "garden/empty.txt": "",
    "garden/LEFT_OUT.txt":
      "These are in the wiki's history and cannot be in a zip:\n\nlink: a symbolic link\nmodule: a submodule\n",
  });
});

/** A commit with the entries that `git ls-tree` would list. */
function makeCommit(dir: string, entries: string, parent: string): string {
  Deno.writeTextFileSync(`${dir}/entries`, entries);
  const run = new Deno.Command("sh", {
    args: ["-c", `git mktree --missing < entries`],
    cwd: dir,
  }).outputSync();
  Deno.removeSync(`${dir}/entries`);
  const tree = new TextDecoder().decode(run.stdout).trim();
  return git(dir, "commit-tree", "-p", parent, "-m", "Odd", tree).trim();
}

Deno.test("what is downloaded as a zip and uploaded again is the same", async () => {
  await using web = await webWorld();
  await web.put({
    "Home.md": "home\n",
    "Notes/My page.md": "n\n",
    "f.bin": "x",
  });
  await using file = await downloaded(
    web,
    "/app/wiki/garden/export?form=zip",
    "garden-2026-11-20.zip",
  );

  const url = await uploadTo(web, fileOf(Deno.readFileSync(file.path)));

  const plan = await wordsAt(web, url);
  assert.match(plan, /There is nothing to import/);
  assert.match(plan, /Pages 0 0 2 Other files 0 0 1 /);
});

Deno.test("who may not read a wiki downloads nothing; an empty wiki says so", async () => {
  await using web = await webWorld();
  await web.world.write("cellar", "Home", "secret");
  const path = "/app/wiki/cellar/export";
  const ask = async (as: "bob" | "carol" | "stranger" | "visitor") => {
    const answer = await web.get(path, { as, slug: "" });
    await answer.body?.cancel();
    return answer.status;
  };
  assert.equal(await ask("carol"), 200);
  assert.equal(await ask("stranger"), 403);
  assert.notEqual(await ask("visitor"), 200);
  const token = await web.get(path, {
    as: "visitor",
    slug: "",
    headers: web.bearer("cellar"),
  });
  assert.notEqual(token.status, 200);
  await token.body?.cancel();
  for (const form of ["", "?form=zip"]) {
    const empty = await web.get(`/app/wiki/garden/export${form}`, { slug: "" });
    assert.equal(empty.status, 409);
    assert.match(await empty.text(), /nothing was saved in this wiki yet/);
  }
  assert.equal(
    (await web.get("/app/wiki/no/export", { slug: "" })).status,
    404,
  );
});

Deno.test("HEAD of a download takes nothing along, and nothing is noted", async () => {
  await using web = await webWorld();
  await web.write("Home", "text");
  const path = "/app/wiki/garden/export";
  const events = () =>
    web.world.house.platform.audit.list({}).map(({ event }) => event);

  const head = await web.get(path, { method: "HEAD", slug: "" });
  const before = events();
  const whole = await web.get(path, { slug: "" });
  await whole.arrayBuffer();

  assert.deepEqual([head.status, whole.status], [200, 200]);
  assert.equal(before.includes("wiki_exported"), false);
  assert.equal(events().includes("wiki_exported"), true);
});

Deno.test("a download that is given up gives its place back", async () => {
  await using web = await webWorld({ ROBOT_MAX_CONCURRENT_PACKS: "1" });
  await web.write("Home", "text");
  for (const form of ["", "?form=zip", "", "?form=zip"]) {
    const answer = await web.get(`/app/wiki/garden/export${form}`, {
      slug: "",
    });
    assert.equal(answer.status, 200);
    await answer.body!.cancel();
  }
  web.world.leave();
  await web.world.house.openWikis.forget(web.world.garden.id);
});

Deno.test("everything of a person is one zip: a bundle of each wiki that they own, and what is stored about them", async () => {
  await using web = await webWorld();
  const { world } = web;
  await web.write("Home", "garden");
  await world.write("cellar", "Home", "cellar");
  const { platform } = world.house;
  await createWiki(world.house, {
    slug: "attic",
    ownerDid: "did:plc:bob",
  });
  platform.members.put({
    wikiId: platform.wikis.find("attic")!.id,
    did: "did:plc:alice",
    role: "viewer",
    addedAt: "2026-11-20T12:00:00.000Z",
  });
  await createWiki(world.house, {
    slug: "empty",
    ownerDid: "did:plc:alice",
  }, { starterPages: false });
  const { authorization } = web.bearer();
  await (await web.get("/app/wiki/garden/export", { slug: "" })).body!.cancel();
  await (await web.get("/app/wiki/garden/export", { as: "bob", slug: "" }))
    .body!
    .cancel();

  await using file = await downloaded(
    web,
    "/app/account/export",
    "account-2026-11-20.zip",
  );

  using zip = await ZipReader.open(file.path, LIMITS);
  assert.deepEqual(zip.files.map(({ name }) => name).toSorted(), [
    "account.json",
    "cellar.bundle",
    "garden.bundle",
  ]);
  for (const { name, read } of zip.files) {
    if (name === "account.json") continue;
    Deno.writeFileSync(`${file.folder}/${name}`, read());
    git(file.folder, "clone", "-q", name, name.slice(0, -7));
  }
  assert.equal(
    Deno.readTextFileSync(`${file.folder}/cellar/Home.md`),
    "cellar\n",
  );
  const text = zip.files.find(({ name }) => name === "account.json")!.read()
    .toString();
  const account = JSON.parse(text);
  assert.equal(account.person.did, "did:plc:alice");
  assert.deepEqual(
    account.memberships.map(({ wiki, role }: Record<string, string>) => [
      wiki,
      role,
    ]),
    [["attic", "viewer"]],
  );
  assert.deepEqual(account.tokens.map(({ name }: { name: string }) => name), [
    "test",
  ]);
  assert.equal(account.sessions.length, 1);
  assert.equal(account.bundles.length, 3);
  assert.match(JSON.stringify(account.bundles), /nothing was saved/);
  assert.ok(account.audit.length > 0);
  const actors: { actorDid: string }[] = account.audit;
  assert.ok(actors.every(({ actorDid }) => actorDid === "did:plc:alice"));
  const secret = authorization.replace("Bearer ", "");
  assert.ok(!text.includes(secret) && !text.includes("hash"));
  assert.equal(platform.audit.list({ event: "account_exported" }).length, 1);
});

Deno.test("a long log of what somebody did is taken along whole", async () => {
  await using web = await webWorld();
  const { platform, now } = web.world.house;
  for (let i = 0; i < 1_001; i++) {
    platform.audit.add({
      ...{ at: now().toISOString(), event: "wiki_renamed", wikiId: null },
      ...{ actorDid: "did:plc:stranger", address: null, credential: null },
      detail: `"${i}"`,
    });
  }
  await using file = await downloaded(
    web,
    "/app/account/export",
    "account-2026-11-20.zip",
    "stranger",
  );

  using zip = await ZipReader.open(file.path, LIMITS);
  const account = JSON.parse(zip.files.at(-1)!.read().toString());
  const { audit }: { audit: { detail: string }[] } = account;
  const details = audit.map(({ detail }) => detail)
    .filter((detail) => detail !== null);
  assert.equal(new Set(details).size, 1_001);
  assert.equal(account.person.did, "did:plc:stranger");
});

Deno.test("the archive of everything is for who is signed in alone", async () => {
  await using web = await webWorld();
  const answer = await web.get("/app/account/export", {
    as: "visitor",
    slug: "",
  });
  assert.notEqual(answer.status, 200);
});
