/** A wiki's history, made up: pages in folders, edited again and again. @module */
import { seededRandom } from "./git_program.ts";
import { type NewCommit, RealRepository } from "./real_repository.ts";

const WORDS =
  "agent wiki memory note deploy token backup server page link folder history merge tree blob pack clone search index"
    .split(" ");

/** What the history is like. */
export interface HistoryShape {
  readonly pages: number;
  readonly commits: number;
  readonly seed?: number;
}

/** Commits that create pages and change a line here and there. */
export function madeUpCommits(
  { pages, commits, seed = 7 }: HistoryShape,
): NewCommit[] {
  const random = seededRandom(seed);
  const sentence = () =>
    Array.from(
      { length: 12 },
      () =>
        random.pick(WORDS) + (random.below(9) === 0 ? random.below(1000) : ""),
    )
      .join(" ");
  const texts: string[][] = [];
  return Array.from({ length: commits }, (_, i) => {
    const isNew = texts.length < pages &&
      (i < pages / 2 || random.below(3) === 0);
    const page = isNew ? texts.length : random.below(texts.length);
    if (isNew) {
      texts.push(Array.from({ length: 20 + random.below(20) }, sentence));
    }
    const lines = texts[page]!;
    lines[random.below(lines.length)] = sentence();
    const path = page % 4 === 0
      ? `Page_${page}.md`
      : `Folder_${page % 7}/Sub_${page % 3}/Page_${page}.md`;
    return {
      files: { [path]: lines.join("\n") + "\n" },
      message: `Change ${path}\n`,
    };
  });
}

/** A repository made by the real git with such a history, as one pack. */
export async function longHistory(
  shape: HistoryShape,
): Promise<RealRepository> {
  const real = await RealRepository.create();
  await real.commitAll(madeUpCommits(shape));
  await real.git(["-c", "repack.writeBitmaps=false", "repack", "-adfq"]);
  return real;
}

/** The only pack of a repository, without extension. */
export function onlyPack(dir: string): string {
  const names = [...Deno.readDirSync(`${dir}/objects/pack`)].map(({ name }) =>
    name
  ).filter((name) => name.endsWith(".pack"));
  if (names.length !== 1) {
    throw new Error(`There are ${names.length} packs in ${dir}`);
  }
  return `${dir}/objects/pack/${names[0]!.slice(0, -".pack".length)}`;
}
