/**
 * How the command line reaches a running server: HTTP over `<data>/robot.sock`, which only its
 * owner may open. One process works on a data folder at a time, which `<data>/lock` guards.
 *
 * @module
 */
import http from "node:http";
import { AppError, type ErrorCode } from "../errors.ts";
import type { House } from "../wiki/house.ts";
import type { Command } from "./command.ts";
import type { Call } from "./grammar.ts";

/** A command's answer, or why there is none. */
export type Outcome =
  | { readonly answer: unknown }
  | {
    readonly error: {
      readonly code: ErrorCode | "bug";
      readonly message: string;
    };
  };

/**
 * Takes the data folder for this process.
 *
 * @throws {AppError} `unavailable` where another process has it.
 */
export async function lockDataFolder(
  dataDir: string,
): Promise<AsyncDisposable> {
  const lock = await Deno.open(`${dataDir}/lock`, {
    create: true,
    write: true,
    mode: 0o600,
  });
  if (!await lock.tryLock(true)) {
    lock.close();
    throw new AppError(
      "unavailable",
      `Cannot use ${dataDir}: another robot works on it`,
    );
  }
  return {
    async [Symbol.asyncDispose]() {
      await lock.unlock();
      lock.close();
    },
  };
}

/** Runs one command and turns what it throws into an outcome. */
export async function runCommand(
  house: House,
  command: Command,
  call: Call,
): Promise<Outcome> {
  try {
    return { answer: await command.run(house, call) };
  } catch (error) {
    if (error instanceof AppError) {
      return { error: { code: error.code, message: error.message } };
    }
    house.log("error", "request_failed", {
      door: "cli",
      command: call.words.join(" "),
    }, error);
    return {
      error: {
        code: "bug",
        message: "Something went wrong here; the log has the details",
      },
    };
  }
}

/** Answers commands on the socket until it is shut down. The caller holds the lock. */
export function serveCommands(
  house: House,
  commands: readonly Command[],
): Deno.HttpServer {
  const path = socketPath(house.config.dataDir);
  removeStale(path);
  const before = Deno.umask(0o177);
  try {
    return Deno.serve({ path, onListen: () => {} }, async (request) => {
      const call = await request.json() as Call;
      const command = commands.find(({ words }) =>
        words.join(" ") === call.words.join(" ")
      );
      if (command === undefined) return new Response(null, { status: 404 });
      return Response.json(await runCommand(house, command, call));
    });
  } finally {
    Deno.umask(before);
  }
}

/** Asks the running server; `undefined` where none runs. */
export function askServer(
  dataDir: string,
  call: Call,
): Promise<Outcome | undefined> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      socketPath: socketPath(dataDir),
      method: "POST",
      path: "/",
      headers: { host: "robot", "content-type": "application/json" },
    }, (response) => {
      const parts: string[] = [];
      response.setEncoding("utf8");
      response.on("data", (part: string) => parts.push(part));
      response.on("end", () => {
        if (response.statusCode === 200) {
          resolve(JSON.parse(parts.join("")) as Outcome);
        } else {reject(
            new AppError(
              "unavailable",
              "Cannot ask the running server: it is another version",
            ),
          );}
      });
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      const isNobodyThere = error.code === "ENOENT" ||
        error.code === "ECONNREFUSED";
      if (isNobodyThere) resolve(undefined);
      else reject(error);
    });
    request.end(JSON.stringify(call));
  });
}

function socketPath(dataDir: string): string {
  return `${dataDir}/robot.sock`;
}

function removeStale(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
