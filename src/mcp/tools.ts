/** The table of tools, in the order in which clients list them. @module */
import { FINDING_TOOLS } from "./finding_tools.ts";
import { HISTORY_TOOLS } from "./history_tools.ts";
import { readNote } from "./read_note.ts";
import type { Tool } from "./tool.ts";
import { WRITING_TOOLS } from "./writing_tools.ts";

/** Every tool. */
export const TOOLS: readonly Tool[] = [
  readNote,
  ...FINDING_TOOLS,
  ...WRITING_TOOLS,
  ...HISTORY_TOOLS,
];
