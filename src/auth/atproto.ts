/**
 * Signing in with ATProto: what is typed is looked up, the person's own server is asked by OAuth, and who comes back is the
 * account that the server names, whatever was typed. The server's tokens are revoked at once: who somebody is, is all we want
 * to know.
 *
 * @see {@link https://atproto.com/specs/oauth}
 *
 * @module
 */
import type { OAuthSession } from "@atproto/oauth-client";
import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";
import { INVALID_HANDLE } from "../db/platform/users.ts";
import { readBlob, readProfile, readStatus } from "./account_server.ts";
import { withDeadline } from "./deadline.ts";
import { type HandleNetwork, resolveTxt } from "./handle_resolver.ts";
import type {
  FinishedSignin,
  Identity,
  SignedInPerson,
  SigninTrail,
  SigninWish,
  VerifiedPerson,
} from "./identity.ts";
import type { Network } from "./network.ts";
import { clientMetadataOf, OauthClients } from "./oauth_client.ts";
import { openSafeFetch } from "./safe_fetch.ts";
import type { SessionContext } from "./sessions.ts";
import { SigninFailure } from "./signin_failure.ts";
import { asSigninFailure, sentenceOf } from "./signin_sentences.ts";
import { readTyped, type TypedIdentity } from "./typed_identity.ts";

/** What signing in with ATProto needs. */
export interface IdentityOptions
  extends Pick<SessionContext, "platform" | "now" | "randomBytes" | "keys"> {
  readonly config: Pick<
    Config,
    "origin" | "domain" | "plcUrl" | "allowLocalPds"
  >;
  /** Left out: the real one. */
  readonly network?: Network;
}

const BEGIN_MS = 15_000;
const LOOKUP_MS = 10_000;
/** Bytes of a profile's picture: Bluesky takes up to a million. */
const MAX_PICTURE_BYTES = 1_100_000;
/** Of what was typed this much goes along; the longest handle has 253 characters. */
const MAX_TYPED = 300;
/** Longest address of where somebody was going. */
const MAX_RETURN = 4_096;

/** Opens the way to the network; nothing is asked or loaded before it is needed. */
export function openIdentity(options: IdentityOptions): Identity {
  const { config, keys, network = {} } = options;
  const allowLocal = config.allowLocalPds;
  const documents = openSafeFetch({ allowLocal });
  const pictures = openSafeFetch({ allowLocal, maxBytes: MAX_PICTURE_BYTES });
  const world: HandleNetwork = {
    fetch: network.fetch ?? documents.fetch,
    resolveTxt: network.resolveTxt ?? resolveTxt,
  };
  const clients = new OauthClients({ ...options, network: world });
  return {
    findPerson: (handle) => findPerson(clients, handle),
    begin: (wish) => begin(clients, wish, { allowLocal }),
    finish: (answer) =>
      clients.finishing(() => finish(clients, world.fetch, answer)),
    accountStatus: (account) => accountStatus(clients, world.fetch, account),
    readAvatar: (picture) => readBlob(network.fetch ?? pictures.fetch, picture),
    clientMetadata: clientMetadataOf(config),
    get jwks() {
      return { keys: keys.atproto.map(({ publicJwk }) => publicJwk) };
    },
    async [Symbol.asyncDispose]() {
      await documents[Symbol.asyncDispose]();
      await pictures[Symbol.asyncDispose]();
    },
  };
}

async function begin(
  clients: OauthClients,
  { typed, browser, returnTo, prompt }: SigninWish,
  { allowLocal }: { allowLocal: boolean },
): Promise<URL> {
  const wanted = readTyped(typed, { allowLocal });
  const trail: SigninTrail = {
    typed: typed.slice(0, MAX_TYPED),
    browser,
    returnTo: returnTo.length > MAX_RETURN ? "" : returnTo,
  };
  const library = await clients.library();
  const client = await clients.client();
  try {
    return await withDeadline(BEGIN_MS, async (signal) => {
      // DID documents are kept for an hour: somebody who was renamed or has moved could not sign in meanwhile.
      if (wanted.kind !== "server") {
        const name = nameOf(wanted);
        await client.identityResolver.resolve(name, { noCache: true, signal });
      }
      return await client.authorize(nameOf(wanted), {
        signal,
        state: JSON.stringify(trail),
        ...prompt && { prompt },
      });
    });
  } catch (error) {
    throw asSigninFailure(library, error, serverOf(wanted));
  }
}

async function finish(
  clients: OauthClients,
  ask: typeof fetch,
  answer: URLSearchParams,
): Promise<FinishedSignin> {
  const library = await clients.library();
  const client = await clients.client();
  let returned: { session: OAuthSession; state: string | null };
  try {
    returned = await client.callback(answer);
  } catch (error) {
    const trail = error instanceof library.OAuthCallbackError
      ? readTrail(error.state)
      : undefined;
    if (trail === undefined) throw unknownSignin(error);
    throw asSigninFailure(library, error, "your server").of(trail);
  }
  const { session, state } = returned;
  const [person] = await Promise.all([
    readPerson(clients, ask, session.did),
    // Whatever becomes of it, the tokens are gone here, and would end at the server by themselves.
    session.signOut().catch(() => {}),
  ]);
  const trail = readTrail(state ?? undefined);
  if (trail === undefined) throw unknownSignin(undefined);
  return { ...trail, person };
}

/** What the account is called now. Nothing that fails here keeps anybody out. */
async function readPerson(
  clients: OauthClients,
  ask: typeof fetch,
  did: string,
): Promise<SignedInPerson> {
  const known = await resolveAccount(clients, did);
  const profile = known === undefined || known.pds === null
    ? undefined
    : await readProfile(ask, { did, pds: known.pds });
  return {
    did,
    handle: known?.handle ?? INVALID_HANDLE,
    displayName: profile?.displayName,
    pds: known?.pds ?? null,
    avatarCid: profile?.avatarCid,
  };
}

/** An account as its DID document has it now, the handle verified; `undefined` where that cannot be found out. */
async function resolveAccount(
  clients: OauthClients,
  did: string,
): Promise<{ handle: string; pds: string | null } | undefined> {
  const { extractPdsUrl } = await clients.library();
  const { identityResolver } = await clients.client();
  try {
    const { handle, didDoc } = await withDeadline(
      LOOKUP_MS,
      (signal) => identityResolver.resolve(did, { noCache: true, signal }),
    );
    const service = didDoc.service?.some(({ id }) =>
      id.endsWith("#atproto_pds")
    );
    const pds = service ? new URL(extractPdsUrl(didDoc)).origin : null;
    return { handle, pds };
  } catch {
    return undefined; // the directory is down, or the document is odd: asked again at the next sign-in
  }
}

async function findPerson(
  clients: OauthClients,
  typed: string,
): Promise<VerifiedPerson> {
  const wanted = readTyped(typed);
  if (wanted.kind === "server") {
    throw new AppError("invalid", `Cannot use "${typed}" as a handle`);
  }
  const library = await clients.library();
  const { identityResolver } = await clients.client();
  const name = nameOf(wanted);
  try {
    const { did, handle } = await withDeadline(
      LOOKUP_MS,
      (signal) => identityResolver.resolve(name, { noCache: true, signal }),
    );
    return { did, handle };
  } catch (cause) {
    const { reason } = asSigninFailure(library, cause, serverOf(wanted));
    throw reason === "server_down"
      ? new AppError(
        "unavailable",
        `Cannot look "${name}" up now: its server does not answer`,
        { cause },
      )
      : new AppError("not_found", `Cannot find anybody called "${name}"`, {
        cause,
      });
  }
}

/** An account that has moved is switched off at its former server, so that one is not asked alone. */
async function accountStatus(
  clients: OauthClients,
  ask: typeof fetch,
  { did, pds }: { readonly did: string; readonly pds: string | null },
): Promise<"active" | "inactive" | "unknown"> {
  if (pds === null) return "unknown";
  const status = await readStatus(ask, { did, pds });
  if (status !== "inactive") return status;
  const current = (await resolveAccount(clients, did))?.pds ?? null;
  if (current === null) return "unknown";
  return current === pds ? status : readStatus(ask, { did, pds: current });
}

/** What the library is to look up. */
function nameOf(wanted: TypedIdentity): string {
  switch (wanted.kind) {
    case "handle":
      return wanted.handle;
    case "did":
      return wanted.did;
    case "server":
      return wanted.url;
  }
}

/** The server of what was typed, as it stands in a sentence. */
function serverOf(wanted: TypedIdentity): string {
  return wanted.kind === "server"
    ? `the server ${new URL(wanted.url).host}`
    : `the server of ${nameOf(wanted)}`;
}

/** What was remembered; `undefined` where the sign-in is unknown. */
function readTrail(state: string | undefined): SigninTrail | undefined {
  return state === undefined ? undefined : JSON.parse(state) as SigninTrail;
}

function unknownSignin(cause: unknown): SigninFailure {
  const sentence = sentenceOf("expired", "your server");
  return new SigninFailure("expired", sentence, { cause });
}
