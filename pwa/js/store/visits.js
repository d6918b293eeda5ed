/**
 * Sealed visits as they stand with their corrections: for the summary, for showing, for the next correction.
 *
 * @import { SealedVisit } from "../types.js"
 */
import { read } from "./db.js";

/**
 * @param {string} id
 * @returns {Promise<SealedVisit|null>}
 */
export async function getVisit(id) {
  return (await read(["visits"], (tx) => tx.objectStore("visits").get(id))) ?? null;
}

/**
 * @param {string} person_id
 * @returns {Promise<SealedVisit[]>}
 */
export function listVisits(person_id) {
  return read(["visits"], (tx) => tx.objectStore("visits").index("person_id").getAll(person_id));
}

/**
 * @param {string} person_id
 * @param {string} patrol_id
 * @returns {Promise<SealedVisit[]>}
 */
export async function visitsOf(person_id, patrol_id) {
  return (await listVisits(person_id)).filter((visit) => visit.patrol_id === patrol_id);
}
