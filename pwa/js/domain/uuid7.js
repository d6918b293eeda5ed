/**
 * UUIDv7 (RFC 9562 §5.7): sortable by the millisecond it was made.
 *
 * @param {number} at_ms Unix milliseconds
 * @param {Uint8Array} random ten random bytes
 * @returns {string} lower case, with dashes
 */
export function uuid7(at_ms, random) {
  const bytes = new Uint8Array(16);
  for (let i = 0, rest = at_ms; i < 6; i++) {
    bytes[5 - i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
