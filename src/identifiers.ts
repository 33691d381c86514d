/** How people are named: by a DID, which stays, and by a handle, which may change. @module */

const MAX_DID_LENGTH = 2_048;
const DID = /^did:[a-z0-9]+:(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2}|:(?!$))+$/;
const HANDLE =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether a text is a DID, of whatever method. @see {@link https://www.w3.org/TR/did-core/#did-syntax} */
export function isDid(text: string): boolean {
  return text.length <= MAX_DID_LENGTH && DID.test(text);
}

/** Whether a text is a handle, in lower case. @see {@link https://atproto.com/specs/handle#handle-identifier-syntax} */
export function isHandle(text: string): boolean {
  return HANDLE.test(text);
}
