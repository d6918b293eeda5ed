/**
 * Reading tags: by the browser's own BarcodeDetector where it has one, else by qr-scanner. Never the only way in: the
 * number can be typed, and the phone's own camera opens the tag's link.
 */
import QrScanner from "../../lib/qr-scanner.js";

/** @typedef {{ detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]> }} Detector */

const EVERY_MS = 150;

/** @returns {boolean} whether there may be a camera to scan with */
export function canScan() {
  return Boolean(globalThis.navigator?.mediaDevices?.getUserMedia);
}

/**
 * Shows the back camera in the video element and calls back with every text it reads.
 *
 * @param {HTMLVideoElement} video
 * @param {(text: string) => void} onText the same text may come several times
 * @returns {Promise<{ stop: () => void, setTorch: ((isOn: boolean) => Promise<void>)|null }>} setTorch null: no lamp
 * @throws {DOMException} NotAllowedError, NotFoundError, NotReadableError: no camera for us
 */
export async function startScanner(video, onText) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } },
  });
  const end = () => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  /** @type {FrameReader} */
  let readFrame;
  try {
    video.srcObject = stream;
    video.playsInline = true;
    video.muted = true;
    await video.play();
    readFrame = await frameReader();
  } catch (error) {
    end(); // the screen was left while the camera started: it must not stay on
    throw error;
  }
  let isStopped = false;
  const look = async () => {
    if (isStopped) return;
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      const text = await readFrame(video).catch(noFrame);
      if (text && !isStopped) onText(text);
    }
    setTimeout(look, EVERY_MS);
  };
  look();
  return {
    stop: () => {
      isStopped = true;
      end();
    },
    setTorch: torchOf(stream),
  };
}

/**
 * A photo of a tag, where there is no live camera.
 *
 * @param {Blob} picture
 * @returns {Promise<string|null>} null: no code found in it
 */
export async function scanImage(picture) {
  const bitmap = await createImageBitmap(picture);
  try {
    const readFrame = await frameReader();
    return await readFrame(bitmap);
  } finally {
    bitmap.close();
  }
}

/**
 * A frame that could not be looked at (the camera is turning, the phone is busy) is like one without a code.
 *
 * @param {unknown} error
 * @returns {null}
 */
function noFrame(error) {
  console.warn("A frame could not be read.", error);
  return null;
}

/** @typedef {(source: HTMLVideoElement|ImageBitmap) => Promise<string|null>} FrameReader null: no code in this frame */

/** @type {Promise<FrameReader>|null} made once: qr-scanner keeps a worker */
let reader = null;

/** @returns {Promise<FrameReader>} */
function frameReader() {
  reader ??= makeReader();
  return reader;
}

/** @returns {Promise<FrameReader>} */
async function makeReader() {
  const detector = await ownDetector();
  if (detector) return async (source) => (await detector.detect(source))[0]?.rawValue ?? null;
  const qrEngine = new Worker(new URL("../../lib/qr-scanner-engine.js", import.meta.url));
  return async (source) => {
    try {
      return (await QrScanner.scanImage(source, { qrEngine, returnDetailedScanResult: true })).data;
    } catch (error) {
      if (String(error).includes(QrScanner.NO_QR_CODE_FOUND)) return null;
      throw error;
    }
  };
}

/** @returns {Promise<Detector|null>} the browser's, when it can read QR codes */
async function ownDetector() {
  const Own = /** @type {any} */ (globalThis).BarcodeDetector;
  const formats = (await Own?.getSupportedFormats?.().catch(() => [])) ?? [];
  return formats.includes("qr_code") ? new Own({ formats: ["qr_code"] }) : null;
}

/** @param {MediaStream} stream */
function torchOf(stream) {
  const track = stream.getVideoTracks()[0];
  const capabilities = /** @type {any} */ (track?.getCapabilities?.() ?? {});
  if (!capabilities.torch) return null;
  return (/** @type {boolean} */ isOn) => track.applyConstraints(/** @type {any} */ ({ advanced: [{ torch: isOn }] }));
}
