/** What people are called on pages, at the command line and in sentences. @module */
import { INVALID_HANDLE } from "../db/platform/users.ts";

/** `@alice.example`; the DID where no handle is known or was verified, because anybody can claim one. */
export function personName(
  { handle, did }: {
    readonly handle: string | null | undefined;
    readonly did: string;
  },
): string {
  const isKnown = handle !== null && handle !== undefined;
  return isKnown && handle !== INVALID_HANDLE ? `@${handle}` : did;
}
