/**
 * The doors of a world: requests as they come over the network, and the credentials that open them.
 *
 * ```ts ignore
 * await using world = await createWorld();
 * const doors = await openDoors(world);
 * const answer = await doors.request("https://garden.robot.test/Home", {
 *   headers: await doors.cookiesOf(world.alice),
 * });
 * ```
 *
 * @module
 */
import { type App, createApp } from "../../src/app.ts";
import { openIdentity } from "../../src/auth/atproto.ts";
import type { Identity } from "../../src/auth/identity.ts";
import { openKeys } from "../../src/auth/keys.ts";
import type { Network } from "../../src/auth/network.ts";
import {
  type SessionContext,
  startSession,
  VerifiedJwts,
} from "../../src/auth/sessions.ts";
import { createSigninSecret } from "../../src/auth/signin_links.ts";
import { createToken } from "../../src/auth/tokens.ts";
import { StaticFiles } from "../../src/http/static_files.ts";
import type { Scope } from "../../src/wiki/access.ts";
import { ASSETS_DIR, type Someone, type World } from "./world.ts";

/** A request's `init`, and the other end of the connection (left out: this machine). */
export type Init = RequestInit & { peer?: string | null };

/** The doors of one world. */
export class Doors {
  readonly world: World;
  readonly app: App;
  readonly sessions: SessionContext;
  readonly identity: Identity;

  /** For {@linkcode openDoors}. */
  constructor(world: World, sessions: SessionContext, identity: Identity) {
    this.world = world;
    this.sessions = sessions;
    this.identity = identity;
    const staticFiles = new StaticFiles(ASSETS_DIR);
    this.app = createApp({
      house: world.house,
      ...{ sessions, identity },
      staticFiles,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  }

  /** Sends a request. A path alone goes to the platform's host. */
  request(url: string, init: Init = {}): Promise<Response> {
    return this.app.request(new URL(url, this.world.config.origin).href, init);
  }

  /** The JWT of a new session. */
  async signIn(who: Someone): Promise<string> {
    return (await startSession(this.sessions, who.user!.did)).jwt;
  }

  /** Both cookies of a new session, as a header. */
  async cookiesOf(who: Someone): Promise<{ cookie: string }> {
    const jwt = await this.signIn(who);
    return { cookie: `__Secure-robot=${jwt}; __Host-robot=${jwt}` };
  }

  /** A new personal token. */
  token(slug: string, who: Someone, scope: Scope = "wiki:write"): string {
    const { house } = this.world;
    return createToken(house, {
      wikiId: house.platform.wikis.find(slug)!.id,
      did: who.user!.did,
      scope,
      name: "test",
      expiresInDays: null,
    }).token;
  }

  /** The secret of a new sign-in link. */
  signinSecret(who: Someone): string {
    return createSigninSecret(this.world.house, who.user!.did);
  }
}

/** Opens the doors of a world. `network`: the world outside; left out, there is none. */
export async function openDoors(
  world: World,
  network: Network = NOBODY,
): Promise<Doors> {
  const { platform, now, randomBytes, config } = world.house;
  const keyFolder = `${world.dir}/keys`;
  await putKeys(keyFolder);
  const keys = await openKeys(world.dir, false, { now });
  await keepKeys(keyFolder);
  const sessions = {
    ...{ platform, now, randomBytes, keys },
    origin: config.origin,
    verified: new VerifiedJwts(),
  };
  const identity = openIdentity({ ...sessions, config, network });
  return new Doors(world, sessions, identity);
}

/** The first world's keys, by file name: making an RSA key takes longer than a whole test. */
const keyFiles = new Map<string, Uint8Array>();

/** A world that has keys keeps them. */
async function putKeys(folder: string): Promise<void> {
  if (keyFiles.size === 0 || await isThere(folder)) return;
  await Deno.mkdir(folder, { mode: 0o700 });
  for (const [name, bytes] of keyFiles) {
    await Deno.writeFile(`${folder}/${name}`, bytes, { mode: 0o600 });
  }
}

async function keepKeys(folder: string): Promise<void> {
  if (keyFiles.size > 0) return;
  for await (const { name } of Deno.readDir(folder)) {
    keyFiles.set(name, await Deno.readFile(`${folder}/${name}`));
  }
}

function isThere(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

/** A network in which no server answers. */
const NOBODY: Network = {
  fetch: () => Promise.reject(new TypeError("there is no network here")),
  resolveTxt: () => Promise.resolve([]),
};

/** `init` of a form that a browser posts from a page of the same host. */
export function form(
  origin: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Init {
  return {
    method: "POST",
    headers: { origin, "sec-fetch-site": "same-origin", ...headers },
    body: new URLSearchParams(fields),
  };
}
