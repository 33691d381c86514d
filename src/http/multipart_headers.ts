/**
 * The headers of one part of a form: which field it is, and what its file is called.
 *
 * @module
 */
import type { Buffer } from "node:buffer";

/** What a part's headers say. */
export interface PartHeaders {
  /** Name of the field. */
  readonly name: string;
  /** Name of the file as it was sent; `null`: the part is a text. */
  readonly fileName: string | null;
}

/** Reads the lines of a part's headers; `undefined` where they name no field. */
export function readPartHeaders(bytes: Buffer): PartHeaders | undefined {
  const text = bytes.toString("utf8");
  const line = /(?:^|\r\n)content-disposition:([^\r\n]*)/i.exec(text)?.[1];
  if (line === undefined || !/^\s*form-data\s*(?:;|$)/i.test(line)) {
    return undefined;
  }
  const parameters = readParameters(line);
  const name = parameters.get("name");
  if (name === undefined) return undefined;
  const fileName = parameters.get("filename") ??
    decodeExtended(parameters.get("filename*"));
  return {
    name: unescaped(name),
    fileName: fileName === undefined ? null : unescaped(fileName),
  };
}

/**
 * The parameters behind the first semicolon; of several with one name the first counts.
 *
 * In a quoted value `\"` is a quote, as programs send it; any other backslash is itself, because some browsers sent whole
 * paths (`"C:\temp\new.txt"`).
 */
function readParameters(line: string): Map<string, string> {
  const parameters = new Map<string, string>();
  const form =
    /;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:\\"|[^"])*)"|([^\s;"]*))/gy;
  form.lastIndex = Math.max(0, line.indexOf(";"));
  for (let match; (match = form.exec(line)) !== null;) {
    const [, key, quoted, token] = match;
    const value = quoted?.replaceAll('\\"', '"') ?? token ?? "";
    const name = key!.toLowerCase();
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}

/** Browsers write the three characters that would end a value as `%22`, `%0D` and `%0A`, and nothing else so. */
function unescaped(value: string): string {
  return value.replace(/%(?:22|0D|0A)/gi, decodeURIComponent);
}

/** `UTF-8''na%C3%AFve.txt`, which RFC 7578 forbids here and some programs send. @see {@link https://www.rfc-editor.org/rfc/rfc8187} */
function decodeExtended(value: string | undefined): string | undefined {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(value ?? "")?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined; // a lone `%`, or bytes that are not UTF-8
  }
}
