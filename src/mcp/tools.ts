/** The table of tools, in the order in which clients list them. @module */
import { HISTORY_TOOLS } from "./history_tools.ts";
import { READING_TOOLS } from "./reading_tools.ts";
import type { Tool } from "./tool.ts";
import { WRITING_TOOLS } from "./writing_tools.ts";

/** Every tool. */
export const TOOLS: readonly Tool[] = [
  ...READING_TOOLS,
  ...WRITING_TOOLS,
  ...HISTORY_TOOLS,
];
