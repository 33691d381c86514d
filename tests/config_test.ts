import assert from "node:assert/strict";
import { readRateLimits } from "../src/rate_classes.ts";
import { readConfig, SETTINGS, wikiOrigin } from "../src/config.ts";

Deno.test("readConfig() without any variable describes a laptop", () => {
  const config = readConfig({});

  assert.deepEqual(config, {
    origin: "http://wiki.localhost:8000",
    domain: "wiki.localhost",
    listen: { hostname: "127.0.0.1", port: 8000 },
    dataDir: "./data",
    operators: [],
    trustedProxies: ["127.0.0.0/8", "::1/128"],
    metricsToken: null,
    maxPageBytes: 1_000_000,
    maxAttachmentBytes: 10_485_760,
    maxWikis: 1,
    maxPages: 500,
    maxMembers: 3,
    maxContentBytes: 52_428_800,
    maxHistoryBytes: 209_715_200,
    rateLimits: readRateLimits(""),
    noindexDays: 0,
    plcUrl: "https://plc.directory",
    allowLocalPds: false,
    maxConcurrentPacks: 4,
    renderWorkers: 2,
  });
});

Deno.test("readConfig() lets sign-in use plain http on a laptop only", () => {
  const local = { ROBOT_ALLOW_LOCAL_PDS: "1" };

  assert.equal(readConfig(local).allowLocalPds, true);
  assert.throws(
    () => readConfig({ ...local, ROBOT_ORIGIN: "https://robot.example" }),
    /ROBOT_ALLOW_LOCAL_PDS is on: wanted a ROBOT_ORIGIN on this machine/,
  );
  assert.throws(
    () => readConfig({ ROBOT_ALLOW_LOCAL_PDS: "yes" }),
    /ROBOT_ALLOW_LOCAL_PDS is "yes": wanted 0 or 1/,
  );
});

Deno.test("readConfig() reads each setting", () => {
  const config = readConfig({
    ROBOT_ORIGIN: "https://robot.example/",
    ROBOT_LISTEN: "[::1]:9000",
    ROBOT_DATA: "/srv/robot/",
    ROBOT_OPERATORS: "did:plc:abc, did:web:robot.example",
    ROBOT_TRUSTED_PROXIES: "10.0.0.0/8",
    ROBOT_METRICS_TOKEN: "0123456789abcdef",
    PATH: "/bin",
  });

  assert.equal(config.origin, "https://robot.example");
  assert.equal(config.domain, "robot.example");
  assert.deepEqual(config.listen, { hostname: "::1", port: 9000 });
  assert.equal(config.dataDir, "/srv/robot");
  assert.deepEqual(config.operators, ["did:plc:abc", "did:web:robot.example"]);
  assert.deepEqual(config.trustedProxies, ["10.0.0.0/8"]);
  assert.equal(config.metricsToken, "0123456789abcdef");
});

Deno.test("readConfig() reports all problems at once, and no secret", () => {
  const env = {
    ROBOT_ORIGIN: "robot.example",
    ROBOT_LISTEN: "8000",
    ROBOT_OPERATORS: "alice",
    ROBOT_TRUSTED_PROXIES: "10.0.0.0/33",
    ROBOT_METRICS_TOKEN: "hunter2",
    ROBOT_MAX_PAGE_BYTES: "1e9",
    ROBOT_ORGIN: "https://robot.example",
  };

  assert.throws(() => readConfig(env), (error: Error) => {
    for (const name of Object.keys(env)) {
      assert.match(error.message, new RegExp(`${name} is`));
    }
    assert.doesNotMatch(error.message, /hunter2/);
    return true;
  });
});

Deno.test("readConfig() refuses plain http for a public host", () => {
  assert.throws(
    () => readConfig({ ROBOT_ORIGIN: "http://robot.example" }),
    /wanted https/,
  );
  assert.throws(
    () => readConfig({ ROBOT_ORIGIN: "https://robot.example/wiki" }),
    /without a path/,
  );
  assert.throws(
    () => readConfig({ ROBOT_ORIGIN: "http://localhost.evil.example" }),
    /https/,
  );
});

Deno.test("wikiOrigin() keeps the port", () => {
  assert.equal(
    wikiOrigin(readConfig({}), "demo"),
    "http://demo.wiki.localhost:8000",
  );
});

Deno.test("README lists the settings as config.ts has them", async () => {
  const text = await Deno.readTextFile(
    new URL("../README.md", import.meta.url),
  );
  const readme = text.replace(/ +/g, " ");

  for (const { name, default: fallback, sentence } of Object.values(SETTINGS)) {
    const shown = fallback === "" ? "(none)" : `\`${fallback}\``;
    assert.ok(
      readme.includes(`| \`${name}\` | ${shown} | ${sentence} |`),
      `README lacks ${name}`,
    );
  }
  const rows = readme.match(/^\| `ROBOT_[A-Z_]+`/gm) ?? [];
  assert.equal(rows.length, Object.keys(SETTINGS).length);
});
