/**
 * Holds the arrows of docs/ARCHITECTURE.md: who may import what, and what happens at import.
 *
 * @module
 */
import assert from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);
const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 60;

const ENGINES = ["db", "git", "markdown", "images", "zip"];
const CORE = ["wiki", "search", ...ENGINES, "threads"];
const DOOR = ["http", "auth", ...CORE];

/** Folder (or file) below `src/` → what it may import beside itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  cli: ["app.ts", "ops", ...DOOR],
  "app.ts": ["web", "site", "api", "mcp", "oauth", "git_http", "ops", ...DOOR],
  web: DOOR,
  site: ["ops", ...DOOR],
  api: ["ops", ...DOOR],
  mcp: DOOR,
  oauth: DOOR,
  git_http: DOOR,
  ops: ["auth", ...CORE],
  http: ["auth", ...CORE],
  wiki: ["search", ...ENGINES, "threads"],
  search: ENGINES,
  auth: ["db"],
  db: [],
  git: ["threads"],
  markdown: ["threads"],
  images: ["threads"],
  zip: [],
  threads: [],
  "config.ts": [],
  "errors.ts": [],
  "identifiers.ts": [],
  "log.ts": [],
  "metrics.ts": [],
  "next_turn.ts": [],
  "rate_classes.ts": [],
  "version.ts": [],
};

/** Everybody may import these. */
const FREE = [
  "config.ts",
  "errors.ts",
  "identifiers.ts",
  "log.ts",
  "metrics.ts",
  "next_turn.ts",
  "rate_classes.ts",
  "version.ts",
];

/** Package → the places that may import it; the rest is free for all. */
const PACKAGES: readonly [RegExp, readonly string[]][] = [
  [/^hono(\/|$)/, [
    "app.ts",
    "web",
    "site",
    "api",
    "mcp",
    "oauth",
    "git_http",
    "http",
  ]],
  [/^@modelcontextprotocol\//, ["mcp"]],
  [/^oidc-provider/, ["oauth"]],
  [/^@atproto\//, ["auth"]],
  [/^isomorphic-git/, ["git"]],
  [/^node:sqlite$/, ["db"]],
  [/^(marked|sanitize-html|highlight\.js|yaml)/, ["markdown"]],
  [/^jose/, ["auth", "oauth"]],
  [/^@jsquash\//, ["images"]],
  [/^yauzl/, ["zip"]],
];

interface Source {
  /** Path below `src/`. */
  readonly path: string;
  readonly area: string;
  readonly text: string;
}

function readSources(folder = ""): Source[] {
  const sources: Source[] = [];
  for (const entry of Deno.readDirSync(new URL(`src/${folder}`, ROOT))) {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory) sources.push(...readSources(`${path}/`));
    else if (/\.tsx?$/.test(path)) {
      const text = Deno.readTextFileSync(new URL(`src/${path}`, ROOT));
      sources.push({ path, area: path.split("/")[0]!, text });
    }
  }
  return sources;
}

/** The specifiers of all static and dynamic imports, and of types. */
function importsOf({ text }: Source): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "");
  const found = code.matchAll(
    /^(?:import|export)\b[^;"`]*\bfrom "([^"\n]+)"|^import "([^"\n]+)"|\bimport\("([^"\n]+)"\)/gm,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3]!);
}

/** The area that a relative import leads to, or `undefined` for a package. */
function areaOf(source: Source, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const url = new URL(specifier, `file:///src/${source.path}`);
  return url.pathname.replace(/^\/src\//, "").split("/")[0]!;
}

/** Code with comments and the insides of strings taken out, so that only structure is left. */
function skeleton(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ""))
    .replace(
      /`(?:[^`\\]|\\.)*`/g,
      (string) => "`" + string.replace(/[^\n]/g, "") + "`",
    );
}

Deno.test("a folder imports only what lies to its right", () => {
  const wrong: string[] = [];
  for (const source of readSources()) {
    const allowed = [source.area, ...FREE, ...(ARROWS[source.area] ?? [])];
    for (const specifier of importsOf(source)) {
      const area = areaOf(source, specifier);
      if (area !== undefined && !allowed.includes(area)) {
        wrong.push(`${source.path} → ${specifier}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("every folder below src has its arrows", () => {
  const areas = new Set(readSources().map(({ area }) => area));

  assert.deepEqual([...areas].filter((area) => ARROWS[area] === undefined), []);
});

Deno.test("a package stays in the folder that knows its technology", () => {
  const wrong: string[] = [];
  for (const source of readSources()) {
    for (const specifier of importsOf(source)) {
      const rule = PACKAGES.find(([name]) => name.test(specifier));
      if (rule && !rule[1].includes(source.area)) {
        wrong.push(`${source.path} → ${specifier}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("nothing comes from elsewhere than npm, node and this tree", () => {
  const config = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));
  const foreign = Object.values<string>(config.imports).filter((target) =>
    !target.startsWith("npm:")
  );
  const names = Object.keys(config.imports);
  const wrong = readSources().flatMap((source) =>
    importsOf(source)
      .filter((specifier) => !/^(\.|node:)/.test(specifier))
      .filter((specifier) =>
        !names.some((name) => `${specifier}/`.startsWith(`${name}/`))
      )
      .map((specifier) => `${source.path} → ${specifier}`)
  );

  assert.deepEqual(foreign, []);
  assert.deepEqual(wrong, []);
});

Deno.test("only main.ts reads the environment", () => {
  const readers = readSources().filter(({ text }) =>
    /\bDeno\.env\b|\bprocess\.env\b/.test(text)
  );

  assert.deepEqual(readers.map(({ path }) => path), []);
  assert.match(
    Deno.readTextFileSync(new URL("main.ts", ROOT)),
    /Deno\.env\.toObject\(\)/,
  );
});

Deno.test("nothing happens at import, except in workers", () => {
  const wrong: string[] = [];
  const work =
    /^(?:(?:export )?(?:const|let|var) .*= (?:await\b|new (?:Worker|DatabaseSync|Repository|RenderPool)\b|(?:open|create|connect)[A-Z]\w*\(|setInterval|setTimeout|fetch\(|Deno\.)|(?:export )?let |await\b|if \(|for \(|while \(|try \{|[\w.]+\(.*\);$)/;
  for (const { path, text } of readSources()) {
    if (path.endsWith("_worker.ts")) continue;
    for (const line of skeleton(text).split("\n")) {
      if (work.test(line)) wrong.push(`${path}: ${line}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("SQL stands only in db/", () => {
  const sql =
    /\b(?:SELECT\s[\s\S]*?\sFROM\s|INSERT INTO\s|DELETE FROM\s|UPDATE \w+\s+SET\s|PRAGMA\s)/;
  const wrong = readSources()
    .filter(({ area, path }) => area !== "db" && path !== "ops/doctor.ts")
    .filter(({ text }) => sql.test(text.replace(/\/\*[\s\S]*?\*\//g, "")));

  assert.deepEqual(wrong.map(({ path }) => path), []);
});

Deno.test("a file has one subject, and a function too", () => {
  const wrong: string[] = [];
  for (const { path, text } of readSources()) {
    const lines = skeleton(text).split("\n");
    if (lines.length > MAX_FILE_LINES) {
      wrong.push(`${path}: ${lines.length} lines`);
    }
    for (const [name, length] of functionsOf(lines)) {
      if (length > MAX_FUNCTION_LINES) {
        wrong.push(`${path}: ${name} has ${length} lines`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

/** Top-level functions and methods, by the columns where `deno fmt` puts their braces. */
function* functionsOf(lines: readonly string[]): Generator<[string, number]> {
  const start =
    /^( {0,2})(?:export )?(?:static |override |async |get |set )*(?:function\*? )?([#\w]+)\s*[<(].*$/;
  for (let i = 0; i < lines.length; i++) {
    const match = start.exec(lines[i]!);
    if (
      match === null ||
      /^ *(?:return|if|for|while|switch|const|type)\b/.test(lines[i]!)
    ) continue;
    const close = `${match[1]}}`;
    const end = lines.findIndex((line, j) =>
      j > i && line.startsWith(match[1]!) &&
      /^\S/.test(line.slice(match[1]!.length)) &&
      !/^\)/.test(line.slice(match[1]!.length))
    );
    if (end > i && lines[end]!.startsWith(close)) {
      yield [match[2]!, end - i + 1];
    }
  }
}

Deno.test("no file is a drawer", () => {
  const drawer =
    /(^|\/)(index|utils?|helpers?|common|misc|types|services?|managers?|handlers?)\.tsx?$/;

  assert.deepEqual(
    readSources().map(({ path }) => path).filter((path) => drawer.test(path)),
    [],
  );
});
