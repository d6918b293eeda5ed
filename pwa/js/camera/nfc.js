/**
 * NFC tags with the same link as the printed code, where the browser can read them (NDEFReader: Chromium on Android).
 * Never the only way in.
 */

/** @typedef {{ recordType: string, encoding?: string, data?: DataView }} NfcRecord */
/** @typedef {{ scan(how: { signal: AbortSignal }): Promise<void>, onreading: ((event: { message: { records: NfcRecord[] } }) => void)|null, onreadingerror: (() => void)|null }} NfcReader */

/** @returns {boolean} whether this browser has a reader at all */
export function canTouch() {
  return "NDEFReader" in globalThis;
}

/**
 * Listens for tags until stopped. To be called from a tap: the browser asks for permission then.
 *
 * @param {(text: string|null) => void} onText null: a tag that could not be read, or holds no text
 * @returns {Promise<() => void>} stops listening
 * @throws {DOMException} NotAllowedError, NotSupportedError: not allowed, or NFC is switched off
 */
export async function listenForTags(onText) {
  const end = new AbortController();
  /** @type {NfcReader} */
  const reader = new /** @type {any} */ (globalThis).NDEFReader();
  reader.onreading = ({ message }) => onText(message.records.map(textOf).find(Boolean) ?? null);
  reader.onreadingerror = () => onText(null);
  await reader.scan({ signal: end.signal });
  return () => end.abort();
}

/** @param {NfcRecord} record */
function textOf({ recordType, encoding, data }) {
  if (!data || !["url", "absolute-url", "text"].includes(recordType)) return null;
  return new TextDecoder(encoding || "utf-8").decode(data);
}
