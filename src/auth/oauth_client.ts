/**
 * The OAuth client of ATProto: how the service introduces itself, and the library that speaks for it.
 *
 * On a public origin it is a confidential client, known by the address of its metadata and its keys. On a laptop, which servers
 * cannot reach, it is the loopback client that every ATProto server knows; its browser comes back to `127.0.0.1`, because the
 * protocol accepts no other name of this machine.
 *
 * @see {@link https://atproto.com/specs/oauth}
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import type {
  Key,
  OAuthClient,
  OAuthClientOptions,
} from "@atproto/oauth-client";
import { type Config, isLoopbackOrigin } from "../config.ts";
import { type HandleNetwork, resolveHandle } from "./handle_resolver.ts";
import type { Keys } from "./keys.ts";
import { nextTurn } from "../next_turn.ts";
import {
  type SealedStore,
  sessionStore,
  stateStore,
  type Stored,
} from "./oauth_stores.ts";
import type { SessionContext } from "./sessions.ts";
import { withSmallAnswers } from "./small_answers.ts";

/** The library. */
export type OauthLibrary =
  & typeof import("@atproto/oauth-client")
  & Pick<typeof import("@atproto/jwk-jose"), "JoseKey">;

/** What the client needs. */
export interface OauthClientOptions
  extends Pick<SessionContext, "platform" | "now" | "randomBytes" | "keys"> {
  readonly config: Pick<
    Config,
    "origin" | "domain" | "plcUrl" | "allowLocalPds"
  >;
  readonly network: HandleNetwork;
}

/** Where servers find the metadata, and send people back to. */
export const CLIENT_PATHS = {
  metadata: "/auth/client-metadata.json",
  keys: "/auth/jwks.json",
  callback: "/auth/callback",
} as const;

type ClientMetadata = OAuthClientOptions["clientMetadata"];

/** What the service says of itself; `null` on a laptop. */
export function clientMetadataOf(
  { origin, domain }: Pick<Config, "origin" | "domain">,
): Readonly<Record<string, unknown>> | null {
  if (isLoopbackOrigin({ domain })) return null;
  return {
    client_id: `${origin}${CLIENT_PATHS.metadata}`,
    client_name: domain,
    client_uri: origin,
    redirect_uris: [`${origin}${CLIENT_PATHS.callback}`],
    scope: "atproto", // who somebody is, and nothing else
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    application_type: "web",
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "ES256",
    dpop_bound_access_tokens: true,
    jwks_uri: `${origin}${CLIENT_PATHS.keys}`,
  };
}

/** Makes clients: one, until the keys change. */
export class OauthClients {
  readonly #options: OauthClientOptions;
  /** The number of the sign-in that is being finished. */
  readonly #signin = new AsyncLocalStorage<number>();
  #signins = 0;
  #library: Promise<OauthLibrary> | undefined;
  #made:
    | { readonly kids: string; readonly client: OAuthClient }
    | undefined;

  constructor(options: OauthClientOptions) {
    this.#options = options;
  }

  /** The library, loaded when somebody first signs in: it takes 20 MB. */
  async library(): Promise<OauthLibrary> {
    try {
      return await (this.#library ??= loadLibrary());
    } catch (error) {
      this.#library = undefined; // the next sign-in tries again
      throw error;
    }
  }

  /** The client with the keys as they are now. */
  async client(): Promise<OAuthClient> {
    const library = await this.library();
    const { keys } = this.#options;
    const kids = keys.atproto.map(({ kid }) => kid).join();
    if (this.#made?.kids !== kids) {
      const client = await makeClient(library, {
        ...this.#options,
        signin: () => String(this.#signin.getStore() ?? ""),
      });
      this.#made = { kids, client };
    }
    return this.#made.client;
  }

  /** Finishes a sign-in: what it is granted is stored apart from that of all others. */
  finishing<T>(finish: () => Promise<T>): Promise<T> {
    return this.#signin.run(++this.#signins, finish);
  }
}

/** In turns of the event loop that take less than 50 ms each: everybody else waits meanwhile. */
async function loadLibrary(): Promise<OauthLibrary> {
  const { JoseKey } = await import("@atproto/jwk-jose");
  await nextTurn();
  await import("@atproto/oauth-types");
  await nextTurn();
  return { ...await import("@atproto/oauth-client"), JoseKey };
}

async function makeClient(
  library: OauthLibrary,
  options: OauthClientOptions & { readonly signin: () => string },
): Promise<OAuthClient> {
  const { config, keys, network, signin } = options;
  const known = clientMetadataOf(config);
  return new library.OAuthClient({
    clientMetadata: known === null
      ? loopbackMetadata(library, config)
      : known as unknown as ClientMetadata,
    ...known !== null && { keyset: await keysetOf(library, keys) },
    responseMode: "query",
    stateStore: withKeys(library, stateStore(options)),
    sessionStore: withKeys(library, sessionStore(options, signin)),
    runtimeImplementation: {
      createKey: (algorithms) => library.JoseKey.generate(algorithms),
      getRandomValues: options.randomBytes,
      digest: (bytes, { name }) => createHash(name).update(bytes).digest(),
      requestLock: library.requestLocalLock, // there is one process
    },
    handleResolver: {
      resolve: async (handle, { signal } = {}) =>
        await resolveHandle(network, handle, signal) as `did:plc:${string}`,
    },
    plcDirectoryUrl: config.plcUrl,
    allowHttp: config.allowLocalPds,
    fetch: withSmallAnswers(network.fetch, config),
  });
}

/** A store that takes and gives keys, over one that keeps them as JWK. */
function withKeys<Value extends { dpopKey: Key }>(
  { JoseKey }: OauthLibrary,
  store: SealedStore<Stored<Value>>,
): SealedStore<Value> {
  return {
    async set(key, { dpopKey, ...rest }) {
      const dpopJwk = { ...dpopKey.privateJwk };
      await store.set(key, { ...rest, dpopJwk });
    },
    async get(key) {
      const found = await store.get(key);
      if (found === undefined) return undefined;
      const { dpopJwk, ...rest } = found;
      const dpopKey = await JoseKey.fromJWK(dpopJwk);
      return { ...rest, dpopKey } as unknown as Value;
    },
    del: (key) => store.del(key),
  };
}

/** The first key signs. */
async function keysetOf({ JoseKey, Keyset }: OauthLibrary, keys: Keys) {
  return new Keyset(
    await Promise.all(
      keys.atproto.map(({ privateJwk }) =>
        JoseKey.fromJWK({ ...privateJwk, key_ops: ["sign"] })
      ),
    ),
  );
}

function loopbackMetadata(
  { buildAtprotoLoopbackClientMetadata }: OauthLibrary,
  { origin }: Pick<Config, "origin">,
): ClientMetadata {
  const { port } = new URL(origin);
  const here = `http://127.0.0.1${port && `:${port}`}` as const;
  return buildAtprotoLoopbackClientMetadata({
    scope: "atproto",
    redirect_uris: [`${here}${CLIENT_PATHS.callback}`],
  });
}
