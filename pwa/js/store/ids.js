import { uuid7 } from "../domain/uuid7.js";

/** @returns {string} a new UUIDv7 */
export function newId() {
  return uuid7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}
