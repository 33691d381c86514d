/**
 * Runs one call of `robot`: reads it, runs it in the running server or under the data folder's
 * lock, prints the answer. Exit codes: 0 done, 1 failed, 2 wrong call (one that the grammar or the
 * command itself refuses as malformed).
 *
 * @module
 */
import { openHouse } from "../app.ts";
import { type Config, ConfigError, readConfig } from "../config.ts";
import { AppError, messageWithCauses } from "../errors.ts";
import { jsonLog, type Log } from "../log.ts";
import { VERSION } from "../version.ts";
import type { Command } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import {
  askServer,
  lockDataFolder,
  type Outcome,
  runCommand,
} from "./control_socket.ts";
import {
  type Call,
  type CommandSpec,
  readCall,
  UsageError,
} from "./grammar.ts";
import { serve } from "./serve.ts";

/** What the process gives to the command line. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  /** Folder that relative paths begin in. */
  readonly cwd: string;
  /** Folder that holds `migrations/` and `static/`. */
  readonly assetsDir: string;
}

const SERVE: CommandSpec = {
  words: ["serve"],
  summary: "Run the server until SIGTERM or SIGINT.",
  args: [],
  options: {
    demo: {
      help: "On a laptop: add a public wiki to try, and print how to reach it.",
    },
  },
};

const VERSION_COMMAND: CommandSpec = {
  words: ["version"],
  summary: "Print the version.",
  args: [],
  options: {},
};

/** Runs a call; the exit code. */
export async function runCommandLine(
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  try {
    const reading = readCall(
      argv,
      [SERVE, ...COMMANDS, VERSION_COMMAND],
      surroundings.cwd,
    );
    if (reading.kind === "help") return print(reading.text);
    const { command, call, json } = reading;
    if (command === VERSION_COMMAND) {
      return print(json ? JSON.stringify({ version: VERSION }) : VERSION);
    }
    const config = readConfig(surroundings.env);
    await Deno.mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    if (command === SERVE) {
      return await serve(config, {
        ...surroundings,
        isDemo: call.options["demo"] === true,
      });
    }
    const outcome = await askServer(config.dataDir, call) ??
      await runAlone(config, surroundings, command as Command, call);
    return report(command as Command, outcome, json);
  } catch (error) {
    if (error instanceof UsageError) return complain(error.message, 2);
    if (error instanceof ConfigError) return complain(error.message, 1);
    if (error instanceof AppError) {
      return complain(messageWithCauses(error), exitCodeOf(error.code));
    }
    throw error;
  }
}

/** Without a server: opens the data folder for one command. */
async function runAlone(
  config: Config,
  { assetsDir }: Surroundings,
  command: Command,
  call: Call,
): Promise<Outcome> {
  await using _lock = await lockDataFolder(config.dataDir);
  const now = () => new Date();
  const logAll = jsonLog(printError, now);
  const log: Log = (level, ...rest) => {
    if (level !== "info") logAll(level, ...rest);
  };
  await using opened = await openHouse(config, { assetsDir, now, log });
  return await runCommand(opened.house, command, call);
}

function report(command: Command, outcome: Outcome, json: boolean): number {
  if ("error" in outcome) {
    if (json) print(JSON.stringify(outcome));
    else printError(outcome.error.message);
    return exitCodeOf(outcome.error.code);
  }
  print(json ? JSON.stringify(outcome.answer) : command.text(outcome.answer));
  return command.isBad?.(outcome.answer) ? 1 : 0;
}

function exitCodeOf(errorCode: string): number {
  return errorCode === "invalid" ? 2 : 1;
}

function complain(message: string, code: number): number {
  printError(message);
  return code;
}

function print(text: string): number {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
  return 0;
}

function printError(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}
