/**
 * The rounds and walks of today as the screens need them: each round with its walk so far, the next stop, what is open.
 *
 * @import { Draft, PaceVisit, Patrol, PatrolStop, Point, Presence } from "../types.js"
 * @import { TodayRound } from "../domain/windows.js"
 */
import { isTouched } from "../domain/answering.js";
import { pointOf } from "../domain/places.js";
import { roundsOfOthers, roundsToday, seenByOthers, stopsOf } from "../domain/windows.js";
import { bundle, person, site } from "../session.js";
import { serverNowMs } from "../store/clock.js";
import { listDrafts, openDraft, saveLocation } from "../store/drafts.js";
import { listPatrols, startPatrol } from "../store/patrols.js";
import { listVisits, visitsOf } from "../store/visits.js";

/**
 * @typedef {object} Walk one round of today and how far it is
 * @property {TodayRound} today
 * @property {Patrol | null} patrol null: not begun
 * @property {PatrolStop[]} stops in walking order, also before it began
 * @property {Draft[]} visits of this walk, sealed ones as they stand and those still open
 * @property {string[]} open_points points begun and not sealed
 * @property {boolean} is_mine planned for this person (or for everybody), or gone on with by them
 * @property {Map<string, { person_id: string, at: string }>} seen what others have seen of the round, by point or unit
 * @property {UnitStop[]} units units this round visits as well
 * @property {PaceVisit[]} paced this person's visits, for the doubts about their pace
 *
 * @typedef {{ unit_id: string, done_at: string | null }} UnitStop
 */

/** The person's rounds of today, and those of colleagues they have gone on with. @returns {Promise<Walk[]>} */
export async function walksToday() {
  const own = await ownWork();
  const taken = new Set(own.patrols.map((patrol) => patrol.round_id));
  const rounds = roundsToday(bundle().data, person().person_id, site().time_zone, await serverNowMs(), taken);
  return Promise.all(rounds.map((today) => walkOf(today, own, true)));
}

/** What is planned for colleagues today and nobody here has begun. @returns {Promise<Walk[]>} */
export async function walksOfOthers() {
  const own = await ownWork();
  const rounds = roundsOfOthers(bundle().data, person().person_id, site().time_zone, await serverNowMs());
  const free = rounds.filter(({ round }) => !own.patrols.some((patrol) => patrol.round_id === round.round_id));
  return Promise.all(free.map((today) => walkOf(today, own, false)));
}

/** @param {string} roundId one's own or a colleague's @returns {Promise<Walk | null>} */
export async function walkOfRound(roundId) {
  const isIt = (/** @type {Walk} */ walk) => walk.today.round.round_id === roundId;
  return (await walksToday()).find(isIt) ?? (await walksOfOthers()).find(isIt) ?? null;
}

/** @typedef {Awaited<ReturnType<typeof ownWork>>} OwnWork */

async function ownWork() {
  const { person_id } = person();
  const [drafts, patrols] = await Promise.all([listDrafts(person_id), listPatrols(person_id)]);
  return { drafts, patrols };
}

/** @param {TodayRound} today @param {OwnWork} work @param {boolean} is_mine @returns {Promise<Walk>} */
async function walkOf(today, { drafts, patrols }, is_mine) {
  const { round, route } = today;
  const patrol = patrols.find((one) => one.round_id === round.round_id) ?? null;
  const sealed = patrol ? await visitsOf(person().person_id, patrol.patrol_id) : [];
  const seen = seenByOthers(round, person().person_id);
  const own = drafts.filter((draft) => patrol && draft.patrol_id === patrol.patrol_id && draft.point_id);
  const open = own.filter((draft) => isTouched(draft));
  return {
    today,
    patrol,
    stops:
      patrol?.stops ??
      stopsOf(round, route).map((point_id) => ({
        point_id,
        state: "todo",
        reason: null,
        inspection_id: null,
        at: null,
      })),
    visits: [
      ...sealed.map((visit) => visit.draft).filter((draft) => !open.some((other) => other.point_id === draft.point_id)),
      ...open,
    ],
    open_points: open.map((draft) => draft.point_id ?? ""),
    is_mine,
    seen,
    units: await unitStops(round.round_id, round.unit_ids ?? [], seen),
    paced: sealed.map((visit) => pacedOf(visit.draft, visit.sealed_at)),
  };
}

/** @param {string} round_id @param {string[]} unit_ids @param {Walk["seen"]} seen @returns {Promise<UnitStop[]>} */
async function unitStops(round_id, unit_ids, seen) {
  if (unit_ids.length === 0) return [];
  const own = (await listVisits(person().person_id)).filter((visit) => visit.draft.round_id === round_id);
  return unit_ids.map((unit_id) => {
    const visit = own.find((one) => one.draft.unit_id === unit_id);
    return { unit_id, done_at: visit?.sealed_at ?? seen.get(unit_id)?.at ?? null };
  });
}

/** @param {Draft} draft @param {string} finished_at @returns {PaceVisit} */
function pacedOf(draft, finished_at) {
  const { places } = bundle().data;
  const point = draft.point_id ? pointOf(bundle().data, draft.point_id) : null;
  const floor = places.floors.find((one) => one.id === point?.floor_id);
  return {
    id: draft.id,
    started_at: draft.started_at,
    finished_at,
    building_id: floor?.building_id ?? null,
    floor_id: floor?.id ?? null,
    level: floor?.ordinal ?? null,
    cards_count: draft.cards.length,
  };
}

/** Seen by a colleague and not by this person: nobody has to go there again. @param {Walk} walk @param {string} pointId */
export function isCovered(walk, pointId) {
  const stop = walk.stops.find((one) => one.point_id === pointId);
  return stop?.state === "todo" && walk.seen.has(pointId) && !walk.open_points.includes(pointId);
}

/** What colleagues have seen of the round that a walk is of. @param {Patrol} patrol */
export function seenInRound(patrol) {
  const round = bundle().data.plan.rounds.find((one) => one.round_id === patrol.round_id);
  return round ? seenByOthers(round, patrol.person_id) : new Map();
}

/** Stops that nobody has seen, skipped or begun with. @param {Walk} walk @returns {PatrolStop[]} */
export function stopsLeft(walk) {
  return walk.stops.filter((stop) => stop.state === "todo" && !isCovered(walk, stop.point_id));
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
  const next = open ?? stopsLeft(walk)[0];
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
