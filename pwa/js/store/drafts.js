/**
 * A draft per visit: every tap is saved durably before the screen says so, and a killed app finds it again.
 *
 * @import { AnswerChange, Answer, Asking, Bundle, Draft, Location, Patrol, Presence, Result, Round, ShrunkPhoto, SignedIn } from "../types.js"
 * @import { Taken } from "./photos.js"
 */
import * as answering from "../domain/answering.js";
import { cardsFor } from "../domain/cards.js";
import { bulkPlan, fillTheRest as fill, undoFill as unfill } from "../domain/filling.js";
import { placeLine, pointOf, unitOf } from "../domain/places.js";
import { dateAt } from "../domain/windows.js";
import { announce } from "./changes.js";
import { nowIso, serverNowMs } from "./clock.js";
import { read, write } from "./db.js";
import { newId } from "./ids.js";
import { describePhoto, putPhoto } from "./photos.js";

/**
 * Opens a visit, or gives back the standing one of the same place and walk.
 *
 * @param {{ bundle: Bundle, person: SignedIn, point_id?: string|null, unit_id?: string|null, patrol?: Patrol|null, round?: Round|null, presence?: Presence|null }} visit round: what a unit is looked at for, outside of a walk
 * @returns {Promise<Draft>}
 */
export async function openDraft({ bundle, person, point_id, unit_id, patrol, round, presence }) {
  const { data } = bundle;
  const place = point_id ? pointOf(data, point_id) : unitOf(data, unit_id ?? "");
  if (!place) throw new Error(`no place ${point_id ?? unit_id} in the bundle`);
  const line = placeLine(data, place);
  const walked = patrol ? (data.plan.rounds.find((one) => one.round_id === patrol.round_id) ?? null) : (round ?? null);
  const time_zone = person.person.sites.find((site) => site.id === bundle.site_id)?.time_zone ?? "Asia/Shanghai";
  const at = nowIso();
  /** @type {Draft} */
  const fresh = {
    id: newId(),
    person_id: person.person_id,
    site_id: bundle.site_id,
    bundle: bundle.version,
    patrol_id: patrol?.patrol_id ?? null,
    round_id: patrol?.round_id ?? round?.round_id ?? null,
    point_id: point_id ?? null,
    unit_id: unit_id ?? null,
    place_name: [line.building, line.name].filter(Boolean).join(" "),
    started_at: presence?.at ?? at,
    changed_at: at,
    presence: presence ?? null,
    location: null,
    cards: cardsFor(data, { point_id, unit_id, round: walked, visit_on: dateAt(await serverNowMs(), time_zone) }),
    photos: [],
    note: "",
    asking: null,
    correction_of: null,
  };
  const draft = await write(["drafts"], async (tx) => {
    const drafts = tx.objectStore("drafts");
    const standing = (await drafts.index("person_id").getAll(person.person_id)).find((one) => isSameVisit(one, fresh));
    if (!standing) {
      await drafts.put(fresh);
      return fresh;
    }
    // A scan after a visit begun by hand is the better proof of presence.
    const better = {
      ...standing,
      presence: isScan(standing.presence) && !isScan(presence) ? standing.presence : (presence ?? standing.presence),
    };
    await drafts.put(better);
    return better;
  });
  announce("draft");
  return draft;
}

/** @param {Presence|null|undefined} presence */
function isScan(presence) {
  return ["qr", "nfc"].includes(presence?.method ?? "");
}

/**
 * @param {Draft} a
 * @param {Draft} b
 */
function isSameVisit(a, b) {
  if (a.correction_of || a.site_id !== b.site_id || a.patrol_id !== b.patrol_id) return false;
  return a.point_id === b.point_id && a.unit_id === b.unit_id;
}

/**
 * @param {string} id
 * @returns {Promise<Draft|null>}
 */
export async function getDraft(id) {
  return (await read(["drafts"], (tx) => tx.objectStore("drafts").get(id))) ?? null;
}

/**
 * @param {string} person_id
 * @returns {Promise<Draft[]>}
 */
export function listDrafts(person_id) {
  return read(["drafts"], (tx) => tx.objectStore("drafts").index("person_id").getAll(person_id));
}

/**
 * @param {string} id
 * @param {string} card
 * @param {Result|null} verdict null takes it back
 */
export function saveVerdict(id, card, verdict) {
  return changeDraft(id, (draft) => answering.setVerdict(draft, card, verdict));
}

/**
 * One more fault (or another answer) of an item.
 *
 * @param {string} id
 * @param {string} card
 * @param {string} item
 * @param {AnswerChange} [change]
 * @returns {Promise<{ draft: Draft, answer: Answer }>}
 */
export async function addAnswer(id, card, item, change = {}) {
  const key = newId();
  const draft = await changeDraft(id, (one) => answering.addAnswer(one, card, item, key, change));
  const answer = answering.cardIn(draft, card).answers.find((one) => one.key === key);
  return { draft, answer: /** @type {Answer} */ (answer) };
}

/**
 * @param {string} id
 * @param {string} card
 * @param {string} answer its key
 * @param {AnswerChange} change
 */
export function saveAnswer(id, card, answer, change) {
  return changeDraft(id, (draft) => answering.changeAnswer(draft, card, answer, change));
}

/**
 * @param {string} id
 * @param {string} card
 * @param {string} answer its key
 */
export function removeAnswer(id, card, answer) {
  return changeDraft(id, (draft) => answering.removeAnswer(draft, card, answer));
}

/**
 * @param {string} id
 * @param {string} card
 * @param {string} item
 * @param {number|string|null} value null empties it
 */
export function saveValue(id, card, item, value) {
  return changeDraft(id, (draft) => answering.setValue(draft, card, item, value, newId()));
}

/**
 * The three-way answer of one item, on a card that is answered item by item.
 *
 * @param {string} id
 * @param {string} card
 * @param {string} item
 * @param {Result} result
 */
export function saveItem(id, card, item, result) {
  return changeDraft(id, (draft) => answering.setItem(draft, card, item, result, newId()));
}

/**
 * One value item alone does not apply here; said again, it is asked anew.
 *
 * @param {string} id
 * @param {string} card
 * @param {string} item
 */
export function toggleNotHere(id, card, item) {
  return changeDraft(id, (draft) => answering.toggleNotHere(draft, card, item, newId()));
}

/**
 * @param {string} id
 * @param {string} card
 * @param {string} defect_id a known defect of the card
 * @param {"still"|"worse"|"gone"|null} sighting null takes it back
 */
export function saveSighting(id, card, defect_id, sighting) {
  return changeDraft(id, (draft) => answering.setSighting(draft, card, defect_id, sighting, newId()));
}

/**
 * @param {string} id
 * @param {string} note
 */
export function saveNote(id, note) {
  return changeDraft(id, (draft) => ({ ...draft, note }));
}

/**
 * @param {string} id
 * @param {Presence} presence
 */
export function savePresence(id, presence) {
  return changeDraft(id, (draft) => ({ ...draft, presence }));
}

/**
 * @param {string} id
 * @param {Location} location
 */
export function saveLocation(id, location) {
  return changeDraft(id, (draft) => ({ ...draft, location }));
}

/**
 * "All the rest ok".
 *
 * @param {string} id
 * @returns {Promise<{ draft: Draft, filled: string[], left: { card: string, why: string }[] }>}
 */
export async function fillTheRest(id) {
  /** @type {ReturnType<typeof bulkPlan>} */
  let plan = { fill: [], leave: [] };
  const draft = await changeDraft(id, (one) => {
    plan = bulkPlan(one);
    return fill(one);
  });
  return { draft, filled: plan.fill, left: plan.leave };
}

/** @param {string} id */
export function undoFill(id) {
  return changeDraft(id, unfill);
}

/**
 * To be awaited before the camera opens: Android may kill the page while the camera is in front.
 *
 * @param {string} id
 * @param {Omit<Asking, "since">} asking
 */
export function startAsking(id, asking) {
  return changeDraft(id, (draft) => ({ ...draft, asking: { ...asking, since: nowIso() } }));
}

/** @param {string} id */
export function stopAsking(id) {
  return changeDraft(id, (draft) => ({ ...draft, asking: null }));
}

/**
 * After a kill: the draft whose camera was open, to be opened again at the same item.
 *
 * @param {string} person_id
 * @returns {Promise<{ draft: Draft, asking: Asking }|null>} the latest
 */
export async function askedDraft(person_id) {
  const asking = (await listDrafts(person_id)).filter((draft) => draft.asking !== null);
  asking.sort((a, b) => (a.changed_at < b.changed_at ? 1 : -1));
  const draft = asking[0];
  return draft?.asking ? { draft, asking: draft.asking } : null;
}

/**
 * A photo, its bytes and its place in the draft, saved together; ends the asking.
 *
 * @param {string} id
 * @param {{ card: string|null, answer: string|null, item?: string|null }} place
 * @param {ShrunkPhoto} shrunk
 * @param {Taken} taken
 * @param {boolean} [isDoubted] it looks like one used before: kept, until the person says whether to take it again
 * @returns {Promise<{ draft: Draft, sha256: string }>}
 */
export async function attachPhoto(id, place, shrunk, taken, isDoubted = false) {
  const standing = await getDraft(id);
  if (!standing) throw new Error(`no draft ${id}`);
  const described = await describePhoto(standing.person_id, shrunk, taken);
  const draft = await write(["drafts", "photos", "photo_bytes"], async (tx) => {
    const now = await tx.objectStore("drafts").get(id);
    if (!now) throw new Error(`no draft ${id}`);
    const { sha256 } = described.wire;
    const doubted = isDoubted ? [...new Set([...(now.doubted ?? []), sha256])] : now.doubted;
    const added = answering.addPhoto(now, place, described.wire, newId());
    const changed = { ...added, ...(doubted ? { doubted } : {}), asking: null, changed_at: nowIso() };
    await putPhoto(tx, described);
    await tx.objectStore("drafts").put(changed);
    return changed;
  });
  announce("draft");
  return { draft, sha256: described.wire.sha256 };
}

/**
 * One picture may show two faults.
 *
 * @param {string} id
 * @param {string} card
 * @param {string} answer its key
 * @param {string} sha256 of a photo the draft holds
 */
export function sharePhoto(id, card, answer, sha256) {
  return changeDraft(id, (draft) => answering.sharePhoto(draft, card, answer, sha256));
}

/**
 * "Use this one all the same": the warning goes, the photo stays.
 *
 * @param {string} id
 * @param {string} sha256
 */
export function settleDoubt(id, sha256) {
  return changeDraft(id, (draft) => ({ ...draft, doubted: (draft.doubted ?? []).filter((one) => one !== sha256) }));
}

/**
 * Takes a photo (and its annotated copies) out of the draft; its bytes are cleared away later.
 *
 * @param {string} id
 * @param {string} sha256
 */
export function removePhoto(id, sha256) {
  return changeDraft(id, (draft) => answering.removePhoto(draft, sha256));
}

/**
 * Nothing of it is sent. For a visit opened by mistake.
 *
 * @param {string} id
 * @returns {Promise<void>}
 */
export async function discardDraft(id) {
  await write(["drafts"], (tx) => tx.objectStore("drafts").delete(id));
  announce("draft");
}

/**
 * One tap: read, change, write, all in one strict transaction.
 *
 * @param {string} id
 * @param {(draft: Draft) => Draft} change
 * @returns {Promise<Draft>} as saved
 */
async function changeDraft(id, change) {
  const draft = await write(["drafts"], async (tx) => {
    const before = await tx.objectStore("drafts").get(id);
    if (!before) throw new Error(`no draft ${id}`);
    const after = { ...change(before), changed_at: nowIso() };
    await tx.objectStore("drafts").put(after);
    return after;
  });
  announce("draft");
  return draft;
}
