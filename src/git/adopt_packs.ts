/**
 * Takes over what was made beside a repository and checked: its packs are moved, then its tags are added. Whoever does this holds
 * the repository's turn, and moves the branch afterwards: until then nothing leads to what was taken over.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import {
  asStorageError,
  READ_WRITE,
  syncFolderNow,
  writeDurablyNow,
} from "./durable_file.ts";
import { listRefs, type Ref } from "./refs.ts";
import type { Repository } from "./repository.ts";

/** Packs that were taken over. */
export interface AdoptedPacks {
  /** Removes them again: nothing leads to them. */
  undo(): void;
}

/**
 * Moves all packs of one repository into another one on the same file system. A pack that is there already stays.
 *
 * @param fromDir a bare repository that nobody else has open.
 * @throws {AppError} `storage_full`.
 */
export function adoptPacks(fromDir: string, repo: Repository): AdoptedPacks {
  const from = `${fromDir}/objects/pack`;
  const to = `${repo.dir}/objects/pack`;
  const moved: string[] = [];
  const undo = () => {
    // The index first: without it nobody looks for the pack.
    for (const name of moved) {
      for (const extension of ["idx", "pack"]) {
        fs.rmSync(`${to}/${name}.${extension}`, { force: true });
      }
    }
    repo.store.rescan();
  };
  try {
    for (const name of packNames(from)) {
      if (fs.existsSync(`${to}/${name}.idx`)) continue;
      moved.push(name);
      // The index last: a pack without one is not there for any reader.
      for (const extension of ["pack", "idx"]) {
        const file = `${name}.${extension}`;
        fs.renameSync(`${from}/${file}`, `${to}/${file}`);
      }
    }
    syncFolderNow(to);
  } catch (error) {
    undo();
    throw asStorageError(error, "take over a pack");
  }
  repo.store.rescan();
  return { undo };
}

/** Adds the tags of one repository to those of another, all at once and durably; one whose name is taken is left out. */
export function adoptTags(fromDir: string, { dir }: Repository): void {
  const refs = listRefs(dir);
  const taken = new Set(refs.map(({ name }) => name));
  const added = listRefs(fromDir).filter(({ name }) =>
    isTag(name) && !taken.has(name)
  );
  if (added.length === 0) return;
  // A branch with a file of its own needs no line; one without would be lost.
  const kept = refs.filter(({ name }) =>
    isTag(name) || !fs.existsSync(`${dir}/${name}`)
  );
  const lines = [...kept, ...added].map(({ oid, name }) => `${oid} ${name}\n`);
  // Names are read byte by byte.
  const bytes = Buffer.from(lines.join(""), "latin1");
  writeDurablyNow(`${dir}/packed-refs`, bytes, READ_WRITE);
}

function isTag(name: Ref["name"]): boolean {
  return name.startsWith("refs/tags/");
}

function packNames(folder: string): string[] {
  return fs.readdirSync(folder)
    .filter((name) => /^pack-[0-9a-f]{40}\.pack$/.test(name))
    .map((name) => name.slice(0, -".pack".length));
}
