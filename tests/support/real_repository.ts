/**
 * A bare repository made by the real `git`, commit by commit.
 *
 * @module
 */

/** A commit to be made. */
export interface NewCommit {
  /** New texts by path; `null` removes the file. */
  readonly files?: Readonly<Record<string, string | Uint8Array | null>>;
  /** Symlinks by path. */
  readonly links?: Readonly<Record<string, string>>;
  readonly message?: string;
  readonly author?: string;
  /** Seconds since 1970. */
  readonly at?: number;
  /** Oids; left out: the commit made last. */
  readonly parents?: readonly string[];
}

/** 2026-01-01T00:00:00Z */
const FIRST_SECOND = 1_767_225_600;

/** A bare repository in a temporary folder, removed on disposal. */
export class RealRepository implements AsyncDisposable {
  readonly folder: string;
  readonly dir: string;
  #last: string | undefined;
  #made = 0;

  private constructor(folder: string) {
    this.folder = folder;
    this.dir = `${folder}/repo.git`;
  }

  static async create(): Promise<RealRepository> {
    const folder = await Deno.makeTempDir({ prefix: "robot-test-" });
    const repository = new RealRepository(folder);
    await runGit(["init", "-q", "--bare", "-b", "main", repository.dir]);
    return repository;
  }

  /** Runs `git` in the repository and returns what it prints. */
  git(args: readonly string[], input = new Uint8Array()): Promise<string> {
    return runGit(["--git-dir", this.dir, ...args], input);
  }

  /** Makes one commit on main, and returns its oid. */
  async commit(commit: NewCommit): Promise<string> {
    const [oid] = await this.commitAll([commit]);
    return oid!;
  }

  /**
   * Makes commits, each on top of the one before it unless it names its parents; `parents` may also hold `"#n"`: the commit at
   * place n of this call. Main ends at the last one.
   */
  async commitAll(commits: readonly NewCommit[]): Promise<string[]> {
    const marksFile = `${this.folder}/marks`;
    const parts: Uint8Array[] = [];
    commits.forEach((commit, i) => {
      const before = i === 0 ? this.#last : `#${i - 1}`;
      const parents = commit.parents ?? (before === undefined ? [] : [before]);
      parts.push(...this.#script(commit, { mark: i + 1, parents }));
    });
    parts.push(encode("done\n"));
    await this.git([
      "fast-import",
      "--quiet",
      "--force",
      "--done",
      `--export-marks=${marksFile}`,
    ], concat(parts));
    const oids = new Array<string>(commits.length);
    for (
      const line of (await Deno.readTextFile(marksFile)).trim().split("\n")
    ) {
      const [mark, oid] = line.slice(1).split(" ");
      oids[Number(mark) - 1] = oid!;
    }
    this.#last = oids.at(-1);
    return oids;
  }

  /** Moves main. */
  async moveMain(oid: string): Promise<void> {
    await this.git(["update-ref", "refs/heads/main", oid]);
    this.#last = oid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }

  #script(
    commit: NewCommit,
    { mark, parents }: { mark: number; parents: readonly string[] },
  ): Uint8Array[] {
    const at = commit.at ?? FIRST_SECOND + this.#made * 60;
    this.#made++;
    const author = commit.author ?? "Alice <alice@example.org>";
    const parts: Uint8Array[] = [
      parents.length === 0 ? "reset refs/heads/main\n" : "",
      `commit refs/heads/main\nmark :${mark}\n`,
      `author ${author} ${at} +0000\ncommitter ${author} ${at} +0000\n`,
    ].map(encode);
    parts.push(...data(commit.message ?? `Commit ${this.#made}`));
    parents.forEach((parent, i) => {
      const name = parent.startsWith("#")
        ? `:${Number(parent.slice(1)) + 1}`
        : parent;
      parts.push(encode(`${i === 0 ? "from" : "merge"} ${name}\n`));
    });
    for (const [path, content] of Object.entries(commit.files ?? {})) {
      const name = JSON.stringify(path);
      if (content === null) parts.push(encode(`D ${name}\n`));
      else parts.push(encode(`M 100644 inline ${name}\n`), ...data(content));
    }
    for (const [path, target] of Object.entries(commit.links ?? {})) {
      const name = JSON.stringify(path);
      parts.push(encode(`M 120000 inline ${name}\n`), ...data(target));
    }
    parts.push(encode("\n"));
    return parts;
  }
}

/** Runs the `git` program. */
async function runGit(
  args: readonly string[],
  input = new Uint8Array(),
): Promise<string> {
  const child = new Deno.Command("git", {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
  }).spawn();
  const writer = child.stdin.getWriter();
  const feeding = writer.write(input).then(() => writer.close());
  const { code, stdout, stderr } = await child.output();
  await feeding.catch(() => {}); // a git that stopped early says why itself
  if (code !== 0) {
    throw new Error(
      `git ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`,
    );
  }
  return new TextDecoder().decode(stdout);
}

function data(content: string | Uint8Array): Uint8Array[] {
  const bytes = typeof content === "string" ? encode(content) : content;
  return [encode(`data ${bytes.length}\n`), bytes, encode("\n")];
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
