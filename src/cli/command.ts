/**
 * What a command of the operator is: its grammar, what it does, and how its answer reads.
 *
 * @module
 */
import type { User } from "../db/platform/users.ts";
import { AppError } from "../errors.ts";
import { isDid } from "../identifiers.ts";
import type { House } from "../wiki/house.ts";
import type { Call, CommandSpec } from "./grammar.ts";

/** A command that works on the data folder, in the server's process or without one. */
export interface Command<Answer = unknown> extends CommandSpec {
  /** Does it. The answer is plain data: it is what `--json` prints. */
  run(house: House, call: Call): Answer | Promise<Answer>;
  /** The answer as a person reads it. */
  text(answer: Answer): string;
  /** Whether an answer means that something is wrong (exit code 1). */
  isBad?(answer: Answer): boolean;
}

/**
 * The user with this DID or handle.
 *
 * @throws {AppError} `not_found`, with the command that adds one.
 */
export function findUser(house: House, name: string): User {
  const { users } = house.platform;
  const user = isDid(name)
    ? users.find(name)
    : users.findByHandle(name.replace(/^@/, ""));
  if (user !== undefined) return user;
  throw new AppError(
    "not_found",
    `Cannot find user "${name}": add it with robot user create <did> --handle <handle>`,
  );
}

/** A whole number from 0. @throws {AppError} `invalid`. */
export function readNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new AppError(
    "invalid",
    `Cannot use "${text}": a whole number is wanted`,
  );
}

/** The value of an option that has one, or `undefined`. */
export function option(call: Call, name: string): string | undefined {
  const value = call.options[name];
  return typeof value === "string" ? value : undefined;
}
