/** Renders pages in worker threads with a deadline. @module */
import type { LinkStyle, Rendered } from "./rendered.ts";

/** Changes whenever the HTML for the same text may change. */
export declare const RENDERER_VERSION: string;

/** A few threads that render; texts under 2 KB are rendered in place. */
export declare class RenderPool {
  constructor(
    options: { workers: number; deadlineMs?: number; onTimeout?: () => void },
  );
  /** Never rejects for bad input: what cannot be rendered in time comes back `shownAsText`. @throws {AppError} `unavailable` after `close()`. */
  render(text: string, style: LinkStyle): Promise<Rendered>;
  /** Ends the threads. */
  close(): void;
}
