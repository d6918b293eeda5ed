/**
 * What the sync chip and the sync screen show: always read from what is stored, never remembered. "synced" is said only
 * when the server has confirmed every report and photo.
 *
 * @import { NeedsYou, OutboxReport, Photo, PhotoRow, ReportRow, SignedIn, SyncState } from "../types.js"
 */
import { onChange } from "../store/changes.js";
import { nowMs } from "../store/clock.js";
import { contact } from "../store/contact.js";
import { listReports } from "../store/outbox.js";
import { currentPerson, listPeople } from "../store/people.js";
import { listPhotos } from "../store/photos.js";
import { SENDER_LOCK } from "./drain.js";
import { isInFlight } from "./progress.js";

/** @returns {Promise<SyncState>} of the person at work */
export async function readSyncState() {
  const person = await currentPerson();
  const reports = person ? await listReports(person.person_id) : [];
  const photos = new Map(person ? (await listPhotos(person.person_id)).map((photo) => [photo.sha256, photo]) : []);
  const rows = reports.map((report) => reportRow(report, photos)).reverse();
  const open = rows.filter((row) => row.state !== "confirmed");
  const waiting = open.filter((row) => row.state !== "delivered");
  const photosOpen = uniquePhotos(open).filter((row) => ["waiting", "sending", "parked"].includes(row.state));
  const needs_you = person ? needsYou(person, rows) : [];
  const { contact_at, held_until, is_offline, ...standing } = await contact();
  const isHeld = held_until !== null && Date.parse(held_until) > nowMs();
  const retry_at = isHeld && held_until > (standing.retry_at ?? "") ? held_until : standing.retry_at;
  const is_sending = await isSending();
  const isMore = open.length > 0;
  return {
    person_id: person?.person_id ?? null,
    kind:
      needs_you.length > 0
        ? "needs-you"
        : is_offline
          ? "offline"
          : is_sending && isMore
            ? "sending"
            : isMore
              ? "waiting"
              : "synced",
    waiting_count: waiting.length + photosOpen.length,
    reports_waiting: waiting.length,
    photos_waiting: photosOpen.length,
    bytes_waiting: [...waiting, ...photosOpen].reduce((sum, row) => sum + row.bytes, 0),
    unconfirmed_count: open.length - waiting.length,
    others_waiting: await othersWaiting(person),
    needs_you,
    reports: rows,
    contact_at,
    retry_at,
    is_patient: !is_offline && retry_at !== null && Date.parse(retry_at) > nowMs(),
    is_sending,
    is_offline,
  };
}

/**
 * Calls back at once and whenever something changed, not more often than the eye can follow.
 *
 * @param {(state: SyncState) => void} listener
 * @returns {() => void} stops
 */
export function subscribe(listener) {
  let isDue = false;
  let isOver = false;
  const tell = async () => {
    isDue = false;
    const state = await readSyncState();
    if (!isOver) listener(state);
  };
  const stop = onChange(() => {
    if (isDue) return;
    isDue = true;
    setTimeout(tell, 150);
  });
  tell();
  return () => {
    isOver = true;
    stop();
  };
}

/**
 * @param {OutboxReport} report
 * @param {Map<string, Photo>} photos
 * @returns {ReportRow}
 */
function reportRow(report, photos) {
  const { id, kind, sealed_at, outcome, problem, flags, bytes, confirmed_at, about, lost_photos } = report;
  const isSent = report.state === "confirmed";
  return {
    ...{ id, kind, sealed_at, outcome, problem, flags, bytes, confirmed_at, about },
    title: about.title ?? "",
    state: report.state === "sealed" && isInFlight(id) ? "sending" : report.state,
    photos: report.photos
      .filter((sha256) => !lost_photos.includes(sha256))
      .map((sha256) => photoRow(sha256, photos.get(sha256), isSent)),
  };
}

/**
 * @param {string} sha256
 * @param {Photo|undefined} photo
 * @param {boolean} isSent its report is confirmed: then a photo that is no longer here is not lost
 * @returns {PhotoRow}
 */
function photoRow(sha256, photo, isSent) {
  if (!photo) return { sha256, state: isSent ? "delivered" : "lost", bytes: 0, role: null, problem: null };
  const state = photo.state === "waiting" && isInFlight(sha256) ? "sending" : photo.state;
  return { sha256, state, bytes: photo.bytes, role: photo.role, problem: photo.problem };
}

/**
 * @param {ReportRow[]} rows
 * @returns {PhotoRow[]} each digest once
 */
function uniquePhotos(rows) {
  return [...new Map(rows.flatMap((row) => row.photos).map((photo) => [photo.sha256, photo])).values()];
}

/**
 * @param {SignedIn} person
 * @param {ReportRow[]} rows all; of a confirmed one only a photo that can't be opened is still somebody's business
 * @returns {NeedsYou[]}
 */
function needsYou(person, rows) {
  /** @type {NeedsYou[]} */
  const all = person.token_state === "refused" ? [{ kind: "sign-in", title: person.person.name, problem: null }] : [];
  for (const row of rows) {
    const about = { report_id: row.id, title: row.title };
    if (row.state === "parked") all.push({ kind: "report-parked", ...about, problem: row.problem });
    for (const photo of row.photos) {
      const kind = photoKind(photo.state);
      const isOver = row.state === "confirmed" && kind !== "photo-unreadable";
      if (kind && !isOver) all.push({ kind, ...about, sha256: photo.sha256, problem: photo.problem });
    }
  }
  return all;
}

/**
 * @param {PhotoRow["state"]} state
 * @returns {NeedsYou["kind"]|null}
 */
function photoKind(state) {
  if (state === "lost") return "photo-lost";
  if (state === "parked") return "photo-parked";
  return state === "unreadable" ? "photo-unreadable" : null;
}

/** @param {SignedIn|null} current */
async function othersWaiting(current) {
  let count = 0;
  for (const person of await listPeople()) {
    if (person.person_id === current?.person_id) continue;
    count += (await listReports(person.person_id)).filter((report) => report.state !== "confirmed").length;
  }
  return count;
}

/** @returns {Promise<boolean>} some tab or worker of this app holds the sender's lock */
async function isSending() {
  const held = (await globalThis.navigator?.locks?.query?.())?.held ?? [];
  return held.some((lock) => lock.name === SENDER_LOCK);
}
