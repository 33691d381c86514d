/**
 * Measures the numbers of the README.
 *
 * `deno task bench [--json] [--only <part of a row's name>]`
 *
 * Servers run in processes of their own and are asked over the network; CPU is the server's, as
 * the kernel counts it. Each number is a median; clones are compared pair by pair with
 * `git http-backend`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { git, makeRepository, pagePath } from "./history.ts";
import { serveBackend } from "./git_http_backend.ts";
import {
  cpuPerRequest,
  get,
  median,
  quantile,
  robot,
  startServer,
  timeEach,
  tokenFor,
  wikiUrl,
} from "./measure.ts";
import { benchEditor } from "./editor_rows.ts";
import { benchProcess } from "./process_rows.ts";
import { benchPeople } from "./people_rows.ts";
import { benchLargeWiki, benchPages } from "./wiki_rows.ts";
import { ms, OWNER, type Row, type Subject } from "./row.ts";
import { send } from "./send.ts";

async function benchViews({ server }: Subject): Promise<Row[]> {
  const rows: Row[] = [];
  const cost: Record<string, number> = {};
  for (const slug of ["big", "young"]) {
    const url = wikiUrl(server, slug, `/${pagePath(3)}`);
    await timeEach(500, () => get(url));
    cost[slug] = await cpuPerRequest(server.pid, 500, () => get(url));
  }
  const view = cost["big"]!;
  rows.push({
    what: "page view, warm, 500 pages, 5,000 commits (CPU)",
    goal: "≤ 0.3 ms",
    result: ms(view),
    isReached: view <= 0.3,
  });
  const growth = view / cost["young"]!;
  rows.push({
    what: "the same page: 5,000 commits against 500",
    goal: "flat (≤ 1.2 ×)",
    result: `${growth.toFixed(2)} ×`,
    isReached: growth <= 1.2,
  });
  const url = wikiUrl(server, "big", `/${pagePath(3)}`);
  const etag = await etagOf(url);
  const cached = await cpuPerRequest(
    server.pid,
    500,
    () => get(url, { "if-none-match": etag }),
  );
  rows.push({
    what: "page view, If-None-Match (CPU)",
    goal: "≤ 0.1 ms",
    result: ms(cached),
    isReached: cached <= 0.1 &&
      await get(url, { "if-none-match": etag }) === 304,
  });
  return rows;
}

async function etagOf(url: string): Promise<string> {
  const { headers } = await send(url, { method: "GET" });
  return headers.etag ?? "";
}

async function benchSaves({ server, token }: Subject): Promise<Row[]> {
  const headers = { authorization: `Bearer ${token}` };
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const url = wikiUrl(server, "big", `/api/v1/pages/${pagePath(i)}`);
    const read = JSON.parse((await send(url, { method: "GET", headers })).body);
    const content = `${read.content}\nA line more.\n`;
    const body = JSON.stringify({ content, revision: read.revision });
    const start = performance.now();
    const saved = await send(url, { method: "PUT", headers, body });
    times.push(performance.now() - start);
    if (saved.status !== 200) throw new Error(`${saved.status}: ${saved.body}`);
  }
  const p50 = median(times);
  const p95 = quantile(times, 0.95);
  return [{
    what: "save, 500 pages (fsynced commit and index)",
    goal: "p50 ≤ 15 ms, p95 ≤ 60 ms",
    result: `p50 ${ms(p50)}, p95 ${ms(p95)}`,
    isReached: p50 <= 15 && p95 <= 60,
  }];
}

async function benchParallelSaves(subject: Subject): Promise<Row[]> {
  const slugs = ["many0", "many1", "many2", "many3"];
  const { server, work } = subject;
  const tokens = await Promise.all(slugs.map((slug) => tokenFor(work, slug)));
  const count = 50;
  const start = performance.now();
  await Promise.all(slugs.map(async (slug, k) => {
    for (let i = 0; i < count; i++) {
      const { status } = await send(
        wikiUrl(server, slug, `/api/v1/pages/Page_${i}`),
        {
          method: "PUT",
          headers: { authorization: `Bearer ${tokens[k]}` },
          body: JSON.stringify({
            content: `# ${i}\n\n${"text ".repeat(300)}\n`,
          }),
        },
      );
      if (status !== 201) throw new Error(String(status));
    }
  }));
  const perSecond = slugs.length * count / ((performance.now() - start) / 1000);
  return [{
    what: "saves over four wikis at once",
    goal: "≥ 50/s",
    result: `${perSecond.toFixed(0)}/s`,
    isReached: perSecond >= 50,
  }];
}

async function benchReads({ server, token }: Subject): Promise<Row[]> {
  const headers = { authorization: `Bearer ${token}` };
  const api = (path: string) => () =>
    send(wikiUrl(server, "big", `/api/v1${path}`), { method: "GET", headers });
  const rows: Row[] = [];
  for (
    const [what, path] of [
      [
        "history of a page, 50 of 5,000 commits",
        `/history/${pagePath(3)}?limit=50`,
      ],
      ["changelog, 50 of 5,000 commits", "/changelog?limit=50"],
    ] as const
  ) {
    await timeEach(50, api(path));
    const floor = median(await timeEach(200, api("/health")));
    const time = Math.max(0, median(await timeEach(200, api(path))) - floor);
    rows.push({
      what: `${what} (over an empty answer)`,
      goal: "≤ 1 ms",
      result: ms(time),
      isReached: time <= 1,
    });
  }
  const queries = [
    "garden river",
    "machine",
    "winter let",
    '"stone bridge"',
    "gardne",
  ];
  const search = (i: number) =>
    api(`/search?q=${encodeURIComponent(queries[i % queries.length]!)}`)();
  await timeEach(20, search);
  const p95 = quantile(await timeEach(200, search), 0.95);
  rows.push({
    what: "full-text search, 500 pages",
    goal: "p95 ≤ 10 ms",
    result: `p95 ${ms(p95)}`,
    isReached: p95 <= 10,
  });
  const call = () =>
    send(wikiUrl(server, "big", "/mcp"), {
      method: "POST",
      headers: { ...headers, accept: "application/json, text/event-stream" },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "read_note", arguments: { path: pagePath(3) } },
      }),
    });
  await timeEach(50, call);
  const mcp = quantile(await timeEach(300, call), 0.95);
  rows.push({
    what: "MCP tools/call read_note",
    goal: "p95 ≤ 10 ms",
    result: `p95 ${ms(mcp)}`,
    isReached: mcp <= 10,
  });
  return rows;
}

async function benchClone(
  { server, repository, work }: Subject,
): Promise<Row[]> {
  const peer = serveBackend(repository.slice(0, repository.lastIndexOf("/")));
  const name = repository.slice(repository.lastIndexOf("/"));
  const ours = `${server.url}/w/cloned/repo.git`;
  const ratios: number[] = [];
  const clone = async (url: string) => {
    const target = `${work}/clone`;
    const start = performance.now();
    await git(["clone", "-q", "--bare", url, target]);
    const time = performance.now() - start;
    await Deno.remove(target, { recursive: true });
    return time;
  };
  await clone(ours);
  for (let i = 0; i < 9; i++) {
    const mine = await clone(ours);
    ratios.push(mine / await clone(`${peer.url}${name}`));
  }
  await peer.stop();
  const ratio = median(ratios);
  return [{
    what: "clone, 500 pages, 5,000 commits, against `git http-backend`",
    goal: "≤ 1.0 ×",
    result: `${ratio.toFixed(2)} ×`,
    isReached: ratio <= 1,
  }];
}

/** Wikis: `big` (500 pages, 5,000 commits), `young` (500, 500), `cloned`, and four empty ones. */
async function prepare(work: string): Promise<Omit<Subject, "server">> {
  const repository = `${work}/repos/big.git`;
  await Deno.mkdir(`${work}/repos`);
  await makeRepository(repository, { pages: 500, commits: 5000 });
  await makeRepository(`${work}/repos/young.git`, { pages: 500, commits: 500 });
  await robot(work, "user", "create", OWNER, "--handle", "bench.example.com");
  const options = ["--owner", OWNER, "--read", "anonymous"];
  await robot(work, "import", repository, "big", ...options);
  await robot(work, "import", repository, "cloned", ...options);
  await robot(work, "import", `${work}/repos/young.git`, "young", ...options);
  for (let i = 0; i < 4; i++) {
    await robot(work, "wiki", "create", `many${i}`, ...options);
  }
  return { token: await tokenFor(work, "big"), repository, work };
}

const GROUPS = {
  benchViews,
  benchReads,
  benchSaves,
  benchParallelSaves,
  benchClone,
  benchPages,
  benchLargeWiki,
  benchEditor,
  benchPeople,
  benchProcess,
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: Deno.args,
    options: { json: { type: "boolean" }, only: { type: "string" } },
  });
  const work = await Deno.makeTempDir({ prefix: "robot-bench-" });
  const rows: Row[] = [];
  try {
    const prepared = await prepare(work);
    await using server = await startServer(
      work,
      (port) => `http://big.wiki.localhost:${port}/`,
    );
    for (const [name, group] of Object.entries(GROUPS)) {
      if (
        values.only && !name.toLowerCase().includes(values.only.toLowerCase())
      ) continue;
      rows.push(...await group({ server, ...prepared }));
    }
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  const lines = values.json ? [JSON.stringify({ rows }, null, 2)] : [
    "| what | goal | result | reached |",
    "| --- | --- | --- | --- |",
    ...rows.map(({ what, goal, result, isReached }) =>
      `| ${what} | ${goal} | ${result} | ${isReached ? "yes" : "no"} |`
    ),
  ];
  await Deno.stdout.write(new TextEncoder().encode(lines.join("\n") + "\n"));
  return 0;
}

if (import.meta.main) Deno.exit(await main());
