/** What people are called on pages. @module */
import { INVALID_HANDLE } from "../auth/admission.ts";

/** `@alice.example`; the DID where no handle was verified, because anybody can claim one. */
export function personName(
  { handle, did }: { readonly handle: string; readonly did: string },
): string {
  return handle === INVALID_HANDLE ? did : `@${handle}`;
}
