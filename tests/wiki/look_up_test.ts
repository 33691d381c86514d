import assert from "node:assert/strict";
import type { AppError } from "../../src/errors.ts";
import type { ReadableWiki } from "../../src/wiki/access.ts";
import {
  addressOf,
  fileAddressOf,
  findPagePath,
  homePage,
  lookUp,
} from "../../src/wiki/look_up.ts";
import { FollowedWiki } from "../support/followed_wiki.ts";

/** A wiki with these files. */
async function wikiOf(files: readonly string[]): Promise<FollowedWiki> {
  const wiki = await FollowedWiki.create();
  await wiki.made.commit({
    files: Object.fromEntries(files.map((file) => [file, `text of ${file}\n`])),
  });
  wiki.follow();
  return wiki;
}

/** What a path leads to, in short. */
function found(wiki: ReadableWiki, path: string): string {
  const what = lookUp(wiki, path);
  if (what.kind === "none") return "none";
  const paths = what.kind === "ambiguous" ? what.candidates : [what.path];
  return `${what.kind} ${paths.join(", ")}`;
}

const FILES = [
  "Home.md",
  "Actors/Iran.md",
  "Actors/map.png",
  "My_Page.md",
  "Old Page.md",
  "Caf\u00e9.md",
  "Decomposed_e\u0301.md",
  "Stra\u00dfe.md",
  "Twin.md",
  "twin.md",
  "TWIN.md",
  "Pic.PNG",
  "Both.md",
  "Both/part.md",
  "notes.md.md",
  "notes.md",
  "lib/Deep/x.md",
  "LIB2/a.md",
  "lib2/b.md",
  "100%.md",
  "🦦.md",
];
const LOOK_UPS: readonly [path: string, what: string][] = [
  ["Home", "page Home"],
  ["home", "page Home"],
  ["HOME", "page Home"],
  ["actors/iran", "page Actors/Iran"],
  ["Actors/map.png", "file Actors/map.png"],
  ["actors/MAP.png", "file Actors/map.png"],
  ["My Page", "page My_Page"],
  ["my page", "page My_Page"],
  ["Old_Page", "page Old Page"],
  ["Cafe\u0301", "page Caf\u00e9"],
  ["CAFÉ", "page Caf\u00e9"],
  ["decomposed \u00e9", "page Decomposed_e\u0301"],
  ["STRASSE", "page Stra\u00dfe"],
  ["Twin", "page Twin"],
  ["twin", "page twin"],
  ["tWIN", "ambiguous TWIN, Twin, twin"],
  ["pic.png", "file Pic.PNG"],
  ["Both", "page Both"],
  ["both", "page Both"],
  ["Both/", "none"],
  ["notes", "page notes"],
  ["notes.md", "page notes.md"],
  ["Home.md", "none"],
  ["Actors", "folder Actors"],
  ["ACTORS", "folder Actors"],
  ["lib/deep", "folder lib/Deep"],
  ["lib2", "folder lib2"],
  ["Lib2", "ambiguous LIB2, lib2"],
  ["100%", "page 100%"],
  ["🦦", "page 🦦"],
  ["Nowhere", "none"],
  ["", "none"],
  ["\0", "none"],
  ["' OR 1=1 --", "none"],
];
Deno.test("lookUp takes exactly the path, else the only one that is equal after folding", async (t) => {
  await using wiki = await wikiOf(FILES);
  for (const [path, what] of LOOK_UPS) {
    await t.step(`${JSON.stringify(path)} is ${what}`, () => {
      assert.equal(found(wiki.readable, path), what);
    });
  }
});

Deno.test("lookUp gives the blob of an attachment", async () => {
  await using wiki = await wikiOf(["a/b.bin"]);

  const what = lookUp(wiki.readable, "a/b.bin");

  const oid = (await wiki.made.git(["rev-parse", "main:a/b.bin"])).trim();
  assert.deepEqual(what, { kind: "file", path: "a/b.bin", oid });
});

Deno.test("lookUp follows what a commit creates and deletes", async () => {
  await using wiki = await wikiOf(["Otter.md"]);
  await wiki.made.commit({ files: { "Otter.md": null, "otter.md": "new\n" } });
  wiki.follow();

  assert.equal(found(wiki.readable, "OTTER"), "page otter");
});

Deno.test("findPagePath names the pages that fit where there are several", async () => {
  await using wiki = await wikiOf(["Twin.md", "twin.md"]);

  assert.equal(findPagePath(wiki.readable, "twin"), "twin");
  assert.throws(
    () => findPagePath(wiki.readable, "TWIN"),
    (error: AppError) => {
      assert.equal(error.code, "not_found");
      assert.equal(error.details.reason, "ambiguous");
      assert.deepEqual(error.details.candidates, ["Twin", "twin"]);
      return true;
    },
  );
});

Deno.test("findPagePath takes the name of a page's file", async () => {
  await using wiki = await wikiOf(["Home.md", "a/b.md", "n.md", "n.md.md"]);

  assert.equal(findPagePath(wiki.readable, "Home.md"), "Home");
  assert.equal(findPagePath(wiki.readable, "A/B.md"), "a/b");
  assert.equal(findPagePath(wiki.readable, "n.md"), "n.md");
});

const NEAR: readonly [path: string, candidates: string[] | undefined][] = [
  ["Getting Startd", ["Getting_Started"]],
  ["Administartion", ["Admin/Administration"]],
  ["Actors", ["Actors/Iran", "Actors/Iraq"]],
  ["Iran", ["Actors/Iran"]],
  ["Actors/Irann", ["Actors/Iran"]],
  ["zzzz", undefined],
];
Deno.test("findPagePath offers near names where no page fits", async (t) => {
  await using wiki = await wikiOf([
    "Getting_Started.md",
    "Admin/Administration.md",
    "Actors/Iran.md",
    "Actors/Iraq.md",
    "map.png",
  ]);
  for (const [path, candidates] of NEAR) {
    await t.step(`${path}: ${candidates}`, () => {
      assert.throws(
        () => findPagePath(wiki.readable, path),
        (error: AppError) => {
          assert.equal(error.code, "not_found");
          assert.equal(error.details.reason, undefined);
          assert.deepEqual(error.details.candidates, candidates);
          return true;
        },
      );
    });
  }
  await t.step("an attachment is no page", () => {
    assert.throws(() => findPagePath(wiki.readable, "map.png"), {
      code: "not_found",
    });
  });
});

const HOMES: readonly [files: string[], home: string | null][] = [
  [["Home.md", "README.md"], "Home"],
  [["home.md", "index.md"], "home"],
  [["HOME.md"], "HOME"],
  [["Home.md", "home.md", "hOME.md"], "Home"],
  [["hOME.md", "HOME.md", "readme.md"], "readme"],
  [["ReadMe.md", "Index.md"], "ReadMe"],
  [["INDEX.md"], "INDEX"],
  [["Other.md", "sub/Home.md"], null],
  [[], null],
];
for (const [files, home] of HOMES) {
  Deno.test(`homePage of ${files.join(", ") || "nothing"} is ${home}`, async () => {
    await using wiki = await wikiOf(files);

    assert.equal(homePage(wiki.readable), home);
  });
}

const CHOSEN: readonly [preference: string, home: string | null][] = [
  ["Start/Here", "Start/Here"],
  ["/start/here/", "Start/Here"],
  ["Gone", "Home"],
  ["/-/index", null],
  ["", "Home"],
];
Deno.test("homePage prefers the page that was chosen, as long as it exists", async (t) => {
  await using wiki = await wikiOf(["Home.md", "Start/Here.md"]);
  for (const [preference, home] of CHOSEN) {
    await t.step(`${preference}: ${home}`, () => {
      wiki.records.preferences.set("HOME_PAGE", preference);

      assert.equal(homePage(wiki.readable), home);
    });
  }
});

Deno.test("addressOf is / for the home page and a page's own URL for all others", async () => {
  await using wiki = await wikiOf(["readme.md", "api.md", "A b.md"]);

  assert.equal(addressOf(wiki.readable, "readme"), "/");
  assert.equal(addressOf(wiki.readable, "api"), "/-/page/api");
  assert.equal(addressOf(wiki.readable, "A b"), "/A%20b");
});

Deno.test("fileAddressOf gives an attachment that a page hides a place of its own", async () => {
  await using wiki = await wikiOf(["a.png", "b.png", "b.png.md"]);

  assert.equal(fileAddressOf(wiki.readable, "a.png"), "/a.png");
  assert.equal(fileAddressOf(wiki.readable, "b.png"), "/-/file/b.png");
});
