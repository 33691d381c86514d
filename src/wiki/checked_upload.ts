/** What was found in an upload that is to be imported: the shapes that the worker, the plan and its page share. @module */
import type { LinkStyle } from "../markdown/rendered.ts";

/** How the links of an upload are written. */
export interface LinkOrder {
  /** The order under which more links lead somewhere; `null`: both do as well. */
  readonly better: LinkStyle | null;
  /** How many links resolve under each order. */
  readonly resolved: Readonly<Record<LinkStyle, number>>;
}

/** A file of a zip that can be imported. */
export interface ZipImport {
  /** Where it goes. */
  readonly path: string;
  readonly oid: string;
  readonly sizeBytes: number;
  /** The blob that the wiki has there; `null`: it is new. */
  readonly before: string | null;
}

/** A file that is left out, and why. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** A zip that was checked. */
export interface CheckedZip {
  readonly kind: "zip";
  readonly files: readonly ZipImport[];
  readonly leftOut: readonly LeftOut[];
  readonly links: LinkOrder;
  readonly warnings: readonly string[];
}

/**
 * How a bundle's history stands to the wiki's.
 *
 * - `same`, `older`: the wiki has all of it
 * - `newer`: it continues the wiki's
 * - `other`: neither is part of the other
 */
export type Relation = "same" | "older" | "newer" | "other";

/** What a bundle would do to one file. */
export interface BundleChange {
  readonly path: string;
  readonly outcome: "new" | "changed" | "gone";
}

/** A bundle that was checked. */
export interface CheckedBundle {
  readonly kind: "bundle";
  /** Its newest commit. */
  readonly head: string;
  /** What its branch is called, `main`. */
  readonly branch: string;
  readonly commits: number;
  readonly tags: number;
  readonly relation: Relation;
  /** At its newest commit. */
  readonly pages: number;
  readonly files: number;
  readonly contentBytes: number;
  readonly changes: readonly BundleChange[];
  /** What is the same in the wiki. */
  readonly same: { readonly pages: number; readonly files: number };
  readonly links: LinkOrder;
  readonly warnings: readonly string[];
}

/** An upload that was checked. */
export type CheckedUpload = CheckedZip | CheckedBundle;

/** Which order is better, if one is. */
export function linkOrder(resolved: Record<LinkStyle, number>): LinkOrder {
  const { target_first: target, text_first: text } = resolved;
  const better = target === text
    ? null
    : target > text
    ? "target_first"
    : "text_first";
  return { better, resolved };
}
