/**
 * What the phone knows of the true time: the last exchange with the server. Its own clock is never corrected, only
 * compared; the server draws the conclusions.
 *
 * @import { ClockComparison } from "../types.js"
 */

/**
 * @typedef {object} Exchange the last answer that carried the server's time
 * @property {string} server_time
 * @property {string} device_time
 * @property {number} monotonic_ms of the running page or worker, at the exchange
 * @property {string} runner which page or worker that monotonic clock belongs to
 */

/**
 * The comparison a report carries. The monotonic span is left out when it would lie: after a restart it counts from
 * elsewhere, and on phones it stands still while the phone sleeps.
 *
 * @param {Exchange|null} exchange
 * @param {{ monotonic_ms: number, runner: string, slept_since_exchange: boolean }} now
 * @returns {ClockComparison|undefined}
 */
export function comparisonOf(exchange, now) {
  if (!exchange) return undefined;
  /** @type {ClockComparison} */
  const comparison = { server_time: exchange.server_time, device_time: exchange.device_time };
  if (exchange.runner === now.runner && !now.slept_since_exchange) {
    comparison.elapsed_ms = Math.round(now.monotonic_ms - exchange.monotonic_ms);
  }
  return comparison;
}

/**
 * The server's time now, as well as the phone can tell: by the monotonic clock where it can be believed (someone may
 * have set the phone's clock since the exchange), else by the phone's clock and its difference then.
 *
 * @param {Exchange|null} exchange
 * @param {number} device_ms
 * @param {{ monotonic_ms: number, runner: string, slept_since_exchange: boolean }} [now]
 * @returns {number} Unix milliseconds
 */
export function estimatedServerTime(exchange, device_ms, now) {
  if (!exchange) return device_ms;
  const elapsed_ms = now && comparisonOf(exchange, now)?.elapsed_ms;
  if (elapsed_ms !== undefined) return Date.parse(exchange.server_time) + elapsed_ms;
  return device_ms + Date.parse(exchange.server_time) - Date.parse(exchange.device_time);
}
