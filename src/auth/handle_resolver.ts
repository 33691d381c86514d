/**
 * Whose a handle is: a TXT record `_atproto.<handle>`, else the text at `https://<handle>/.well-known/atproto-did`.
 *
 * @see {@link https://atproto.com/specs/handle#handle-resolution}
 *
 * @module
 */
import { SigninFailure } from "./signin_failure.ts";
import { isAtprotoDid } from "./typed_identity.ts";
import { Unreachable } from "./unreachable.ts";

/** The outside world, as look-ups need it. */
export interface HandleNetwork {
  readonly fetch: typeof fetch;
  readonly resolveTxt: (name: string) => Promise<readonly string[]>;
}

const DNS_MS = 3_000;

/**
 * The DID that a handle leads to. Whether it names the handle back is not looked at here.
 *
 * @throws {SigninFailure} `unknown_handle` where there is none, `server_down` where that cannot be found out now.
 */
export async function resolveHandle(
  network: HandleNetwork,
  handle: string,
  signal?: AbortSignal,
): Promise<string> {
  const named = await askDns(network, handle);
  if (named.kind === "found") return named.did;
  const written = await askHost(network, handle, signal);
  if (written.kind === "found") return written.did;
  if (named.kind === "nobody" && written.kind === "nobody") {
    throw new SigninFailure(
      "unknown_handle",
      `Nobody was found by the handle ${handle}: look for a typing error. If your account is switched off, switch it on again first; if your handle is broken, type the address of your server instead, such as https://bsky.social`,
    );
  }
  throw new SigninFailure(
    "server_down",
    `The handle ${handle} cannot be looked up now, because its server does not answer: try again in a few minutes`,
    { cause: named.kind === "failed" ? named.cause : written.cause },
  );
}

/** The texts of a name's TXT records; none where there are none. Rejects where the DNS does not say. */
export async function resolveTxt(name: string): Promise<readonly string[]> {
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), DNS_MS);
  try {
    const records = await Deno.resolveDns(name, "TXT", {
      signal: timer.signal,
    });
    return records.map((chunks) => chunks.join(""));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  } finally {
    clearTimeout(timeout);
  }
}

/** What one of the two ways answers. */
type Found =
  | { readonly kind: "found"; readonly did: string }
  | { readonly kind: "nobody"; readonly cause?: undefined }
  | { readonly kind: "failed"; readonly cause: unknown };

async function askDns(
  { resolveTxt }: HandleNetwork,
  handle: string,
): Promise<Found> {
  try {
    const texts = await resolveTxt(`_atproto.${handle}`);
    const dids = texts.filter((text) => text.startsWith("did="))
      .map((text) => text.slice("did=".length));
    const [did] = dids;
    // Of several, none can be believed.
    return dids.length === 1 && isAtprotoDid(did!)
      ? { kind: "found", did: did! }
      : { kind: "nobody" };
  } catch (cause) {
    return { kind: "failed", cause };
  }
}

async function askHost(
  { fetch }: HandleNetwork,
  handle: string,
  signal?: AbortSignal,
): Promise<Found> {
  try {
    const answer = await fetch(`https://${handle}/.well-known/atproto-did`, {
      ...signal && { signal },
      redirect: "error",
    });
    const [line = ""] = (await answer.text()).split("\n", 1);
    if (answer.status >= 500) return { kind: "failed", cause: answer.status };
    const did = line.trim();
    return answer.ok && isAtprotoDid(did)
      ? { kind: "found", did }
      : { kind: "nobody" };
  } catch (cause) {
    const isNowhere = cause instanceof Unreachable &&
      ["unknown_host", "refused", "redirect"].includes(cause.reason);
    return isNowhere ? { kind: "nobody" } : { kind: "failed", cause };
  }
}
