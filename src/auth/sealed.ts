/**
 * Values that only this service can read, where they are stored: AES-256-GCM, bound to the row that they stand in, so that a value
 * copied into another row opens nothing.
 *
 * A sealed value is 12 bytes of nonce, the encrypted JSON, and 16 bytes of tag.
 *
 * @module
 */

const NONCE_BYTES = 12;

/** Seals a value of JSON. `place` names table and row. */
export async function seal(
  key: CryptoKey,
  place: string,
  value: unknown,
): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const encoder = new TextEncoder();
  const encrypted = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: encoder.encode(place) },
    key,
    encoder.encode(JSON.stringify(value)),
  );
  const sealed = new Uint8Array(NONCE_BYTES + encrypted.byteLength);
  sealed.set(iv);
  sealed.set(new Uint8Array(encrypted), NONCE_BYTES);
  return sealed;
}

/** The value, or `undefined` where it was changed, moved, or sealed with another key. */
export async function unseal<T>(
  key: CryptoKey,
  place: string,
  sealed: Uint8Array,
): Promise<T | undefined> {
  const bytes = new Uint8Array(sealed);
  try {
    const text = await crypto.subtle.decrypt(
      {
        name: "AES-GCM",
        iv: bytes.slice(0, NONCE_BYTES),
        additionalData: new TextEncoder().encode(place),
      },
      key,
      bytes.slice(NONCE_BYTES),
    );
    return JSON.parse(new TextDecoder().decode(text));
  } catch (error) {
    // WebCrypto says no more than that it does not fit.
    if (error instanceof DOMException || error instanceof TypeError) {
      return undefined;
    }
    throw error;
  }
}
