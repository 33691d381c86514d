/**
 * Tells the parser where the next mark of our own may begin within a run of text, so that it does not read over it. Linear: each
 * mark is searched for once, whereas the parser asks at each of its tokens.
 *
 * @module
 */
import type { MarkedExtension, Token } from "marked";

/** Must be the last extension given to the parser: it is then asked first, and sees which run is read. */
export function inlineStarts(marks: RegExp): MarkedExtension {
  let run: Token[] = [];
  /** How far before the end of each run the next mark stands; 0: there is none. */
  const known = new WeakMap<Token[], number>();
  return {
    extensions: [{
      name: "inline_starts",
      level: "inline",
      tokenizer(_source, tokens) {
        run = tokens;
        return undefined;
      },
      start(source) {
        const { length } = source;
        let distance = known.get(run);
        if (distance === undefined || distance > length) {
          const at = source.search(marks);
          distance = at < 0 ? 0 : length - at;
          known.set(run, distance);
        }
        return distance === 0 ? -1 : length - distance;
      },
      renderer: () => "",
    }],
  };
}
