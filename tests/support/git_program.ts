/**
 * The real git, as a judge of what our own storage writes and reads.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  Repository,
  type RepositoryOptions,
} from "../../src/git/repository.ts";
import type { CommitPlan, Oid, Person } from "../../src/git/repository.ts";

const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Gina",
  GIT_AUTHOR_EMAIL: "gina@example.org",
  GIT_COMMITTER_NAME: "Gina",
  GIT_COMMITTER_EMAIL: "gina@example.org",
  LC_ALL: "C.UTF-8",
};

/** Runs git in a folder; answers its output, and fails the test where git fails. */
export function git(dir: string, ...args: string[]): string {
  const { code, stdout, stderr } = tryGit(dir, ...args);
  assert.equal(code, 0, `git ${args.join(" ")}: ${stderr}${stdout}`);
  return stdout;
}

/** Runs git in a folder, whatever comes of it. */
export function tryGit(dir: string, ...args: string[]) {
  const { code, stdout, stderr } = new Deno.Command("git", {
    args: ["-C", dir, "-c", "core.quotePath=false", ...args],
    env: ENVIRONMENT,
  }).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Fails the test unless git finds a repository whole and proper in every detail. */
export function assertHealthy(dir: string): void {
  const { code, stdout, stderr } = tryGit(
    dir,
    "fsck",
    "--full",
    "--strict",
    "--no-dangling",
  );
  const notices = stderr.split("\n").filter((line) =>
    line && !line.startsWith("notice:")
  );
  assert.deepEqual({ code, stdout, notices }, {
    code: 0,
    stdout: "",
    notices: [],
  });
}

/** A folder that is removed at the end of the test. */
export function temporaryFolder(): { path: string } & Disposable {
  const path = Deno.makeTempDirSync({ prefix: "robot-git-" });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

/** An empty repository in a temporary folder, open. */
export function temporaryRepository(options: RepositoryOptions = {}) {
  const folder = temporaryFolder();
  const dir = `${folder.path}/repo.git`;
  const repo = Repository.create(dir, options);
  return {
    dir,
    repo,
    [Symbol.dispose]: () => {
      repo.close();
      folder[Symbol.dispose]();
    },
  };
}

/** Writes and publishes one commit; a text of `null` removes the file. */
export async function commit(
  repo: Repository,
  files: Record<string, string | Uint8Array | null>,
  plan: Partial<CommitPlan> = {},
): Promise<Oid> {
  const bytes = Object.entries(files).map(([path, text]) =>
    [
      path,
      typeof text === "string" ? new TextEncoder().encode(text) : text,
    ] as const
  );
  return await repo.turn(async (turn) => {
    const oid = await turn.write({ ...PLAN, files: new Map(bytes), ...plan });
    await turn.publish(oid);
    return oid;
  });
}

/** Alice, who writes the commits of the tests. */
export const ALICE: Person = {
  name: "Alice",
  email: "did:plc:alice@robot.test",
};

const PLAN = {
  author: ALICE,
  committer: { name: "robot.test", email: "robot@robot.test" },
  message: "Change",
  at: new Date("2026-01-02T03:04:05Z"),
};

/** A random source that gives the same sequence for the same seed (mulberry32). */
export function seededRandom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    /** A whole number from 0 to `below` - 1. */
    below: (below: number) => Math.floor(next() * below),
    /** One of several things. */
    pick: <T>(things: readonly T[]): T =>
      things[Math.floor(next() * things.length)]!,
  };
}

/** How many times a heavy test runs; 1 unless `ROBOT_TEST_SCALE` says so. */
export function scaled(count: number): number {
  return Math.max(
    1,
    Math.round(count * Number(Deno.env.get("ROBOT_TEST_SCALE") ?? 1)),
  );
}
