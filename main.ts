/**
 * The command line: `robot serve` and the operator's commands.
 *
 * @module
 */
import { runCommandLine } from "./src/cli/command_line.ts";

if (import.meta.main) {
  Deno.exit(
    await runCommandLine(Deno.args, {
      env: Deno.env.toObject(),
      cwd: Deno.cwd(),
      assetsDir: import.meta.dirname ?? ".",
    }),
  );
}
