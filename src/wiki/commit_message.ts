/**
 * Who is named in a commit and what its message says.
 *
 * What is *believed* about a commit is its `provenance` row; the trailers (`Agent:`, `Client:`, `Session:`) repeat it for
 * people who read the clone. Lines of a writer that look like our trailers are indented, so that nobody can forge them.
 *
 * @module
 */
import type { Config } from "../config.ts";
import type { Person } from "../git/repository.ts";
import type { DoorName, Visit } from "./access.ts";

/** What a commit says about itself. */
export interface CommitWords {
  /** What was done, `Update: Home`: the message where the writer gave none. */
  readonly deed: string;
  /** The writer's own words; left out or empty: the deed. */
  readonly message?: string | undefined;
}

/** Longest message of a writer that is kept, in UTF-16 units; a message is not a place for a second page. */
const MAX_MESSAGE_LENGTH = 4000;
/** Longest value of a trailer, and longest name of a person. */
const MAX_NAME_LENGTH = 200;

/**
 * Which doors put their name before the first line: MCP always, REST where the writer gave no words (a habit of
 * the service before this one, which its users' scripts look for).
 */
const PREFIXES: Readonly<
  Record<DoorName, { deed: string; words: string }>
> = {
  web: { deed: "", words: "" },
  api: { deed: "[api] ", words: "" },
  mcp: { deed: "[mcp] ", words: "[mcp] " },
  git: { deed: "", words: "" },
  cli: { deed: "", words: "" },
};

/** The whole message of a commit, with the door's prefix and the trailers of an agent. */
export function commitMessage(
  visit: Pick<Visit, "door" | "agent" | "caller">,
  { deed, message }: CommitWords,
): string {
  const words = ownWords(message ?? "");
  const prefix = PREFIXES[visit.door][words === "" ? "deed" : "words"];
  const text = words === "" ? ownWords(deed) : words;
  const first = text.startsWith(prefix) ? text : prefix + text;
  const trailers = trailersOf(visit);
  return trailers.length === 0
    ? `${first}\n`
    : `${first}\n\n${trailers.join("\n")}\n`;
}

/** The author of a commit: the person; a visitor is anonymous; the command line is the service itself. */
export function authorOf(
  config: Pick<Config, "domain">,
  { caller, door }: Pick<Visit, "caller" | "door">,
): Person {
  if (caller.kind !== "anonymous") {
    const name = oneLine(caller.name) || oneLine(caller.handle) || caller.did;
    return { name, email: `${caller.did}@${config.domain}` };
  }
  return door === "cli" ? serviceOf(config) : {
    name: "Anonymous",
    email: `anonymous@${config.domain}`,
  };
}

/** The committer of every commit: the service. */
export function serviceOf({ domain }: Pick<Config, "domain">): Person {
  return { name: "robot", email: `robot@${domain}` };
}

/** What the trailers say, also for the `provenance` row: a token's name stands for the client. */
export function agentWords(
  { agent, caller }: Pick<Visit, "agent" | "caller">,
): { agent: string | null; client: string | null; session: string | null } {
  const version = agent?.version ? ` ${agent.version}` : "";
  return {
    agent: agent === null ? null : oneLine(agent.name + version) || null,
    client: caller.kind === "token" ? oneLine(caller.tokenName) || null : null,
    session: oneLine(agent?.session ?? "") || null,
  };
}

function trailersOf(visit: Pick<Visit, "agent" | "caller">): string[] {
  const { agent, client, session } = agentWords(visit);
  if (agent === null) return [];
  const lines = [`Agent: ${agent}`];
  if (client !== null) lines.push(`Client: ${client}`);
  if (session !== null) lines.push(`Session: ${session}`);
  return lines;
}

/** A writer's words without what could break a log or look like a trailer of ours. */
function ownWords(message: string): string {
  return message.slice(0, MAX_MESSAGE_LENGTH).toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    // deno-lint-ignore no-control-regex
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, "")
    .trim()
    .replace(/^(?=(?:agent|client|session)[ \t]*[:=])/gim, " ")
    .trimStart();
}

/** A name on one line, without the brackets that delimit an e-mail address in a commit. */
function oneLine(text: string): string {
  return text.slice(0, MAX_NAME_LENGTH).toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\0-\x1f\x7f-\x9f\u2028\u2029<>]+/g, " ")
    .trim();
}
