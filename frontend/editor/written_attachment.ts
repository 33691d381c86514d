/**
 * How an attachment is written in a page: as link, picture, or thumbnail that leads to the whole picture.
 *
 * @module
 */

/** What is needed of an attachment. */
interface Written {
  readonly name: string;
  /** `![plan](./plan.png)` or `[plan](./plan.pdf)`. */
  readonly markdown: string;
}

/** The Markdown of an attachment in this form. */
export function writtenAs(
  { name, markdown }: Written,
  form: "link" | "picture" | "thumbnail",
): string {
  const text = name.replace(/[\\[\]]/g, "\\$&");
  const address = /\]\((.+)\)$/.exec(markdown)?.[1] ?? `./${encodeURI(name)}`;
  if (form === "link") return `[${text}](${address})`;
  if (form === "picture") return `![${text}](${address})`;
  return `[![${text}](${withThumbnail(address)})](${address})`;
}

function withThumbnail(address: string): string {
  const end = address.endsWith(">") ? ">" : "";
  return `${address.slice(0, address.length - end.length)}?thumbnail${end}`;
}
