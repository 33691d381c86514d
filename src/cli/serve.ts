/**
 * `robot serve`: takes the data folder, opens the house, answers on the network and on the
 * control socket until SIGTERM or SIGINT, then lets requests end.
 *
 * @module
 */
import { createApp, openHouse } from "../app.ts";
import { type Config, isLoopbackOrigin } from "../config.ts";
import { AppError } from "../errors.ts";
import { serveApp } from "../http/serve.ts";
import { jsonLog, type Log } from "../log.ts";
import { startDaily } from "../ops/daily.ts";
import { VERSION } from "../version.ts";
import { COMMANDS } from "./commands.ts";
import { lockDataFolder, serveCommands } from "./control_socket.ts";
import { describeDemo, prepareDemo } from "./demo.ts";

/**
 * Runs the server; the exit code when it has stopped.
 *
 * @throws {AppError} `unavailable` where another process has the data folder; `invalid` for
 * `--demo` on a public origin.
 */
export async function serve(
  config: Config,
  { assetsDir, isDemo }: { assetsDir: string; isDemo: boolean },
): Promise<number> {
  if (isDemo && !isLoopbackOrigin(config)) {
    throw new AppError(
      "invalid",
      `Cannot serve a demo at ${config.origin}: it is for a laptop only`,
    );
  }
  const now = () => new Date();
  const log = jsonLog((line) => write(`${line}\n`), now);
  await using _lock = await lockDataFolder(config.dataDir);
  await using opened = await openHouse(config, { assetsDir, now, log });
  const control = serveCommands(opened.house, COMMANDS);
  const server = serveApp(createApp(opened), config.listen);
  log("info", "server_started", {
    version: VERSION,
    origin: config.origin,
    ...server.address,
  });
  opened.house.threads.prepare();
  await using _daily = startDaily(opened.house);
  if (isDemo) {
    const demo = await prepareDemo(opened.house);
    write(describeDemo(demo, { showSecrets: Deno.stdout.isTerminal() }));
  }
  await untilSignal(log);
  await Promise.all([server.stop(), control.shutdown()]);
  log("info", "server_stopped");
  return 0;
}

/** Waits for SIGTERM or SIGINT. */
function untilSignal(log: Log): Promise<void> {
  return new Promise((resolve) => {
    const stop = (signal: Deno.Signal) => () => {
      for (const [name, listener] of listeners) {
        Deno.removeSignalListener(name, listener);
      }
      log("info", "server_stopping", { signal });
      resolve();
    };
    const listeners = (["SIGTERM", "SIGINT"] as const).map((name) =>
      [name, stop(name)] as const
    );
    for (const [name, listener] of listeners) {
      Deno.addSignalListener(name, listener);
    }
  });
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}
