/**
 * What this page or worker is sending at this moment, by report id or photo digest. In memory only: a killed sender
 * sends nothing.
 */
import { announce } from "../store/changes.js";

/** @type {Set<string>} */
const inFlight = new Set();

/**
 * @template T
 * @param {string[]} names
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function sending(names, work) {
  for (const name of names) inFlight.add(name);
  announce("sync");
  try {
    return await work();
  } finally {
    for (const name of names) inFlight.delete(name);
    announce("sync");
  }
}

/** @param {string} name */
export function isInFlight(name) {
  return inFlight.has(name);
}
