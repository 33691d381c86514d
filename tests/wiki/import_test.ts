import assert from "node:assert/strict";
import { changelog, pageHistory } from "../../src/wiki/history.ts";
import { importWiki } from "../../src/wiki/import.ts";
import { pageLinks } from "../../src/wiki/links.ts";
import { listPages, readPage } from "../../src/wiki/pages.ts";
import { linkStyleOf } from "../../src/wiki/preferences.ts";
import { assertHealthy, git } from "../support/git_program.ts";
import { RealRepository } from "../support/real_repository.ts";
import { createWorld, type World } from "../support/world.ts";

const LFS =
  "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";

Deno.test("importWiki() keeps the whole history of a bare repository, commit by commit", async () => {
  await using world = await createWorld();
  await using made = await RealRepository.create();
  const oids = await made.commitAll([
    { files: { "Home.md": "one\n" }, message: "First" },
    { files: { "Home.md": "two\n", "a/pic.png": "png" }, message: "Second" },
    { files: { "Home.md": null, "Start.md": "two\n" }, message: "Third" },
  ]);

  const imported = await load(world, made.dir);

  assert.deepEqual(imported, {
    slug: "attic",
    commits: 3,
    pages: 1,
    files: 1,
    linkStyle: "target_first",
    resolvedLinks: { target_first: 0, text_first: 0 },
    warnings: [],
  });
  const wiki = world.reading("attic", world.alice);
  assert.equal(wiki.head, oids[2]);
  assert.deepEqual(changelog(wiki).map(({ message }) => message), [
    "Third",
    "Second",
    "First",
  ]);
  assert.deepEqual(
    pageHistory(wiki, "Start").map(({ path, kind }) => [path, kind]),
    [["Start", "moved"], ["Home", "changed"], ["Home", "created"]],
  );
  assert.equal(wiki.provenance.find(oids[0]!), undefined);
  assertHealthy(wiki.repo.dir);
  assert.equal(world.events("wiki_imported").length, 1);
});

Deno.test("importWiki() takes a working tree's branch under another name, and tags", async () => {
  await using world = await createWorld();
  await using made = await RealRepository.create();
  await made.commit({ files: { "Home.md": "one\n" } });
  const tree = `${made.folder}/tree`;
  git(made.folder, "clone", "-q", made.dir, tree);
  git(tree, "checkout", "-q", "-b", "trunk");
  git(tree, "tag", "v1");

  const imported = await load(world, tree);

  assert.deepEqual(imported.warnings, [
    'The branch "trunk" was imported, and is called "main" now',
  ]);
  const { dir } = world.reading("attic", world.alice).repo;
  assert.equal(git(dir, "tag"), "v1\n");
  assert.equal(git(dir, "symbolic-ref", "HEAD"), "refs/heads/main\n");
});

Deno.test("importWiki() takes a bundle", async () => {
  await using world = await createWorld();
  await using made = await RealRepository.create();
  const [, second] = await made.commitAll([
    { files: { "Home.md": "one\n" } },
    { files: { "Home.md": "two\n" } },
  ]);
  const bundle = `${made.folder}/wiki.bundle`;
  await made.git(["bundle", "create", "-q", bundle, "--all"]);

  const imported = await load(world, bundle);

  assert.equal(imported.commits, 2);
  assert.equal(world.reading("attic", world.alice).head, second);
});

Deno.test("importWiki() takes a folder of files as one commit, bytes as they are", async () => {
  await using world = await createWorld();
  const folder = `${world.dir}/source`;
  Deno.mkdirSync(`${folder}/Trees`, { recursive: true });
  Deno.writeTextFileSync(`${folder}/Home.md`, "home\r\n");
  Deno.writeTextFileSync(`${folder}/Trees/A\u0308sche.md`, "ash");
  Deno.writeTextFileSync(`${folder}/Trees/leaf.txt`, "leaf");
  Deno.symlinkSync("/etc/passwd", `${folder}/Secrets.md`);

  const imported = await load(world, folder);

  assert.deepEqual(
    [imported.commits, imported.pages, imported.files, imported.warnings],
    [1, 2, 1, ['"Secrets.md" was left out: it is no regular file']],
  );
  const wiki = world.reading("attic", world.alice);
  assert.equal(readPage(wiki, "Home").text, "home\r\n");
  assert.deepEqual(listPages(wiki).pages.map(({ path }) => path), [
    "Home",
    "Trees/\u00c4sche",
  ]);
});

Deno.test("importWiki() sets the order of links under which more of them resolve", async () => {
  await using world = await createWorld();
  await using made = await RealRepository.create();
  await made.commit({
    files: {
      "Home.md": "[[The oak|Trees/Oak]] [[the elm|Elm]] [[Elm]] `[[Elm|x]]`\n",
      "Trees/Oak.md": "[[Elm|an elm]]\n",
      "Elm.md": "elm\n",
    },
  });

  const imported = await load(world, made.dir);

  assert.equal(imported.linkStyle, "text_first");
  assert.deepEqual(imported.resolvedLinks, { target_first: 2, text_first: 3 });
  const wiki = world.reading("attic", world.alice);
  assert.equal(linkStyleOf(wiki.preferences), "text_first");
  assert.deepEqual(pageLinks(wiki, "Home").linksTo, ["Elm", "Trees/Oak"]);
});

Deno.test("importWiki() keeps what is no page and warns of it", async () => {
  await using world = await createWorld();
  await using made = await RealRepository.create();
  await made.commit({
    files: {
      "Home.md": "home\n",
      "home.md": "other\n",
      "Latin.md": new Uint8Array([0xfc, 0x0a]),
      "movie.mp4": LFS,
    },
    links: { "Link.md": "Home.md" },
  });

  const imported = await load(world, made.dir);

  assert.deepEqual(imported.warnings, [
    "Symbolic links are kept but not shown (1): Link.md",
    "Of files in Git LFS only the pointers are in the repository (1): movie.mp4",
    "Pages that are not UTF-8 cannot be edited here (1): Latin.md",
    "Names that differ only in case or spaces must be linked exactly (2): Home.md, home.md",
  ]);
  const wiki = world.reading("attic", world.alice);
  assert.deepEqual(listPages(wiki).pages.map(({ path }) => path), [
    "Home",
    "Latin",
    "home",
  ]);
  assert.match(git(wiki.repo.dir, "ls-tree", "main"), /120000 .*Link\.md/);
});

Deno.test("importWiki() leaves nothing where it fails", async () => {
  await using world = await createWorld();
  const nothing = `${world.dir}/nothing`;
  Deno.mkdirSync(nothing);
  Deno.writeTextFileSync(
    `${world.dir}/broken.bundle`,
    "# v2 git bundle\nx\n\n",
  );
  const cases = [
    ["/nowhere", "not_found"],
    [nothing, "invalid"],
    [`${world.dir}/robot.db`, "invalid"],
    [`${world.dir}/broken.bundle`, "invalid"],
  ] as const;

  for (const [source, code] of cases) {
    await assert.rejects(load(world, source), { code }, source);
  }
  await assert.rejects(
    importWiki(world.house, nothing, {
      slug: "garden",
      ownerDid: "did:plc:alice",
    }),
    { code: "conflict" },
  );
  assert.equal(world.house.platform.wikis.find("attic"), undefined);
  assert.deepEqual([...Deno.readDirSync(`${world.dir}/unfinished`)], []);
});

async function load(world: World, source: string) {
  return await importWiki(world.house, source, {
    slug: "attic",
    ownerDid: "did:plc:alice",
  });
}
