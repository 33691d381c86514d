/**
 * The wiki link that is being typed, and how a chosen page is written in it.
 *
 * @module
 */
import type { LinkStyle } from "./form_facts.ts";

/** A link up to the cursor. */
export interface OpenLink {
  /** What was typed of the page's name, without the heading. */
  readonly page: string;
  /** What was typed behind `#`; left out: there is none. */
  readonly heading?: string;
  /** The part that a choice replaces. */
  readonly typed: string;
  /** Whether the shown text stands before the bar already. */
  readonly hasText: boolean;
}

/** The link that the text ends in, or `undefined` where it ends in none whose page is being typed. */
export function openLinkAt(
  before: string,
  style: LinkStyle,
): OpenLink | undefined {
  const start = before.lastIndexOf("[[");
  if (start < 0) return undefined;
  const inside = before.slice(start + 2);
  if (/[\]\n]/.test(inside)) return undefined;
  const bar = inside.indexOf("|");
  // Behind the bar stands the shown text, where the page comes first.
  if (bar >= 0 && style === "target_first") return undefined;
  const target = inside.slice(bar + 1);
  const hash = target.indexOf("#");
  return hash < 0
    ? { page: target.trim(), typed: target, hasText: bar >= 0 }
    : {
      page: target.slice(0, hash).trim(),
      heading: target.slice(hash + 1).trim(),
      typed: target.slice(hash + 1),
      hasText: bar >= 0,
    };
}

/** What stands between the brackets for a chosen page: its title too, where that is not the name. */
export function linkText(
  { path, title, hasText }: { path: string; title: string; hasText: boolean },
  style: LinkStyle,
): string {
  const page = path.replaceAll("_", " ");
  const name = page.slice(page.lastIndexOf("/") + 1);
  const isName = title.toLowerCase() === name.toLowerCase() ||
    title.toLowerCase() === page.toLowerCase();
  if (hasText || title === "" || isName || /[[\]|]/.test(title)) return page;
  return style === "target_first" ? `${page}|${title}` : `${title}|${page}`;
}
