/// <reference lib="dom" />
/**
 * What a draft changed, folded: lines taken out and lines put in.
 *
 * @module
 */
import { changesOf } from "../../src/wiki/merge.ts";
import { make } from "./elements.ts";

const MAX_SHOWN = 20_000;

/** The difference of two texts, to be opened by a click. */
export function differenceOf(before: string, after: string): HTMLElement {
  const place = make("pre", {
    tabindex: 0,
    role: "region",
    "aria-label": "The difference",
  });
  let shown = 0;
  for (
    const { start, end, text } of changesOf(before, after) ??
      [{ start: 0, end: before.length, text: after }]
  ) {
    if (shown > 0) place.append("…\n");
    if (end > start) {
      place.append(
        make("del", { class: "diff-removed" }, before.slice(start, end)),
      );
    }
    if (text !== "") place.append(make("ins", { class: "diff-added" }, text));
    shown += end - start + text.length;
    if (shown > MAX_SHOWN) {
      place.append("… and more");
      break;
    }
  }
  return make(
    "details",
    {},
    make("summary", {}, "How it differs from the page"),
    place,
  );
}
