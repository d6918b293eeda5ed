/**
 * Room on the phone: is it safe, is there enough for the next walk, and what may go. Only what the server has confirmed
 * ever goes: after seven days, sooner when room is short, oldest first.
 *
 * @import { Bundle, OutboxReport, Patrol } from "../types.js"
 * @import { WriteTransaction } from "./db.js"
 */
import { photosOf } from "../domain/report.js";
import { announce } from "./changes.js";
import { nowMs } from "./clock.js";
import { read, whenFull, write } from "./db.js";

const KEPT_MS = 7 * 24 * 3_600_000;

/** Free room below which confirmed things go before their time. */
const SHORT_BYTES = 150 * 1024 * 1024;

/** What a photo takes after shrinking, with some to spare (measured: 0.4–0.8 MB). */
export const PHOTO_BYTES = 900 * 1024;

/** Photos per stop when no earlier walk tells better. */
const USUAL_PHOTOS_PER_STOP = 1;

/** A bundle the server has vouched for this recently is fresh enough to leave with. */
const FRESH_MS = 12 * 3_600_000;

/**
 * @typedef {{ used: number|null, quota: number|null, free: number|null }} Room bytes; null where the browser does not say
 *
 * @typedef {object} Readiness
 * @property {boolean|null} is_persisted null: the browser has no such promise
 * @property {{ free: number|null, needed: number, is_enough: boolean }} space
 * @property {{ fetched_at: string|null, is_fresh: boolean }} bundle
 * @property {boolean} is_at_risk the browser may empty what it has not promised to keep: not promised, and room is short
 * @property {"granted"|"denied"|"prompt"|null} camera null: the browser does not say
 * @property {boolean} is_ready
 */

/** @returns {Promise<Room>} */
export async function estimate() {
  const said = await globalThis.navigator?.storage?.estimate?.();
  const used = said?.usage ?? null;
  const quota = said?.quota ?? null;
  return { used, quota, free: used === null || quota === null ? null : quota - used };
}

/**
 * Before leaving.
 *
 * @param {Bundle|null} bundle
 * @param {{ person_id: string, stops_count: number }|null} walk
 * @returns {Promise<Readiness>}
 */
export async function readiness(bundle, walk) {
  const { free } = await estimate();
  const needed = walk ? await forecast(walk.person_id, walk.stops_count) : 0;
  const space = { free, needed, is_enough: free === null || free > needed };
  const fetched_at = bundle?.fetched_at ?? null;
  const is_fresh = fetched_at !== null && nowMs() - Date.parse(fetched_at) < FRESH_MS;
  const is_persisted = (await globalThis.navigator?.storage?.persisted?.()) ?? null;
  const is_at_risk = is_persisted === false && free !== null && free < SHORT_BYTES + needed;
  const bundleState = { fetched_at, is_fresh };
  const is_ready = space.is_enough && is_fresh;
  return { is_persisted, space, bundle: bundleState, is_at_risk, camera: await cameraPermission(), is_ready };
}

/** @returns {Promise<Readiness["camera"]>} asked without asking the person */
async function cameraPermission() {
  try {
    const asked = await globalThis.navigator?.permissions?.query({ name: /** @type {any} */ ("camera") });
    return asked?.state ?? null;
  } catch {
    return null; // a browser that knows no such permission
  }
}

/**
 * Room the next walk will take, by this person's walks of the last days.
 *
 * @param {string} person_id
 * @param {number} stops_count
 * @returns {Promise<number>} bytes
 */
export function forecast(person_id, stops_count) {
  return read(["visits"], async (tx) => {
    const visits = await tx.objectStore("visits").index("person_id").getAll(person_id);
    const photos = visits.reduce((sum, visit) => sum + visit.draft.photos.length, 0);
    const perStop = visits.length > 0 ? Math.max(photos / visits.length, 0.2) : USUAL_PHOTOS_PER_STOP;
    return Math.ceil(perStop * stops_count * PHOTO_BYTES);
  });
}

/**
 * Removes what was confirmed more than seven days ago, and when room is short what was confirmed later, oldest first.
 *
 * @param {{ isShort?: boolean }} [how]
 * @returns {Promise<number>} reports removed
 */
export async function tidy({ isShort } = {}) {
  const { free } = await estimate();
  const short = isShort ?? (free !== null && free < SHORT_BYTES);
  const limit = nowMs() - KEPT_MS;
  const reports = await read(["outbox"], (tx) => tx.objectStore("outbox").getAll());
  const confirmed = reports.filter((report) => report.state === "confirmed" && report.confirmed_at);
  confirmed.sort((a, b) => Date.parse(a.confirmed_at ?? "") - Date.parse(b.confirmed_at ?? ""));
  const old = confirmed.filter((report) => Date.parse(report.confirmed_at ?? "") < limit);
  const going = short ? confirmed.slice(0, Math.max(old.length, Math.ceil(confirmed.length / 2))) : old;
  for (const report of going) await removeConfirmed(report);
  await removeUnused();
  if (going.length > 0) announce("outbox");
  return going.length;
}

/**
 * One report with its line. Never one the server has not confirmed: its state is read again in the transaction.
 *
 * @param {OutboxReport} report
 */
function removeConfirmed(report) {
  return write(["outbox", "lines", "visits"], async (tx) => {
    const now = await tx.objectStore("outbox").get(report.id);
    if (now?.state !== "confirmed") return;
    await tx.objectStore("outbox").delete(report.id);
    await tx.objectStore("lines").delete(report.id);
    if (report.kind === "inspection") await tx.objectStore("visits").delete(report.id);
  });
}

/** Photos and walks that nothing on this phone names any more. */
function removeUnused() {
  return write(
    ["outbox", "visits", "drafts", "work_drafts", "incidents", "patrols", "photos", "photo_bytes"],
    async (tx) => {
      const used = await usedPhotos(tx);
      for (const [person_id, sha256] of await tx.objectStore("photos").getAllKeys()) {
        if (used.has(`${person_id} ${sha256}`)) continue;
        await tx.objectStore("photos").delete([person_id, sha256]);
        await tx.objectStore("photo_bytes").delete([person_id, sha256]);
      }
      for (const patrol of await tx.objectStore("patrols").getAll()) {
        if (await isOver(tx, patrol)) await tx.objectStore("patrols").delete(patrol.patrol_id);
      }
    },
  );
}

/**
 * @param {WriteTransaction} tx
 * @returns {Promise<Set<string>>} "person digest"
 */
async function usedPhotos(tx) {
  const used = new Set();
  const add = (/** @type {string} */ person_id, /** @type {string[]} */ digests) => {
    for (const sha256 of digests) used.add(`${person_id} ${sha256}`);
  };
  for (const report of await tx.objectStore("outbox").getAll()) add(report.person_id, report.photos);
  for (const draft of await tx.objectStore("drafts").getAll()) add(draft.person_id, photosOf(draft));
  for (const work of await tx.objectStore("work_drafts").getAll()) add(work.person_id, photosOf(work));
  for (const told of await tx.objectStore("incidents").getAll()) add(told.person_id, photosOf(told.draft));
  for (const visit of await tx.objectStore("visits").getAll()) add(visit.person_id, photosOf(visit.draft));
  return used;
}

/**
 * @param {WriteTransaction} tx
 * @param {Patrol} patrol
 * @returns {Promise<boolean>} sealed, and its report confirmed and gone
 */
async function isOver(tx, patrol) {
  return patrol.report_id !== null && !(await tx.objectStore("outbox").get(patrol.report_id));
}

whenFull(async () => (await tidy({ isShort: true })) > 0);
