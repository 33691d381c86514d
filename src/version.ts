/** The version of the program, as `robot version`, logs and MCP clients see it. @module */

/** Semantic version; the same as in `deno.json`. */
export const VERSION = "0.1.0";
