/**
 * Two people edit one page at the same time: whole, by section, with drafts that they come back to, with conflicts that they
 * resolve. Each line that they write is there once in the world, so that it can be followed.
 *
 * What was acknowledged must be in the page at the end, unless its writer or another one took it out of a text that they saved;
 * then it is in the page's history.
 *
 * @module
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { AppError } from "../../src/errors.ts";
import type { WritableWiki } from "../../src/wiki/access.ts";
import { discardDraft, findDraft, saveDraft } from "../../src/wiki/drafts.ts";
import { pageHistory } from "../../src/wiki/history.ts";
import { comparePieces, mergePieces } from "../../src/wiki/merge.ts";
import { readSection, saveSection } from "../../src/wiki/page_section.ts";
import { readPage, type Saved, savePage } from "../../src/wiki/pages.ts";
import { mergeText } from "../../src/wiki/text_merge.ts";
import { scaled } from "../support/git_program.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const SECTIONS = ["trees", "flowers", "water"];
const BEGINNING = SECTIONS.map((name) =>
  `## ${name}\n\nfirst of ${name}\n\nlast of ${name}\n`
).join("\n");

/** What somebody does. `at` chooses a place in the text, or a section. */
type Step =
  | { readonly do: "open" | "save" | "draft" | "return" | "merge" | "resolve" }
  | { readonly do: "open section" | "add" | "remove"; readonly at: number };

const step: fc.Arbitrary<Step & { who: 0 | 1 }> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("open" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("open section" as const),
      at: fc.nat(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("add" as const), at: fc.nat() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("remove" as const), at: fc.nat() }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("save" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("draft" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("return" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("merge" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("resolve" as const) }) },
).chain((what) =>
  fc.constantFrom(0 as const, 1 as const).map((who) => ({ ...what, who }))
);

/** What is true of the page, whoever asks. */
class Ledger {
  /** Lines that are stored, for all that was said. */
  readonly acknowledged = new Set<string>();
  /** Lines that somebody took out, on purpose. */
  readonly removed = new Set<string>();
  #lines = 0;

  newLine(who: string): string {
    return `line ${this.#lines++} by ${who};`;
  }

  /** A save was acknowledged: what its writer added is there, what the writer took out is gone. */
  note(added: ReadonlySet<string>, taken: ReadonlySet<string>): void {
    for (const line of added) this.acknowledged.add(line);
    for (const line of taken) this.removed.add(line);
  }
}

/** One browser with the page open in it. */
class Editor {
  readonly #world: World;
  readonly #who: Someone;
  readonly #path: string;
  readonly #ledger: Ledger;
  #text = "";
  #base = "";
  #section: string | null = null;
  #added = new Set<string>();
  #taken = new Set<string>();
  /** What was kept as a draft, with what had been done to it. */
  #kept: { text: string; added: Set<string>; taken: Set<string> } | null = null;

  constructor(world: World, who: Someone, path: string, ledger: Ledger) {
    this.#world = world;
    this.#who = who;
    this.#path = path;
    this.#ledger = ledger;
  }

  async run(step: Step): Promise<void> {
    switch (step.do) {
      case "open":
        return this.#open();
      case "open section":
        return await this.#openSection(step.at);
      case "add":
        return this.#add(step.at);
      case "remove":
        return this.#remove(step.at);
      case "save":
        return await this.#save();
      case "draft":
        return await this.#draft();
      case "return":
        return this.#return();
      case "merge":
        return await this.#merge();
      case "resolve":
        return await this.#resolve();
    }
  }

  #wiki(): WritableWiki {
    return this.#world.writing("garden", this.#who);
  }

  #open(): void {
    const page = readPage(this.#wiki(), this.#path);
    this.#begin(page.text, page.revision, null);
  }

  async #openSection(at: number): Promise<void> {
    const wiki = this.#wiki();
    const page = readPage(wiki, this.#path);
    const section = SECTIONS[at % SECTIONS.length]!;
    const { text } = await readSection(wiki, page, section);
    this.#begin(text, page.revision, section);
  }

  #begin(text: string, base: string, section: string | null): void {
    this.#text = text;
    this.#base = base;
    this.#section = section;
    this.#added = new Set();
    this.#taken = new Set();
  }

  #add(at: number): void {
    if (this.#base === "") this.#open();
    const lines = this.#text.split("\n");
    // Behind a heading's line: a section keeps its name.
    const place = 2 + at % Math.max(1, lines.length - 2);
    const line = this.#ledger.newLine(this.#who.user!.handle);
    lines.splice(place, 0, line);
    this.#text = lines.join("\n");
    this.#added.add(line);
  }

  #remove(at: number): void {
    const written = this.#text.split("\n").filter((line) =>
      line.startsWith("line ")
    );
    if (written.length === 0) return;
    const line = written[at % written.length]!;
    this.#text = this.#text.split("\n").filter((other) => other !== line)
      .join("\n");
    if (!this.#added.delete(line)) this.#taken.add(line);
  }

  /** As the browser's form does; a conflict leaves everything as it is. */
  async #save(): Promise<void> {
    if (this.#base === "") return;
    const edit = { path: this.#path, text: this.#text, base: this.#base };
    const section = this.#section;
    await this.#storing((wiki) =>
      section === null
        ? savePage(wiki, edit)
        : saveSection(wiki, { ...edit, section })
    );
  }

  async #storing(
    store: (wiki: WritableWiki) => Promise<Saved>,
  ): Promise<void> {
    const wiki = this.#wiki();
    try {
      await store(wiki);
    } catch (error) {
      if (error instanceof AppError && error.code === "conflict") return;
      throw error;
    }
    discardDraft(wiki, this.#path);
    this.#kept = null;
    this.#ledger.note(this.#added, this.#taken);
    this.#open();
  }

  async #draft(): Promise<void> {
    if (this.#base === "" || this.#section !== null) return;
    await saveDraft(this.#wiki(), {
      ...{ path: this.#path, text: this.#text, base: this.#base },
    });
    this.#kept = {
      text: this.#text,
      added: new Set(this.#added),
      taken: new Set(this.#taken),
    };
  }

  /** The browser was closed, and opens the draft. */
  #return(): void {
    const draft = findDraft(this.#wiki(), this.#path);
    if (draft === undefined) return this.#open();
    assert.equal(draft.text, this.#kept?.text, "a draft is as it was kept");
    this.#begin(draft.text, draft.base, null);
    this.#added = new Set(this.#kept!.added);
    this.#taken = new Set(this.#kept!.taken);
  }

  /** The editor was told that the page changed, and puts both together. */
  async #merge(): Promise<void> {
    if (this.#base === "") return;
    const merged = await mergeText(this.#wiki(), {
      ...{ path: this.#path, text: this.#text, base: this.#base },
      section: this.#section ?? undefined,
    });
    if (merged.outcome !== "merged") return;
    this.#text = merged.text;
    this.#base = merged.revision;
  }

  /** What cannot be merged is put together with both texts in each place, and saved. */
  async #resolve(): Promise<void> {
    if (this.#base === "" || this.#section !== null) return;
    const wiki = this.#wiki();
    const now = readPage(wiki, this.#path);
    const began = readPage(wiki, this.#path, { revision: this.#base }).text;
    const mine = `${this.#text.replace(/\n+$/, "")}\n`;
    const pieces = mergePieces(began, mine, now.text) ??
      comparePieces(mine, now.text)!;
    const text = pieces.map((piece) =>
      piece.kind === "agreed" ? piece.text : piece.theirs + piece.ours
    ).join("");
    // What was taken out may have come back with the other text.
    for (const line of this.#taken) {
      if (text.includes(line)) this.#taken.delete(line);
    }
    await this.#storing(() =>
      savePage(wiki, { path: this.#path, text, base: now.revision })
    );
  }
}

Deno.test(`${Math.max(20, scaled(200))} interleavings of saves, section edits, drafts and conflicts lose nothing`, async () => {
  await using world = await createWorld();
  let run = 0;

  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 6, maxLength: 22 }),
      async (steps) => {
        const path = `Run/${run++}`;
        await world.write("garden", path, BEGINNING);
        const ledger = new Ledger();
        const editors = [world.alice, world.bob].map((who) =>
          new Editor(world, who, path, ledger)
        );
        for (const step of steps) await editors[step.who]!.run(step);
        assertNothingLost(world, path, ledger);
        world.leave();
      },
    ),
    { numRuns: Math.max(20, scaled(200)) },
  );
});

function assertNothingLost(world: World, path: string, ledger: Ledger): void {
  const wiki = world.reading("garden", world.carol);
  const { text } = readPage(wiki, path);
  const lines = text.split("\n");
  const gone: string[] = [];
  for (const line of ledger.acknowledged) {
    const times = lines.filter((other) => other === line).length;
    if (times === 1 || ledger.removed.has(line)) {
      if (times === 0) gone.push(line);
      continue;
    }
    assert.fail(`"${line}" is there ${times} times:\n${text}`);
  }
  for (const name of SECTIONS) {
    assert.ok(lines.includes(`## ${name}`), `the heading "${name}" has gone`);
  }
  const past = pageHistory(wiki, path, { limit: 200 }).map(({ revision }) =>
    readPage(wiki, path, { revision }).text
  );
  for (const line of gone) {
    assert.ok(
      past.some((old) => old.includes(line)),
      `"${line}" is not even in the history`,
    );
  }
}
