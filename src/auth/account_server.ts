/**
 * What the personal data server of an account tells everybody: profile, picture, and whether the account is active. No credential
 * is sent.
 *
 * @module
 */
import { withDeadline } from "./deadline.ts";

/** Somebody's profile. */
export interface Profile {
  readonly displayName: string | null;
  /** Content address of the picture. */
  readonly avatarCid: string | null;
}

/** An account, and the origin of its server. */
export interface Account {
  readonly did: string;
  readonly pds: string;
}

const PROFILE_MS = 5_000;
const PICTURE_MS = 10_000;
const CID = /^[A-Za-z0-9]{20,120}$/;

/** The profile; `undefined` where the server does not answer, both `null` where there is none. */
export async function readProfile(
  ask: typeof fetch,
  { did, pds }: Account,
): Promise<Profile | undefined> {
  const query = {
    repo: did,
    collection: "app.bsky.actor.profile",
    rkey: "self",
  };
  const url = xrpcUrl(pds, "com.atproto.repo.getRecord", query);
  const answer = await askForJson(ask, url, PROFILE_MS);
  if (answer === undefined) return undefined;
  const isNone = answer.status === 400 && answer.json["error"] ===
      "RecordNotFound";
  if (isNone) return { displayName: null, avatarCid: null };
  if (answer.status !== 200) return undefined;
  const { displayName, avatar } = asRecord(answer.json["value"]);
  const cid = asRecord(asRecord(avatar)["ref"])["$link"];
  return {
    displayName: typeof displayName === "string" ? displayName : null,
    avatarCid: typeof cid === "string" && CID.test(cid) ? cid : null,
  };
}

/** Whether an account is active, as its server says; `unknown` where it does not say so. */
export async function readStatus(
  ask: typeof fetch,
  { did, pds }: Account,
): Promise<"active" | "inactive" | "unknown"> {
  const url = xrpcUrl(pds, "com.atproto.sync.getRepoStatus", { did });
  const answer = await askForJson(ask, url, PROFILE_MS);
  if (answer?.status !== 200 || answer.json["did"] !== did) return "unknown";
  switch (answer.json["active"]) {
    case true:
      return "active";
    case false:
      return "inactive";
    default:
      return "unknown";
  }
}

/** The bytes of a picture, whatever they are; `undefined` where the server does not give them. */
export async function readBlob(
  ask: typeof fetch,
  { did, pds, cid }: Account & { readonly cid: string },
): Promise<Uint8Array | undefined> {
  const url = xrpcUrl(pds, "com.atproto.sync.getBlob", { did, cid });
  try {
    return await withDeadline(PICTURE_MS, async (signal) => {
      const answer = await ask(url, { signal, redirect: "error" });
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
      await answer.body?.cancel();
      return undefined;
    });
  } catch {
    return undefined; // a picture is not worth a failure
  }
}

/** An answer in JSON, whatever its status; `undefined` where there is none. */
async function askForJson(
  ask: typeof fetch,
  url: URL,
  milliseconds: number,
): Promise<
  { status: number; json: Readonly<Record<string, unknown>> } | undefined
> {
  try {
    return await withDeadline(milliseconds, async (signal) => {
      const answer = await ask(url, { signal, redirect: "error" });
      const { status } = answer;
      return { status, json: asRecord(await answer.json()) };
    });
  } catch {
    return undefined; // what a server does not say is unknown
  }
}

function xrpcUrl(
  pds: string,
  method: string,
  query: Readonly<Record<string, string>>,
): URL {
  const url = new URL(`/xrpc/${method}`, pds);
  url.search = String(new URLSearchParams(query));
  return url;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
    ? value as Readonly<Record<string, unknown>>
    : {};
}
