/**
 * How it stands between this phone and the server, for every tab and the service worker alike.
 */
import { announce } from "./changes.js";
import { read, write } from "./db.js";

/**
 * @typedef {object} Contact
 * @property {string|null} contact_at when the server last answered
 * @property {boolean} is_offline the last attempt did not reach it
 * @property {number} failures_count in a row
 * @property {string|null} retry_at when sending may go on by itself
 * @property {string|null} held_until the server asked not to be called before
 */

/** @type {Contact} */
const NONE = { contact_at: null, is_offline: false, failures_count: 0, retry_at: null, held_until: null };

/** @returns {Promise<Contact>} */
export async function contact() {
  const fact = await read(["facts"], (tx) => tx.objectStore("facts").get("contact"));
  return { ...NONE, ...fact };
}

/**
 * @param {Partial<Contact>} change
 * @returns {Promise<void>}
 */
export async function noteContact(change) {
  await write(["facts"], async (tx) => {
    const before = await tx.objectStore("facts").get("contact");
    await tx.objectStore("facts").put({ ...NONE, ...before, ...change, key: "contact" });
  });
  announce("sync");
}
