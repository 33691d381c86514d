/** Three-way merge of texts by line: diff3 over two Myers diffs. @module */
/** Merges; `conflict` where both sides changed the same or adjacent lines differently, or a diff took too long. Inputs are normalised texts. */
export declare function merge(
  base: string,
  ours: string,
  theirs: string,
): { text: string } | { conflict: true };
