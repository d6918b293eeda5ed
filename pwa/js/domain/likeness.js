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
