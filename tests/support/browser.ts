/**
 * A real browser, and a world that it can reach over the network.
 *
 * @module
 */
import type { Browser, Page } from "puppeteer-core";
import { serveApp } from "../../src/http/serve.ts";
import { startChromium } from "./chromium.ts";
import { type Doors, openDoors } from "./doors.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

/** A world at `http://wiki.localhost:{port}`, which browsers resolve by themselves, and a browser. */
export interface ServedWorld extends AsyncDisposable {
  readonly world: World;
  readonly doors: Doors;
  readonly browser: Browser;
  /** `http://wiki.localhost:{port}`. */
  readonly origin: string;
  /** `http://{slug}.wiki.localhost:{port}`. */
  wikiUrl(slug: string): string;
  /** A new page that collects what the browser complains of: errors of scripts, refusals by the policy. */
  openPage(): Promise<{ page: Page; complaints: string[] }>;
}

/** Serves a world and starts a browser. */
export async function serveWorld(
  options: WorldOptions = {},
): Promise<ServedWorld> {
  const port = freePort();
  const origin = `http://wiki.localhost:${port}`;
  const world = await createWorld({
    ...options,
    settings: {
      ...options.settings,
      ROBOT_ORIGIN: origin,
      ROBOT_LISTEN: `127.0.0.1:${port}`,
    },
  });
  const doors = await openDoors(world);
  const server = serveApp(doors.app, { hostname: "127.0.0.1", port });
  const chromium = await startChromium();
  return {
    ...{ world, doors, origin },
    browser: chromium.browser,
    wikiUrl: (slug) => `http://${slug}.wiki.localhost:${port}`,
    openPage: () => chromium.openPage(),
    async [Symbol.asyncDispose]() {
      await chromium[Symbol.asyncDispose]();
      await server.stop();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** A port that nobody listens on now. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
