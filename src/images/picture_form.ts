/**
 * How large a smaller picture is to be: the four forms that an address can ask for.
 *
 * | query             | result                                                 |
 * | ----------------- | ------------------------------------------------------ |
 * | `thumbnail`       | fits into 80 × 80                                      |
 * | `thumbnail=N`     | fits into N × N                                        |
 * | `size=N`          | the longer side has N                                  |
 * | `width=N`         | that width; the height follows                         |
 * | `height=N`        | that height; the width follows                         |
 * | `width=N&height=M`| both, whatever the proportions were                    |
 *
 * A picture is never made larger.
 *
 * @module
 */

/** A form. Without `width` (or `height`) that side follows from the other; with `box` the picture fits into a square. */
export interface PictureForm {
  readonly box?: number;
  readonly width?: number;
  readonly height?: number;
}

/** Width and height in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const DEFAULT_BOX = 80;
/** Longest side that is made; a larger one is asked for by mistake or in malice. */
const MAX_SIDE = 2000;

/** The form that a query asks for; `undefined`: none, the picture itself is wanted. */
export function readPictureForm(
  query: Readonly<Record<string, string | undefined>>,
): PictureForm | undefined {
  const width = readSide(query["width"]);
  const height = readSide(query["height"]);
  if (width !== undefined || height !== undefined) {
    return {
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
    };
  }
  const size = readSide(query["size"]);
  if (size !== undefined) return { box: size };
  const thumbnail = query["thumbnail"];
  return thumbnail === undefined
    ? undefined
    : { box: readSide(thumbnail) ?? DEFAULT_BOX };
}

/** Names a form, for a cache: `b80`, `w200`, `w200h100`. */
export function formKey({ box, width, height }: PictureForm): string {
  if (box !== undefined) return `b${box}`;
  return (width === undefined ? "" : `w${width}`) +
    (height === undefined ? "" : `h${height}`);
}

/** The size of a picture in a form; not larger than it is. */
export function sizeIn(
  form: PictureForm,
  { width, height }: PictureSize,
): PictureSize {
  if (form.width !== undefined && form.height !== undefined) {
    return {
      width: Math.min(form.width, width),
      height: Math.min(form.height, height),
    };
  }
  const scale = form.box !== undefined
    ? form.box / Math.max(width, height)
    : form.width !== undefined
    ? form.width / width
    : form.height! / height;
  if (scale >= 1) return { width, height };
  const side = (pixels: number) =>
    Math.min(MAX_SIDE, Math.max(1, Math.round(pixels * scale)));
  return { width: side(width), height: side(height) };
}

/** A number of pixels, at most {@linkcode MAX_SIDE}; `undefined` for what is none. */
function readSide(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,9}$/.test(text)) return undefined;
  const side = Math.min(Number(text), MAX_SIDE);
  return side === 0 ? undefined : side;
}
