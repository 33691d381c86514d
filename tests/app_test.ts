import assert from "node:assert/strict";
import { createApp, openHouse } from "../src/app.ts";
import { type Config, readConfig } from "../src/config.ts";
import type { LogEvent } from "../src/log.ts";
import { createWiki } from "../src/wiki/wikis.ts";
import { putUser } from "../src/auth/users.ts";
import { ASSETS_DIR } from "./support/world.ts";

const OWNER = "did:plc:alice";

Deno.test("openHouse makes everything at first start, and finds it again", async () => {
  await using data = await folder();
  {
    await using opened = await open(data.config);
    putUser(opened.house, { did: OWNER, handle: "alice.example" });
    await createWiki(opened.house, {
      slug: "garden",
      ownerDid: OWNER,
      readAccess: "ANONYMOUS",
    });
  }

  await using opened = await open(data.config);

  const app = createApp(opened);
  const page = await app.request("https://garden.robot.test/");
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<title>/);
  assert.match(opened.house.build, /^\d+\.\d+\.\d+-[0-9a-f]{12}$/);
});

Deno.test("openHouse refuses a database whose session key is gone, and leaves both as they are", async () => {
  await using data = await folder();
  await (await open(data.config))[Symbol.asyncDispose]();
  await Deno.remove(`${data.config.dataDir}/keys/session.jwk`);

  await assert.rejects(open(data.config), { code: "unavailable" });
  await assert.rejects(open(data.config), { code: "unavailable" });
});

Deno.test("after a house is closed, its doors answer and its files are closed", async () => {
  await using data = await folder();
  const opened = await open(data.config);
  const app = createApp(opened);

  await opened[Symbol.asyncDispose]();

  const answer = await app.request("https://garden.robot.test/");
  assert.equal(answer.status, 500);
  assert.equal((await app.request("http://127.0.0.1/health")).status, 200);
});

function open(config: Config, events: LogEvent[] = []) {
  return openHouse(config, {
    assetsDir: ASSETS_DIR,
    now: () => new Date("2026-11-20T12:00:00Z"),
    log: (_level, event) => void events.push(event),
  });
}

async function folder() {
  const path = await Deno.makeTempDir({ prefix: "robot-app-" });
  return {
    config: readConfig({
      ROBOT_ORIGIN: "https://robot.test",
      ROBOT_DATA: `${path}/data`,
    }),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
