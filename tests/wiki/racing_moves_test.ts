import assert from "node:assert/strict";
import { AppError } from "../../src/errors.ts";
import { nextTurn } from "../../src/next_turn.ts";
import { discardDraft, saveDraft } from "../../src/wiki/drafts.ts";
import { rebuildIndex } from "../../src/wiki/index_follower.ts";
import { readPage, savePage } from "../../src/wiki/pages.ts";
import { renamePage } from "../../src/wiki/rename.ts";
import { indexWaitingTexts } from "../../src/wiki/waiting_texts.ts";
import { indexDump } from "../support/index_dump.ts";
import { createWorld, type World } from "../support/world.ts";

const NAMES = ["Here", "There"] as const;
const SLOTS = 40;

/** What was refused counts for nothing; anything else that fails is a defect. */
async function tolerant(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    assert.ok(["conflict", "not_found"].includes(error.code), error.message);
    return false;
  }
}

/** Writes a line into a slot of a page; whether that was acknowledged. */
async function write(
  world: World,
  path: string,
  round: number,
): Promise<boolean> {
  const who = round % 2 === 0 ? world.alice : world.bob;
  const door = round % 3 === 0 ? "api" : "web";
  const wiki = () => world.writing("garden", who, { door });
  return await tolerant(async () => {
    const { text, revision } = readPage(wiki(), path);
    const slot = `slot ${round % SLOTS}\n`;
    const typed = text.replace(slot, `${slot}\nword${round}.\n`);
    await saveDraft(wiki(), { path, text: typed, base: revision });
    await Promise.resolve(); // others come in between
    await savePage(wiki(), { path, text: typed, base: revision });
    discardDraft(wiki(), path);
  });
}

Deno.test("saves that race with renames lose nothing that was acknowledged, and the index is that of a rebuild", async () => {
  await using world = await createWorld();
  const slots = Array.from({ length: SLOTS }, (_, i) => `slot ${i}\n`);
  await world.write("garden", NAMES[0], slots.join("\n"));
  await world.write("garden", "Links", "[[Here]] [x](/There)\n");

  let [from, to] = NAMES as readonly [string, string];
  let renamed = 0;
  const done: boolean[] = [];
  let writing = 19;
  const people = Array.from({ length: writing }, async (_, person) => {
    for (let round = person; round < 190; round += 19) {
      await nextTurn();
      const path = round % 7 === 0 ? to : from;
      done[round] = await write(world, path, round);
    }
    writing--;
  });
  // While the others write: a rename that comes too often leaves them no base.
  while (writing > 0) {
    await nextTurn();
    if (done.filter(Boolean).length < 4 * renamed) continue;
    const wiki = world.writing("garden", world.alice);
    const wish = { path: from, newPath: to };
    if (!await tolerant(() => renamePage(wiki, wish))) continue;
    renamed++;
    [from, to] = [to, from];
  }
  await Promise.all(people);

  const { text } = readPage(world.reading("garden", world.alice), from);
  const lost = done.flatMap((isDone, round) =>
    isDone && !text.includes(`word${round}.`) ? [round] : []
  );
  assert.deepEqual(lost, []);
  assert.ok(done.filter(Boolean).length > 10 && renamed > 3, `${renamed}`);
  const { wiki: open } = world.visit("garden", world.alice);
  await world.house.openWikis.idle();
  indexWaitingTexts(open, Infinity, world.house.log);
  const followed = indexDump(open.index);
  await rebuildIndex(open, world.house.log);
  assert.equal(followed, indexDump(open.index));
});
