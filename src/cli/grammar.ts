/**
 * The grammar of the command line: which words, arguments and options there are, and how a call
 * is read. It knows nothing of what the commands do.
 *
 * @module
 */
import { parseArgs } from "node:util";

/** One `--option`. */
export interface OptionSpec {
  /** Placeholder of its value; left out: a flag without a value. */
  readonly value?: string;
  readonly isRequired?: boolean;
  readonly choices?: readonly string[];
  readonly help: string;
}

/** One positional argument. */
export interface ArgumentSpec {
  readonly name: string;
  readonly help: string;
  readonly isOptional?: boolean;
  /** A path: made absolute where the person stands, because the server stands elsewhere. */
  readonly isPath?: boolean;
}

/** One command, as `--help` shows it. */
export interface CommandSpec {
  /** `["wiki", "create"]`. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly args: readonly ArgumentSpec[];
  readonly options: Readonly<Record<string, OptionSpec>>;
}

/** A call, read and checked. */
export interface Call {
  readonly words: readonly string[];
  readonly args: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string | true>>;
}

/** What somebody typed. */
export type Reading<C extends CommandSpec> =
  | {
    readonly kind: "call";
    readonly command: C;
    readonly call: Call;
    readonly json: boolean;
  }
  | { readonly kind: "help"; readonly text: string };

/** A wrong call: exit code 2 and one sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Reads the words after `robot`.
 *
 * @param cwd the folder that relative paths begin in.
 * @throws {UsageError} with one sentence that says what is wrong.
 */
export function readCall<C extends CommandSpec>(
  argv: readonly string[],
  commands: readonly C[],
  cwd: string,
): Reading<C> {
  if (
    argv.length === 0 || argv[0] === "help" || /^(-h|--help)$/.test(argv[0]!)
  ) {
    return { kind: "help", text: overview(commands) };
  }
  const group = commands.filter(({ words }) =>
    words.length > 1 && words[0] === argv[0]
  );
  if (group.length > 0 && /^(-h|--help)$/.test(argv[1] ?? "")) {
    return { kind: "help", text: overview(group) };
  }
  const command = findCommand(argv, commands);
  const rest = argv.slice(command.words.length);
  if (rest.some((word) => word === "--help" || word === "-h")) {
    return { kind: "help", text: helpFor(command) };
  }
  const { values, positionals } = parse(command, rest);
  const { json, ...options } = values;
  const args = readArguments(command, positionals, cwd);
  checkOptions(command, options);
  return {
    kind: "call",
    command,
    call: { words: command.words, args, options },
    json: json === true,
  };
}

function findCommand<C extends CommandSpec>(
  argv: readonly string[],
  commands: readonly C[],
): C {
  const found = commands.find(({ words }) =>
    words.every((word, i) => argv[i] === word)
  );
  if (found !== undefined) return found;
  const group = commands.filter(({ words }) => words[0] === argv[0]).map((
    { words },
  ) => words[1]);
  throw new UsageError(
    group.length > 0
      ? `Cannot run "robot ${argv[0]}" without one of: ${group.join(", ")}`
      : `Cannot run "${argv[0]}": there is no such command; see robot --help`,
  );
}

type Values = Record<string, string | true>;

function parse(command: CommandSpec, rest: readonly string[]) {
  const options: Record<string, { type: "string" | "boolean" }> = {
    json: { type: "boolean" },
  };
  for (const [name, spec] of Object.entries(command.options)) {
    options[name] = { type: spec.value === undefined ? "boolean" : "string" };
  }
  try {
    const parsed = parseArgs({
      args: [...rest],
      options,
      allowPositionals: true,
      strict: true,
    });
    return {
      values: { ...parsed.values } as Values,
      positionals: parsed.positionals,
    };
  } catch (error) {
    const reason = error instanceof Error
      ? error.message.split(/\.\s|\n/)[0]
      : String(error);
    throw new UsageError(`Cannot read "${usageOf(command)}": ${reason}`, {
      cause: error,
    });
  }
}

function readArguments(
  command: CommandSpec,
  words: readonly string[],
  cwd: string,
) {
  const args: Record<string, string> = {};
  command.args.forEach((spec, i) => {
    const word = words[i];
    if (word !== undefined) {
      args[spec.name] = spec.isPath ? absolute(cwd, word) : word;
    } else if (!spec.isOptional) {
      throw new UsageError(`<${spec.name}> is missing: ${usageOf(command)}`);
    }
  });
  const extra = words[command.args.length];
  if (extra !== undefined) {
    throw new UsageError(`"${extra}" is too much: ${usageOf(command)}`);
  }
  return args;
}

function absolute(cwd: string, path: string): string {
  return path.startsWith("/") ? path : `${cwd}/${path}`;
}

function checkOptions(command: CommandSpec, options: Values): void {
  for (const [name, spec] of Object.entries(command.options)) {
    const value = options[name];
    if (value === undefined && spec.isRequired) {
      throw new UsageError(`--${name} is missing: ${usageOf(command)}`);
    }
    if (
      typeof value === "string" && spec.choices && !spec.choices.includes(value)
    ) {
      throw new UsageError(
        `--${name} takes one of ${spec.choices.join(", ")}, not "${value}"`,
      );
    }
  }
}

/** `robot wiki create <slug> --owner <did|handle> [--name <text>]`. */
export function usageOf({ words, args, options }: CommandSpec): string {
  const parts = ["robot", ...words];
  for (const { name, isOptional } of args) {
    parts.push(isOptional ? `[<${name}>]` : `<${name}>`);
  }
  for (
    const [name, { value, isRequired, choices }] of Object.entries(options)
  ) {
    const shown = choices?.join("|") ?? (value && `<${value}>`);
    const option = shown ? `--${name} ${shown}` : `--${name}`;
    parts.push(isRequired ? option : `[${option}]`);
  }
  return parts.join(" ");
}

function helpFor(command: CommandSpec): string {
  const rows = [
    ...command.args.map(({ name, help }) => [`<${name}>`, help]),
    ...Object.entries(command.options).map((
      [name, { help }],
    ) => [`--${name}`, help]),
    ["--json", "Answer as one JSON object."],
  ];
  const width = Math.max(...rows.map(([name]) => name!.length));
  const lines = rows.map(([name, help]) => `  ${name!.padEnd(width)}  ${help}`);
  return `${command.summary}\n\nUsage: ${usageOf(command)}\n\n${
    lines.join("\n")
  }`;
}

function overview(commands: readonly CommandSpec[]): string {
  const width = Math.max(
    ...commands.map(({ words }) => words.join(" ").length),
  );
  // What is about people stands together, and so on, in whichever file it is.
  const grouped = Object.values(
    Object.groupBy(commands, ({ words }) => words[0]!),
  ).flatMap((group) => group ?? []);
  const lines = grouped.map(({ words, summary }) =>
    `  ${words.join(" ").padEnd(width)}  ${summary}`
  );
  return `robot: a wiki service in one program; each wiki is a git repository.\n\n` +
    `Usage: robot <command> [--json]    robot <command> --help\n\n${
      lines.join("\n")
    }\n\n` +
    `Commands talk to the running server, or work on the data folder when none runs.\n` +
    `Settings are environment variables; the README lists them.`;
}
