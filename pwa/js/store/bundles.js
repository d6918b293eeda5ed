/**
 * The bundle: all a phone needs for a day without signal. It is replaced whole or not at all.
 *
 * @import { Bundle, BundleAnswer, BundleData, BundlePart, PartName } from "../types.js"
 */
import { announce } from "./changes.js";
import { nowIso } from "./clock.js";
import { read, write } from "./db.js";

/** @type {PartName[]} */
const PARTS = ["places", "checklists", "plan", "day", "settings"];

/**
 * @param {string} person_id
 * @param {string} site_id
 * @returns {Promise<Bundle|null>} fetched_at: when the server last said that this is the newest
 */
export function bundleOf(person_id, site_id) {
  return read(["bundles", "facts"], async (tx) => {
    const bundle = await tx.objectStore("bundles").get([person_id, site_id]);
    const confirmed = await tx.objectStore("facts").get(freshKey(person_id, site_id));
    return bundle ? { ...bundle, fetched_at: confirmed?.at ?? bundle.fetched_at } : null;
  });
}

/**
 * Puts a new bundle in the old one's place; parts the server left out are taken over from the old one.
 *
 * @param {string} person_id
 * @param {BundleAnswer} answer
 * @returns {Promise<boolean>} false: a part is missing and the old bundle still stands; ask again without `have`
 */
export async function replaceBundle(person_id, answer) {
  const isReplaced = await write(["bundles", "facts"], async (tx) => {
    const bundles = tx.objectStore("bundles");
    const before = await bundles.get([person_id, answer.site_id]);
    const data = /** @type {Record<PartName, any>} */ ({});
    const digests = /** @type {Record<PartName, string>} */ ({});
    /** @type {Record<string, string>} */
    const section_digests = {};
    for (const name of PARTS) {
      const part = answer.parts[name];
      const content = part && contentOf(name, part, before);
      if (content === undefined) return false;
      data[name] = content;
      digests[name] = part.digest;
      Object.assign(section_digests, sectionDigests(name, part, before));
    }
    const { version, site_id, server_time } = answer;
    const whole = /** @type {BundleData} */ (data);
    const fetched_at = nowIso();
    await bundles.put({ person_id, site_id, version, server_time, fetched_at, digests, section_digests, data: whole });
    await tx.objectStore("facts").delete(freshKey(person_id, site_id));
    return true;
  });
  if (isReplaced) announce("bundle");
  return isReplaced;
}

/**
 * @param {PartName} name
 * @param {BundlePart} part
 * @param {Bundle|undefined} before
 * @returns {any} undefined: what was left out is not what we hold
 */
function contentOf(name, part, before) {
  if (part.data !== undefined) return part.data;
  if (!part.sections) return before?.digests[name] === part.digest ? before.data[name] : undefined;
  /** @type {Record<string, any>} */
  const held = before?.data[name] ?? {};
  /** @type {Record<string, any>} */
  const content = {};
  for (const [key, section] of Object.entries(part.sections)) {
    const isHeld = before?.section_digests?.[`${name}.${key}`] === section.digest;
    if (section.data === undefined && !isHeld) return undefined;
    content[key] = section.data === undefined ? held[key] : section.data;
  }
  return content;
}

/**
 * @param {PartName} name
 * @param {BundlePart} part
 * @param {Bundle|undefined} before
 * @returns {Record<string, string>} of the part as it is now; none where it came whole
 */
function sectionDigests(name, part, before) {
  if (part.sections) {
    return Object.fromEntries(Object.entries(part.sections).map(([key, { digest }]) => [`${name}.${key}`, digest]));
  }
  const stands = part.data === undefined ? Object.entries(before?.section_digests ?? {}) : [];
  return Object.fromEntries(stands.filter(([key]) => key.startsWith(`${name}.`)));
}

/**
 * The server says that nothing has changed: what we hold is fresh.
 *
 * @param {string} person_id
 * @param {string} site_id
 * @returns {Promise<void>}
 */
export async function confirmBundle(person_id, site_id) {
  const at = nowIso();
  await write(["facts"], (tx) => tx.objectStore("facts").put({ key: freshKey(person_id, site_id), at }));
  announce("bundle");
}

/**
 * Kept apart from the bundle, which is too big to be written again for a date.
 *
 * @param {string} person_id
 * @param {string} site_id
 */
function freshKey(person_id, site_id) {
  return `bundle-fresh:${person_id}:${site_id}`;
}
