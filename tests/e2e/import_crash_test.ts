/**
 * The server is killed while a file is uploaded, checked and imported. After the restart the wiki has all of it or nothing, and
 * nothing waits in the scratch folder.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import http from "node:http";
import { openHouse } from "../../src/app.ts";
import { startSession } from "../../src/auth/sessions.ts";
import { readConfig } from "../../src/config.ts";
import { namesIn } from "../../src/git/durable_file.ts";
import { createWiki } from "../../src/wiki/wikis.ts";
import { assertHealthy, git, scaled } from "../support/git_program.ts";
import { zipOf } from "../support/hostile_zip.ts";
import { Installation, type RunningServer } from "../support/server_process.ts";
import { ASSETS_DIR } from "../support/world.ts";

const HOST = "wiki.localhost";
const OWNER = "did:plc:owner";
const KILLS = Math.max(4, scaled(6));
const PAGES = 70;
/** Within this time an import of so many pages is over. */
const SPREAD_MS = 100;

/** A wiki of the owner's, and the cookies of a session. */
async function prepare(robot: Installation): Promise<string> {
  const config = readConfig(robot.env);
  await using opened = await openHouse(config, {
    ...{ assetsDir: ASSETS_DIR, now: () => new Date(), log: () => {} },
  });
  const { house, sessions } = opened;
  const createdAt = new Date().toISOString();
  const person = { did: OWNER, handle: "owner.example", name: "Owner" };
  house.platform.users.put({ ...person, createdAt });
  await createWiki(house, { slug: "garden", ownerDid: OWNER });
  const { jwt } = await startSession(sessions, OWNER);
  return `__Secure-robot=${jwt}; __Host-robot=${jwt}`;
}

/** The zip of one round: pages that no other round has. */
function formOf(round: number): Buffer {
  const zip = zipOf(
    Array.from({ length: PAGES }, (_, i) => ({
      name: `Round_${round}/Page_${i}.md`,
      content: `# Page ${i}\n\n${"words ".repeat(100)}\n`,
    })).concat({ name: `Beside_${round}.md`, content: "# Beside\n" }),
  );
  return Buffer.concat([
    Buffer.from(
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a.zip"\r\n\r\n',
    ),
    zip,
    Buffer.from("\r\n--x--\r\n"),
  ]);
}

/** Sends a form; `undefined` where the server died. `part` of the bytes are sent, the rest never. */
function post(
  server: RunningServer,
  { path, type, body, part = 1 }: {
    path: string;
    type: string;
    body: Buffer;
    part?: number;
  },
  cookie: string,
): Promise<{ status: number; location: string } | undefined> {
  return new Promise((resolve) => {
    const request = http.request({
      ...{ host: "127.0.0.1", port: server.port, path, method: "POST" },
      headers: {
        ...{ cookie, host: `${HOST}:${server.port}` },
        origin: `http://${HOST}:${server.port}`,
        "content-type": type,
        "content-length": body.length,
      },
    }, (answer) => {
      answer.resume();
      answer.on("end", () =>
        resolve({
          status: answer.statusCode!,
          location: answer.headers.location ?? "",
        }));
      answer.on("error", () => resolve(undefined));
    });
    request.on("error", () => resolve(undefined));
    if (part === 1) request.end(body);
    else request.write(body.subarray(0, body.length * part));
  });
}

const upload = {
  path: "/app/wiki/garden/import",
  type: "multipart/form-data; boundary=x",
};

Deno.test(`kill -9 during an import, ${KILLS} times: all of it is there or nothing, and nothing waits`, async () => {
  await using robot = await Installation.make();
  const cookie = await prepare(robot);
  const dir = `${robot.dataDir}/wikis/garden/repo.git`;
  const scratch = `${robot.dataDir}/scratch`;
  const outcomes: string[] = [];

  for (let round = 0; round < KILLS; round++) {
    const server = await robot.serve();
    const body = formOf(round);
    let isDone = false;
    if (round === 0) {
      void post(server, { ...upload, body, part: 0.5 }, cookie);
      await untilThere(scratch);
    } else if (round === 1) {
      void post(server, { ...upload, body }, cookie);
      await untilThere(scratch);
    } else {
      const planned = await post(server, { ...upload, body }, cookie);
      const confirm = {
        path: planned!.location,
        type: "application/x-www-form-urlencoded",
        body: Buffer.from("do=import"),
      };
      const asked = post(server, confirm, cookie)
        .then((answer) => isDone = answer?.status === 303);
      await pause(SPREAD_MS * (round - 2) / (KILLS - 2));
      await server.kill();
      await asked;
    }
    await server.kill();

    const again = await robot.serve();
    assert.deepEqual(namesIn(scratch), [], "scratch");
    await again.stop();
    assertHealthy(dir);
    const names = git(dir, "ls-tree", "-r", "--name-only", "main").split("\n");
    const found = names.filter((name) =>
      name.startsWith(`Round_${round}/`) || name === `Beside_${round}.md`
    ).length;
    assert.ok(found === 0 || found === PAGES + 1, `${found} files`);
    if (isDone) {
      assert.equal(found, PAGES + 1, "acknowledged");
    }
    outcomes.push(`${isDone ? "done" : "cut"} ${found}`);
  }

  await robot.ask("reindex", "garden");
  const { findings } = await robot.ask<{ findings: { isGood: boolean }[] }>(
    "doctor",
  );
  assert.deepEqual(findings.filter(({ isGood }) => !isGood), []);
  assert.deepEqual(outcomes.slice(0, 2), ["cut 0", "cut 0"]);
});

/** Waits until something lies in a folder. */
async function untilThere(folder: string): Promise<void> {
  for (let i = 0; namesIn(folder).length === 0 && i < 1000; i++) await pause(5);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
