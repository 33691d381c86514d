import assert from "node:assert/strict";
import fc from "fast-check";
import {
  actionUrl,
  displayName,
  displayPath,
  fileUrl,
  foldPath,
  isPlace,
  newPagePath,
  pageFile,
  pageOfFile,
  pageUrl,
  pathOfUrl,
  placeUrl,
} from "../../src/wiki/page_path.ts";

/** Paths of pages that git can hold, with more than a fair share of awkward ones. */
const segment = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  fc.constantFrom("..", ".", "~..", "~~.", "-", "api", "page", "%2F", "a.md"),
  fc.constantFrom("repo.git", "👩‍👩‍👧", "100 %?#\\", "é", "e\u0301", "\t", "C++"),
).filter((text) => !text.includes("/") && !text.includes("\0"));
const existingPath = fc.array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join("/"));

Deno.test("pathOfUrl(pageUrl(path)) is the path, for any page, also through a browser's URL", () => {
  fc.assert(fc.property(existingPath, (path) => {
    const url = pageUrl(path);

    assert.equal(pathOfUrl(url), path);
    assert.equal(new URL(url, "http://wiki.localhost").pathname, url);
    assert.equal(new URL(url, "http://wiki.localhost").host, "wiki.localhost");
  }));
});

Deno.test("pathOfUrl(fileUrl(path)) and pathOfUrl(actionUrl(…, path)) are the path too", () => {
  fc.assert(fc.property(existingPath, (path) => {
    for (const url of [fileUrl(path), actionUrl("edit", path)]) {
      assert.equal(pathOfUrl(url), path);
      assert.equal(new URL(url, "http://wiki.localhost").pathname, url);
    }
  }));
});

const URLS: readonly [path: string, url: string][] = [
  ["Home", "/Home"],
  ["Actors/Iran", "/Actors/Iran"],
  ["My_Page", "/My_Page"],
  ["My Page", "/My%20Page"],
  ["100 %", "/100%20%25"],
  ["100%25", "/100%2525"],
  ["What?", "/What%3F"],
  ["C#", "/C%23"],
  ["C++", "/C++"],
  ["a\\b", "/a%5Cb"],
  ["Übersicht", "/%C3%9Cbersicht"],
  ["🦦", "/%F0%9F%A6%A6"],
  ["notes.md", "/notes.md"],
  ["12:30", "/12:30"],
  ["-", "/-/page/-"],
  ["-/page/x", "/-/page/-/page/x"],
  ["api", "/-/page/api"],
  ["api/Users", "/-/page/api/Users"],
  ["API", "/API"],
  ["mcp", "/-/page/mcp"],
  ["repo.git", "/-/page/repo.git"],
  ["robots.txt", "/-/page/robots.txt"],
  [".well-known/x", "/-/page/.well-known/x"],
  ["Sub/api", "/Sub/api"],
  ["a/..", "/-/page/a/~.."],
  ["a/~..", "/a/~.."],
  ["../~..", "/-/page/~../~~.."],
];
for (const [path, url] of URLS) {
  Deno.test(`pageUrl writes ${JSON.stringify(path)} as ${url}`, () => {
    assert.equal(pageUrl(path), url);
    assert.equal(pathOfUrl(url), path);
  });
}

Deno.test("pageUrl never makes the address of another host, nor throws for half a character", () => {
  assert.equal(pageUrl("//evil.example/x"), "/evil.example/x");
  assert.equal(pageUrl("\ud800"), "/%EF%BF%BD");
});

Deno.test("fileUrl gives files that are pages, or behind a route, a place of their own", () => {
  assert.equal(fileUrl("Actors/map 1.png"), "/Actors/map%201.png");
  assert.equal(fileUrl("Home.md"), "/-/file/Home.md");
  assert.equal(fileUrl("static/x.css"), "/-/file/static/x.css");
  assert.equal(fileUrl(".md"), "/.md");
});

Deno.test("isPlace tells places of the service from pages, by their first segment", () => {
  assert.equal(isPlace("-/about"), true);
  assert.equal(isPlace("api"), true);
  assert.equal(isPlace("API"), false);
  assert.equal(isPlace("Sub/api"), false);
  assert.equal(placeUrl("-/help/x y"), "/-/help/x%20y");
});

Deno.test("actionUrl appends the query behind the page", () => {
  assert.equal(actionUrl("edit", "C#"), "/-/edit/C%23");
  assert.equal(
    actionUrl("diff", "A b", { from: "1 2", to: "3&4" }),
    "/-/diff/A%20b?from=1+2&to=3%264",
  );
});

const PATHS: readonly [pathname: string, path: string | undefined][] = [
  ["/", ""],
  ["/Home/", "Home"],
  ["//Home", "Home"],
  ["/Actors%2FIran", "Actors/Iran"],
  ["/%2F%2Fevil", "evil"],
  ["/-/index", ""],
  ["/-/history/Actors/Iran", "Actors/Iran"],
  ["/100%", undefined],
  ["/%zz", undefined],
  ["/%ff", undefined],
  ["/%ed%a0%80", undefined],
];
for (const [pathname, path] of PATHS) {
  Deno.test(`pathOfUrl reads ${pathname} as ${JSON.stringify(path)}`, () => {
    assert.equal(pathOfUrl(pathname), path);
  });
}

Deno.test("pageOfFile knows the pages among the files", () => {
  assert.equal(pageOfFile("Actors/Iran.md"), "Actors/Iran");
  assert.equal(pageOfFile("notes.md.md"), "notes.md");
  assert.equal(pageOfFile("README.MD"), undefined);
  assert.equal(pageOfFile("Actors/map.png"), undefined);
  assert.equal(pageOfFile(".md"), undefined);
  assert.equal(pageOfFile("Actors/.md"), undefined);
});

Deno.test("pageOfFile(pageFile(path)) is the path", () => {
  fc.assert(fc.property(existingPath, (path) => {
    assert.equal(pageOfFile(pageFile(path)), path);
  }));
});

const GOOD: readonly [input: string, path: string][] = [
  ["Home", "Home"],
  ["My new page", "My_new_page"],
  ["  /Actors/Iran/  ", "Actors/Iran"],
  ["Actors / Iran", "Actors/Iran"],
  ["non\u00a0breaking", "non_breaking"],
  ["Cafe\u0301", "Caf\u00e9"],
  ["API", "API"],
  ["Sub/api", "Sub/api"],
  ["v1.2", "v1.2"],
  ["md", "md"],
  ["Robert'); DROP TABLE pages", "Robert');_DROP_TABLE_pages"],
  ["👩‍👩‍👧", "👩‍👩‍👧"],
  ["می‌خواهم", "می‌خواهم"],
  ["x".repeat(252), "x".repeat(252)],
  ["ä".repeat(126), "ä".repeat(126)],
  [`${"x".repeat(255)}/y`, `${"x".repeat(255)}/y`],
];
for (const [input, path] of GOOD) {
  Deno.test(`newPagePath stores ${JSON.stringify(input.slice(0, 30))} as ${JSON.stringify(path.slice(0, 30))}`, () => {
    assert.equal(newPagePath(input), path);
    assert.equal(newPagePath(path), path);
  });
}

const BAD: readonly [input: string, reason: RegExp][] = [
  ["", /empty/],
  [" / ", /empty/],
  ["a//b", /part of it is empty/],
  ["a/ /b", /part of it is empty/],
  [".", /dot or a dash/],
  ["..", /dot or a dash/],
  ["a/../b", /dot or a dash/],
  [".hidden", /dot or a dash/],
  ["-rf", /dot or a dash/],
  ["a/-rf", /dot or a dash/],
  ["a\0b", /control character/],
  ["a\nb", /control character/],
  ["a\u0085b", /control character/],
  ["a\u2028b", /control character/],
  ["a\u202eb", /control character/],
  ["a\\b", /"\\"/],
  ["a?b", /"\?"/],
  ["a#b", /"#"/],
  ["a%b", /"%"/],
  [".git", /address of the service/],
  ["a/.GIT/b", /dot or a dash/],
  ["\u200c.git", /dot or a dash/],
  [".g\u200cit", /dot or a dash/],
  ["a/git~1", /stands for/],
  ["GIT~1/x", /stands for/],
  ["\u200b", /empty/],
  ["notes.md", /"\.md"/],
  ["notes.MD", /"\.md"/],
  ["-", /address of the service/],
  ["-/page/x", /address of the service/],
  ["api", /address of the service/],
  ["api/x", /address of the service/],
  ["mcp", /address of the service/],
  ["repo.git", /address of the service/],
  ["static/x", /address of the service/],
  [".well-known", /address of the service/],
  ["robots.txt", /address of the service/],
  ["sitemap.xml", /address of the service/],
  ["llms.txt", /address of the service/],
  ["favicon.ico", /address of the service/],
  ["manifest.webmanifest", /address of the service/],
  ["\ud800", /half a character/],
  ["x".repeat(253), /longer than 252 bytes/],
  ["ä".repeat(127), /longer than 252 bytes/],
  [`${"x".repeat(256)}/y`, /longer than 255 bytes/],
  ["x/".repeat(511) + "x", /longer than 1024 bytes/],
];
for (const [input, reason] of BAD) {
  Deno.test(`newPagePath refuses ${JSON.stringify(input.slice(0, 30))}: ${reason.source}`, () => {
    assert.throws(() => newPagePath(input), (error: Error) => {
      assert.equal((error as { code?: unknown }).code, "invalid");
      assert.match(error.message, reason);
      assert.ok(error.message.isWellFormed());
      return true;
    });
  });
}

Deno.test("newPagePath answers any text with a path that has a plain URL, or with invalid", () => {
  fc.assert(fc.property(fc.oneof(existingPath, fc.string()), (input) => {
    let path;
    try {
      path = newPagePath(input);
    } catch (error) {
      assert.equal((error as { code?: unknown }).code, "invalid");
      return;
    }
    assert.equal(newPagePath(path), path);
    assert.equal(path.normalize("NFC"), path);
    assert.ok(!pageUrl(path).startsWith("/-/"));
    assert.equal(pathOfUrl(pageUrl(path)), path);
  }));
});

const SAME: readonly [string, string][] = [
  ["My Page", "my_page"],
  ["Caf\u00e9", "CAFE\u0301"],
  ["Straße", "STRASSE"],
  ["STRAẞE", "strasse"],
  ["ΟΔΟΣ/οδος", "οδοσ/ΟΔΟΣ"],
  ["ПРИВЕТ", "привет"],
  ["ﬁn", "FIN"],
  ["non\u00a0breaking", "Non_Breaking"],
];
for (const [one, other] of SAME) {
  Deno.test(`foldPath takes ${one} and ${other} for the same`, () => {
    assert.equal(foldPath(one), foldPath(other));
  });
}

Deno.test("foldPath keeps apart what is more than a spelling", () => {
  assert.notEqual(foldPath("ılık"), foldPath("ilik"));
  assert.notEqual(foldPath("resume"), foldPath("résumé"));
  assert.notEqual(foldPath("a-b"), foldPath("a_b"));
});

Deno.test("foldPath folds once: folding again changes nothing", () => {
  fc.assert(fc.property(existingPath, (path) => {
    const folded = foldPath(path);

    assert.equal(foldPath(folded), folded);
  }));
});

Deno.test("displayPath and displayName show underscores as spaces", () => {
  assert.equal(displayPath("My_Area/My_page"), "My Area/My page");
  assert.equal(displayName("My_Area/My_page"), "My page");
  assert.equal(displayName("Home"), "Home");
});
