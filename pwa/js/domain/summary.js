/**
 * The finish screen: what the walk found, what becomes of it, what is still without a reason.
 *
 * @import { Answer, Card, Draft, Item, Patrol, PatrolStop, Severity } from "../types.js"
 */
import { activeAnswers, draftState, itemOf, severityOf } from "./answers.js";
import { heavier } from "./judging.js";

/**
 * @typedef {object} ExpectedOrder an order the server will make of this walk: one per asset and department
 * @property {string} place
 * @property {string} thing the asset's name, or the checklist's for a unit
 * @property {Item[]} faults
 * @property {string} department key
 * @property {Severity} severity
 * @property {number} close_h hours from receipt, as the item or the severity has it
 *
 * @typedef {object} Summary
 * @property {number} ok_count stops where everything was in order
 * @property {number} defect_count stops with a problem
 * @property {number} skipped_count
 * @property {number} covered_count stops a colleague has seen, and this person has not
 * @property {number} made_up_count stops seen after the window's end
 * @property {number} todo_count stops nobody reached
 * @property {number} total_count
 * @property {PatrolStop[]} skipped
 * @property {PatrolStop[]} without_reason skipped or not reached, and nobody has said why
 * @property {ExpectedOrder[]} orders
 * @property {number} sightings_count known problems looked at again
 * @property {number} handled_count problems handled on the spot
 * @property {number} photos_count
 * @property {number} photos_bytes
 * @property {string} started_at
 * @property {boolean} is_in_window
 */

/** Hours to close by severity (product.md, "Deadlines"; the server's settings decide). @type {Record<Severity, number>} */
const CLOSE_H = { critical: 24, major: 72, minor: 168 };

/**
 * @param {Patrol} patrol
 * @param {Draft[]} visits of this walk: sealed ones as they stand, and those still open
 * @param {number} now_ms by the phone's clock, as the walk's own times are
 * @param {number} [offset_ms] what the server's clock is ahead of the phone's: windows are in true time
 * @param {Set<string>} [seen] points that colleagues have seen
 * @returns {Summary}
 */
export function finishSummary(patrol, visits, now_ms, offset_ms = 0, seen = new Set()) {
  const stops = patrol.stops;
  const skipped = stops.filter((stop) => stop.state === "skipped");
  const covered = stops.filter((stop) => stop.state === "todo" && seen.has(stop.point_id));
  const todo = stops.filter((stop) => stop.state === "todo" && !covered.includes(stop));
  const done = stops.filter((stop) => stop.state === "done");
  const withDefect = done.filter((stop) =>
    visits.some((visit) => visit.point_id === stop.point_id && hasDefect(visit)),
  );
  const photos = visits.flatMap((visit) => visit.photos);
  const answers = visits.flatMap((visit) => visit.cards.flatMap(activeAnswers));
  return {
    ok_count: done.length - withDefect.length,
    defect_count: withDefect.length,
    skipped_count: skipped.length,
    covered_count: covered.length,
    made_up_count: done.filter((stop) => stop.at && Date.parse(stop.at) + offset_ms > Date.parse(patrol.window_end_at))
      .length,
    todo_count: todo.length,
    total_count: stops.length,
    skipped,
    without_reason: stops.filter((stop) => stop.state !== "done" && !stop.reason && !covered.includes(stop)),
    orders: visits.flatMap(expectedOrders),
    sightings_count: answers.filter((answer) => answer.sighting_of).length,
    handled_count: answers.filter((answer) => answer.handled_on_spot).length,
    photos_count: photos.length,
    photos_bytes: photos.reduce((sum, photo) => sum + photo.bytes, 0),
    started_at: patrol.started_at,
    is_in_window:
      Date.parse(patrol.started_at) + offset_ms >= Date.parse(patrol.window_start_at) &&
      now_ms + offset_ms <= Date.parse(patrol.window_end_at),
  };
}

/**
 * @param {Draft} visit
 * @returns {ExpectedOrder[]} new problems only; those handled on the spot become no order of their own
 */
export function expectedOrders(visit) {
  return visit.cards.flatMap((card) => {
    const fresh = activeAnswers(card).filter(
      (answer) => answer.result === "defect" && !answer.sighting_of && !answer.handled_on_spot,
    );
    const departments = new Set(fresh.map((answer) => itemOf(card, answer.item)?.department ?? ""));
    return [...departments].map((department) => {
      const own = fresh.filter((answer) => (itemOf(card, answer.item)?.department ?? "") === department);
      return expectedOrder(visit, card, department, own);
    });
  });
}

/**
 * @param {Draft} visit
 * @param {Card} card
 * @param {string} department
 * @param {Answer[]} answers at least one
 * @returns {ExpectedOrder}
 */
function expectedOrder(visit, card, department, answers) {
  return {
    place: visit.place_name,
    thing: card.asset_name ?? "",
    faults: answers.flatMap((answer) => itemOf(card, answer.item) ?? []),
    department,
    severity: answers.map((answer) => severityOf(card, answer)).reduce(heavier),
    close_h: Math.min(...answers.map((answer) => hoursToClose(itemOf(card, answer.item), severityOf(card, answer)))),
  };
}

/**
 * The item's own hours go first; a raised severity takes the earlier of the two.
 *
 * @param {Item|null} item
 * @param {Severity} severity
 * @returns {number}
 */
export function hoursToClose(item, severity) {
  if (item?.close_h === undefined || item.close_h === null) return CLOSE_H[severity];
  return severity === item.severity ? item.close_h : Math.min(item.close_h, CLOSE_H[severity]);
}

/** @param {Draft} visit */
function hasDefect(visit) {
  return draftState(visit).cards.some(({ state }) => state.verdict === "defect");
}
