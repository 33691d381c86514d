/** What an embedding's options say: switches, numbers, sizes, sides. Only values of a small set reach the HTML. @module */

/** Options by name (lower case), in the order written; the last of a name counts. */
export type Options = ReadonlyMap<string, string>;

/** `true`, `on`, `yes`, `1` or nothing at all; `false`, `off`, `no`, `0`; else the default. */
export function isOn(
  options: Options,
  name: string,
  { otherwise }: { otherwise: boolean },
): boolean {
  const value = options.get(name)?.trim().toLowerCase();
  if (value === undefined) return otherwise;
  if (/^(?:true|on|yes|1|)$/.test(value)) return true;
  return /^(?:false|off|no|0|none)$/.test(value) ? false : otherwise;
}

/** The column of text is about this wide. */
const COLUMN_PIXELS = 740;

/** A class for a width: `w-5` to `w-100` in steps of 5, per cent of the column; `null` where none is named that makes sense. */
export function widthClass(
  options: Options,
  otherwise?: string,
): string | null {
  const value = (options.get("width") ?? otherwise ?? "").trim();
  const match = /^(\d{1,4}(?:\.\d{1,3})?)(%|px|em|rem)?$/.exec(value);
  if (match === null) return null;
  const number = Number(match[1]);
  const unit = match[2] ?? "px";
  const percent = unit === "%"
    ? number
    : 100 * number * (unit === "px" ? 1 : 16) / COLUMN_PIXELS;
  return `w-${Math.min(100, Math.max(5, Math.round(percent / 5) * 5))}`;
}

/** A class for the side at which a box stands. */
export function sideClass(options: Options, otherwise: string): string {
  const value = ["position", "pos", "float", "align"]
    .map((name) => options.get(name)?.trim().toLowerCase())
    .find((side) => side !== undefined && SIDES.has(side));
  return SIDES.get(value ?? otherwise)!;
}

const SIDES: ReadonlyMap<string, string> = new Map([
  ["left", "at-left"],
  ["right", "at-right"],
  ["center", "at-center"],
  ["none", "at-center"],
]);

/** A class for the alignment of text, or `null`. */
export function textClass(options: Options): string | null {
  const value = options.get("text-align")?.trim().toLowerCase() ?? "";
  return /^(?:left|right|center|justify)$/.test(value) ? `text-${value}` : null;
}

/** Several classes in one attribute. */
export function classes(...names: readonly (string | null)[]): string {
  return names.filter((name) => name !== null).join(" ");
}
