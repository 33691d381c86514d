/**
 * Turns a folder of files, a git repository or a git bundle into a wiki, with its whole history. Like every new wiki it is
 * built out of sight and appears whole or not at all.
 *
 * Files keep their bytes. What is no regular file (symbolic links, submodules) stays in the history and is never a page; it is
 * named in the warnings, as are pages that are not UTF-8, large files that live elsewhere (Git LFS) and names that meet.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { importHistory, sourceKind } from "../git/import_history.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import { forOperator } from "./access.ts";
import { commitChange } from "./commit.ts";
import type { House } from "./house.ts";
import { readFolder } from "./import_folder.ts";
import { surveyImport } from "./import_survey.ts";
import { untilCaughtUp } from "./index_follower.ts";
import type { OpenWiki } from "./open_wikis.ts";
import type { PreferenceName } from "./preferences.ts";
import { type Held, limitsFor } from "./quota.ts";
import { makeWiki } from "./wiki_making.ts";
import type { NewWiki } from "./wikis.ts";

/** What was imported. */
export interface Imported {
  readonly slug: string;
  readonly commits: number;
  readonly pages: number;
  readonly files: number;
  readonly linkStyle: LinkStyle;
  /** How many links resolve under each order. */
  readonly resolvedLinks: Readonly<Record<LinkStyle, number>>;
  readonly warnings: readonly string[];
}

/**
 * Imports with its whole history; objects are checked one by one. `WIKILINK_STYLE` is set to the order under which more links
 * lead somewhere. For the operator's command line: nothing is limited, and a wiki that is larger than others may be gets higher
 * limits of its own.
 *
 * @param source path of a folder, repository (bare or not) or bundle on this machine.
 * @throws {AppError} `invalid` (source, slug), `conflict` (slug is taken), `not_found` (source, owner), `storage_full`.
 */
export async function importWiki(
  house: House,
  source: string,
  wiki: NewWiki,
): Promise<Imported> {
  const kind = sourceKind(source);
  if (kind === "other") {
    throw new AppError(
      "invalid",
      `Cannot import "${source}": it is no folder, git repository or git bundle`,
    );
  }
  let held: Held = { pages: 0, contentBytes: 0, historyBytes: 0 };
  let imported: Omit<Imported, "slug"> | undefined;
  const row = await makeWiki(house, wiki, {
    ...{ strict: false, event: "wiki_imported" },
    fill: async (open) => {
      const { commits, warnings } = kind === "folder"
        ? await importFolder(house, source, open)
        : await copyHistory(source, open);
      const survey = await surveyImport(open.repo);
      open.records.preferences.set(
        "WIKILINK_STYLE" satisfies PreferenceName,
        survey.linkStyle,
      );
      await untilCaughtUp(open, house.log);
      const { fileCount, pageCount: pages, contentBytes } = open.index.meta
        .read();
      const historyBytes = await open.repo.storedBytes();
      held = { pages, contentBytes, historyBytes };
      imported = {
        ...{ commits, pages, files: fileCount - pages },
        linkStyle: survey.linkStyle,
        resolvedLinks: survey.resolvedLinks,
        warnings: [...warnings, ...survey.warnings],
      };
    },
  });
  house.platform.wikis.change(row.id, limitsFor(house.config, held));
  const { commits, pages, files } = imported!;
  const facts = { wiki: row.id, slug: row.slug, commits, pages, files };
  house.log("info", "wiki_imported", facts);
  return { slug: row.slug, ...imported! };
}

/** What a source brought. */
interface Brought {
  readonly commits: number;
  readonly warnings: readonly string[];
}

async function copyHistory(source: string, open: OpenWiki): Promise<Brought> {
  const { commits, branch } = await importHistory(source, open.repo, {
    threads: open.threads,
  });
  const name = branch.replace(/^refs\/heads\//, "");
  const warnings = name === "main" || name === "master"
    ? []
    : [`The branch "${name}" was imported, and is called "main" now`];
  return { commits, warnings };
}

/** All files of a folder as one commit. */
async function importFolder(
  house: House,
  source: string,
  open: OpenWiki,
): Promise<Brought> {
  const { files, warnings } = readFolder(source);
  if (files.size === 0) {
    throw new AppError("invalid", `Cannot import "${source}": it has no files`);
  }
  const deed = `Import ${files.size} ${files.size === 1 ? "file" : "files"}`;
  await commitChange(forOperator(house, open), () => ({ files, deed }));
  return { commits: 1, warnings };
}
