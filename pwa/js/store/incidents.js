/**
 * Incidents on this phone: what is being written for the next step, saved at every tap, and the steps told from here.
 *
 * @import { Asking, Bundle, IncidentBody, IncidentDraft, IncidentWords, ShrunkPhoto, SignedIn } from "../types.js"
 * @import { Taken } from "./photos.js"
 */
import { announce } from "./changes.js";
import { nowIso } from "./clock.js";
import { read, write } from "./db.js";
import { describePhoto, putPhoto } from "./photos.js";
import { sealPlain } from "./sealing.js";

/** @type {IncidentWords} */
const NOTHING = {
  category: "",
  description: "",
  place_text: "",
  point_id: null,
  unit_id: null,
  level: null,
  due_on: "",
  put_right: null,
  order: false,
  contact_name: "",
  contact_phone: "",
  photos: [],
};

/** @typedef {{ person_id: string, site_id: string, id: string }} Whose */

/** @param {Whose} whose */
const keyOf = ({ person_id, id }) => `${person_id} ${id}`;

/**
 * @param {Whose} whose
 * @returns {IncidentDraft} not saved yet
 */
function emptyDraft(whose) {
  return { ...whose, incident_id: keyOf(whose), changed_at: nowIso(), draft: { ...NOTHING }, asking: null, sealed: [] };
}

/**
 * @param {Whose} whose
 * @returns {Promise<IncidentDraft>} the standing one, or an empty one
 */
export async function incidentDraft(whose) {
  return (await read(["incidents"], (tx) => tx.objectStore("incidents").get(keyOf(whose)))) ?? emptyDraft(whose);
}

/**
 * @param {string} person_id
 * @param {string} site_id
 * @returns {Promise<IncidentDraft[]>}
 */
export async function listIncidents(person_id, site_id) {
  const rows = await read(["incidents"], (tx) => tx.objectStore("incidents").index("person_id").getAll(person_id));
  return rows.filter((row) => row.site_id === site_id);
}

/**
 * @param {Whose} whose
 * @param {Partial<IncidentWords>|((before: IncidentWords) => Partial<IncidentWords>)} change what adds to a list is asked
 *   in the transaction, so that two quick taps both count
 * @param {Asking|null} [asking] the camera is about to open, or closed without a picture
 * @returns {Promise<IncidentDraft>} as saved
 */
export async function saveIncident(whose, change, asking = null) {
  const saved = await write(["incidents"], async (tx) => {
    const before = (await tx.objectStore("incidents").get(keyOf(whose))) ?? emptyDraft(whose);
    const changed = typeof change === "function" ? change(before.draft) : change;
    const after = { ...before, draft: { ...before.draft, ...changed }, asking, changed_at: nowIso() };
    await tx.objectStore("incidents").put(after);
    return after;
  });
  announce("draft");
  return saved;
}

/**
 * A photo, its bytes and its place in the draft, saved together; ends the asking.
 *
 * @param {Whose} whose
 * @param {ShrunkPhoto} shrunk
 * @param {Taken} taken
 * @returns {Promise<IncidentDraft>}
 */
export async function attachIncidentPhoto(whose, shrunk, taken) {
  const described = await describePhoto(whose.person_id, shrunk, taken);
  const saved = await write(["incidents", "photos", "photo_bytes"], async (tx) => {
    const before = (await tx.objectStore("incidents").get(keyOf(whose))) ?? emptyDraft(whose);
    const others = before.draft.photos.filter((photo) => photo.sha256 !== described.wire.sha256);
    const draft = { ...before.draft, photos: [...others, described.wire] };
    const after = { ...before, draft, asking: null, changed_at: nowIso() };
    await putPhoto(tx, described);
    await tx.objectStore("incidents").put(after);
    return after;
  });
  announce("draft");
  return saved;
}

/**
 * After a kill: the incident whose camera was open.
 *
 * @param {string} person_id
 * @returns {Promise<IncidentDraft|null>}
 */
export async function askedIncident(person_id) {
  const all = await read(["incidents"], (tx) => tx.objectStore("incidents").index("person_id").getAll(person_id));
  return all.filter((one) => one.asking).sort((a, b) => (a.changed_at < b.changed_at ? 1 : -1))[0] ?? null;
}

/**
 * Nothing of what was being written is sent; what was told before stays.
 *
 * @param {Whose} whose
 */
export async function dropIncident(whose) {
  await write(["incidents"], async (tx) => {
    const before = await tx.objectStore("incidents").get(keyOf(whose));
    if (!before) return;
    if (before.sealed.length === 0) await tx.objectStore("incidents").delete(keyOf(whose));
    else await tx.objectStore("incidents").put({ ...before, draft: { ...NOTHING }, asking: null });
  });
  announce("draft");
}

/**
 * A step is sealed, and what was written for it is empty again.
 *
 * @param {SignedIn} person
 * @param {Bundle} bundle
 * @param {IncidentBody} body
 * @param {string} title how the person recognises it
 * @returns {Promise<IncidentDraft>}
 */
export async function sealIncident(person, bundle, body, title) {
  const whose = { person_id: person.person_id, site_id: bundle.site_id, id: body.incident_id };
  const about = { title, incident_id: body.incident_id, incident_step: body.step, at: body.at };
  const report = { kind: /** @type {const} */ ("incident"), site_id: bundle.site_id, bundle: bundle.version };
  await sealPlain(
    person,
    { ...report, body, about },
    {
      stores: ["incidents"],
      change: async (tx) => {
        const before = (await tx.objectStore("incidents").get(keyOf(whose))) ?? emptyDraft(whose);
        const sealed = [...before.sealed, body];
        const after = { ...before, draft: { ...NOTHING }, asking: null, sealed, changed_at: body.at };
        await tx.objectStore("incidents").put(after);
      },
    },
  );
  return incidentDraft(whose);
}
