/**
 * The real git as a client of our server, over the network, with the server in this very process.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type Doors } from "./doors.ts";

/** What a command came to. */
export interface GitOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server on a free port, and a folder for clones. */
export class GitClients implements AsyncDisposable {
  readonly folder: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(folder: string, server: Deno.HttpServer<Deno.NetAddr>) {
    this.folder = folder;
    this.#server = server;
  }

  static async of(doors: Doors): Promise<GitClients> {
    const folder = await Deno.makeTempDir({ prefix: "robot-clones-" });
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request, { remoteAddr }) =>
        doors.app.fetch(request, remoteAddr.hostname),
    );
    return new GitClients(folder, server);
  }

  /** Address of a wiki's repository; {@linkcode GitClients.run} knows where that host is. */
  url(slug: string, credential = ""): string {
    const { port } = this.#server.addr;
    return `http://${
      credential && `${credential}@`
    }${slug}.robot.test:${port}/repo.git`;
  }

  /** Runs git, and fails the test where git fails; `-C` and settings come first in `args`. */
  async git(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...args);
    assert.equal(code, 0, `git ${args.join(" ")}: ${stderr}${stdout}`);
    return stdout.trim();
  }

  /** Runs git in the folder of clones, whatever comes of it. */
  async run(...args: string[]): Promise<GitOutcome> {
    const { port } = this.#server.addr;
    const hosts = ["garden", "cellar"].map((slug) =>
      `http.curloptResolve=${slug}.robot.test:${port}:127.0.0.1`
    );
    const { code, stdout, stderr } = await new Deno.Command("git", {
      args: [
        ...hosts.flatMap((host) => ["-c", host]),
        "-c",
        "init.defaultBranch=other",
        ...args,
      ],
      cwd: this.folder,
      env: {
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_TERMINAL_PROMPT: "0",
        GIT_AUTHOR_NAME: "Gina",
        GIT_AUTHOR_EMAIL: "gina@example.org",
        GIT_COMMITTER_NAME: "Gina",
        GIT_COMMITTER_EMAIL: "gina@example.org",
        LC_ALL: "C.UTF-8",
      },
    }).output();
    const decoder = new TextDecoder();
    return {
      code,
      stdout: decoder.decode(stdout),
      stderr: decoder.decode(stderr),
    };
  }

  /** Fails the test unless git finds a clone whole and proper. */
  async assertHealthy(clone: string): Promise<void> {
    const { code, stdout, stderr } = await this.run(
      "-C",
      clone,
      "fsck",
      "--full",
      "--strict",
      "--no-dangling",
    );
    const complaints = stderr.split("\n").filter((line) =>
      line && !/^(notice|Checking)/.test(line)
    );
    assert.deepEqual({ code, stdout, complaints }, {
      code: 0,
      stdout: "",
      complaints: [],
    }, clone);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    await Deno.remove(this.folder, { recursive: true });
  }
}
