/**
 * The rounds and walks of today as the screens need them: each round with its walk so far, the next stop, what is open.
 *
 * @import { Draft, Patrol, PatrolStop, Point, Presence } from "../types.js"
 * @import { TodayRound } from "../domain/windows.js"
 */
import { isTouched } from "../domain/answering.js";
import { pointOf } from "../domain/places.js";
import { progressOf, roundsToday } from "../domain/windows.js";
import { bundle, person, site } from "../session.js";
import { serverNowMs } from "../store/clock.js";
import { listDrafts, openDraft, saveLocation } from "../store/drafts.js";
import { patrolOfRound, startPatrol } from "../store/patrols.js";
import { listVisits, visitsOf } from "../store/visits.js";

/**
 * @typedef {object} Walk one round of today and how far it is
 * @property {TodayRound} today
 * @property {Patrol | null} patrol null: not begun
 * @property {PatrolStop[]} stops in walking order, also before it began
 * @property {Draft[]} visits of this walk, sealed ones as they stand and those still open
 * @property {string[]} open_points points begun and not sealed
 */

/** The person's rounds of today. @returns {Promise<Walk[]>} */
export async function walksToday() {
  const data = bundle().data;
  const rounds = roundsToday(data, person().person_id, site().time_zone, await serverNowMs());
  const drafts = await listDrafts(person().person_id);
  return Promise.all(rounds.map((today) => walkOf(today, drafts)));
}

/** @param {string} roundId @returns {Promise<Walk | null>} */
export async function walkOfRound(roundId) {
  return (await walksToday()).find((walk) => walk.today.round.round_id === roundId) ?? null;
}

/** @param {TodayRound} today @param {Draft[]} drafts @returns {Promise<Walk>} */
async function walkOf(today, drafts) {
  const patrol = await patrolOfRound(person().person_id, today.round.round_id);
  const sealed = patrol ? await visitsOf(person().person_id, patrol.patrol_id) : [];
  const own = drafts.filter((draft) => patrol && draft.patrol_id === patrol.patrol_id && draft.point_id);
  const open = own.filter((draft) => isTouched(draft));
  return {
    today,
    patrol,
    stops:
      patrol?.stops ??
      today.route.stops.map((point_id) => ({ point_id, state: "todo", reason: null, inspection_id: null, at: null })),
    visits: [
      ...sealed.map((visit) => visit.draft).filter((draft) => !open.some((other) => other.point_id === draft.point_id)),
      ...open,
    ],
    open_points: open.map((draft) => draft.point_id ?? ""),
  };
}

/** Vacant units inspected here since the bundle was made: no longer due, whatever it says. @returns {Promise<Set<string>>} */
export async function unitsDone() {
  const visits = await listVisits(person().person_id);
  const fresh = visits.filter((visit) => visit.draft.unit_id && visit.sealed_at > bundle().fetched_at);
  return new Set(fresh.map((visit) => visit.draft.unit_id ?? ""));
}

/** @param {Walk} walk */
export function isFinished(walk) {
  return walk.patrol?.finished_at != null;
}

/** The stop to name on the button. @param {Walk} walk @returns {Point | null} */
export function nextPoint(walk) {
  const open = walk.stops.find((stop) => walk.open_points.includes(stop.point_id) && stop.state !== "done");
  const next = open ?? (walk.patrol ? progressOf(walk.patrol).next : walk.stops[0]);
  return next ? pointOf(bundle().data, next.point_id) : null;
}

/** Of several rounds, the one a scanned point belongs to: one being in its window first. @param {Walk[]} walks @param {string} pointId */
export function walkFor(walks, pointId) {
  const fitting = walks.filter((walk) => walk.stops.some((stop) => stop.point_id === pointId) && !isFinished(walk));
  const order = { in: 0, after: 1, before: 2 };
  return fitting.sort((a, b) => order[a.today.phase] - order[b.today.phase])[0] ?? null;
}

/**
 * Begin (or go on with) the visit of a point.
 * @param {string} pointId
 * @param {Walk | null} walk
 * @param {Presence} presence
 */
export async function beginVisit(pointId, walk, presence) {
  const patrol = walk
    ? (walk.patrol ?? (await startPatrol({ person: person(), bundle: bundle(), today: walk.today })))
    : null;
  const draft = await openDraft({ bundle: bundle(), person: person(), point_id: pointId, patrol, presence });
  if (bundle().data.settings.location) noteLocation(draft.id);
  return draft;
}

/** Only where the site has switched it on; without a fix within ten seconds the visit goes without. @param {string} draftId */
function noteLocation(draftId) {
  navigator.geolocation?.getCurrentPosition(
    ({ coords, timestamp }) => {
      const at = new Date(timestamp).toISOString();
      const place = { lat: coords.latitude, lon: coords.longitude, accuracy_m: coords.accuracy, at };
      saveLocation(draftId, place).catch((error) =>
        console.info("the visit was sealed before its place was known", error),
      );
    },
    (refusal) => console.info("no location for this visit", refusal.message),
    { timeout: 10_000, maximumAge: 30_000, enableHighAccuracy: true },
  );
}
