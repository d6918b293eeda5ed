/**
 * Making reports of what the phone holds: a visit when its point is left, a walk when it is finished or its window is
 * over, a step of an order, and whatever is added later.
 *
 * @import { Draft, Order, OutboxReport, Patrol, SealedVisit, ShrunkPhoto, SignedIn, WorkBody, WorkDraft } from "../types.js"
 * @import { WriteTransaction } from "./db.js"
 * @import { Unsealed } from "./outbox.js"
 * @import { Taken } from "./photos.js"
 */
import { isTouched } from "../domain/answering.js";
import { correctionBodies, inspectionBodies, patrolBody } from "../domain/report.js";
import { announce } from "./changes.js";
import { nowIso, nowMs, serverNowMs } from "./clock.js";
import { read, write } from "./db.js";
import { discardDraft, getDraft, listDrafts } from "./drafts.js";
import { newId } from "./ids.js";
import { getReport, Overtaken, seal } from "./outbox.js";
import { getPatrol, listPatrols } from "./patrols.js";
import { listPeople, personOf } from "./people.js";
import { describePhoto, photoOf, putPhoto } from "./photos.js";
import { getVisit } from "./visits.js";

/** A walk or visit touched this recently is still under way, whatever its window says: the camera may have killed us. */
const STILL_AT_IT_MS = 30 * 60_000;

/** A visit outside any walk is taken for left after this. */
const VISIT_LEFT_MS = 12 * 3_600_000;

/**
 * The person leaves the point. An untouched visit (unless nothing is asked there) leaves no trace. A tap saved while the
 * report was being made is in it; what another tap on the button has sealed is not sealed twice.
 *
 * @param {string} draft_id
 * @param {string} [finished_at]
 * @returns {Promise<OutboxReport[]>} empty when there was nothing to seal
 */
export function sealDraft(draft_id, finished_at = nowIso()) {
  return unlessOvertaken(() => sealDraftAsRead(draft_id, finished_at));
}

/**
 * @param {() => Promise<OutboxReport[]>} sealing reads what it seals, each time anew
 * @returns {Promise<OutboxReport[]>}
 */
async function unlessOvertaken(sealing) {
  try {
    return await sealing();
  } catch (error) {
    if (error instanceof Overtaken) return unlessOvertaken(sealing);
    throw error;
  }
}

/**
 * @param {string} draft_id
 * @param {string} finished_at
 * @returns {Promise<OutboxReport[]>}
 */
async function sealDraftAsRead(draft_id, finished_at) {
  const draft = await getDraft(draft_id);
  if (!draft) return []; // sealed by another tab
  if (draft.correction_of) return sealCorrection(draft, draft.correction_of);
  if (draft.cards.length > 0 && !isTouched(draft)) {
    await discardDraft(draft_id);
    return [];
  }
  const person = await ownerOf(draft.person_id);
  const parts = inspectionBodies(draft, finished_at);
  const about = {
    title: draft.place_name,
    ...ids({ point_id: draft.point_id, unit_id: draft.unit_id, patrol_id: draft.patrol_id }),
    draft_id,
  };
  /** @type {Unsealed[]} */
  const reports = parts.map(({ body }, index) => ({
    ...{ id: index === 0 ? draft.id : newId(), kind: "inspection", site_id: draft.site_id, bundle: draft.bundle },
    body,
    about,
  }));
  /** @type {SealedVisit} */
  const visit = {
    id: draft.id,
    person_id: draft.person_id,
    patrol_id: draft.patrol_id,
    draft: { ...draft, asking: null },
    reports: Object.fromEntries(parts.flatMap(({ cards }, index) => cards.map((key) => [key, reports[index].id]))),
    sealed_at: finished_at,
  };
  return seal(person, reports, {
    stores: ["drafts", "visits", "patrols"],
    stands: (tx) => isAsRead(tx, draft),
    change: async (tx) => {
      await tx.objectStore("drafts").delete(draft.id);
      await tx.objectStore("visits").put(visit);
      const patrol = draft.patrol_id ? await tx.objectStore("patrols").get(draft.patrol_id) : undefined;
      if (patrol) await tx.objectStore("patrols").put(withDone(patrol, draft, finished_at));
    },
  });
}

/**
 * @param {WriteTransaction} tx
 * @param {Draft} draft
 * @returns {Promise<boolean>} no tap has come in since it was read, and nobody has sealed it
 */
async function isAsRead(tx, draft) {
  return JSON.stringify(await tx.objectStore("drafts").get(draft.id)) === JSON.stringify(draft);
}

/**
 * @param {Patrol} patrol
 * @param {Draft} draft
 * @param {string} at
 * @returns {Patrol}
 */
function withDone(patrol, draft, at) {
  const stops = patrol.stops.map((stop) =>
    stop.point_id === draft.point_id
      ? { ...stop, state: /** @type {const} */ ("done"), reason: null, inspection_id: draft.id, at }
      : stop,
  );
  return { ...patrol, stops, changed_at: at };
}

/**
 * A sealed visit opened again: what is changed becomes an addendum, and both stay visible.
 *
 * @param {string} visit_id
 * @returns {Promise<Draft>} to be changed and sealed like any other
 */
export async function openCorrection(visit_id) {
  const visit = await getVisit(visit_id);
  if (!visit) throw new Error(`no sealed visit ${visit_id} on this phone`);
  const draft = await write(["drafts"], async (tx) => {
    const drafts = tx.objectStore("drafts");
    const own = await drafts.index("person_id").getAll(visit.person_id);
    const standing = own.find((one) => one.correction_of?.draft_id === visit_id);
    if (standing) return standing;
    const at = nowIso();
    const { cards, photos, note } = visit.draft;
    const correction_of = { draft_id: visit_id, reports: visit.reports, cards, photos, note };
    const fresh = { ...visit.draft, id: newId(), changed_at: at, asking: null, correction_of };
    await drafts.put(fresh);
    return fresh;
  });
  announce("draft");
  return draft;
}

/**
 * @param {Draft} draft
 * @param {NonNullable<Draft["correction_of"]>} visit as it stood
 * @returns {Promise<OutboxReport[]>}
 */
async function sealCorrection(draft, visit) {
  const bodies = correctionBodies(visit, draft, nowIso());
  if (bodies.length === 0) {
    await discardDraft(draft.id);
    return [];
  }
  const { site_id, bundle, place_name: title } = draft;
  const reports = bodies.map((body) => ({
    ...{ id: newId(), kind: /** @type {const} */ ("addendum"), site_id, bundle, body },
    about: { title, of: body.of, reason: body.reason, draft_id: visit.draft_id },
  }));
  return seal(await ownerOf(draft.person_id), reports, {
    stores: ["drafts", "visits"],
    stands: (tx) => isAsRead(tx, draft),
    change: async (tx) => {
      await tx.objectStore("drafts").delete(draft.id);
      const sealed = await tx.objectStore("visits").get(visit.draft_id);
      const stands = { ...draft, id: visit.draft_id, correction_of: null, asking: null };
      if (sealed) await tx.objectStore("visits").put({ ...sealed, draft: stands });
    },
  });
}

/**
 * Finishes a walk: its open visits are sealed first, then the walk itself.
 *
 * @param {string} patrol_id
 * @param {{ by_hand: boolean, finished_at?: string }} how
 * @returns {Promise<OutboxReport[]>} of the walk alone; empty when it was sealed before
 */
export function sealPatrol(patrol_id, how) {
  return unlessOvertaken(() => sealPatrolAsRead(patrol_id, how));
}

/**
 * @param {string} patrol_id
 * @param {{ by_hand: boolean, finished_at?: string }} how
 * @returns {Promise<OutboxReport[]>}
 */
async function sealPatrolAsRead(patrol_id, { by_hand, finished_at }) {
  const begun = await getPatrol(patrol_id);
  if (!begun || begun.report_id) return [];
  for (const draft of await listDrafts(begun.person_id)) {
    if (draft.patrol_id === patrol_id) await sealDraft(draft.id, by_hand ? nowIso() : draft.changed_at);
  }
  const patrol = await getPatrol(patrol_id);
  if (!patrol || patrol.report_id) return [];
  const at = finished_at ?? (by_hand ? nowIso() : patrol.changed_at);
  const id = newId();
  const { site_id, bundle, route_name: title } = patrol;
  const body = patrolBody(patrol, at, by_hand);
  return seal(
    await ownerOf(patrol.person_id),
    [{ id, kind: "patrol", site_id, bundle, body, about: { title, patrol_id } }],
    {
      stores: ["patrols"],
      stands: async (tx) => JSON.stringify(await tx.objectStore("patrols").get(patrol_id)) === JSON.stringify(patrol),
      change: async (tx) => {
        await tx.objectStore("patrols").put({ ...patrol, finished_at: at, report_id: id });
      },
    },
  );
}

/**
 * At app start, when the app comes into view and every minute then: walks nobody finished, once their window is over, and visits nobody came back to. Of everyone on this
 * phone, for a person who has signed out cannot do it.
 *
 * @returns {Promise<number>} walks and visits sealed
 */
export async function sealAbandoned() {
  const now = nowMs();
  const serverNow = await serverNowMs();
  let sealed_count = 0;
  for (const { person_id } of await listPeople()) {
    for (const patrol of await listPatrols(person_id)) {
      if (patrol.report_id || Date.parse(patrol.window_end_at) > serverNow) continue;
      const drafts = (await listDrafts(person_id)).filter((draft) => draft.patrol_id === patrol.patrol_id);
      const touched = Math.max(...[patrol, ...drafts].map((one) => Date.parse(one.changed_at)));
      if (now - touched < STILL_AT_IT_MS) continue;
      sealed_count += (await sealPatrol(patrol.patrol_id, { by_hand: false })).length;
    }
    for (const draft of await listDrafts(person_id)) {
      if (now - Date.parse(draft.changed_at) < VISIT_LEFT_MS) continue;
      sealed_count += (await sealDraft(draft.id, draft.changed_at)).length;
    }
  }
  if (sealed_count > 0) announce("abandoned");
  return sealed_count;
}

/**
 * What a person who signs out has begun: visits are left (sealed); the walk waits for the window's end.
 *
 * @param {string} person_id
 * @returns {Promise<void>}
 */
export async function sealOpenVisits(person_id) {
  for (const draft of await listDrafts(person_id)) await sealDraft(draft.id);
}

/**
 * A step of a work order, with what its work draft holds.
 *
 * @param {SignedIn} person
 * @param {{ order: Order, bundle: string, work: WorkDraft, answer?: WorkBody["answer"] }} step work.step says which
 * @returns {Promise<OutboxReport[]>}
 */
export function sealWork(person, { order, bundle, work, answer }) {
  const at = nowIso();
  const body = workBody(order.id, work, at, answer);
  const about = {
    ...{ title: order.number, order_id: order.id, step: work.step, at },
    ...(body.reason ? { step_reason: body.reason } : {}),
    ...(body.note ? { note: body.note } : {}),
    ...(body.verdict ? { verdict: body.verdict } : {}),
  };
  return seal(person, [{ id: newId(), kind: "work", site_id: order.site_id, bundle, body, about }], {
    stores: ["work_drafts"],
    change: (tx) => tx.objectStore("work_drafts").delete([person.person_id, order.id]),
  });
}

/**
 * @param {string} order_id
 * @param {WorkDraft} work
 * @param {string} at
 * @param {WorkBody["answer"]} [answer]
 * @returns {WorkBody} without what says nothing
 */
function workBody(order_id, work, at, answer) {
  return {
    order_id,
    step: work.step,
    at,
    ...(work.reason.trim() ? { reason: work.reason.trim() } : {}),
    ...(work.note.trim() ? { note: work.note.trim() } : {}),
    ...(work.until ? { until: work.until } : {}),
    ...(work.verdict ? { verdict: work.verdict } : {}),
    ...(work.presence ? { presence: work.presence } : {}),
    photos: work.photos,
    ...(work.safeguard.trim() ? { safeguard: work.safeguard.trim() } : {}),
    ...(work.minutes === null ? {} : { minutes: work.minutes }),
    ...(work.materials.length > 0 ? { materials: work.materials } : {}),
    ...(answer ? { answer } : {}),
  };
}

/**
 * A report that is made of nothing but its body: an incident's step, a key's, a diary.
 *
 * @param {SignedIn} person
 * @param {Omit<Unsealed, "id">} told
 * @param {Parameters<typeof seal>[2]} [also] what changes with it, in the same transaction
 * @returns {Promise<OutboxReport[]>}
 */
export function sealPlain(person, told, also = { stores: [], change: async () => undefined }) {
  return seal(person, [{ id: newId(), ...told }], also);
}

/**
 * Photos that this phone has lost: the report goes on without them, and the supervisor is told.
 *
 * @param {string} report_id
 * @param {string[]} lost_photos digests
 * @param {string} [note]
 * @returns {Promise<OutboxReport[]>}
 */
export async function declareLost(report_id, lost_photos, note = "") {
  const report = await reportOf(report_id);
  const body = {
    of: report_id,
    at: nowIso(),
    reason: /** @type {const} */ ("photo_lost"),
    lost_photos,
    ...(note ? { note } : {}),
  };
  const about = { title: report.about.title ?? "", of: report_id, reason: "photo_lost" };
  return seal(await ownerOf(report.person_id), [await addendum(report, body, about)], {
    stores: ["outbox"],
    change: (tx) => noteLost(tx, report_id, lost_photos),
  });
}

/**
 * @param {WriteTransaction} tx
 * @param {string} report_id
 * @param {string[]} lost
 */
async function noteLost(tx, report_id, lost) {
  const row = await tx.objectStore("outbox").get(report_id);
  const all = [...new Set([...(row?.lost_photos ?? []), ...lost])];
  if (row && lost.length > 0) await tx.objectStore("outbox").put({ ...row, lost_photos: all });
}

/**
 * A photo in place of one that can't be opened: what that one was for, this one is for. A marked copy's place is taken by
 * a picture of what its original showed.
 *
 * @param {string} report_id
 * @param {string} lost its digest
 * @param {ShrunkPhoto} shrunk
 * @param {string} taken_at
 * @returns {Promise<OutboxReport[]>}
 */
export async function retakeLost(report_id, lost, shrunk, taken_at) {
  const report = await reportOf(report_id);
  const visit = await getVisit(report.about.draft_id ?? report_id);
  const described = (/** @type {string|null|undefined} */ sha256) =>
    visit?.draft.photos.find((photo) => photo.sha256 === sha256);
  const before = described(lost) ?? (await photoOf(report.person_id, lost));
  const original = before?.role === "annotated" ? described(before.of) : before;
  const role = original && original.role !== "annotated" ? original.role : "evidence";
  return addPhotoLater(report_id, shrunk, { taken_at, source: "camera", role }, { lost: [lost] });
}

/**
 * A photo taken after sealing: in place of a lost one, or because the supervisor asked for a retake.
 *
 * @param {string} report_id
 * @param {ShrunkPhoto} shrunk
 * @param {Taken} taken
 * @param {{ note?: string, retake_id?: string, lost?: string[], site_id?: string, bundle?: string, title?: string }} [more]
 *   lost: digests it takes the place of, told in the same report; site, bundle and title when the report is no longer on
 *   this phone
 * @param {SignedIn} [by] needed then too
 * @returns {Promise<OutboxReport[]>}
 */
export async function addPhotoLater(
  report_id,
  shrunk,
  taken,
  { note, retake_id, lost = [], site_id, bundle, title } = {},
  by = undefined,
) {
  const report = await getReport(report_id);
  const person = by ?? (await ownerOf(report?.person_id ?? ""));
  const described = await describePhoto(person.person_id, shrunk, taken);
  const reason = /** @type {"retake"|"photo_later"} */ (retake_id ? "retake" : "photo_later");
  const body = {
    ...{ of: report_id, at: nowIso(), reason, photos: [described.wire] },
    ...(retake_id ? { retake_id } : {}),
    ...(lost.length > 0 ? { lost_photos: lost } : {}),
    ...(note ? { note } : {}),
  };
  const about = {
    ...{ title: title ?? report?.about.title ?? "", of: report_id, reason },
    ...(retake_id ? { retake_id } : {}),
  };
  const from = {
    site_id: site_id ?? report?.site_id ?? person.site_id ?? "",
    bundle: bundle ?? (await bundleVersion(report)),
  };
  const unsealed = { id: newId(), kind: /** @type {const} */ ("addendum"), ...from, body, about };
  return seal(person, [unsealed], {
    stores: ["photos", "photo_bytes", "outbox"],
    change: async (tx) => {
      await putPhoto(tx, { ...described, photo: { ...described.photo, state: "waiting" } });
      await noteLost(tx, report_id, lost);
    },
  });
}

/**
 * @param {OutboxReport} report
 * @param {Unsealed["body"]} body
 * @param {Unsealed["about"]} about
 * @returns {Promise<Unsealed>}
 */
async function addendum(report, body, about) {
  return { id: newId(), kind: "addendum", site_id: report.site_id, bundle: await bundleVersion(report), body, about };
}

/**
 * The version the person works with now; the server marks an unknown one.
 *
 * @param {OutboxReport|null} report
 * @returns {Promise<string>}
 */
async function bundleVersion(report) {
  if (!report) return "";
  const { person_id, site_id } = report;
  return (await read(["bundles"], (tx) => tx.objectStore("bundles").get([person_id, site_id])))?.version ?? "";
}

/** @param {string} id */
async function reportOf(id) {
  const report = await getReport(id);
  if (!report) throw new Error(`no report ${id} on this phone`);
  return report;
}

/** @param {string} person_id */
async function ownerOf(person_id) {
  const person = await personOf(person_id);
  if (!person) throw new Error(`person ${person_id} is not signed in on this phone`);
  return person;
}

/**
 * @template {Record<string, string|null>} T
 * @param {T} all
 * @returns {Record<string, string>} those that are set
 */
function ids(all) {
  return Object.fromEntries(Object.entries(all).flatMap(([key, value]) => (value ? [[key, value]] : [])));
}
