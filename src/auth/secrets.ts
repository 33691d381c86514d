/**
 * Random secrets and the hashes under which they are stored.
 *
 * A secret has 256 random bits, so a plain SHA-256 protects it as well as a slow hash would, and finding
 * its row stays one index look-up.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** Random bytes of a secret. */
const SECRET_BYTES = 32;
/** Random bytes of an id. */
const ID_BYTES = 12;

/** Random text: 43 characters of base64url. */
export function newSecret(randomBytes: (length: number) => Uint8Array): string {
  return Uint8Array.from(randomBytes(SECRET_BYTES)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/** A random id for a row: 24 hex digits, so that it can stand on a command line without being taken for an option. */
export function newId(randomBytes: (length: number) => Uint8Array): string {
  return Uint8Array.from(randomBytes(ID_BYTES)).toHex();
}

/** SHA-256 of a secret's text. */
export function hashSecret(secret: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(secret).digest());
}
