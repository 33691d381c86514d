/**
 * From what went wrong at a server or in the library to a sentence for the visitor. Whatever a foreign server sends, it is told
 * here; nothing of it is a failure of the service.
 *
 * @module
 */
import { isStorageFull } from "../db/database.ts";
import { AppError } from "../errors.ts";
import type { OauthLibrary } from "./oauth_client.ts";
import { SigninFailure, type SigninFailureReason } from "./signin_failure.ts";
import { Unreachable } from "./unreachable.ts";

/** Errors of OAuth by which a server says that it does not accept this service. */
const NOT_ACCEPTED: ReadonlySet<string> = new Set([
  "invalid_client",
  "invalid_client_metadata",
  "invalid_dpop_proof",
  "invalid_redirect_uri",
  "invalid_scope",
  "unauthorized_client",
]);
/** Errors by which a server says that it cannot now. */
const NOT_NOW: ReadonlySet<string> = new Set([
  "server_error",
  "slow_down",
  "temporarily_unavailable",
]);
/** How servers say, in the text of `access_denied`, that the account cannot sign in. */
const INACTIVE = /deactivat|taken ?down|takendown|suspend|inactive/i;

/**
 * The failure that an error means. What is our own, such as a full disk, is thrown on.
 *
 * @param who whose server was asked, as it stands in a sentence: `the server of alice.example`.
 */
export function asSigninFailure(
  library: OauthLibrary,
  error: unknown,
  who: string,
): SigninFailure {
  for (const cause of causesOf(error)) {
    if (cause instanceof SigninFailure) return cause;
    if (cause instanceof AppError || isStorageFull(cause)) throw cause;
    const reason = reasonOf(library, cause);
    if (reason !== undefined) {
      return new SigninFailure(reason, sentenceOf(reason, who), {
        cause: error,
      });
    }
  }
  return new SigninFailure("server_odd", sentenceOf("server_odd", who), {
    cause: error,
  });
}

/** An error and what is behind it, the deepest first: it knows best what happened. */
function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (
    let cause = error;
    cause instanceof Error && causes.length < 10;
    cause = cause.cause
  ) causes.unshift(cause);
  return causes;
}

/** Why a sign-in failed, where this one error tells. */
function reasonOf(
  library: OauthLibrary,
  error: Error,
): SigninFailureReason | undefined {
  if (error instanceof Unreachable) {
    const isOdd = ["refused", "too_large"].includes(error.reason);
    return isOdd ? "server_odd" : "server_down";
  }
  if (error instanceof library.OAuthResponseError) {
    return reasonOfAnswer(error.status, error.error);
  }
  if (error instanceof library.OAuthCallbackError) {
    return reasonOfReturn(error.params, error.message);
  }
  if (error instanceof library.FetchResponseError) {
    return error.response.status >= 500 ? "server_down" : undefined;
  }
  if (error instanceof library.FetchRequestError) return "server_down";
  if (error instanceof library.DidError) {
    return [404, 410].includes(error.status) ? "unknown_account" : undefined;
  }
  if (error instanceof library.JwtCreateError) return "not_accepted";
  // The library has no class for these.
  if (/does not include the handle/.test(error.message)) {
    return "unpaired_handle";
  }
  if (/Issuer mismatch/.test(error.message)) return "wrong_issuer";
  if (/Failed to load private key/.test(error.message)) return "not_accepted";
  return undefined;
}

/** What an answer of a server's token or request endpoint means. */
function reasonOfAnswer(
  status: number,
  error: string | undefined,
): SigninFailureReason {
  if (status >= 500 || status === 429 || NOT_NOW.has(error ?? "")) {
    return "server_down";
  }
  if (NOT_ACCEPTED.has(error ?? "")) return "not_accepted";
  return error === "invalid_grant" ? "expired" : "server_odd";
}

/** What the address means with which a server sent somebody back. */
function reasonOfReturn(
  params: URLSearchParams,
  message: string,
): SigninFailureReason | undefined {
  if (/Issuer|iss missing/.test(message)) return "wrong_issuer";
  const error = params.get("error");
  if (error === null) return undefined;
  if (NOT_NOW.has(error)) return "server_down";
  if (NOT_ACCEPTED.has(error)) return "not_accepted";
  if (error !== "access_denied") return "server_odd";
  return INACTIVE.test(params.get("error_description") ?? "")
    ? "inactive"
    : "denied";
}

/** What to do about it. */
export function sentenceOf(reason: SigninFailureReason, who: string): string {
  switch (reason) {
    case "unpaired_handle":
      return "This handle leads to an account that does not name it back, so it cannot be believed. If it is yours, correct it in the app you use for your account, or sign in with your DID or the address of your server";
    case "unknown_account":
      return "There is no account with this DID any more: look for a typing error";
    case "server_down":
      return `${
        capital(who)
      } does not answer now: try again in a few minutes. If it goes on, ask the people who run it`;
    case "denied":
      return "You were not signed in, because it was refused at your server. If that was not meant, sign in again and choose to allow it";
    case "inactive":
      return "Your account is switched off or was taken down, so it cannot sign in: switch it on again in the app you use for it, or ask the people who run your server";
    case "expired":
      return "This sign-in was used before, or is older than an hour: begin again";
    case "other_browser":
      return "This sign-in was begun in another browser, or long ago: begin again here";
    case "wrong_issuer":
      return "The answer came from a server that does not speak for this account, so it was not believed. If you have just moved to another server, begin again; otherwise somebody may be trying to sign in as you";
    case "not_accepted":
      return `${
        capital(who)
      } does not accept this service, which its operator has to repair. Try again in a quarter of an hour; if it goes on, tell the operator`;
    default:
      return `${
        capital(who)
      } does not answer as a server of ATProto does: check what you typed. If it is right, ask the people who run that server`;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
