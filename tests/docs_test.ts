/** Holds the documentation to the code. @module */
import assert from "node:assert/strict";
import { RATE_CLASSES, type RateClassRow } from "../src/rate_classes.ts";

const ROOT = new URL("../", import.meta.url);
const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));

function listFiles(folder: string, pattern: RegExp): string[] {
  const found: string[] = [];
  for (const entry of Deno.readDirSync(new URL(folder, ROOT))) {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory) found.push(...listFiles(`${path}/`, pattern));
    else if (pattern.test(path)) found.push(path);
  }
  return found;
}

Deno.test("every source file says what it is for", () => {
  const silent = listFiles("src/", /\.tsx?$/).filter((path) =>
    !/^(?:\/\/\/ <reference[^\n]*\n)*\/\*\*[\s\S]*?@module\s*\*\//.test(
      read(path),
    )
  );

  assert.deepEqual(silent, []);
});

Deno.test("every export has a doc comment", () => {
  const silent: string[] = [];
  for (const path of listFiles("src/", /\.tsx?$/)) {
    const lines = read(path).split("\n");
    lines.forEach((line, i) => {
      const isExport =
        /^export (?:async |abstract |declare )*(?:function|class|const|interface|type|enum)\b(?! \{)/
          .test(line);
      if (isExport && !/\*\/\s*$/.test(lines[i - 1] ?? "")) {
        silent.push(`${path}:${i + 1}`);
      }
    });
  }
  assert.deepEqual(silent, []);
});

Deno.test("every task is described, and the README names the two that matter", () => {
  const { tasks } = JSON.parse(read("deno.json"));
  const readme = read("README.md");

  for (const [name, task] of Object.entries<{ description?: string }>(tasks)) {
    assert.ok(
      (task.description ?? "").length > 10,
      `task ${name} has no description`,
    );
  }
  for (const name of ["dev", "test"]) {
    assert.ok(tasks[name], `there is no task ${name}`);
    assert.match(readme, new RegExp(`deno task ${name}\\b`));
    assert.match(readme, new RegExp(`npx -y deno@2\\.9\\.6 task ${name}\\b`));
  }
});

Deno.test("links between the documents lead somewhere", () => {
  const broken: string[] = [];
  for (
    const path of ["README.md", "CHANGELOG.md", ...listFiles("docs/", /\.md$/)]
  ) {
    for (
      const [, target] of read(path).matchAll(
        /\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g,
      )
    ) {
      try {
        Deno.statSync(new URL(target!, new URL(path, ROOT)));
      } catch {
        broken.push(`${path} → ${target}`);
      }
    }
  }
  assert.deepEqual(broken, []);
});

Deno.test("the README explains each package that is not the usual one", () => {
  const readme = read("README.md");

  for (
    const name of [
      "node:sqlite",
      "@modelcontextprotocol/server",
      "isomorphic-git",
      "@atproto/oauth-client-node",
      "undici",
      "jsr",
    ]
  ) {
    assert.ok(
      readme.toLowerCase().includes(name),
      `README does not mention ${name}`,
    );
  }
});

Deno.test("the operator reads the rate limits that are in force", () => {
  const text = read("docs/OPERATING.md").replaceAll(/ +/g, " ");

  const missing = Object.entries<RateClassRow>(RATE_CLASSES)
    .map(([name, { perMinute, burst, by, counts, why }]) => {
      const whom = by ?? "credential, else address";
      return `| \`${name}\` | ${perMinute} | ${burst} | ${counts} | ${whom} | ${why} |`;
    })
    .filter((row) => !text.includes(row));

  assert.deepEqual(missing, []);
});

Deno.test("source files named in the documents exist", () => {
  const missing: string[] = [];
  for (const path of ["README.md", ...listFiles("docs/", /\.md$/)]) {
    for (
      const [, file] of read(path).matchAll(
        /`((?:src|tests|tools|bench|migrations)\/[\w./-]+\.\w+)`/g,
      )
    ) {
      try {
        Deno.statSync(new URL(file!, ROOT));
      } catch {
        missing.push(`${path}: ${file}`);
      }
    }
  }
  assert.deepEqual(missing, []);
});
