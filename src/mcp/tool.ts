/**
 * What a tool of the MCP door is.
 *
 * @module
 */
import { z } from "zod";
import { AppError } from "../errors.ts";
import type { Visit } from "../wiki/access.ts";

/** The argument that names a page. */
export const PATH = z.string().min(1).max(4096).describe(
  "Page path, e.g. Actors/Iran",
);

/** The argument that goes on where the last answer ended. */
export const CURSOR = z.string().optional().describe(
  "next_cursor of the last answer, to go on",
);

/** The field that tells where an answer ended. */
export const NEXT_CURSOR = z.string().nullable().describe(
  "Pass as cursor for the rest; null at the end",
);

/** The argument that asks for so many items; cut to 1…200. */
export const limit = (fallback: number) =>
  z.number().int().default(fallback).transform((n) =>
    Math.min(Math.max(n, 1), 200)
  );

/** An answer in both forms; each is complete by itself. */
export interface ToolAnswer<Output> {
  readonly text: string;
  readonly structured: Output;
}

/** One row of the table of tools. */
export interface Tool<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> {
  readonly name: string;
  readonly title: string;
  /** What it does and what to know, short: every client carries it in every context. */
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  readonly isReadOnly: boolean;
  run(
    visit: Visit,
    input: z.output<Input>,
  ): ToolAnswer<z.input<Output>> | Promise<ToolAnswer<z.input<Output>>>;
}

/** A tool whose `run` is checked against its own schemas. */
export function tool<Input extends z.ZodObject, Output extends z.ZodObject>(
  row: Tool<Input, Output>,
): Tool {
  return row as unknown as Tool;
}

/** Where a list goes on: an offset, as text. */
export function readOffset(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new AppError(
    "invalid",
    `Cannot read cursor "${cursor}": pass on next_cursor as it was given`,
  );
}

/** The cursor behind a piece of a list, or `null` at its end. */
export function nextOffset(
  offset: number,
  shown: number,
  total: number,
): string | null {
  return offset + shown < total ? String(offset + shown) : null;
}

/** A line that tells how to go on. */
export function moreLine(tool: string, cursor: string | null): string {
  return cursor === null
    ? ""
    : `\nMore: call ${tool} again with cursor="${cursor}".`;
}
