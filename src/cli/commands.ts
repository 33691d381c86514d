/** Every command that works on the data folder, in the order of `robot --help`. @module */
import type { Command } from "./command.ts";
import { DOCTOR } from "./doctor_command.ts";
import { KEY_COMMANDS } from "./key_commands.ts";
import { LEAVING_COMMANDS } from "./leaving_commands.ts";
import { OPERATOR_COMMANDS } from "./operator_commands.ts";
import { REPORT_COMMANDS } from "./report_commands.ts";
import { TOKEN_COMMANDS } from "./token_commands.ts";
import { USER_COMMANDS } from "./user_commands.ts";
import { WIKI_COMMANDS } from "./wiki_commands.ts";

/** The table. */
export const COMMANDS: readonly Command[] = [
  ...USER_COMMANDS,
  ...WIKI_COMMANDS,
  ...TOKEN_COMMANDS,
  ...OPERATOR_COMMANDS,
  ...REPORT_COMMANDS,
  ...LEAVING_COMMANDS,
  ...KEY_COMMANDS,
  DOCTOR,
];
