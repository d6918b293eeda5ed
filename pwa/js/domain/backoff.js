/** The wait after a failed attempt: full jitter, so that phones coming back together do not knock together. */

const BASE_MS = 2_000;
const LONGEST_MS = 300_000;

/**
 * @param {number} failures_count failures in a row so far, from 1
 * @param {number} random in [0, 1)
 * @param {number} [retry_after_ms] what the server asked for; never waited less than this
 * @returns {number} milliseconds: random(0, min(300 s, 2 s·2ⁿ)), n counting from 0 (protocol, "What the phone promises")
 */
export function waitBeforeRetry(failures_count, random, retry_after_ms = 0) {
  const exponent = Math.min(failures_count - 1, 20);
  return Math.max(retry_after_ms, Math.round(random * Math.min(LONGEST_MS, BASE_MS * 2 ** exponent)));
}

/**
 * `Retry-After` is seconds or an HTTP date.
 *
 * @param {string|null} header
 * @param {number} now_ms
 * @returns {number} milliseconds, 0 when absent or unreadable
 */
export function retryAfterMs(header, now_ms) {
  if (!header) return 0;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now_ms);
}

/**
 * Whether an answer of this status is worth another try by itself.
 *
 * @param {number} status
 */
export function isWorthRetrying(status) {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}
