/**
 * Why a sign-in failed: a word for the audit log, and a sentence for the visitor that says what to do.
 *
 * @module
 */
import { AppError, type ErrorCode } from "../errors.ts";
import type { SigninTrail } from "./identity.ts";

/** The reasons, as the audit log has them. */
export type SigninFailureReason =
  | "not_a_name" // neither a handle nor a DID nor an address
  | "unknown_handle" // nobody has it
  | "unpaired_handle" // the account that it leads to does not name it back
  | "unknown_account" // there is no such DID, or it is over
  | "server_down" // a server does not answer, or not in time
  | "server_odd" // a server answers, but not as one of ATProto does
  | "denied" // the person, or their server, said no
  | "inactive" // the account is switched off or taken down
  | "expired" // older than an hour, or used before
  | "other_browser" // it was begun elsewhere
  | "wrong_issuer" // the answer is of a server that does not speak for the account
  | "not_accepted" // servers do not accept this service: the operator's to repair
  | "suspended" // by the operator of this service
  | "leaving"; // the account here is being deleted

/** A sign-in that failed. */
export class SigninFailure extends AppError {
  readonly reason: SigninFailureReason;
  /** What the sign-in remembered, where it is known. */
  readonly trail: SigninTrail | null;

  constructor(
    reason: SigninFailureReason,
    sentence: string,
    options: ErrorOptions & { trail?: SigninTrail | null } = {},
  ) {
    super(CODES[reason], sentence, options);
    this.reason = reason;
    this.trail = options.trail ?? null;
  }

  /** The same failure of a sign-in that is known. */
  of(trail: SigninTrail): SigninFailure {
    const { cause } = this;
    return new SigninFailure(this.reason, this.message, { cause, trail });
  }
}

const CODES: Readonly<Record<SigninFailureReason, ErrorCode>> = {
  not_a_name: "invalid",
  unknown_handle: "invalid",
  unpaired_handle: "invalid",
  unknown_account: "invalid",
  server_down: "unavailable",
  server_odd: "invalid",
  denied: "invalid",
  inactive: "forbidden",
  expired: "invalid",
  other_browser: "invalid",
  wrong_issuer: "invalid",
  not_accepted: "unavailable",
  suspended: "forbidden",
  leaving: "unavailable",
};
