/** Matches names against patterns with `*` (anything) and `?` (one character). @module */

/**
 * Whether a whole name fits a pattern, case ignored. Time grows with the product of the lengths, whatever the pattern is: of two
 * stars only the last one is ever tried anew.
 */
export function fitsGlob(name: string, pattern: string): boolean {
  const text = name.toLowerCase();
  const glob = pattern.toLowerCase();
  let at = 0;
  let place = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    if (place < glob.length && glob[place] === "*") {
      star = place++;
      mark = at;
    } else if (
      place < glob.length && (glob[place] === "?" || glob[place] === text[at])
    ) {
      at++;
      place++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++mark;
    } else return false;
  }
  while (glob[place] === "*") place++;
  return place === glob.length;
}
