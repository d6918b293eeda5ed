/**
 * A picture made small enough to keep and send, once: the bytes made here are the evidence for ever (a second encoding
 * would be other bytes). One at a time: a 12-megapixel picture takes 48 MB while it is open.
 *
 * @import { ShrunkPhoto } from "../types.js"
 */
import { printOfPicture } from "../domain/likeness.js";
import { blurOf, darknessOf } from "../domain/quality.js";

const LONGEST_PX = 2048;
const QUALITY = 0.8;
const QUALITY_PX = 256;

/** The picture can't be opened or encoded on this phone. */
export class PictureUnreadable extends Error {
  /** @override */
  name = "PictureUnreadable";
}

/** @type {Promise<unknown>} */
let before = Promise.resolve();

/**
 * @param {Blob} picture as the camera or gallery gave it
 * @param {{ max_px?: number, quality?: number }} [how] max_px: longer side, from the bundle's settings
 * @returns {Promise<ShrunkPhoto>} upright JPEG without metadata
 * @throws {PictureUnreadable}
 */
export function shrink(picture, { max_px = LONGEST_PX, quality = QUALITY } = {}) {
  const work = before.then(() => shrinkNow(picture, Math.min(max_px, LONGEST_PX), quality));
  before = work.catch(() => undefined); // its own caller hears of it; the next picture has its turn
  return work;
}

/**
 * @param {Blob} picture
 * @param {number} max_px
 * @param {number} quality
 * @returns {Promise<ShrunkPhoto>}
 */
async function shrinkNow(picture, max_px, quality) {
  const bitmap = await opened(picture);
  try {
    const { width, height } = fitted(bitmap, max_px);
    const canvas = drawn(bitmap, width, height);
    const jpeg = await encoded(canvas, quality);
    const small = fitted({ width, height }, QUALITY_PX);
    const grey = greyOf(canvas, small.width, small.height);
    canvas.width = 0; // gives its memory back at once
    return {
      bytes: await jpeg.arrayBuffer(),
      mime: "image/jpeg",
      width,
      height,
      darkness: darknessOf(grey),
      blur: blurOf(grey, small.width),
      print: printOfPicture(grey, small.width),
    };
  } finally {
    bitmap.close();
  }
}

/** @param {Blob} picture */
async function opened(picture) {
  try {
    return await createImageBitmap(picture, { imageOrientation: "from-image" });
  } catch (cause) {
    throw new PictureUnreadable("the picture can't be opened", { cause });
  }
}

/**
 * Both sides are computed: given one, browsers take the unrotated picture's (measured).
 *
 * @param {{ width: number, height: number }} picture
 * @param {number} max_px
 */
function fitted({ width, height }, max_px) {
  const scale = Math.min(1, max_px / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * @param {CanvasImageSource} source
 * @param {number} width
 * @param {number} height
 */
function drawn(source, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: width <= QUALITY_PX });
  if (!context) throw new PictureUnreadable("no canvas to draw on");
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} quality
 * @returns {Promise<Blob>}
 */
async function encoded(canvas, quality) {
  const blob = await new Promise((/** @type {BlobCallback} */ resolve) =>
    canvas.toBlob(resolve, "image/jpeg", quality),
  );
  // A browser that can't encode JPEG would quietly give PNG, ten times the size (measured with AVIF).
  if (blob?.type !== "image/jpeg") throw new PictureUnreadable("this browser did not make a JPEG");
  return blob;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @returns {Uint8ClampedArray} brightness row by row
 */
function greyOf(canvas, width, height) {
  const small = drawn(canvas, width, height);
  const context = small.getContext("2d");
  const { data } = /** @type {CanvasRenderingContext2D} */ (context).getImageData(0, 0, width, height);
  const grey = new Uint8ClampedArray(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
  }
  return grey;
}
