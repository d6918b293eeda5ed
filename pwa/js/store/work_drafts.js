/**
 * What a technician has put into a step of an order, saved at every tap until it is sealed.
 *
 * @import { Asking, ShrunkPhoto, WorkDraft } from "../types.js"
 * @import { Taken } from "./photos.js"
 */
import { announce } from "./changes.js";
import { nowIso } from "./clock.js";
import { read, write } from "./db.js";
import { describePhoto, putPhoto } from "./photos.js";

/**
 * @param {string} person_id
 * @param {string} order_id
 * @returns {WorkDraft} not saved yet
 */
function emptyWork(person_id, order_id) {
  return {
    person_id,
    order_id,
    step: "comment",
    reason: "",
    note: "",
    until: null,
    safeguard: "",
    minutes: null,
    materials: [],
    presence: null,
    verdict: null,
    photos: [],
    asking: null,
    changed_at: nowIso(),
  };
}

/**
 * @param {string} person_id
 * @param {string} order_id
 * @returns {Promise<WorkDraft>} the standing one, or an empty one
 */
export async function workDraft(person_id, order_id) {
  const standing = await read(["work_drafts"], (tx) => tx.objectStore("work_drafts").get([person_id, order_id]));
  return standing ?? emptyWork(person_id, order_id);
}

/**
 * @param {string} person_id
 * @returns {Promise<number>} photos of steps begun and not sealed
 */
export async function unsealedPhotos(person_id) {
  const drafts = await read(["work_drafts"], (tx) =>
    tx.objectStore("work_drafts").index("person_id").getAll(person_id),
  );
  return drafts.reduce((sum, work) => sum + work.photos.length, 0);
}

/**
 * @typedef {Partial<Omit<WorkDraft, "person_id"|"order_id"|"changed_at">>} WorkChange
 */

/**
 * @param {string} person_id
 * @param {string} order_id
 * @param {WorkChange|((before: WorkDraft) => WorkChange)} change what adds to a list is asked in the transaction, so that
 *   two quick taps both count
 * @returns {Promise<WorkDraft>} as saved
 */
export async function saveWork(person_id, order_id, change) {
  const work = await write(["work_drafts"], async (tx) => {
    const drafts = tx.objectStore("work_drafts");
    const before = (await drafts.get([person_id, order_id])) ?? emptyWork(person_id, order_id);
    const changed = typeof change === "function" ? change(before) : change;
    const after = { ...before, ...changed, changed_at: nowIso() };
    await drafts.put(after);
    return after;
  });
  announce("draft");
  return work;
}

/**
 * A photo, its bytes and its place in the draft, saved together; ends the asking.
 *
 * @param {string} person_id
 * @param {string} order_id
 * @param {ShrunkPhoto} shrunk
 * @param {Taken} taken
 * @returns {Promise<WorkDraft>}
 */
export async function attachWorkPhoto(person_id, order_id, shrunk, taken) {
  const described = await describePhoto(person_id, shrunk, taken);
  const work = await write(["work_drafts", "photos", "photo_bytes"], async (tx) => {
    const drafts = tx.objectStore("work_drafts");
    const before = (await drafts.get([person_id, order_id])) ?? emptyWork(person_id, order_id);
    const others = before.photos.filter((photo) => photo.sha256 !== described.wire.sha256);
    const after = { ...before, photos: [...others, described.wire], asking: null, changed_at: nowIso() };
    await putPhoto(tx, described);
    await drafts.put(after);
    return after;
  });
  announce("draft");
  return work;
}

/**
 * @param {string} person_id
 * @param {string} order_id
 * @param {string} sha256
 */
export function removeWorkPhoto(person_id, order_id, sha256) {
  return saveWork(person_id, order_id, ({ photos }) => ({
    photos: photos.filter((photo) => photo.sha256 !== sha256 && photo.of !== sha256),
  }));
}

/**
 * After a kill: the order whose camera was open.
 *
 * @param {string} person_id
 * @returns {Promise<{ work: WorkDraft, asking: Asking }|null>}
 */
export async function askedWork(person_id) {
  const all = await read(["work_drafts"], (tx) => tx.objectStore("work_drafts").index("person_id").getAll(person_id));
  const work = all.filter((one) => one.asking).sort((a, b) => (a.changed_at < b.changed_at ? 1 : -1))[0];
  return work?.asking ? { work, asking: work.asking } : null;
}
