import assert from "node:assert/strict";
import { compileArgs } from "../../tools/build.ts";
import {
  listAssets,
  listWorkers,
  moduleGraph,
  projectRoot,
} from "../../tools/program_files.ts";
import { countCases } from "../../tools/run_tests.ts";
import { VERSION } from "../../src/version.ts";

const ROOT = projectRoot();

Deno.test("the program's module graph holds the program and nothing of its tests", async () => {
  const { modules, packages } = await moduleGraph(ROOT, [
    "main.ts",
    ...listWorkers(ROOT),
  ]);
  const paths = modules.map(({ path }) => path);
  const names = packages.map((name) => name.replace(/@[^@]+$/, ""));

  for (
    const path of [
      "main.ts",
      "src/app.ts",
      "src/git/repository.ts",
      ...listWorkers(ROOT),
    ]
  ) {
    assert.ok(paths.includes(path), `${path} is not in the graph`);
  }
  assert.deepEqual(paths.filter((path) => !/^(main\.ts|src\/)/.test(path)), []);
  const testOnly = [
    "@modelcontextprotocol/sdk",
    "@modelcontextprotocol/client",
    "@modelcontextprotocol/conformance",
    "puppeteer-core",
    "axe-core",
    "fast-check",
  ];
  assert.deepEqual(names.filter((name) => testOnly.includes(name)), []);
});

Deno.test("every source file is reachable from main.ts or a worker", async () => {
  const { modules } = await moduleGraph(ROOT, [
    "main.ts",
    ...listWorkers(ROOT),
  ]);
  const reachable = new Set(modules.map(({ path }) => path));

  assert.deepEqual(
    listSources("src").filter((path) => !reachable.has(path)),
    [],
  );
});

function listSources(folder: string): string[] {
  return [...Deno.readDirSync(`${ROOT}/${folder}`)].flatMap(
    ({ name, isDirectory }) => {
      const path = `${folder}/${name}`;
      if (isDirectory) return listSources(path);
      return /\.tsx?$/.test(name) ? [path] : [];
    },
  );
}

Deno.test("the executable embeds migrations, static files and workers", () => {
  const assets = listAssets(ROOT).map(({ path }) => path);
  const args = compileArgs(ROOT, "dist/robot");
  const included = args.filter((_, i) => args[i - 1] === "--include");

  for (const kind of ["platform", "wiki", "index"]) {
    assert.ok(
      assets.some((path) => path.startsWith(`migrations/${kind}/0001_`)),
      kind,
    );
  }
  assert.ok(assets.includes("static/styles.css"));
  assert.deepEqual(included.sort(), [...assets, ...listWorkers(ROOT)].sort());
  assert.ok(listWorkers(ROOT).length > 0);
});

Deno.test("the version is the same everywhere", () => {
  assert.equal(
    JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`)).version,
    VERSION,
  );
});

Deno.test("countCases() counts passed, failed and skipped tests of a report", () => {
  const xml =
    `<testsuite><testcase name="a" /><testcase name="b"><failure>x</failure></testcase>` +
    `<testcase name="c &gt; d"><skipped/></testcase><testcase name="e"></testcase></testsuite>`;

  assert.deepEqual(countCases(xml), {
    passed: 2,
    failed: 1,
    skipped: ["c &gt; d"],
  });
});
