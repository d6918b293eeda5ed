/** Perceptual hashes (difference hash, 64 bits as 16 hex digits): do two pictures look alike? */

/** Two pictures at most this many bits apart are taken for the same one. */
const ALIKE_BITS = 6;

/**
 * @param {Uint8Array|Uint8ClampedArray|number[]} grey 9 × 8 brightness values, row by row
 * @returns {string} one bit per pair of neighbours, set where it gets brighter to the right
 */
export function differenceHash(grey) {
  let hex = "";
  for (let row = 0; row < 8; row++) {
    let byte = 0;
    for (let column = 0; column < 8; column++) {
      byte = byte * 2 + (grey[row * 9 + column + 1] > grey[row * 9 + column] ? 1 : 0);
    }
    hex += byte.toString(16).padStart(2, "0");
  }
  return hex;
}

/**
 * The print of a whole picture, by the mean brightness of 9 × 8 equal boxes, as the server takes it: a browser's own
 * drawing small picks and mixes pixels in ways of its own (measured: 11 bits apart, means: 1 to 2).
 *
 * @param {ArrayLike<number>} grey brightness 0 … 255, row by row
 * @param {number} width of a row
 * @returns {string}
 */
export function printOfPicture(grey, width) {
  const height = Math.floor(grey.length / width);
  const columns = boxesOf(width, 9);
  const narrow = Array.from({ length: height }, (_, y) =>
    columns.map((own) => mean(own.map((x) => grey[y * width + x]))),
  );
  const rows = boxesOf(height, 8);
  return differenceHash(rows.flatMap((own) => columns.map((_, column) => mean(own.map((y) => narrow[y][column])))));
}

/**
 * @param {number} pixels of a row or column
 * @param {number} count of boxes
 * @returns {number[][]} a pixel belongs to the box its middle lies in
 */
function boxesOf(pixels, count) {
  return Array.from({ length: count }, (_, box) => {
    const first = Math.floor((box * pixels) / count + 0.5);
    const next = Math.floor(((box + 1) * pixels) / count + 0.5);
    return Array.from({ length: Math.max(1, next - first) }, (_, i) => Math.min(first + i, pixels - 1));
  });
}

/** @param {number[]} values */
function mean(values) {
  return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/**
 * @param {string} a
 * @param {string} b
 * @returns {number} bits that differ
 */
export function bitsApart(a, b) {
  let bits = 0;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    let difference = Number.parseInt(a[i] ?? "0", 16) ^ Number.parseInt(b[i] ?? "0", 16);
    for (; difference > 0; difference >>= 1) bits += difference & 1;
  }
  return bits;
}

/**
 * Whether a picture looks like one already used. Only ever a warning: a doubt is shown as a doubt.
 *
 * @param {string} print
 * @param {string[]} used
 */
export function looksUsed(print, used) {
  return used.some((other) => bitsApart(print, other) <= ALIKE_BITS);
}
