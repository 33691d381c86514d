/** `robot wiki …`, `robot import` and `robot reindex`. @module */
import { wikiOrigin } from "../config.ts";
import type { WikiChange, WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import { forOperator, parseLevel } from "../wiki/access.ts";
import { counted } from "../wiki/counted.ts";
import type { House } from "../wiki/house.ts";
import { type Imported, importWiki } from "../wiki/import.ts";
import { rebuildIndex } from "../wiki/index_follower.ts";
import { usageOf } from "../wiki/usage.ts";
import { readWikiRow } from "../wiki/wiki_rows.ts";
import {
  changeWiki,
  createWiki,
  deleteWiki,
  type NewWiki,
} from "../wiki/wikis.ts";
import { type Command, findUser, option } from "./command.ts";
import type { Call, OptionSpec } from "./grammar.ts";

const LEVELS = ["anonymous", "registered", "approved"];
const SLUG = {
  name: "slug",
  help: "Name of the wiki: the first part of its host name.",
};

/** The options that `wiki create`, `wiki set` and `import` share. */
function wikiOptions(
  owner: { isRequired: boolean },
): Record<string, OptionSpec> {
  const level = { value: "level", choices: LEVELS };
  return {
    owner: {
      value: "did|handle",
      help: "Who owns it.",
      ...(owner.isRequired && owner),
    },
    name: { value: "text", help: "Name shown to people." },
    read: { ...level, help: "Who may read without being a member." },
    write: { ...level, help: "Who may write without being a member." },
    attach: {
      ...level,
      help: "Who may add attachments without being a member.",
    },
  };
}

/** What the options say about a wiki; only what was given. */
function wikiChange(house: House, call: Call): WikiChange {
  const owner = option(call, "owner");
  const name = option(call, "name")?.trim();
  const [read, write, attach] = ["read", "write", "attach"].map((key) =>
    option(call, key)
  );
  return {
    ...(owner && { ownerDid: findUser(house, owner).did }),
    ...(name && { name }),
    ...(read && { readAccess: parseLevel(read) }),
    ...(write && { writeAccess: parseLevel(write) }),
    ...(attach && { attachmentAccess: parseLevel(attach) }),
  };
}

function newWiki(house: House, call: Call): NewWiki {
  const { suspended: _, ...change } = wikiChange(house, call);
  return { slug: call.args["slug"]!, ...change } as NewWiki;
}

/** A wiki as the command line shows it. */
interface ShownWiki {
  readonly slug: string;
  readonly name: string;
  readonly url: string;
  readonly owner: string;
  readonly read: string;
  readonly write: string;
  readonly attach: string;
  readonly suspended: string | null;
  readonly createdAt: string;
}

function show(house: House, row: WikiRow): ShownWiki {
  return {
    slug: row.slug,
    name: row.name,
    url: `${wikiOrigin(house.config, row.slug)}/`,
    owner: row.ownerDid,
    read: row.readAccess.toLowerCase(),
    write: row.writeAccess.toLowerCase(),
    attach: row.attachmentAccess.toLowerCase(),
    suspended: row.suspended,
    createdAt: row.createdAt,
  };
}

const levelsOf = ({ read, write, attach }: ShownWiki) =>
  `read ${read}, write ${write}, attach ${attach}`;

const create: Command<ShownWiki> = {
  words: ["wiki", "create"],
  summary: "Make a wiki with its starter pages.",
  args: [SLUG],
  options: wikiOptions({ isRequired: true }),
  run: async (house, call) =>
    show(house, await createWiki(house, newWiki(house, call))),
  text: (wiki) => `${wiki.url} (${levelsOf(wiki)})`,
};

const set: Command<ShownWiki> = {
  words: ["wiki", "set"],
  summary: "Change owner, name or levels of a wiki.",
  args: [SLUG],
  options: wikiOptions({ isRequired: false }),
  run(house, call) {
    const change = wikiChange(house, call);
    if (Object.keys(change).length === 0) {
      throw new AppError(
        "invalid",
        "Cannot change nothing: give at least one option",
      );
    }
    return show(house, changeWiki(house, call.args["slug"]!, change));
  },
  text: (wiki) => `${wiki.url} (${levelsOf(wiki)})`,
};

const list: Command<{ wikis: ShownWiki[] }> = {
  words: ["wiki", "list"],
  summary: "List all wikis.",
  args: [],
  options: {},
  run: (house) => ({
    wikis: house.platform.wikis.list().map((row) => show(house, row)),
  }),
  text: ({ wikis }) =>
    wikis.length === 0
      ? "There are no wikis yet: robot wiki create <slug> --owner <did|handle>"
      : wikis.map((wiki) =>
        [
          ...[wiki.slug, wiki.url, wiki.owner, levelsOf(wiki)],
          wiki.suspended === null ? "-" : `suspended: ${wiki.suspended}`,
        ].join("\t")
      ).join("\n"),
};

/** A wiki with its size. */
interface WikiDetails extends ShownWiki {
  readonly pages: number;
  /** Bytes of all files as they are now. */
  readonly contentBytes: number;
  /** Bytes of the repository with its whole history. */
  readonly historyBytes: number;
  readonly head: string | null;
  readonly members: readonly { readonly did: string; readonly role: string }[];
}

const details: Command<WikiDetails> = {
  words: ["wiki", "show"],
  summary: "Show one wiki: its levels, sizes and members.",
  args: [SLUG],
  options: {},
  async run(house, call) {
    const row = readWikiRow(house, call.args["slug"]!);
    using borrowed = house.openWikis.borrow(row);
    const wiki = forOperator(house, borrowed.wiki);
    const members = house.platform.members.list(row.id).map((
      { did, role },
    ) => ({ did, role }));
    const { pages, contentBytes, historyBytes } = await usageOf(wiki);
    return {
      ...show(house, row),
      ...{ pages, contentBytes, historyBytes, head: wiki.head, members },
    };
  },
  text: ({ members, ...facts }) => {
    const lines = Object.entries(facts).map(([name, value]) =>
      `${name}: ${value ?? "none"}`
    );
    return [
      ...lines,
      ...members.map(({ did, role }) => `member: ${did} (${role})`),
    ].join("\n");
  },
};

const remove: Command<{ deleted: string }> = {
  words: ["wiki", "delete"],
  summary: "Delete a wiki with its history, members and tokens, for good.",
  args: [SLUG],
  options: { yes: { help: "Really." } },
  async run(house, call) {
    const slug = readWikiRow(house, call.args["slug"]!).slug;
    if (call.options["yes"] !== true) {
      throw new AppError(
        "invalid",
        `Cannot delete "${slug}" without --yes: nothing brings it back`,
      );
    }
    await deleteWiki(house, slug);
    return { deleted: slug };
  },
  text: ({ deleted }) => `Deleted ${deleted}`,
};

const load: Command<Imported & { url: string }> = {
  words: ["import"],
  summary:
    "Make a wiki out of a folder of files, a git repository or a git bundle.",
  args: [{
    name: "directory|repository|bundle",
    help: "Where the files are.",
    isPath: true,
  }, SLUG],
  options: wikiOptions({ isRequired: true }),
  async run(house, call) {
    const imported = await importWiki(
      house,
      call.args["directory|repository|bundle"]!,
      newWiki(house, call),
    );
    return { ...imported, url: `${wikiOrigin(house.config, imported.slug)}/` };
  },
  text: ({ url, commits, pages, files, linkStyle, resolvedLinks, warnings }) =>
    [
      `${url}: ${counted(commits, "commit")}, ${counted(pages, "page")}, ${
        counted(files, "other file")
      }`,
      linkStyle === "target_first"
        ? `Links are read as [[Page|text]]: ${resolvedLinks.target_first} lead to a page, ` +
          `${resolvedLinks.text_first} would the other way round`
        : `Links are read as [[text|Page]]: ${resolvedLinks.text_first} lead to a page, ` +
          `${resolvedLinks.target_first} would the other way round`,
      ...warnings,
    ].join("\n"),
};

/** What `robot reindex` answers for one wiki. */
interface Reindexed {
  readonly slug: string;
  readonly commits: number;
  readonly pages: number;
  readonly milliseconds: number;
}

const reindex: Command<{ wikis: Reindexed[] }> = {
  words: ["reindex"],
  summary: "Rebuild the derived index of one wiki, or of all.",
  args: [{ ...SLUG, isOptional: true }],
  options: { all: { help: "Every wiki." } },
  async run(house, call) {
    const slug = call.args["slug"];
    if ((slug === undefined) === (call.options["all"] === undefined)) {
      throw new AppError(
        "invalid",
        "Cannot reindex: give either a slug or --all",
      );
    }
    const rows = slug === undefined
      ? house.platform.wikis.list()
      : [readWikiRow(house, slug)];
    const wikis: Reindexed[] = [];
    for (const row of rows) {
      using borrowed = house.openWikis.borrow(row);
      wikis.push({
        slug: row.slug,
        ...await rebuildIndex(borrowed.wiki, house.log),
      });
    }
    return { wikis };
  },
  text: ({ wikis }) =>
    wikis.map(({ slug, commits, pages, milliseconds }) =>
      `${slug}: ${counted(commits, "commit")}, ${counted(pages, "page")}, ${
        Math.round(milliseconds)
      } ms`
    ).join("\n"),
};

/** The commands about wikis. */
export const WIKI_COMMANDS: readonly Command[] = [
  create,
  set,
  list,
  details,
  remove,
  load,
  reindex,
];
