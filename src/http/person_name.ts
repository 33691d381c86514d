/** What people are called on pages. @module */

/** A handle that could not be verified. */
const UNVERIFIED = "handle.invalid";

/** `@alice.example`; the DID where no handle was verified, because anybody can claim one. */
export function personName(
  { handle, did }: { readonly handle: string; readonly did: string },
): string {
  return handle === UNVERIFIED ? did : `@${handle}`;
}
