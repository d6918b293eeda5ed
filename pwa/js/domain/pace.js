/**
 * What in a walk was implausibly fast, by the same rule as the server's (patrols/rules.py; tests/cases/pace.json). The
 * patroller is shown it first, before the walk is sealed; the server flags the same. A doubt, never a verdict.
 *
 * @import { Pace, PaceDoubt, PaceVisit } from "../types.js"
 */

/** @type {Pace} taken where the bundle's settings say nothing */
export const DEFAULT_PACE = { scan_seconds: 10, floors_per_minute: 4, card_seconds: 2 };

/**
 * Between two visits: too few seconds between scans on different floors, or else too many floors a minute within one
 * building. In one visit: too few seconds per card.
 *
 * @param {PaceVisit[]} visits one person's walk in any order, times by one and the same clock
 * @param {Pace|null} [pace] the site's (`settings.pace`)
 * @returns {PaceDoubt[]} in the order walked
 */
export function paceDoubts(visits, pace) {
  const limits = pace ?? DEFAULT_PACE;
  const walked = visits
    .map((visit) => ({ ...visit, start_ms: Date.parse(visit.started_at), end_ms: Date.parse(visit.finished_at) }))
    .sort((a, b) => a.start_ms - b.start_ms);
  return walked.flatMap((visit, place) => [
    ...(place > 0 ? hastyWay(walked[place - 1], visit, limits) : []),
    ...hastyCards(visit, limits),
  ]);
}

/**
 * @typedef {PaceVisit & { start_ms: number, end_ms: number }} Timed
 *
 * @param {Timed} last
 * @param {Timed} visit
 * @param {Pace} pace
 * @returns {PaceDoubt[]}
 */
function hastyWay(last, visit, pace) {
  if (last.floor_id === null || visit.floor_id === null || last.floor_id === visit.floor_id) return [];
  const seconds = (visit.start_ms - last.start_ms) / 1000;
  if (seconds < pace.scan_seconds) {
    return [{ code: "scans-too-close", id: visit.id, measured: seconds, limit: pace.scan_seconds }];
  }
  const sameBuilding = last.building_id !== null && last.building_id === visit.building_id;
  if (!sameBuilding || last.level === null || visit.level === null || seconds <= 0) return [];
  const speed = (Math.abs(visit.level - last.level) * 60) / seconds;
  if (speed <= pace.floors_per_minute) return [];
  return [{ code: "floors-too-fast", id: visit.id, measured: speed, limit: pace.floors_per_minute }];
}

/**
 * @param {Timed} visit
 * @param {Pace} pace
 * @returns {PaceDoubt[]}
 */
function hastyCards(visit, pace) {
  if (visit.cards_count <= 0) return [];
  const seconds = (visit.end_ms - visit.start_ms) / 1000 / visit.cards_count;
  if (seconds >= pace.card_seconds) return [];
  return [{ code: "cards-too-fast", id: visit.id, measured: seconds, limit: pace.card_seconds }];
}
