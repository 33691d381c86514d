/**
 * A wiki with a history of every sort, served to the real git: imported commits with a merge and tags, packs of our own, loose
 * objects.
 *
 * @module
 */
import { importHistory } from "../../src/git/import_history.ts";
import { Repacker } from "../../src/git/repack.ts";
import type { Repository } from "../../src/git/repository.ts";
import { untilCaughtUp } from "../../src/wiki/index_follower.ts";
import { type Doors, openDoors } from "./doors.ts";
import { GitClients } from "./git_client.ts";
import { commit } from "./git_program.ts";
import { madeUpCommits } from "./long_history.ts";
import { RealRepository } from "./real_repository.ts";
import { createWorld, type World } from "./world.ts";

/** Commits that are imported, without the side branch and its merge. */
const IMPORTED = 120;
/** Commits in each of the two packs behind them. */
const ROLLED = 30;
/** Commits that are not packed. */
const LOOSE = 7;

/** All commits. */
export const COMMITS = IMPORTED + 2 + 2 * ROLLED + LOOSE;

/** Commits that the tag `v1` reaches. */
export const TAGGED_COMMITS = 61;

/** When the imported history begins; seconds since 1970. */
export const FIRST_SECOND = 1_767_225_600;

/** The world, whose garden has the history, and git clients for it. */
export class ServedHistory implements AsyncDisposable {
  readonly world: World;
  readonly doors: Doors;
  readonly clients: GitClients;
  readonly repo: Repository;
  readonly #resources: AsyncDisposableStack;
  /** When the next commit is made: all later than the imported ones, a second apart, so that dates say as much as places do. */
  #now = FIRST_SECOND + 10_000;

  private constructor(
    parts: {
      world: World;
      doors: Doors;
      clients: GitClients;
      repo: Repository;
    },
    resources: AsyncDisposableStack,
  ) {
    this.world = parts.world;
    this.doors = parts.doors;
    this.clients = parts.clients;
    this.repo = parts.repo;
    this.#resources = resources;
  }

  static async open(): Promise<ServedHistory> {
    await using resources = new AsyncDisposableStack();
    const world = resources.use(await createWorld());
    const doors = await openDoors(world);
    const clients = resources.use(await GitClients.of(doors));
    const { wiki } = resources.use(world.house.openWikis.borrow(world.garden));
    const { repo } = wiki;
    await importMadeUp(repo);
    const served = new ServedHistory(
      { world, doors, clients, repo },
      resources.move(),
    );
    for (let pack = 0; pack < 2; pack++) {
      await served.editPages(ROLLED, `pack ${pack}`);
      await served.repack({ maxPacks: 8 });
    }
    await served.editPages(LOOSE, "loose");
    await untilCaughtUp(wiki, world.house.log);
    return served;
  }

  /** The second after the newest commit. */
  get now(): number {
    return this.#now;
  }

  /** More commits, on five pages. */
  async editPages(count: number, what: string): Promise<void> {
    for (let i = 0; i < count; i++) {
      const at = new Date(this.#now++ * 1000);
      const text = `${what} ${i}\n`.repeat(40);
      await commit(this.repo, { [`Edited_${i % 5}/Page.md`]: text }, { at });
    }
  }

  /** Packs all loose objects. */
  async repack({ maxPacks }: { maxPacks: number }): Promise<void> {
    await new Repacker().repackIfNeeded(this.repo, {
      policy: { looseObjects: 1, maxPacks },
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }
}

/** 120 commits, one on a side branch and its merge; tags of a commit, of a tag and of a page. */
async function importMadeUp(repo: Repository): Promise<void> {
  await using real = await RealRepository.create();
  const oids = await real.commitAll(
    madeUpCommits({ pages: 25, commits: IMPORTED }),
  );
  const files = { "Side.md": "side\n" };
  const [side] = await real.commitAll([{
    files,
    parents: [oids.at(-20)!],
    at: FIRST_SECOND + 7000,
  }]);
  await real.commitAll([{
    files,
    parents: [oids.at(-1)!, side!],
    at: FIRST_SECOND + 8000,
  }]);
  await real.git(["tag", "light", oids[50]!]);
  const tagged = oids[TAGGED_COMMITS - 1]!;
  for (
    const [name, target] of [["v1", tagged], ["v1-again", "v1"], [
      "a-blob",
      `${tagged}:Page_0.md`,
    ]] as const
  ) {
    await real.git([
      "-c",
      "user.name=Gina",
      "-c",
      "user.email=gina@example.org",
      "tag",
      "-a",
      "-m",
      name,
      name,
      target,
    ]);
  }
  await importHistory(real.dir, repo);
}
