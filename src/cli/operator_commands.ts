/** What operators do beside their pages: suspend, grant, and read the audit log. @module */
import type { User } from "../db/platform/users.ts";
import type { WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import { forCommandLine } from "../wiki/access.ts";
import {
  type AuditLine,
  listServiceAudit,
  PAGE_SIZE,
} from "../wiki/audit_reading.ts";
import type { House } from "../wiki/house.ts";
import {
  type ListedUser,
  type ListPage,
  listUsers,
} from "../wiki/operator_lists.ts";
import {
  endSessionsOf,
  grantUser,
  grantWiki,
  resumeUser,
  resumeWiki,
  suspendUser,
  suspendWiki,
} from "../wiki/operator.ts";
import { counted } from "../wiki/counted.ts";
import { personName } from "../wiki/person_name.ts";
import { type Command, findUser, option, readNumber } from "./command.ts";
import type { Call } from "./grammar.ts";

const USER = { name: "did|handle", help: "The person." };
const SLUG = { name: "slug", help: "The wiki." };
const REASON = {
  value: "text",
  isRequired: true,
  help: "Why; shown to those it concerns.",
};
/** What an option says that takes a limit of its own away. */
const USUAL = "usual";

/** A person as these commands show it. */
interface ShownUser {
  readonly did: string;
  readonly handle: string;
  readonly suspended: string | null;
  /** `null`: as everybody. */
  readonly maxWikis: number | null;
}

/** A wiki's limits; `null`: as all wikis. */
interface ShownLimits {
  readonly slug: string;
  readonly suspended: string | null;
  readonly maxPages: number | null;
  readonly maxContentBytes: number | null;
  readonly maxHistoryBytes: number | null;
  readonly maxAttachmentBytes: number | null;
  readonly maxMembers: number | null;
}

const userList: Command<ListPage<ListedUser>> = {
  words: ["user", "list"],
  summary: "List people, 50 at a time.",
  args: [],
  options: {
    search: { value: "text", help: "Part of a handle or name, or a DID." },
    page: { value: "number", help: "From 1." },
  },
  run: (house, call) =>
    listUsers(forCommandLine(house), {
      text: option(call, "search") ?? "",
      page: numberOf(call, "page") ?? 1,
    }),
  text: ({ rows, total, page, pages }) =>
    [
      ...rows.map((user) =>
        [
          ...[user.did, personName(user), user.username ?? "-", user.name],
          ...[counted(user.wikis, "wiki"), user.lastSigninAt ?? "never"],
          user.suspended === null ? "-" : `suspended: ${user.suspended}`,
        ].join("\t")
      ),
      `${total} in all, page ${page} of ${pages}`,
    ].join("\n"),
};

const userSuspend: Command<ShownUser> = {
  words: ["user", "suspend"],
  summary:
    "Sign a person out; no sign-in and no token works until it is lifted.",
  args: [USER],
  options: { reason: REASON },
  run: (house, call) =>
    showUser(
      suspendUser(forCommandLine(house), didOf(house, call), reasonOf(call)),
    ),
  text: textOfUser,
};

const userResume: Command<ShownUser> = {
  words: ["user", "resume"],
  summary: "Lift the suspension of a person.",
  args: [USER],
  options: {},
  run: (house, call) =>
    showUser(resumeUser(forCommandLine(house), didOf(house, call))),
  text: textOfUser,
};

const userLimits: Command<ShownUser> = {
  words: ["user", "limits"],
  summary: "Say how many wikis a person may own.",
  args: [USER],
  options: {
    wikis: {
      value: `number|${USUAL}`,
      isRequired: true,
      help: "How many wikis.",
    },
  },
  run: (house, call) => {
    const count = readCount(option(call, "wikis")!);
    return showUser(
      grantUser(forCommandLine(house), didOf(house, call), count),
    );
  },
  text: textOfUser,
};

const userLogout: Command<{ ended: number }> = {
  words: ["user", "logout"],
  summary: "End all browser sessions of a person; tokens stay.",
  args: [USER],
  options: {},
  run: (house, call) => ({
    ended: endSessionsOf(forCommandLine(house), didOf(house, call)),
  }),
  text: ({ ended }) => `Ended ${counted(ended, "session")}`,
};

const wikiSuspend: Command<ShownLimits> = {
  words: ["wiki", "suspend"],
  summary: "Close a wiki for everybody until it is lifted; nothing is lost.",
  args: [SLUG],
  options: { reason: REASON },
  run: (house, call) =>
    showLimits(
      suspendWiki(forCommandLine(house), call.args["slug"]!, reasonOf(call)),
    ),
  text: textOfLimits,
};

const wikiResume: Command<ShownLimits> = {
  words: ["wiki", "resume"],
  summary: "Lift the suspension of a wiki.",
  args: [SLUG],
  options: {},
  run: (house, call) =>
    showLimits(resumeWiki(forCommandLine(house), call.args["slug"]!)),
  text: textOfLimits,
};

const wikiLimits: Command<ShownLimits> = {
  words: ["wiki", "limits"],
  summary: "Give a wiki limits of its own, or show those it has.",
  args: [SLUG],
  options: {
    pages: { value: `number|${USUAL}`, help: "Most pages." },
    content: { value: `size|${USUAL}`, help: "All files, such as 200MB." },
    history: { value: `size|${USUAL}`, help: "All that was ever stored." },
    attachment: { value: `size|${USUAL}`, help: "One file." },
    members: { value: `number|${USUAL}`, help: "Members beside the owner." },
  },
  run: (house, call) => {
    const read = <T>(name: string, reader: (text: string) => T) => {
      const text = option(call, name);
      return text === undefined ? undefined : reader(text);
    };
    return showLimits(grantWiki(forCommandLine(house), call.args["slug"]!, {
      maxPages: read("pages", readCount),
      maxContentBytes: read("content", readSize),
      maxHistoryBytes: read("history", readSize),
      maxAttachmentBytes: read("attachment", readSize),
      maxMembers: read("members", readCount),
    }));
  },
  text: textOfLimits,
};

const audit: Command<{ entries: readonly AuditLine[]; older: number | null }> =
  {
    words: ["audit"],
    summary: "Show who did what, newest first.",
    args: [],
    options: {
      wiki: {
        value: "slug|id",
        help: "What is about one wiki, also a deleted one.",
      },
      user: {
        value: "did|handle",
        help: "What one person did or was done to them.",
      },
      event: { value: "word", help: "One kind, such as token_created." },
      limit: { value: "number", help: `How many; left out: ${PAGE_SIZE}.` },
      before: { value: "id", help: "Only entries older than this one." },
    },
    run: (house, call) => {
      const { lines, older } = listServiceAudit(forCommandLine(house), {
        event: option(call, "event"),
        person: option(call, "user") ?? "",
        wiki: option(call, "wiki") ?? "",
        limit: numberOf(call, "limit"),
        before: numberOf(call, "before"),
      });
      return { entries: lines, older };
    },
    text: ({ entries }) =>
      entries.length === 0 ? "No entries" : entries.map((entry) => {
        const { at, event, who, whom, slug, address, credential } = entry;
        const parts = [slug, whom, entry.detail, address, credential];
        return [at, event, who, ...parts.map((part) => part ?? "-")].join("\t");
      }).join("\n"),
  };

/** The commands, each listed beside those with the same first word. */
export const OPERATOR_COMMANDS: readonly Command[] = [
  ...[userList, userSuspend, userResume, userLimits, userLogout],
  ...[wikiSuspend, wikiResume, wikiLimits],
  audit,
];

function didOf(house: House, call: Call): string {
  return findUser(house, call.args["did|handle"]!).did;
}

function reasonOf(call: Call): string {
  return option(call, "reason") ?? "";
}

function showUser({ did, handle, suspended, maxWikis }: User): ShownUser {
  return { did, handle, suspended, maxWikis };
}

function textOfUser({ did, handle, suspended, maxWikis }: ShownUser): string {
  const state = suspended === null
    ? "not suspended"
    : `suspended: ${suspended}`;
  return `${personName({ handle, did })} (${did}): ${state}, wikis ${
    maxWikis ?? USUAL
  }`;
}

function showLimits(row: WikiRow): ShownLimits {
  return {
    slug: row.slug,
    suspended: row.suspended,
    maxPages: row.maxPages ?? null,
    maxContentBytes: row.maxContentBytes ?? null,
    maxHistoryBytes: row.maxHistoryBytes ?? null,
    maxAttachmentBytes: row.maxAttachmentBytes ?? null,
    maxMembers: row.maxMembers ?? null,
  };
}

function textOfLimits({ slug, suspended, ...limits }: ShownLimits): string {
  const state = suspended === null
    ? "not suspended"
    : `suspended: ${suspended}`;
  const lines = Object.entries(limits).map(([name, value]) =>
    `${name}: ${value ?? USUAL}`
  );
  return [`${slug}: ${state}`, ...lines].join("\n");
}

/** A whole number, or `null` for the usual. */
function readCount(text: string): number | null {
  if (text === USUAL) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new AppError(
    "invalid",
    `Cannot use "${text}": a whole number is wanted, or "${USUAL}"`,
  );
}

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/** Bytes, or `null` for the usual. */
function readSize(text: string): number | null {
  if (text === USUAL) return null;
  const match = /^(\d{1,15}(?:\.\d{1,6})?)(|kB|MB|GB|MiB|GiB)$/.exec(text);
  if (match !== null) return Math.round(Number(match[1]) * UNITS[match[2]!]!);
  throw new AppError(
    "invalid",
    `Cannot use "${text}" as a size: bytes are wanted, 200MB, 1GiB, or "${USUAL}"`,
  );
}

function numberOf(call: Call, name: string): number | undefined {
  const text = option(call, name);
  return text === undefined ? undefined : readNumber(text);
}
