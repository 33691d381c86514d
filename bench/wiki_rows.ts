/** What single pages and a wiki of 10,000 pages cost: rendering, backlinks, renaming, the sidebar, housekeeping. @module */
import { makeRepositoryOf, pagePath } from "./history.ts";
import {
  cpuPerRequest,
  get,
  median,
  robot,
  timeEach,
  tokenFor,
  wikiUrl,
} from "./measure.ts";
import { ms, OWNER, type Row, type Subject } from "./row.ts";
import { send } from "./send.ts";

/** A page of 20 KB with what pages hold: prose, lists, tables, code, formulas. */
function richPage(version: number): string {
  const section = (i: number) =>
    `## Section ${i} of version ${version}

Prose with **strong** words, a [[Hub]] link, \`code\` and a formula $x_${i}^2 + y^2 = r^2$. ${
      "The river runs along the old stone bridge towards the market. ".repeat(8)
    }

- [ ] a task
- ==marked== text

| name | value |
| ---- | ----: |
| a    | ${i}  |
| b    | ${version} |

\`\`\`ts
export function answer${i}(question: string): number {
  return question.length * ${i};
}
\`\`\`
`;
  let text = "# A rich page\n\n";
  for (let i = 1; text.length < 20_000; i++) text += section(i);
  return text;
}

/** A page of 20 KB, cold and warm. */
export async function benchPages({ server, work }: Subject): Promise<Row[]> {
  const token = await tokenFor(work, "many0");
  const api = wikiUrl(server, "many0", "/api/v1/pages/Rich");
  const url = wikiUrl(server, "many0", "/Rich");
  const headers = { authorization: `Bearer ${token}` };
  let revision: string | undefined;
  const cold: number[] = [];
  for (let version = 0; version < 15; version++) {
    const body = JSON.stringify({ content: richPage(version), revision });
    const saved = await send(api, { method: "PUT", headers, body });
    if (saved.status >= 300) throw new Error(`${saved.status}: ${saved.body}`);
    revision = JSON.parse(saved.body).revision;
    cold.push(...await timeEach(1, () => get(url)));
  }
  const first = median(cold);
  const warm = await cpuPerRequest(server.pid, 200, () => get(url));
  return [
    {
      what: "page of 20 KB, first view after a save (wall)",
      goal: "≤ 60 ms",
      result: ms(first),
      isReached: first <= 60,
    },
    {
      what: "page of 20 KB, warm (CPU)",
      goal: "≤ 0.6 ms",
      result: ms(warm),
      isReached: warm <= 0.6,
    },
  ];
}

const LARGE = 10_000;

/** 10,000 pages; 1,000 link to `Hub`, 500 to `Moving`; some links lead nowhere. */
function* largeWiki(): Generator<[string, string]> {
  yield ["Hub", "# Hub\n\nEverybody links here.\n"];
  yield ["Moving", "# Moving\n\nThis page changes its name.\n"];
  for (let i = 0; i < LARGE - 2; i++) {
    const links = [
      `[[${pagePath((i * 13) % (LARGE - 2))}]]`,
      i < 1000 ? "See the [[Hub]] for more." : "",
      i >= 1000 && i < 1500 ? "Also [[Moving|the moving page]]." : "",
      i % 100 === 7 ? `[[Nowhere ${i}]]` : "",
    ];
    yield [
      pagePath(i),
      `# Page ${i}\n\nA short text. ${links.join(" ")}\n\n## Details\n`,
    ];
  }
}

/** Views, backlinks, renaming and housekeeping in a wiki of 10,000 pages. */
export async function benchLargeWiki(
  { server, work }: Subject,
): Promise<Row[]> {
  const repository = `${work}/repos/large.git`;
  await makeRepositoryOf(repository, largeWiki());
  await robot(
    ...[work, "import", repository, "large"] as const,
    ...["--owner", OWNER, "--read", "anonymous"],
  );
  const token = await tokenFor(work, "large");
  const url = (path: string) => wikiUrl(server, "large", path);
  await untilIndexed(url("/-/search?q=text"));
  const few = wikiUrl(server, "big", `/${pagePath(3)}`);
  const cost = async (address: string) => {
    await timeEach(200, () => get(address));
    return await cpuPerRequest(server.pid, 200, () => get(address));
  };
  const growth = await cost(url(`/${pagePath(5003)}`)) / await cost(few);
  const hub = await cost(url("/Hub"));
  return [
    {
      what: "page view in a wiki of 10,000 pages against 500, sidebar included",
      goal: "≤ 1.2 ×",
      result: `${growth.toFixed(2)} ×`,
      isReached: growth <= 1.2,
    },
    {
      what: "page with 1,000 backlinks, warm (CPU)",
      goal: "≤ 0.4 ms",
      result: ms(hub),
      isReached: hub <= 0.4,
    },
    await benchRename(url, token),
    await benchLint(url, token),
  ];
}

/** Renames a page with 500 incoming links, back and forth. */
async function benchRename(
  url: (path: string) => string,
  token: string,
): Promise<Row> {
  const names = ["Moving", "Moved"];
  const times = await timeEach(6, async (i) => {
    const answer = await send(
      url(`/api/v1/pages/${names[i % 2]}/rename`),
      {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ new_path: names[(i + 1) % 2] }),
      },
    );
    if (answer.status !== 200) throw new Error(answer.body);
  });
  const time = median(times);
  return {
    what: "rename with 500 incoming links, one commit (wall)",
    goal: "≤ 1,000 ms",
    result: ms(time),
    isReached: time <= 1000,
  };
}

/** All findings of a wiki with 10,000 pages. */
async function benchLint(
  url: (path: string) => string,
  token: string,
): Promise<Row> {
  const headers = { authorization: `Bearer ${token}` };
  const times = await timeEach(9, async () => {
    const answer = await send(url("/api/v1/lint"), { method: "GET", headers });
    if (answer.status !== 200) throw new Error(answer.body);
  });
  const [first = NaN, ...again] = times;
  return {
    what: "housekeeping of 10,000 pages: first after a change; again (wall)",
    goal: "≤ 1,000 ms; ≤ 10 ms",
    result: `${ms(first)}; ${ms(median(again))}`,
    isReached: first <= 1000 && median(again) <= 10,
  };
}

/** Waits until the search page says that nothing is left to be read in, at most a minute. */
async function untilIndexed(url: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const { body } = await send(url, { method: "GET" });
    if (!body.includes("still being read in")) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The wiki was not indexed within a minute");
}
