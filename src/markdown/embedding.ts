/** What an embedding is when it is printed; see `embeddings.ts`. @module */
import type { Draft } from "./draft.ts";
import type { Options } from "./embedding_options.ts";

/** An embedding that is being printed. */
export interface Embedding {
  readonly draft: Draft;
  readonly options: Options;
  /** The body as HTML. */
  readonly body: string;
  /** The lines of the body as written. */
  readonly lines: readonly string[];
  /** Options that are rows of an info box, their values as HTML. */
  readonly rows: readonly { readonly key: string; readonly html: string }[];
}

/** A mistake of the writer's that is shown in place. */
export class EmbeddingError extends Error {}
