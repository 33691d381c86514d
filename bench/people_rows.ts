/** What people cost: signing in, their page views, the dashboard, new wikis. @module */
import { cpuUsage } from "node:process";
import { createApp, openHouse } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { FakePds, PERSON } from "./fake_pds.ts";
import { pagePath } from "./history.ts";
import {
  cpuPerRequest,
  median,
  quantile,
  robot,
  type ServerProcess,
  startServer,
  timeEach,
  wikiUrl,
} from "./measure.ts";
import { ms, OWNER, type Row, type Subject } from "./row.ts";
import { send } from "./send.ts";

const WIKIS = 100;
/** So many wikis are more than anybody makes in a minute, or may have. */
const GENEROUS = {
  ROBOT_MAX_WIKIS: "1000",
  ROBOT_RATE_LIMITS: "create=100000,manage=100000,platform=1000000",
};

/** A page seen by its owner and by nobody in particular; signing in; the dashboard; creating wikis in the browser. */
export async function benchPeople(subject: Subject): Promise<Row[]> {
  return [
    await benchSignedInView(subject),
    await benchCallback(subject),
    ...await benchDashboard(subject),
  ];
}

async function benchSignedInView({ server, work }: Subject): Promise<Row> {
  const cookie = await signIn(work, server);
  const url = wikiUrl(server, "big", `/${pagePath(3)}`);
  const viewAs = (headers: Record<string, string>) => async () => {
    const { status } = await send(url, { method: "GET", headers });
    if (status !== 200) throw new Error(`${url}: ${status}`);
  };
  const [anonymous, signedIn] = [viewAs({}), viewAs({ cookie })];
  const costs: { anonymous: number[]; signedIn: number[] } = {
    anonymous: [],
    signedIn: [],
  };
  await timeEach(500, signedIn);
  await timeEach(500, anonymous);
  for (let i = 0; i < 3; i++) {
    costs.anonymous.push(await cpuPerRequest(server.pid, 100, anonymous));
    costs.signedIn.push(await cpuPerRequest(server.pid, 100, signedIn));
  }
  const cost = median(costs.signedIn);
  const ratio = cost / median(costs.anonymous);
  return {
    what: "page view, signed in, against anonymous (CPU)",
    goal: "≤ 1.5 ×",
    result: `${ratio.toFixed(2)} × (${ms(cost)})`,
    isReached: ratio <= 1.5,
  };
}

/** The callback in this process, with a PDS that answers at once: what is measured is ours alone. */
async function benchCallback({ work }: Subject): Promise<Row> {
  const origin = "https://robot.example.org";
  const pds = new FakePds();
  await using opened = await openHouse(
    readConfig({
      ROBOT_ORIGIN: origin,
      ROBOT_DATA: `${work}/callback`,
      ROBOT_RATE_LIMITS: "signin=100000",
    }),
    {
      assetsDir: new URL("..", import.meta.url).pathname,
      now: () => new Date(),
      log: () => {},
      network: pds,
    },
  );
  const app = createApp(opened);
  const cpu: number[] = [];
  const wall: number[] = [];
  for (let i = 0; i < 60; i++) {
    const begun = await app.request(`${origin}/auth/login`, {
      method: "POST",
      headers: { origin },
      body: new URLSearchParams({ handle: PERSON, return_to: "" }),
    });
    const cookie = begun.headers.getSetCookie().map((line) =>
      line.split(";")[0]
    ).join("; ");
    const start = performance.now();
    const used = cpuUsage();
    const answer = await app.request(
      `${origin}/auth/callback${pds.callbackQuery}`,
      { headers: { cookie } },
    );
    const { user, system } = cpuUsage(used);
    wall.push(performance.now() - start);
    cpu.push((user + system) / 1000);
    if (answer.status !== 303) throw new Error(await answer.text());
  }
  const [p50, most] = [median(cpu.slice(10)), quantile(wall.slice(10), 0.95)];
  return {
    what: "login callback, without the time of the PDS (CPU; wall)",
    goal: "≤ 25 ms; p95 ≤ 100 ms",
    result: `${ms(p50)}; p95 ${ms(most)}`,
    isReached: p50 <= 25 && most <= 100,
  };
}

async function benchDashboard({ work }: Subject): Promise<Row[]> {
  const dataDir = `${work}/people`;
  const owner = [OWNER, "--handle", "bench.example.com"];
  await robot(dataDir, "user", "create", ...owner);
  await using server = await startServer(
    dataDir,
    (port) => `http://wiki.localhost:${port}/`,
    GENEROUS,
  );
  const cookie = await signIn(dataDir, server);
  const times = await timeEach(WIKIS, async (i) => {
    const { status, body } = await sendForm(server, "/app/create", {
      cookie,
      fields: { slug: `wiki${i}`, name: `Wiki ${i}`, read: "APPROVED" },
    });
    if (status !== 303) throw new Error(`${status}: ${body}`);
  });
  const url = platformUrl(server, "/app/");
  const view = async () => {
    const { status } = await send(url, { method: "GET", headers: { cookie } });
    if (status !== 200) throw new Error(`${url}: ${status}`);
  };
  await timeEach(50, view);
  const dashboard = await cpuPerRequest(server.pid, 50, view);
  const [p50, p95] = [median(times), quantile(times, 0.95)];
  return [
    {
      what: `dashboard with ${WIKIS} wikis (CPU)`,
      goal: "≤ 5 ms",
      result: ms(dashboard),
      isReached: dashboard <= 5,
    },
    {
      what: "create a wiki with its starter pages, in the browser (wall)",
      goal: "p50 ≤ 100 ms, p95 ≤ 250 ms",
      result: `p50 ${ms(p50)}, p95 ${ms(p95)}`,
      isReached: p50 <= 100 && p95 <= 250,
    },
  ];
}

/** The cookies of a new session of the owner. */
async function signIn(
  dataDir: string,
  server: ServerProcess,
): Promise<string> {
  const { url } = await robot(dataDir, "user", "signin-link", OWNER);
  const secret = new URL(String(url)).searchParams.get("secret") ?? "";
  const { status, headers } = await sendForm(server, "/auth/link", {
    fields: { secret },
  });
  const cookies = headers["set-cookie"] ?? [];
  if (status !== 303) throw new Error(`Cannot sign in: ${status}`);
  return cookies.map((line) => line.split(";")[0]).filter((pair) =>
    /robot=./.test(pair!)
  ).join("; ");
}

function sendForm(
  server: ServerProcess,
  path: string,
  { fields, cookie }: { fields: Record<string, string>; cookie?: string },
) {
  const url = platformUrl(server, path);
  return send(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      origin: new URL(url).origin,
      ...(cookie === undefined ? {} : { cookie }),
    },
    body: String(new URLSearchParams(fields)),
  });
}

/** The address of a path of the platform's host. */
function platformUrl(server: Pick<ServerProcess, "url">, path: string): string {
  return `http://wiki.localhost:${new URL(server.url).port}${path}`;
}
