/** Servers that cannot be reached, or may not be. @module */

/** Why a server could not be reached. */
export type UnreachableReason =
  | "refused" // it is no address that may be asked
  | "unknown_host" // there is no such name
  | "timeout"
  | "too_large"
  | "redirect"
  | "network"; // it does not answer, or its certificate is wrong

/** A server that could not be reached. A `TypeError`, as what `fetch()` throws. */
export class Unreachable extends TypeError {
  override readonly name = "Unreachable";

  constructor(
    readonly reason: UnreachableReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
