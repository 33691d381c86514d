/**
 * The folder of a wiki: what is in it, and opening it.
 *
 * | file         | what                                              | when it is missing                 |
 * | ------------ | ------------------------------------------------- | ---------------------------------- |
 * | `repo.git`   | the repository: the truth                         | the wiki is unavailable            |
 * | `wiki.db`    | preferences, provenance; names the wiki by its id | the wiki is unavailable            |
 * | `index.db`   | derived                                           | made again from the repository     |
 * | `thumbnails` | derived: smaller pictures of files                | made again when they are asked for |
 *
 * @module
 */
import { IndexDatabase } from "../db/index/index_database.ts";
import type { WikiRow } from "../db/platform/wikis.ts";
import {
  createWikiDatabase,
  openWikiDatabase,
} from "../db/wiki/wiki_database.ts";
import { AppError } from "../errors.ts";
import type { GitCache } from "../git/git_cache.ts";
import { Repository } from "../git/repository.ts";
import type { OpenWikisOptions } from "./house.ts";
import { catchUp } from "./index_follower.ts";
import type { OpenWiki } from "./open_wikis.ts";

/** Where the folders of a service lie. */
export interface WikiPlaces {
  /** The folder of the wiki with this slug. */
  folder(slug: string): string;
  /** Where a wiki is made before it moves to its place. */
  unfinished(id: string): string;
  /** Where a wiki goes before it is removed. */
  trash(id: string): string;
}

/** What opening a folder needs. */
export interface FolderOptions extends OpenWikisOptions {
  /** The memory that all repositories share. */
  readonly cache: GitCache;
}

/** The places below a data folder. They are on one file system, so that a folder moves by renaming. */
export function wikiPlaces(dataDir: string): WikiPlaces {
  return {
    folder: (slug) => `${dataDir}/wikis/${slug}`,
    unfinished: (id) => `${dataDir}/unfinished/${id}`,
    trash: (id) => `${dataDir}/trash/${id}`,
  };
}

/** The path of a wiki's repository in its folder. */
export function repositoryDir(folder: string): string {
  return `${folder}/repo.git`;
}

/** Where the smaller pictures of a wiki's files lie, beside its repository. */
export function thumbnailFolder(repositoryDir: string): string {
  return `${repositoryDir.replace(/\/[^/]*$/, "")}/thumbnails`;
}

/**
 * Makes an empty wiki's folder and opens it.
 *
 * @throws {AppError} `conflict` where the folder is a wiki already.
 */
export function makeWikiFolder(
  folder: string,
  row: WikiRow,
  options: FolderOptions,
): OpenWiki {
  Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  createWikiDatabase(`${folder}/wiki.db`, options.wikiMigrations, row.id)
    .close();
  Repository.create(repositoryDir(folder)).close();
  return openWikiFolder(folder, row, options);
}

/**
 * Opens a wiki's folder and brings its index up to HEAD.
 *
 * @throws {AppError} `unavailable` where the folder belongs to another id or cannot be opened.
 */
export function openWikiFolder(
  folder: string,
  row: WikiRow,
  options: FolderOptions,
): OpenWiki {
  const opened: { close(): void }[] = [];
  const keep = <T extends { close(): void }>(file: T): T => {
    opened.push(file);
    return file;
  };
  try {
    const records = keep(
      openWikiDatabase(`${folder}/wiki.db`, options.wikiMigrations),
    );
    if (records.wikiId !== row.id) {
      throw new AppError(
        "unavailable",
        `Cannot open wiki "${row.slug}": its folder belongs to another wiki`,
      );
    }
    const repo = keep(Repository.open(repositoryDir(folder), {
      cache: options.cache,
      onRepaired: ({ found, oid }) =>
        options.log("error", "ref_repaired", { wiki: row.id, found, oid }),
    }));
    const index = keep(
      IndexDatabase.open(`${folder}/index.db`, options.indexMigrations),
    );
    const { threads } = options;
    const wiki = { row, folder, repo, index, records, threads };
    catchUp(wiki, options.log);
    return wiki;
  } catch (cause) {
    for (const file of opened) file.close();
    // A missing repository is not the visitor's "not found".
    if (cause instanceof AppError && cause.code !== "not_found") throw cause;
    throw new AppError("unavailable", `Cannot open wiki "${row.slug}"`, {
      cause,
    });
  }
}

/** Closes the files of a wiki. */
export function closeWikiFolder(wiki: OpenWiki): void {
  wiki.index.close();
  wiki.records.close();
  wiki.repo.close();
}

/** Whether there is a folder at this path. */
export function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
