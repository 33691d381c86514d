/**
 * What a stranger's server says of an account and of itself, made small before the OAuth library reads it: the library looks at
 * each value, and words a sentence for each wrong one. Half a megabyte of them would hold everybody up for twenty seconds.
 *
 * @module
 */
import { Unreachable } from "./unreachable.ts";

/** Where documents of DIDs come from. */
export interface AnswerSources {
  /** Origin of the directory of `did:plc`. */
  readonly plcUrl: string;
}

/** Values in one answer; the metadata of a server have about a hundred. */
const MAX_VALUES = 1_000;
/** Names and services of one account that are read. */
const MAX_LISTED = 20;
/** Characters of one name or address. */
const MAX_TEXT = 2_048;
const DID_DOCUMENT = "/.well-known/did.json";

/**
 * A fetch whose answers are read whole. A document of a DID is cut down to what says who somebody is and where their server is.
 *
 * @returns throws {Unreachable} `too_large` where there is more in an answer than in any honest one.
 */
export function withSmallAnswers(
  ask: typeof fetch,
  { plcUrl }: AnswerSources,
): typeof fetch {
  const directory = new URL(plcUrl).origin;
  return async (input, init) => {
    const answer = await ask(input, init);
    const text = await answer.text();
    const url = new URL(input instanceof Request ? input.url : input);
    const isDocument = url.origin === directory ||
      url.pathname === DID_DOCUMENT;
    const small = isDocument ? cutDown(text) : text;
    if (countValues(small) > MAX_VALUES) {
      throw new Unreachable("too_large", `${url.host} answers too much`);
    }
    const { status, headers } = answer;
    const body = small === "" ? null : small;
    const response = new Response(body, { status, headers });
    Object.defineProperty(response, "url", { value: answer.url });
    return response;
  };
}

/** At least as many as there are values, without reading them. */
function countValues(text: string): number {
  let count = 1;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 0x2c || character === 0x5b || character === 0x7b) count++;
  }
  return count;
}

/** The document of a DID without keys and whatever else is in it; what is none stays as it is. */
function cutDown(text: string): string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return text;
  }
  const { id, alsoKnownAs, service } = asRecord(document);
  return JSON.stringify({
    "@context": ["https://www.w3.org/ns/did/v1"],
    id: isText(id) ? id : undefined,
    alsoKnownAs: listOf(alsoKnownAs).filter(isText).slice(0, MAX_LISTED),
    service: listOf(service).map(asRecord)
      .filter((one) => [one.id, one.type, one.serviceEndpoint].every(isText))
      .slice(0, MAX_LISTED)
      .map(({ id, type, serviceEndpoint }) => ({ id, type, serviceEndpoint })),
  });
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.length <= MAX_TEXT;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asRecord(value: unknown): {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly alsoKnownAs?: unknown;
  readonly service?: unknown;
  readonly serviceEndpoint?: unknown;
} {
  return typeof value === "object" && value !== null ? value : {};
}
