/**
 * The only place that reads the phone's clock, and the memory of its last comparison with the server's.
 *
 * @import { Exchange } from "../domain/clock.js"
 */
import { comparisonOf, estimatedServerTime } from "../domain/clock.js";
import { read, write } from "./db.js";

/** This page's or worker's monotonic clock is its own. */
const RUNNER = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16)).join("");

/** The last exchange this page or worker knows of. @type {Exchange|null} */
let latest = null;

/** The monotonic clock stood still, or may have, since this moment of it. */
let sleptAt = Number.NEGATIVE_INFINITY;

/** @returns {number} the phone's clock, Unix milliseconds */
export function nowMs() {
  return Date.now();
}

/** @returns {string} the phone's clock as it travels */
export function nowIso() {
  return new Date(nowMs()).toISOString();
}

/** @returns {number} what the wall is ahead of UTC here */
export function utcOffsetMinutes() {
  return -new Date(nowMs()).getTimezoneOffset();
}

/** To be called when the page is hidden: from then on the phone may sleep. */
export function noteSleep() {
  sleptAt = performance.now();
}

/**
 * @param {string} server_time as an answer said
 * @returns {Promise<void>}
 */
export async function noteExchange(server_time) {
  if (Number.isNaN(Date.parse(server_time))) return;
  /** @type {Exchange} */
  const exchange = { server_time, device_time: nowIso(), monotonic_ms: performance.now(), runner: RUNNER };
  await write(["facts"], (tx) => tx.objectStore("facts").put({ key: "clock", ...exchange }));
  latest = exchange;
}

/** @returns {Promise<Exchange|null>} */
export async function lastExchange() {
  const fact = await read(["facts"], (tx) => tx.objectStore("facts").get("clock"));
  latest = /** @type {Exchange|null} */ (/** @type {unknown} */ (fact ?? null));
  return latest;
}

/** The comparison a report sealed now carries. */
export async function comparisonNow() {
  const exchange = await lastExchange();
  return comparisonOf(exchange, monotonicNow(exchange));
}

/** @returns {Promise<number>} the server's time now, as well as this phone can tell; Unix milliseconds */
export async function serverNowMs() {
  await lastExchange();
  return serverNow();
}

/** @returns {number} the same by the exchange last read or noted here; screens read it once before they are drawn */
export function serverNow() {
  return estimatedServerTime(latest, nowMs(), monotonicNow(latest));
}

/** @returns {number} what the server's clock is ahead of the phone's; added to a time of the phone it gives the true one */
export function clockOffsetMs() {
  return serverNow() - nowMs();
}

/** @param {Exchange|null} exchange */
function monotonicNow(exchange) {
  const slept_since_exchange = exchange !== null && sleptAt >= exchange.monotonic_ms;
  return { monotonic_ms: performance.now(), runner: RUNNER, slept_since_exchange };
}
