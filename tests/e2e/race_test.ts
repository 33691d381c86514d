/**
 * A thousand writes race over three doors for the same few pages.
 *
 * Each writer puts lines of its own into a page, each line once. What was acknowledged must be in
 * the page at the end; what was refused must be nowhere.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Installation, type RunningServer } from "../support/server_process.ts";
import { scaled } from "../support/git_program.ts";
import {
  apiWriter,
  mcpWriter,
  signIn,
  webWriter,
  type Writer,
} from "../support/writers.ts";
import { assertWhole } from "../support/whole_wiki.ts";

const HOST = "garden.wiki.localhost";
const PAGES = ["Race/One", "Race/Two", "Race/Three", "Race/Four"];
const PLACES = 40;
const WRITES = Math.max(60, scaled(1000));
const WRITERS_PER_DOOR = 6;

/** A page with places far enough from each other that lines in different places do not touch. */
function emptyPage(): string {
  const places = Array.from(
    { length: PLACES },
    (_, i) => `## Place ${i}\n\nKeep ${i}.\n\nEnd ${i}.\n`,
  );
  return `# Race\n\n${places.join("\n")}`;
}

function insert(text: string, place: number, line: string): string {
  const anchor = `Keep ${place}.\n`;
  assert.ok(text.includes(anchor), "a line that everybody keeps has gone");
  return text.replace(anchor, `${anchor}\n${line}\n`);
}

interface Tally {
  readonly acknowledged: Map<string, string>;
  readonly refused: Set<string>;
  readonly failures: string[];
}

/** Writes lines until none is left; a conflict is tried again with a line of another name. */
async function race(
  writer: Writer,
  name: string,
  next: () => number | undefined,
  tally: Tally,
) {
  for (let number = next(); number !== undefined; number = next()) {
    const page = PAGES[number % PAGES.length]!;
    const place = (number * 7) % PLACES;
    for (let attempt = 0; attempt < 6; attempt++) {
      const line = `line ${number} by ${name}, attempt ${attempt};`;
      const { text, revision } = await writer.read(page);
      const outcome = await writer.write(
        page,
        insert(text, place, line),
        revision,
      );
      if (outcome.isStored) {
        tally.acknowledged.set(line, page);
        break;
      }
      tally.refused.add(line);
      if (!outcome.isConflict) {
        tally.failures.push(`${outcome.status} ${outcome.body.slice(0, 300)}`);
      }
    }
  }
}

async function makeWriters(
  robot: Installation,
  server: RunningServer,
): Promise<Writer[]> {
  const writers: Writer[] = [];
  for (let i = 0; i < WRITERS_PER_DOOR; i++) {
    const did = `did:plc:writer${i}`;
    await robot.ask(
      "user",
      "create",
      did,
      "--handle",
      `writer${i}.example.com`,
    );
    const { token } = await robot.ask<{ token: string }>(
      ...["token", "create", "garden", "--user", did, "--scope", "write"],
    );
    const { url } = await robot.ask<{ url: string }>(
      "user",
      "signin-link",
      did,
    );
    writers.push(apiWriter(server, HOST, token));
    writers.push(mcpWriter(server, HOST, token));
    writers.push(webWriter(server, HOST, await signIn(server, url)));
  }
  return writers;
}

Deno.test(`${WRITES} racing writes over browser, REST and MCP lose nothing`, async () => {
  await using robot = await Installation.make();
  await robot.ask(
    "user",
    "create",
    "did:plc:owner",
    "--handle",
    "owner.example.com",
  );
  await robot.ask(
    ...["wiki", "create", "garden", "--owner", "did:plc:owner"],
    ...["--read", "registered", "--write", "registered"],
  );
  const server = await robot.serve();
  const writers = await makeWriters(robot, server);
  for (const page of PAGES) {
    const made = await writers[0]!.write(page, emptyPage(), null);
    assert.ok(made.isStored, made.body);
  }

  const tally: Tally = {
    acknowledged: new Map(),
    refused: new Set(),
    failures: [],
  };
  let number = 0;
  const next = () => number < WRITES ? number++ : undefined;
  await Promise.all(
    writers.map((writer, i) => race(writer, `${writer.door}${i}`, next, tally)),
  );

  assert.deepEqual(tally.failures, []);
  const texts = new Map<string, string>();
  for (const page of PAGES) {
    texts.set(page, (await writers[0]!.read(page)).text);
  }
  const lost = [...tally.acknowledged].filter(([line, page]) => {
    return texts.get(page)!.split(line).length !== 2;
  });
  const everything = [...texts.values()].join("");
  const smuggled = [...tally.refused].filter((line) =>
    everything.includes(line)
  );
  assert.deepEqual(lost, [], "acknowledged, but not there exactly once");
  assert.deepEqual(smuggled, [], "refused, but stored");
  assert.ok(
    tally.acknowledged.size >= WRITES * 0.9,
    `only ${tally.acknowledged.size} of ${WRITES} came through`,
  );
  await server.stop();
  await assertWhole(robot, "garden");
});
