/** Makes a git repository with many pages and commits, through `git fast-import`. @module */

const WORDS =
  ("water river garden stone winter summer letter machine people village bridge market " +
    "island school paper window mountain forest story music colour engine field table question")
    .split(" ");

/** Repeatable noise. */
function* noise(seed: number): Generator<number> {
  for (let state = seed;;) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state;
  }
}

/** Path of page number `i`, in nested folders. */
export function pagePath(i: number): string {
  return `Topic_${i % 20}/Part_${i % 7}/Page_${i}`;
}

function pageText(
  i: number,
  version: number,
  random: Generator<number>,
): string {
  const word = () => WORDS[random.next().value! % WORDS.length]!;
  const paragraphs = Array.from({ length: 12 }, (_, k) => {
    const sentence = Array.from({ length: 45 }, word).join(" ");
    return `${
      k % 4 === 0 ? `## Section ${k} ${word()}\n\n` : ""
    }${sentence} [[${pagePath((i * 7 + k) % 500)}]].`;
  });
  return `---\ntags: [${word()}, ${word()}]\n---\n\n# Page ${i}\n\nVersion ${version}.\n\n${
    paragraphs.join("\n\n")
  }\n`;
}

/** One commit to be written. */
interface Commit {
  readonly message: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly writer: string;
  /** Texts by page path. */
  readonly pages: Iterable<readonly [path: string, text: string]>;
}

/** Writes a bare repository: first all pages, one commit each, then changes round robin. */
export async function makeRepository(
  dir: string,
  size: { pages: number; commits: number },
): Promise<void> {
  const random = noise(42);
  await writeCommits(dir, function* () {
    for (let i = 0; i < size.commits; i++) {
      const page = i % size.pages;
      const version = Math.floor(i / size.pages);
      yield {
        message: `Change ${i}`,
        at: 1_700_000_000 + i * 60,
        writer: `Writer ${i % 9}`,
        pages: [[pagePath(page), pageText(page, version, random)]],
      };
    }
  });
}

/** Writes a bare repository with these pages in one commit. */
export async function makeRepositoryOf(
  dir: string,
  pages: Iterable<readonly [path: string, text: string]>,
): Promise<void> {
  const first = { message: "All pages", at: 1_700_000_000, writer: "Writer" };
  await writeCommits(dir, () => [{ ...first, pages }]);
}

async function writeCommits(
  dir: string,
  commits: () => Iterable<Commit>,
): Promise<void> {
  await git(["init", "-q", "--bare", "-b", "main", dir]);
  const encoder = new TextEncoder();
  const child = new Deno.Command("git", {
    args: ["-C", dir, "fast-import", "--quiet"],
    stdin: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  for (const { message, at, writer: name, pages } of commits()) {
    await writer.write(encoder.encode(
      `commit refs/heads/main\ncommitter ${name} <writer@example.org> ${at} +0000\n` +
        `data ${message.length}\n${message}\n`,
    ));
    for (const [path, text] of pages) {
      const { length } = encoder.encode(text);
      await writer.write(encoder.encode(
        `M 100644 inline ${path}.md\ndata ${length}\n${text}\n`,
      ));
    }
  }
  await writer.close();
  if ((await child.status).code !== 0) {
    throw new Error("git fast-import failed");
  }
  await git(["-C", dir, "gc", "-q"]);
}

/** Runs git and returns what it prints. */
export async function git(args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("git", { args })
    .output();
  if (code !== 0) {
    throw new Error(
      `git ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`,
    );
  }
  return new TextDecoder().decode(stdout);
}
