/**
 * The server is killed while people sign up, make wikis, delete wikis and delete their accounts.
 *
 * Whatever the moment, the next start finishes or undoes each: no row without its folder, no folder without its row, names held
 * for whom they should be, nobody half gone; and what was acknowledged stays done.
 *
 * @module
 */
import assert from "node:assert/strict";
import { openHouse } from "../../src/app.ts";
import { startSession } from "../../src/auth/sessions.ts";
import { readConfig } from "../../src/config.ts";
import { readMigrations } from "../../src/db/database.ts";
import {
  openPlatformDatabase,
  type PlatformDatabase,
} from "../../src/db/platform/platform_database.ts";
import { namesIn } from "../../src/git/durable_file.ts";
import { createWiki } from "../../src/wiki/wikis.ts";
import { scaled } from "../support/git_program.ts";
import { Installation, type RunningServer } from "../support/server_process.ts";
import { ASSETS_DIR } from "../support/world.ts";

const HOST = "wiki.localhost";
const KILLS = Math.min(60, Math.max(4, scaled(16)));
/** Longest that the four take together on a busy machine, in milliseconds: kills are spread over it. */
const SPREAD_MS = 240;

/** What is asked for, and how it is looked at afterwards; `wikis`: what the person has before. */
interface Deed {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly wikis: readonly string[];
  readonly check: (state: State, isDone: boolean) => void;
}

/** What is on the disk. */
interface State {
  readonly platform: PlatformDatabase;
  readonly folders: ReadonlySet<string>;
  readonly now: string;
}

/** The four deeds of a round, by the DID of who does them. */
function deedsOf(round: number): Record<string, Deed> {
  const did = (role: string) => `did:plc:${role}${round}`;
  const [sign, make, gone, left] = ["sign", "make", "gone", "left"]
    .map((role) => `${role}-${round}`) as [string, string, string, string];
  return {
    [did("sign")]: {
      path: "/app/welcome",
      fields: { username: sign, wiki: "yes" },
      wikis: [],
      check(state, isDone) {
        const { username } = state.platform.users.find(did("sign"))!;
        const isMade = assertWhole(state, sign);
        if (isDone) assert.ok(isMade, "acknowledged");
        if (isMade) assert.equal(username, sign);
        assert.ok(username === null || username === sign, `${username}`);
      },
    },
    [did("make")]: {
      path: "/app/create",
      fields: { slug: make, name: make, read: "APPROVED", template: "guided" },
      wikis: [],
      check(state, isDone) {
        const isMade = assertWhole(state, make);
        if (isDone) assert.ok(isMade, "acknowledged");
      },
    },
    [did("gone")]: {
      path: `/app/wiki/${gone}/delete`,
      fields: { confirm: gone },
      wikis: [gone],
      check(state, isDone) {
        const isThere = assertWhole(state, gone);
        if (isDone) assert.ok(!isThere, "acknowledged");
        assertHeld(state, gone, isThere ? undefined : did("gone"));
      },
    },
    [did("left")]: {
      path: "/app/account/delete",
      fields: { confirm: left },
      wikis: [left, `${left}-b`],
      check(state, isDone) {
        const user = state.platform.users.find(did("left"));
        if (isDone) assert.equal(user, undefined, "acknowledged");
        assert.equal(user?.leavingAt ?? null, null, "half gone");
        for (const slug of [left, `${left}-b`]) {
          assert.equal(assertWhole(state, slug), user !== undefined, slug);
          assertHeld(state, slug, user ? undefined : did("left"));
        }
        const noted = state.platform.audit.list({ event: "account_deleted" })
          .filter(({ subjectDid }) => subjectDid === did("left"));
        assert.equal(noted.length, user === undefined ? 1 : 0);
      },
    },
  };
}

/** Whether a wiki is there: row and folder, or neither. */
function assertWhole({ platform, folders }: State, slug: string): boolean {
  const isThere = platform.wikis.find(slug) !== undefined;
  assert.equal(folders.has(slug), isThere, `${slug}: row ${isThere}`);
  return isThere;
}

function assertHeld(
  { platform, now }: State,
  slug: string,
  did: string | undefined,
): void {
  assert.equal(platform.heldSlugs.find(slug, now)?.did, did, slug);
}

Deno.test(`kill -9 while people come and go, ${KILLS} times: each deed is done or undone`, async () => {
  await using robot = await Installation.make();
  const cookies = await prepare(robot);
  const kills: string[] = [];

  for (let round = 0; round < KILLS; round++) {
    const server = await robot.serve();
    if (round > 0) check(robot, round - 1, kills);
    const done = Object.entries(deedsOf(round)).map(([did, deed]) =>
      ask(server, deed, cookies.get(did)!)
    );
    await pause(SPREAD_MS * (round + Math.random()) / KILLS);
    await server.kill();
    kills.push((await Promise.all(done)).map(Number).join(""));
  }

  const server = await robot.serve();
  check(robot, KILLS - 1, kills);
  await server.stop();
  const { findings } = await robot.ask<{ findings: { isGood: boolean }[] }>(
    "doctor",
  );
  assert.deepEqual(findings.filter(({ isGood }) => !isGood), []);
});

/** Everybody of every round, with a session; their cookies by DID. */
async function prepare(robot: Installation): Promise<Map<string, string>> {
  const config = readConfig(robot.env);
  const cookies = new Map<string, string>();
  await using opened = await openHouse(config, {
    ...{ assetsDir: ASSETS_DIR, now: () => new Date(), log: () => {} },
  });
  const { house, sessions } = opened;
  for (let round = 0; round < KILLS; round++) {
    for (const [did, { wikis, path }] of Object.entries(deedsOf(round))) {
      const createdAt = new Date().toISOString();
      const handle = `${did.slice("did:plc:".length)}.example`;
      house.platform.users.put({ did, handle, name: handle, createdAt });
      for (const slug of wikis) {
        await createWiki(house, { slug, ownerDid: did });
      }
      if (path.startsWith("/app/account")) {
        house.platform.users.setUsername(did, wikis[0]!);
      }
      const { jwt } = await startSession(sessions, did);
      cookies.set(did, `__Secure-robot=${jwt}; __Host-robot=${jwt}`);
    }
  }
  return cookies;
}

/** Whether the deed was acknowledged before the server died. */
async function ask(
  server: RunningServer,
  { path, fields }: Deed,
  cookie: string,
): Promise<boolean> {
  const headers = {
    ...{ cookie, origin: `http://${HOST}:${server.port}` },
    "content-type": "application/x-www-form-urlencoded",
  };
  const body = String(new URLSearchParams(fields));
  try {
    const answer = await server.ask({
      ...{ host: HOST, method: "POST", path, headers, body },
    });
    assert.equal(answer.status, 303, `${path}: ${answer.body}`);
    return true;
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return false; // the connection was cut: the server is dead
  }
}

/** Looks at what the start after a kill has made of a round. */
function check(
  robot: Installation,
  round: number,
  kills: readonly string[],
): void {
  const platform = openPlatformDatabase(
    `${robot.dataDir}/robot.db`,
    readMigrations(ASSETS_DIR, "platform"),
  );
  try {
    const folders = new Set(namesIn(`${robot.dataDir}/wikis`));
    const rows = platform.wikis.list().map(({ slug }) => slug);
    assert.deepEqual([...folders].sort(), rows.sort());
    assert.deepEqual(namesIn(`${robot.dataDir}/unfinished`), []);
    assert.deepEqual(namesIn(`${robot.dataDir}/trash`), []);
    const state = { platform, folders, now: new Date().toISOString() };
    const deeds = Object.values(deedsOf(round));
    for (const [at, deed] of deeds.entries()) {
      deed.check(state, kills[round]![at] === "1");
    }
  } finally {
    platform.close();
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
