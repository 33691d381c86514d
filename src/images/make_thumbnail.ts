/**
 * From the bytes of a picture to those of a smaller one. Runs in the thread of `thumbnail_worker.ts`.
 *
 * @module
 */
import type { Codecs } from "./codecs.ts";
import { sizeIn } from "./picture_form.ts";
import { readPictureHeader } from "./picture_header.ts";
import { shrink } from "./shrink.ts";
import type { ThumbnailJob, ThumbnailReply } from "./thumbnail_maker.ts";

/**
 * Most pixels that are decoded: a photograph of 24 megapixels passes. Decoders need up to 14 bytes for each, 350 MB in all, for
 * the second that they work.
 */
const MAX_PIXELS = 25_000_000;

/**
 * Makes a smaller picture. What is small already, or moves, is best shown as it is.
 *
 * @throws where the picture is damaged.
 */
export async function makeThumbnail(
  codecs: Codecs,
  { picture, form, isAlwaysEncoded = false }: ThumbnailJob,
): Promise<ThumbnailReply> {
  const bytes = new Uint8Array(picture);
  const header = readPictureHeader(bytes);
  if (header === undefined) {
    return { kind: "refused", reason: "it is no PNG, JPEG or WebP" };
  }
  const { format, width, height, isAnimated } = header;
  if (isAnimated) return { kind: "as_it_is" };
  if (width * height > MAX_PIXELS) {
    const reason =
      `it has ${width} × ${height} pixels and may have ${MAX_PIXELS}`;
    return { kind: "refused", reason };
  }
  const pixels = await codecs.decode(format, bytes);
  const size = sizeIn(form, pixels);
  const isSame = size.width === pixels.width && size.height === pixels.height;
  if (isSame && !isAlwaysEncoded) return { kind: "as_it_is" };
  const smaller = await codecs.encode(format, shrink(pixels, size));
  const { buffer } = new Uint8Array(smaller);
  return { kind: "made", type: `image/${format}`, bytes: buffer, size };
}
