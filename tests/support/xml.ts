/** Reads XML as strictly as a parser for feeds does, just enough to ask for elements. @module */
import assert from "node:assert/strict";

/** An element with its attributes; text is put together, without that of its children. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const TOKEN =
  /<\?xml [^?]*\?>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|[^<]+/y;

/** The root element. Fails where the text is not well-formed. */
export function parseXml(text: string): XmlElement {
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(text, /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/);
  assert.ok(text.isWellFormed());
  const top: XmlElement = { name: "", attributes: {}, children: [], text: "" };
  const open = [top];
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    assert.ok(match, `no XML at ${at}: ${text.slice(at, at + 80)}`);
    const [token, closing, opening, attributes = "", isClosed] = match;
    if (closing !== undefined) {
      assert.equal(open.pop()!.name, closing);
    } else if (opening !== undefined) {
      const element = {
        name: opening,
        attributes: attributesOf(attributes),
        children: [],
        text: "",
      };
      open.at(-1)!.children.push(element);
      if (isClosed === "") open.push(element);
    } else if (!token.startsWith("<?")) open.at(-1)!.text += decode(token);
  }
  assert.equal(open.length, 1, "an element is not closed");
  assert.equal(top.children.length, 1);
  return top.children[0]!;
}

/** Children of this name. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** Text of the one child of this name. */
export function textOf(element: XmlElement, name: string): string {
  const found = childrenOf(element, name);
  assert.equal(found.length, 1, `${element.name} has ${found.length} ${name}`);
  return found[0]!.text;
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w:.-]+)="([^"]*)"/g)]
      .map(([, name, value]) => [name!, decode(value!)]),
  );
}

function decode(text: string): string {
  assert.doesNotMatch(text, /&(?!(?:amp|lt|gt|quot|#39);)/);
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"').replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
