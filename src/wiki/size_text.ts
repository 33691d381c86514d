/** How large something is, in words. @module */

const UNITS = ["kB", "MB", "GB"];

/** `571 bytes`, `5.6 kB`, `12 MB`: decimal units, as limits are given. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  let size = bytes / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  const number = size < 9.95
    ? size.toFixed(1).replace(/\.0$/, "")
    : Math.round(size);
  return `${number} ${UNITS[unit]}`;
}
