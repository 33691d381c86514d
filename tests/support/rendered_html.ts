/** The HTML of a rendered text without a wiki. @module */
import type {
  AddressHole,
  Rendered,
  SectionHole,
} from "../../src/markdown/rendered.ts";

/** Fills the holes: those for an address as told, by default `{target}`; those for HTML with `{kind}`. */
export function shownHtml(
  { parts, holes }: Rendered,
  fill: (hole: AddressHole | SectionHole) => string = (hole) =>
    `{${hole.kind === "section" ? `section ${hole.id}` : hole.target}}`,
): string {
  return parts.map((part, index) => {
    const hole = holes[index];
    if (hole === undefined) return part;
    const isAddress = hole.kind === "link" || hole.kind === "embed" ||
      hole.kind === "section";
    return part + (isAddress ? fill(hole) : `{${hole.kind}}`);
  }).join("");
}
