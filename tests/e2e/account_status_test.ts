/**
 * An account that its own server has deactivated, seen from the doors: nobody waits for that server, and the session ends.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createApp, openHouse } from "../../src/app.ts";
import { AccountChecks } from "../../src/auth/account_checks.ts";
import { startSession } from "../../src/auth/sessions.ts";
import { putUser } from "../../src/auth/users.ts";
import { readConfig } from "../../src/config.ts";
import { ASSETS_DIR } from "../support/world.ts";

const DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
const PDS = "https://pds.example";

/** The account's server and the directory that names it; the server answers when it is let. */
function outside(status: object) {
  const gate = Promise.withResolvers<void>();
  const asked: string[] = [];
  const answer = async (input: string | URL | Request): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input);
    asked.push(url);
    if (!url.startsWith(PDS)) {
      return Response.json({
        id: DID,
        alsoKnownAs: ["at://alice.example"],
        service: [{
          id: "#atproto_pds",
          type: "AtprotoPersonalDataServer",
          serviceEndpoint: PDS,
        }],
      });
    }
    await gate.promise;
    return Response.json({ did: DID, ...status });
  };
  return { fetch: answer as typeof fetch, asked, open: gate.resolve };
}

const TABLE = [
  ["is deactivated", { active: false, status: "deactivated" }, 302],
  ["is taken down", { active: false, status: "takendown" }, 302],
  ["is active", { active: true }, 200],
  ["answers what nobody understands", { message: "no" }, 200],
] as const;

for (const [what, status, wanted] of TABLE) {
  Deno.test(`a session is renewed at once, and then answered ${wanted} where the account ${what}`, async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "robot-status-" });
    try {
      const config = readConfig({
        ROBOT_ORIGIN: "https://robot.test",
        ROBOT_DATA: dataDir,
      });
      const network = outside(status);
      let now = Date.parse("2026-11-20T12:00:00Z");
      await using opened = await openHouse(config, {
        ...{ assetsDir: ASSETS_DIR, log: () => {}, now: () => new Date(now) },
        network: { fetch: network.fetch },
      });
      const app = createApp(opened);
      putUser(opened.house, { did: DID, handle: "alice.example" });
      opened.house.platform.users.change(DID, { pds: PDS });
      const { jwt } = await startSession(opened.sessions, DID);
      const get = async (cookie: string) =>
        await app.request("https://robot.test/app/account", {
          headers: { cookie: `__Host-robot=${cookie}` },
        });
      now += 13 * 3_600_000;

      const renewed = await get(jwt); // the account's server has not answered yet

      assert.equal(renewed.status, 200);
      const fresh = /__Host-robot=([^;]+)/
        .exec(renewed.headers.getSetCookie().join("\n"))![1]!;
      assert.equal((await get(fresh)).status, 200);
      network.open();
      const { watch } = opened.sessions;
      assert.ok(watch instanceof AccountChecks);
      await watch.idle();
      assert.equal((await get(fresh)).status, wanted);
      const first = new URL(network.asked[0]!);
      assert.equal(first.origin, PDS);
      assert.equal(first.searchParams.get("did"), DID);
    } finally {
      await Deno.remove(dataDir, { recursive: true });
    }
  });
}
