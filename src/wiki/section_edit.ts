/** Puts a new text into one section of a page. Pure. @module */
import { AppError } from "../errors.ts";
import { findSection, listSections } from "../markdown/sections.ts";

/**
 * The page's text with one section replaced, its sub-sections included.
 *
 * Where `replacement` begins with a heading of the section's level or above, it replaces the heading too; else the heading
 * stays and only what is under it changes. Blank lines around the section's content stay as they are.
 *
 * @throws {AppError} `not_found` with `candidates` where no section, or more than one, fits the query.
 */
export function spliceSection(
  text: string,
  query: string,
  replacement: string,
): string {
  const found = findSection(text, query);
  if ("candidates" in found) throw noSuchSection(query, found.candidates);
  const { section } = found;
  const content = trimBlankLines(replacement);
  const end = section.start +
    text.slice(section.start, section.end).trimEnd().length;
  if (bringsHeading(content, section.level)) {
    return text.slice(0, section.start) + content + text.slice(end);
  }
  const headingEnd = section.start +
    text.slice(section.start, section.bodyStart).trimEnd().length;
  if (content === "") return text.slice(0, headingEnd) + text.slice(end);
  const bodyStart = Math.min(afterBlankLines(text, section.bodyStart), end);
  return bodyStart === end
    ? `${text.slice(0, end)}\n\n${content}${text.slice(end)}`
    : text.slice(0, bodyStart) + content + text.slice(end);
}

function noSuchSection(
  query: string,
  candidates: readonly string[],
): AppError {
  const sections = candidates.length === 0
    ? "this page has no sections"
    : `available are ${candidates.map((path) => `"${path}"`).join(", ")}`;
  return new AppError(
    "not_found",
    `Cannot find one section "${query}": ${sections}`,
    { details: { candidates } },
  );
}

/** Whether a text's first line is a heading that can stand in for one of this level. */
function bringsHeading(content: string, level: number): boolean {
  const first = listSections(content)[0];
  return first !== undefined && first.start === 0 && first.level <= level;
}

/** The first offset from here on at which no blank line begins. */
function afterBlankLines(text: string, from: number): number {
  const blank = /(?:[ \t]*\n)*/y;
  blank.lastIndex = from;
  return from + blank.exec(text)![0].length;
}

/** Without blank lines before and white space behind; the indent of the first line stays. */
function trimBlankLines(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(/^(?:[ \t]*\n)+/, "").trimEnd();
}
