/**
 * Refs: names for commits, loose in one file each or packed in `packed-refs`.
 *
 * Reading never repairs: a ref that is empty or malformed is reported as broken, which is not the
 * same as missing.
 *
 * @see {@link https://git-scm.com/docs/git-pack-refs}
 * @module
 */
import * as fs from "node:fs";
import { errorCode } from "./durable_file.ts";
import { isOid } from "./objects.ts";
import type { Oid } from "./repository.ts";

/** What a ref's file says. */
export type RefState =
  | { readonly kind: "loose" | "packed"; readonly oid: Oid }
  | { readonly kind: "missing" }
  | { readonly kind: "broken"; readonly why: "empty" | "malformed" };

/** A ref that names an object. */
export interface Ref {
  /** `refs/heads/main`. */
  readonly name: string;
  readonly oid: Oid;
  /** What an annotated tag points to in the end, where `packed-refs` says so. */
  readonly peeled?: Oid;
}

/** The branch of a repository that says nothing else. */
export const MAIN_BRANCH = "refs/heads/main";

/**
 * The branch that `HEAD` stands for, or `undefined` where `HEAD` is broken or names a commit itself.
 */
export function readHeadBranch(dir: string): string | undefined {
  const text = readText(`${dir}/HEAD`) ?? "";
  const [, name = ""] = /^ref: *(refs\/heads\/\S+)\s*$/.exec(text) ?? [];
  return isRefName(name) ? name : undefined;
}

/** What is on disk for one ref: its own file first, else its line in `packed-refs`. */
export function readRef(dir: string, name: string): RefState {
  const text = readText(`${dir}/${name}`);
  if (text === undefined) {
    const packed = readPackedRefs(dir).find((ref) => ref.name === name);
    return packed ? { kind: "packed", oid: packed.oid } : { kind: "missing" };
  }
  const oid = text.trim();
  if (isOid(oid)) {
    return /^0+$/.test(oid)
      ? { kind: "broken", why: "malformed" }
      : { kind: "loose", oid };
  }
  return { kind: "broken", why: oid === "" ? "empty" : "malformed" };
}

/** All refs that name an object, sorted by name; broken and symbolic ones are left out. */
export function listRefs(dir: string): Ref[] {
  const refs = new Map(readPackedRefs(dir).map((ref) => [ref.name, ref]));
  for (const name of looseNames(dir, "refs")) {
    const state = readRef(dir, name);
    if (state.kind === "loose" && refs.get(name)?.oid !== state.oid) {
      refs.set(name, { name, oid: state.oid });
    }
    if (state.kind === "broken") refs.delete(name);
  }
  return [...refs.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}

/**
 * Whether git accepts a name below `refs/`, so that it can also be used as a path of a file.
 * @see {@link https://git-scm.com/docs/git-check-ref-format}
 */
export function isRefName(name: string): boolean {
  // deno-lint-ignore no-control-regex
  const forbidden = /[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|\/\/|\/$|\.$/;
  return name.startsWith("refs/") && !forbidden.test(name) &&
    name.split("/").every((part) =>
      part !== "" && !part.startsWith(".") && !part.endsWith(".lock")
    );
}

/** The lines of `packed-refs`. */
function readPackedRefs(dir: string): Ref[] {
  const refs: Ref[] = [];
  for (const line of (readText(`${dir}/packed-refs`) ?? "").split("\n")) {
    const last = refs.at(-1);
    if (line.startsWith("^") && last && isOid(line.slice(1))) {
      refs[refs.length - 1] = { ...last, peeled: line.slice(1) };
    }
    const oid = line.slice(0, 40);
    const name = line.slice(41).trimEnd();
    if (isOid(oid) && isRefName(name)) refs.push({ name, oid });
  }
  return refs;
}

function* looseNames(dir: string, folder: string): Generator<string> {
  for (
    const entry of fs.readdirSync(`${dir}/${folder}`, { withFileTypes: true })
  ) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* looseNames(dir, name);
    else if (isRefName(name)) yield name;
  }
}

function readText(path: string): string | undefined {
  try {
    return fs.readFileSync(path, "latin1");
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") {
      return undefined;
    }
    throw error;
  }
}
