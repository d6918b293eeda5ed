/** Numbers for "too dark" and "blurred": hints for the person at the spot, never a verdict. */

/** Above these the person is asked to look again. */
export const TOO_DARK = 0.85;
export const TOO_BLURRED = 0.85;

/** A picture whose edges vary this much is as sharp as a phone makes them. */
const SHARP_VARIANCE = 400;

/**
 * @param {ArrayLike<number>} grey brightness 0 … 255
 * @returns {number} 0 bright … 1 black
 */
export function darknessOf(grey) {
  let sum = 0;
  for (let i = 0; i < grey.length; i++) sum += grey[i];
  return grey.length === 0 ? 1 : 1 - sum / grey.length / 255;
}

/**
 * By the variance of the Laplacian: in a blurred picture neighbours hardly differ.
 *
 * @param {ArrayLike<number>} grey row by row
 * @param {number} width of a row
 * @returns {number} 0 sharp … 1 blurred
 */
export function blurOf(grey, width) {
  const height = Math.floor(grey.length / width);
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const edge = 4 * grey[at] - grey[at - 1] - grey[at + 1] - grey[at - width] - grey[at + width];
      count += 1;
      sum += edge;
      squares += edge * edge;
    }
  }
  if (count === 0) return 1;
  const variance = squares / count - (sum / count) ** 2;
  return 1 - Math.min(1, variance / SHARP_VARIANCE);
}
