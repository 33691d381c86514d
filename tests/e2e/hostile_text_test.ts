/**
 * Hostile texts of up to a megabyte, sent through every door to a real server.
 *
 * Whatever is sent, the server's event loop is held for less than 50 ms, the page can be read afterwards, and what was
 * acknowledged is there.
 *
 * @module
 */
import assert from "node:assert/strict";
import { BOMBS } from "../corpus/bombs.ts";
import { assertHealthy, scaled } from "../support/git_program.ts";
import {
  Installation,
  type Reply,
  type RunningServer,
} from "../support/server_process.ts";
import {
  apiWriter,
  mcpWriter,
  signIn,
  webWriter,
  type Writer,
} from "../support/writers.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const HOST = "garden.wiki.localhost";
const LIMIT_MS = 50;
/** What holds the loop each time is the text's doing; what holds it once may be the machine's. */
const ATTEMPTS = 5;
/** Somewhat less than a page may have, for the lines that are added. */
const BOMB_BYTES = 980_000;
const VERBOSE = Deno.env.get("ROBOT_TEST_VERBOSE") !== undefined;

/** More that hurts an index, a merge, a diff or a list instead of a renderer. */
const TEXTS: Readonly<Record<string, (length: number) => string>> = {
  ...BOMBS,
  oneLine: (length) => "a".repeat(length),
  oneLineOfWords: (length) => words(length, " "),
  differentWords: (length) => words(length, "\n"),
  differentLines: (length) => words(length, "\n").replace(/ /g, "\n"),
  oneLetterLines: (length) =>
    Array.from({ length: length / 2 }, (_, i) => "abcdefgh"[i * i * 7 % 8])
      .join("\n"),
  blankLinesBetween: (length) => `a${"\n".repeat(length - 2)}b`,
  carriageReturns: (length) => `a${"\r".repeat(length - 2)}b`,
  distinctLinks: (length) => numbered(length, (i) => `[[p${i}]]\n`),
  distinctHeadings: (length) => numbered(length, (i) => `# h${i}\n`),
  manyTags: (length) =>
    `---\ntags: [${numbered(length, (i) => `t${i},`)}]\n---\n`,
  deepYaml: (length) => {
    const depth = Math.floor(Math.sqrt(length));
    const keys = Array.from(
      { length: depth },
      (_, i) => `${" ".repeat(i)}a:\n`,
    );
    return `---\n${keys.join("")}---\n`;
  },
  openYaml: (length) => `---\n${numbered(length, (i) => `k${i}: v\n`)}`,
  emoji: (length) => "👩‍👩‍👧‍👦".repeat(length / 25),
  han: (length) => "維基".repeat(length / 6),
};

function words(length: number, between: string): string {
  let seed = 7;
  return numbered(length, (i) => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return seed.toString(36) + (i % 9 === 8 ? between : " ");
  });
}

function numbered(length: number, item: (index: number) => string): string {
  const items: string[] = [];
  for (let size = 0, i = 0; size < length; i++) {
    items.push(item(i));
    size += items.at(-1)!.length;
  }
  return items.join("");
}

/** Texts spread over the list; all of them at `ROBOT_TEST_SCALE=3`, and those that `ROBOT_TEST_BOMB` names alone. */
function chosenTexts() {
  const all = Object.entries(TEXTS);
  const only = Deno.env.get("ROBOT_TEST_BOMB")?.split(",");
  if (only) return all.filter(([name]) => only.includes(name));
  const step = Math.max(1, all.length / scaled(20));
  return all.filter((_, i) => Math.floor(i % step) === 0);
}

/** The holds that the server's process wrote down. */
class Holds {
  readonly #file: string;
  #seen = 0;

  constructor(installation: Installation) {
    this.#file = `${installation.dataDir}.holds`;
  }

  /** The longest since it was asked last, in milliseconds. */
  async longest(server: RunningServer): Promise<number> {
    // Two turns of the loop, so that what this client has just seen is written down.
    for (let i = 0; i < 2; i++) {
      await server.ask({ host: "127.0.0.1", path: "/health" });
    }
    const lines = (await Deno.readTextFile(this.#file)).split("\n");
    const fresh = lines.slice(this.#seen, -1);
    this.#seen = lines.length - 1;
    return Math.max(0, ...fresh.map((line) => Number(line.split(" ")[1])));
  }
}

interface Stage {
  readonly robot: Installation;
  readonly server: RunningServer;
  readonly holds: Holds;
  readonly token: string;
  readonly cookie: string;
  readonly api: Writer;
  readonly mcp: Writer;
  readonly web: Writer;
}

/** One request of a scenario. */
type Deed = readonly [name: string, run: () => Promise<void>];

/** Everything that is done with one text on one page. */
function deedsWith(stage: Stage, path: string, text: string): Deed[] {
  const { api, mcp, web } = stage;
  const get = (url: string) => async () => {
    const reply = await ask(stage, url);
    assert.ok(reply.status < 500, `${url}: ${reply.status}`);
  };
  const stored = (text: string) => text.replace(/\r\n?/g, "\n");
  let first = "";
  let second = "";
  return [
    ["preview", async () => {
      const { status } = await preview(stage, path, text);
      assert.equal(status, 200);
    }],
    ["REST PUT", async () => {
      const made = await api.write(path, text, null);
      assert.ok(made.isStored, made.body);
      first = JSON.parse(made.body).revision;
    }],
    ["form save", async () => {
      const saved = await web.write(path, `${text}\nEnd.\n`, first);
      assert.ok(saved.isStored, `${saved.status}`);
    }],
    ["MCP merge", async () => {
      const saved = await mcp.write(path, `Begin.\n\n${text}`, first);
      assert.ok(saved.isStored || saved.isConflict, saved.body.slice(0, 500));
    }],
    ["REST conflict", async () => {
      const other = text.split(/\n/).reverse().join("\n") + " ";
      const saved = await api.write(path, `${other}x\n`, first);
      assert.ok(saved.isStored || saved.isConflict, saved.body.slice(0, 500));
    }],
    ["form conflict", async () => {
      const other = text.replaceAll("a", "b").replaceAll("\n", "x\n");
      const saved = await web.write(path, other.slice(0, 990_000), first);
      assert.ok(
        saved.isStored || saved.isConflict || saved.status === 413,
        `${saved.status}`,
      );
    }],
    ["REST read", async () => {
      const page = await api.read(path);
      second = page.revision;
    }],
    ["MCP read", async () => {
      await mcp.read(path);
    }],
    ["page", async () => {
      const reply = await ask(stage, `/${path}`);
      assert.equal(reply.status, 200);
    }],
    ["edit", get(`/-/edit/${path}`)],
    ["diff", () => get(`/-/diff/${path}?from=${first}&to=${second}`)()],
    ["commit", () => get(`/-/commit/${second}`)()],
    ["blame", get(`/-/blame/${path}`)],
    ["source", get(`/-/source/${path}`)],
    ["history", get(`/-/history/${path}`)],
    ["links", get(`/-/links/${path}`)],
    ["graph", get(`/api/v1/links`)],
    ["list", get(`/api/v1/pages`)],
    ["index", get(`/-/index`)],
    [
      "search",
      get(`/-/search?q=${encodeURIComponent(stored(text).slice(0, 300))}`),
    ],
    ["search a", get(`/api/v1/search?q=a`)],
  ];
}

async function ask(stage: Stage, path: string): Promise<Reply> {
  const headers = path.startsWith("/api/")
    ? { authorization: `Bearer ${stage.token}` }
    : { cookie: stage.cookie };
  return await stage.server.ask({ host: HOST, path, headers });
}

function preview(stage: Stage, path: string, text: string): Promise<Reply> {
  return stage.server.ask({
    host: HOST,
    path: `/-/edit/${path}`,
    method: "POST",
    headers: {
      cookie: stage.cookie,
      origin: `http://${HOST}:${stage.server.port}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ text, base: "", action: "preview" }).toString(),
  });
}

/** Runs the deeds in order; the longest hold of each. */
async function measure(
  stage: Stage,
  deeds: readonly Deed[],
): Promise<{ name: string; heldMs: number }[]> {
  const found: { name: string; heldMs: number }[] = [];
  for (const [name, run] of deeds) {
    const started = performance.now();
    await run();
    const heldMs = await stage.holds.longest(stage.server);
    found.push({ name, heldMs });
    const took = Math.round(performance.now() - started);
    if (VERBOSE && (heldMs > 30 || took > 1000)) {
      // deno-lint-ignore no-console -- asked for
      console.error(`    ${name}: held ${heldMs} ms, took ${took} ms`);
    }
  }
  return found;
}

function isTooLong({ heldMs }: { heldMs: number }) {
  return heldMs >= LIMIT_MS;
}

async function openStage(robot: Installation): Promise<Stage> {
  const owner = "did:plc:owner";
  await robot.ask("user", "create", owner, "--handle", "owner.example.com");
  await robot.ask("wiki", "create", "garden", "--owner", owner);
  const { token } = await robot.ask<{ token: string }>(
    ...["token", "create", "garden", "--user", owner, "--scope", "write"],
  );
  const server = await robot.serve();
  const { url } = await robot.ask<{ url: string }>(
    ...["user", "signin-link", owner],
  );
  const cookie = await signIn(server, url);
  return {
    ...{ robot, server, token, cookie, holds: new Holds(robot) },
    api: apiWriter(server, HOST, token),
    mcp: mcpWriter(server, HOST, token),
    web: webWriter(server, HOST, cookie),
  };
}

Deno.test("No text that is sent through any door holds the loop for 50 ms", async (t) => {
  await using robot = await Installation.make({
    program: [
      ...[Deno.execPath(), "run", "-A"],
      ...["--preload", `${ROOT}tests/support/loop_watch.ts`, `${ROOT}main.ts`],
    ],
  });
  const stage = await openStage(robot);
  // What is started once (threads, modules) is not what a text does.
  await measure(stage, deedsWith(stage, "Warm", TEXTS.longTable!(BOMB_BYTES)));
  for (const [name, make] of chosenTexts()) {
    await t.step(name, async () => {
      const text = make(BOMB_BYTES);
      let worst: { name: string; heldMs: number }[] = [];
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const deeds = deedsWith(stage, `Bombs/${name}${attempt}`, text);
        const found = await measure(stage, deeds);
        worst = attempt === 0 ? found : worst.map((before, i) => ({
          name: before.name,
          heldMs: Math.min(before.heldMs, found[i]!.heldMs),
        }));
        if (worst.every((deed) => !isTooLong(deed))) break;
      }
      assert.deepEqual(worst.filter(isTooLong), []);
    });
  }
  await stage.server.stop();
  assertHealthy(`${robot.dataDir}/wikis/garden/repo.git`);
  await Deno.remove(`${robot.dataDir}.holds`);
});
