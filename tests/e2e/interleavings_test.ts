/**
 * Two people work on the same pages at the same time, in random order: save, edit a section, rename, delete, revert. Every writer
 * adds lines with a word of their own, so that what is lost can be told from what was taken away on purpose.
 *
 * @module
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { AppError } from "../../src/errors.ts";
import type { WritableWiki } from "../../src/wiki/access.ts";
import { deletePage, deletePages } from "../../src/wiki/deletion.ts";
import { changelog, resolveRevision } from "../../src/wiki/history.ts";
import { rebuildIndex } from "../../src/wiki/index_follower.ts";
import { readSection, saveSection } from "../../src/wiki/page_section.ts";
import { type Page, readPage, savePage } from "../../src/wiki/pages.ts";
import { renamePage } from "../../src/wiki/rename.ts";
import { revertCommit } from "../../src/wiki/revert.ts";
import { scaled } from "../support/git_program.ts";
import { indexDump } from "../support/index_dump.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

/** One thing that one of the two does; the numbers choose among what there is at that moment. */
interface Deed {
  readonly who: 0 | 1;
  readonly what:
    | "open"
    | "save"
    | "section"
    | "both"
    | "rename"
    | "delete"
    | "revert";
  readonly at: number;
}

const deeds = fc.array(
  fc.record<Deed>({
    who: fc.constantFrom(0, 1),
    what: fc.constantFrom(
      ...[
        "open",
        "open",
        "save",
        "save",
        "save",
        "section",
        "section",
      ] as const,
      ...["both", "both", "rename", "delete", "revert", "revert"] as const,
    ),
    at: fc.nat({ max: 1_000_000 }),
  }),
  { minLength: 6, maxLength: 14 },
);

/** Words of the writers by page. */
type Words = ReadonlyMap<string, ReadonlySet<string>>;

/** A save that was answered with success. */
interface Acknowledged {
  readonly word: string;
  readonly path: string;
  readonly revision: string;
}

/** What a deed may take away and must bring; `undefined`: it was refused, nothing may change. */
interface Effect {
  readonly mayGo: ReadonlySet<string>;
  readonly mustStay: ReadonlySet<string>;
}

const WORD = /\bw\d+x\b/g;
const nothing: ReadonlySet<string> = new Set();

/** One run: a folder of its own, what the two have open, and the books that are kept. */
class Run {
  readonly #world: World;
  readonly #folder: string;
  readonly #open: (Page | undefined)[] = [undefined, undefined];
  readonly #acknowledged: Acknowledged[] = [];
  readonly #commits: { revision: string; before: Words; after: Words }[] = [];
  #count = 0;

  constructor(world: World, number: number) {
    this.#world = world;
    this.#folder = `Run_${number}`;
  }

  async start(): Promise<void> {
    for (const name of ["A", "B"]) {
      const text =
        `# ${name}\n\n## One\n\n${this.#line()}\nplain\n\n## Two\n\nplain\n${this.#line()}\n`;
      await savePage(this.#wiki(0), {
        path: `${this.#folder}/${name}`,
        text,
        base: null,
      });
    }
  }

  /** Does one deed and compares what the wiki holds with what it must hold. */
  async do(deed: Deed): Promise<void> {
    const before = this.#words();
    const head = this.#wiki(0).head;
    const effect = await this.#attempt(deed);
    const after = this.#words();
    const now = this.#wiki(0).head;
    // Two commits at once are not taken back: what each of them did is not known.
    if (now !== head && deed.what !== "both") {
      this.#commits.push({ revision: now!, before, after });
    }
    const had = union(before);
    const has = union(after);
    if (effect === undefined) {
      assert.deepEqual(after, before, `${deed.what} was refused`);
      return;
    }
    for (const word of had) {
      assert.ok(
        has.has(word) || effect.mayGo.has(word),
        `${deed.what} lost ${word}`,
      );
    }
    for (const word of effect.mustStay) {
      assert.ok(has.has(word), `${deed.what} did not keep ${word}`);
    }
  }

  /** Everything that was acknowledged can be read in history; then the run's pages go. */
  async end(): Promise<void> {
    const wiki = this.#wiki(0);
    for (const { word, path, revision } of this.#acknowledged) {
      const { text } = readPage(wiki, path, { revision });
      assert.ok(text.includes(word), `${word} is not at ${revision}`);
      resolveRevision(wiki, revision);
    }
    const pages = [...this.#words().keys()].map((path) => ({ path }));
    if (pages.length > 0) await deletePages(wiki, { pages });
  }

  async #attempt(deed: Deed): Promise<Effect | undefined> {
    try {
      return await this.#perform(deed);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const isExpected = ["conflict", "not_found", "invalid"].includes(
        error.code,
      );
      assert.ok(isExpected, `${error.code}: ${error.message}`);
      return undefined;
    }
  }

  #perform({ who, what, at }: Deed): Effect | Promise<Effect> {
    if (what === "open") return this.#openPage(who, at);
    if (what === "revert") return this.#revert(who, at);
    const page = this.#open[who];
    if (page === undefined) return this.#openPage(who, at);
    if (what === "save") return this.#save(who, page, at);
    if (what === "section") return this.#saveSection(who, page, at);
    if (what === "both") return this.#both(at);
    if (what === "rename") return this.#rename(who, page, at);
    return this.#delete(who, page);
  }

  #openPage(who: 0 | 1, at: number): Effect {
    const paths = [...this.#words().keys()];
    this.#open[who] = paths.length === 0
      ? undefined
      : readPage(this.#wiki(who), paths[at % paths.length]!);
    return { mayGo: nothing, mustStay: nothing };
  }

  /** Adds a line somewhere, and sometimes takes a word away that its writer sees. */
  async #save(who: 0 | 1, page: Page, at: number): Promise<Effect> {
    const lines = page.text.split("\n");
    const seen = page.text.match(WORD) ?? [];
    const gone = at % 4 === 0 ? seen[at % Math.max(seen.length, 1)] : undefined;
    const line = this.#line();
    lines.splice(1 + at % Math.max(lines.length - 1, 1), 0, line);
    const text = lines.filter((old) => !gone || !old.includes(gone)).join("\n");
    const { path, revision } = page;
    const saved = await savePage(this.#wiki(who), {
      ...{ path, text },
      base: revision,
    });
    this.#keep(who, line, saved);
    return { mayGo: new Set(gone ? [gone] : []), mustStay: wordsOf(line) };
  }

  async #saveSection(who: 0 | 1, page: Page, at: number): Promise<Effect> {
    const wiki = this.#wiki(who);
    const section = await readSection(wiki, page, at % 2 === 0 ? "one" : "two");
    const line = this.#line();
    const saved = await saveSection(wiki, {
      path: page.path,
      base: page.revision,
      section: section.name,
      text: `${section.text.trimEnd()}\n${line}\n`,
    });
    this.#keep(who, line, saved);
    return { mayGo: nothing, mustStay: wordsOf(line) };
  }

  /** Both save in the same moment. */
  async #both(at: number): Promise<Effect> {
    const results = await Promise.allSettled([0, 1].map(async (who) => {
      const page = this.#open[who];
      return page && await this.#save(who as 0 | 1, page, at + who);
    }));
    const effects = results.flatMap((result) => {
      if (result.status === "fulfilled") return result.value ?? [];
      const { reason } = result;
      if (!(reason instanceof AppError)) throw reason;
      return [];
    });
    return {
      mayGo: new Set(effects.flatMap(({ mayGo }) => [...mayGo])),
      // One may take away in the next moment what the other has seen for long, never what is new.
      mustStay: new Set(effects.flatMap(({ mustStay }) => [...mustStay])),
    };
  }

  async #rename(who: 0 | 1, page: Page, at: number): Promise<Effect> {
    const newPath = `${this.#folder}/${"ABCD"[at % 4]}`;
    const { path, revision: base } = page;
    await renamePage(this.#wiki(who), { path, newPath, base });
    return { mayGo: nothing, mustStay: nothing };
  }

  async #delete(who: 0 | 1, page: Page): Promise<Effect> {
    const { path, revision: base } = page;
    const mayGo = this.#words().get(path) ?? nothing;
    await deletePage(this.#wiki(who), { path, base });
    return { mayGo, mustStay: nothing };
  }

  /** Undoes any commit of this run: what it brought may go, what it took must come back. */
  async #revert(who: 0 | 1, at: number): Promise<Effect> {
    const commit = this.#commits[at % Math.max(this.#commits.length, 1)];
    if (commit === undefined) return { mayGo: nothing, mustStay: nothing };
    const { revision, before, after } = commit;
    await revertCommit(this.#wiki(who), { revision });
    const brought = new Set(
      [...after].flatMap(([path, words]) =>
        [...words].filter((word) => !before.get(path)?.has(word))
      ),
    );
    const taken = [...union(before)].filter((word) => !union(after).has(word));
    return { mayGo: brought, mustStay: new Set(taken) };
  }

  #keep(
    who: 0 | 1,
    line: string,
    saved: { path: string; revision: string },
  ): void {
    const { path, revision } = saved;
    const [word] = wordsOf(line);
    this.#acknowledged.push({ word: word!, path, revision });
    this.#open[who] = readPage(this.#wiki(who), path, { revision });
  }

  #line(): string {
    return `line with w${++this.#count}x of ${this.#folder}`;
  }

  #wiki(who: 0 | 1): WritableWiki {
    const people: readonly Someone[] = [this.#world.alice, this.#world.bob];
    return this.#world.writing("garden", people[who]!);
  }

  /** The words of each page of this run, as it is now. */
  #words(): Words {
    const wiki = this.#wiki(0);
    const pages = wiki.index.files.listBelow(this.#folder)
      .map(({ path }) => path.slice(0, -".md".length));
    return new Map(pages.map((
      path,
    ) => [path, wordsOf(readPage(wiki, path).text)]));
  }
}

function wordsOf(text: string): Set<string> {
  return new Set(text.match(WORD));
}

function union(words: Words): Set<string> {
  return new Set([...words.values()].flatMap((some) => [...some]));
}

/** The index as it followed, against one that is built anew. */
async function assertIndexIsFresh(world: World): Promise<void> {
  const { wiki, house } = world.visit("garden", world.alice);
  const followed = indexDump(wiki.index);
  await rebuildIndex(wiki, house.log);
  assert.equal(indexDump(wiki.index), followed);
}

Deno.test("no acknowledged text is lost when two people save, rename, delete and revert in any order", async () => {
  await using world = await createWorld();
  let number = 0;
  await fc.assert(
    fc.asyncProperty(deeds, async (list) => {
      const run = new Run(world, ++number);
      await run.start();
      for (const deed of list) await run.do(deed);
      await run.end();
      if (number % 50 === 0) await assertIndexIsFresh(world);
      world.leave();
    }),
    { numRuns: scaled(500) },
  );
  assert.equal(world.events("index_failed").length, 0);
  const wiki = world.reading("garden", world.alice);
  assert.ok(changelog(wiki, { limit: 5_000 }).length > number * 4);
});
