/**
 * Addresses of the service before this one: actions stood behind the page's name there. Who follows one is sent on, and a link
 * to one leads to the new address.
 *
 * @module
 */
import { actionUrl, fileUrl, pageUrl } from "./page_path.ts";

/** One form of an old address: what stood behind the page, and where it is now. */
type Rule = readonly [
  RegExp,
  (page: string, first: string, second: string) => string,
];

const REVISION = "([0-9a-fA-F]{4,40})";

/** `<page>/a/<file>`. */
const OLD_FILE = /^(.+)\/a\/([^/]+)$/;

const RULES: readonly Rule[] = [
  [/^(.+)\/view$/, (page) => pageUrl(page)],
  [at("view"), (page, revision) => actionUrl("view", page, { revision })],
  [/^(.+)\/edit$/, (page) => actionUrl("edit", page)],
  [at("edit"), (page, revision) => actionUrl("edit", page, { revision })],
  [
    /^(.+)\/(history|source|blame|rename|delete)$/,
    (page, tool) => actionUrl(tool, page),
  ],
  [at("source"), (page, revision) => actionUrl("source", page, { revision })],
  [at("blame"), (page, revision) => actionUrl("blame", page, { revision })],
  [
    new RegExp(`^(.+)/diff/${REVISION}/${REVISION}$`),
    (page, from, to) => actionUrl("diff", page, { from, to }),
  ],
  // A page's files lay, and lie, in the folder of its name; a thumbnail was, and is, the same file, made smaller.
  [OLD_FILE, (page, file) => fileUrl(`${page}/${file}`)],
  [
    new RegExp(`^(.+)/a/([^/]+)/${REVISION}$`),
    (page, file, revision) =>
      actionUrl("file", `${page}/${file}`, { revision: revision! }),
  ],
  [
    /^(.+)\/t\/([^/]+)$/,
    (page, file) => `${fileUrl(`${page}/${file}`)}?thumbnail=`,
  ],
  [
    /^(.+)\/t\/([^/]+)\/(\d{1,5})$/,
    (page, file, size) => `${fileUrl(`${page}/${file}`)}?size=${size}`,
  ],
  [
    /^(.+)\/(?:attachments|inline_attachment)$/,
    (page) => actionUrl("attachments", page),
  ],
  [
    /^(.+)\/attachment\/([^/]+)$/,
    (page, file) => actionUrl("attachment", `${page}/${file}`),
  ],
];

/**
 * Where an old address leads today, or `undefined` where it is none. Ask only when no page has this
 * very name.
 *
 * @param path decoded: `Actors/Iran/history`.
 */
export function oldAddress(path: string): string | undefined {
  for (const [form, today] of RULES) {
    const match = form.exec(path);
    if (match) return today(match[1]!, match[2] ?? "", match[3] ?? "");
  }
  return undefined;
}

/** The attachment that an old address names, or `undefined` where it names none: for times in which it is looked up by name. */
export function oldFilePath(path: string): string | undefined {
  const [, page, file] = OLD_FILE.exec(path) ?? [];
  return page === undefined ? undefined : `${page}/${file}`;
}

/** `<page>/<action>/<revision>`. */
function at(action: string): RegExp {
  return new RegExp(`^(.+)/${action}/${REVISION}$`);
}
