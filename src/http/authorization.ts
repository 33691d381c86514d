/** Reads the `Authorization` header. @module */

/** What the header holds; a scheme that we do not know, or a malformed value, is `unusable`. */
export type Authorization =
  | { readonly scheme: "none" }
  | { readonly scheme: "bearer"; readonly credential: string }
  | { readonly scheme: "basic"; readonly credential: string }
  | { readonly scheme: "unusable" };

const UNUSABLE: Authorization = { scheme: "unusable" };
/** Far above any token or session JWT. */
const MAX_LENGTH = 8192;

/**
 * Reads a header; of Basic, the password alone is the credential.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-2.1}
 * @see {@link https://www.rfc-editor.org/rfc/rfc7617#section-2}
 */
export function readAuthorization(
  header: string | null | undefined,
): Authorization {
  if (header === null || header === undefined) return { scheme: "none" };
  const match = /^([A-Za-z]+) +([\x21-\x7e]+)$/.exec(header.trim());
  if (match === null || header.length > MAX_LENGTH) return UNUSABLE;
  const [, scheme, value] = match as unknown as [string, string, string];
  switch (scheme.toLowerCase()) {
    case "bearer":
      return { scheme: "bearer", credential: value };
    case "basic": {
      const password = basicPassword(value);
      return password === undefined
        ? UNUSABLE
        : { scheme: "basic", credential: password };
    }
    default:
      return UNUSABLE;
  }
}

/** What stands behind the first colon; `undefined` where there is none or it is no base64. */
function basicPassword(value: string): string | undefined {
  try {
    const text = atob(value);
    const colon = text.indexOf(":");
    return colon < 0 ? undefined : text.slice(colon + 1);
  } catch {
    return undefined; // atob throws where the text is no base64
  }
}
