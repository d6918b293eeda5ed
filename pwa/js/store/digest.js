/**
 * @param {BufferSource} bytes
 * @returns {Promise<string>} SHA-256, 64 lower-case hex digits
 */
export async function sha256Hex(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} text
 * @returns {Promise<string>} of its UTF-8 bytes
 */
export function sha256OfText(text) {
  return sha256Hex(new TextEncoder().encode(text));
}
