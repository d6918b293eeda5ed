/**
 * The rounds of today: their windows in true time, how far they are, what comes next. Late is shown, never blocked.
 *
 * @import { BundleData, Patrol, PatrolStop, Round, Route, Window } from "../types.js"
 */

/**
 * @typedef {object} TodayRound
 * @property {Round} round
 * @property {Route} route
 * @property {Window} window
 * @property {number} start_ms
 * @property {number} end_ms
 * @property {"before"|"in"|"after"} phase
 * @property {number} minutes_left to the start before the window, to the end within it, 0 after it
 *
 * @typedef {{ done_count: number, skipped_count: number, total_count: number, next: PatrolStop|null }} Progress
 */

/**
 * @param {BundleData} data
 * @param {string} person_id
 * @param {string} time_zone the site's
 * @param {number} now_ms the server's time as estimated
 * @param {Set<string>} [taken] rounds of others that this person has gone on with
 * @returns {TodayRound[]} this person's of today (and of yesterday while their window runs on), by start
 */
export function roundsToday(data, person_id, time_zone, now_ms, taken = new Set()) {
  return allToday(data, time_zone, now_ms).filter(({ round }) => isOf(round, person_id) || taken.has(round.round_id));
}

/**
 * @param {BundleData} data
 * @param {string} person_id
 * @param {string} time_zone the site's
 * @param {number} now_ms the server's time as estimated
 * @returns {TodayRound[]} those planned for others only, by start: anybody may go on with them
 */
export function roundsOfOthers(data, person_id, time_zone, now_ms) {
  return allToday(data, time_zone, now_ms).filter(({ round }) => !isOf(round, person_id) && round.kind !== "practice");
}

/** @param {Round} round @param {string} person_id a round planned for nobody is everybody's */
function isOf(round, person_id) {
  return round.person_ids.length === 0 || round.person_ids.includes(person_id);
}

/**
 * The points of a round as it walks them: its own order where the bundle says so (alternating start, extra rounds).
 *
 * @param {Round} round
 * @param {Route} route
 * @returns {string[]}
 */
export function stopsOf(round, route) {
  const own = round.stops ?? [];
  return own.length > 0 || (round.unit_ids ?? []).length > 0 ? own : route.stops;
}

/**
 * What others have seen of a round: whoever goes on with it need not see it again.
 *
 * @param {Round} round
 * @param {string} person_id whose own visits are left out
 * @returns {Map<string, { person_id: string, at: string }>} by point or unit: the latest visit
 */
export function seenByOthers(round, person_id) {
  const seen = new Map();
  for (const visit of round.inspected ?? []) {
    const place = visit.point_id ?? visit.unit_id ?? "";
    const before = seen.get(place);
    if (visit.person_id === person_id || (before && before.at >= visit.at)) continue;
    seen.set(place, { person_id: visit.person_id, at: visit.at });
  }
  return seen;
}

/**
 * @param {BundleData} data
 * @param {string} time_zone
 * @param {number} now_ms
 * @returns {TodayRound[]}
 */
function allToday(data, time_zone, now_ms) {
  const today = dateAt(now_ms, time_zone);
  return data.plan.rounds
    .flatMap((round) => timedRound(data, round, time_zone, now_ms) ?? [])
    .filter((one) => one.round.date === today || one.phase === "in")
    .sort((a, b) => a.start_ms - b.start_ms || a.route.name.localeCompare(b.route.name));
}

/**
 * @param {BundleData} data
 * @param {Round} round
 * @param {string} time_zone
 * @param {number} now_ms
 * @returns {TodayRound|null} null: its route or window is not in the bundle
 */
export function timedRound(data, round, time_zone, now_ms) {
  const route = data.plan.routes.find((one) => one.id === round.route_id);
  const window = data.plan.windows.find((one) => one.id === round.window_id);
  if (!route || !window) return null;
  const start_ms = instantAt(round.date, window.start, time_zone);
  const sameDay = instantAt(round.date, window.end, time_zone);
  const end_ms = sameDay > start_ms ? sameDay : instantAt(dayAfter(round.date), window.end, time_zone);
  const phase = now_ms < start_ms ? "before" : now_ms < end_ms ? "in" : "after";
  const until = phase === "before" ? start_ms : end_ms;
  const minutes_left = phase === "after" ? 0 : Math.ceil((until - now_ms) / 60_000);
  return { round, route, window, start_ms, end_ms, phase, minutes_left };
}

/**
 * @param {Patrol} patrol
 * @returns {Progress} next: the first stop in walking order that is neither done nor skipped
 */
export function progressOf(patrol) {
  const count = (/** @type {PatrolStop["state"]} */ state) =>
    patrol.stops.filter((stop) => stop.state === state).length;
  return {
    done_count: count("done"),
    skipped_count: count("skipped"),
    total_count: patrol.stops.length,
    next: patrol.stops.find((stop) => stop.state === "todo") ?? null,
  };
}

/**
 * When the walk ends if it goes on as so far.
 *
 * @param {Patrol} patrol
 * @param {number} now_ms by the phone's clock, as the walk's own times are
 * @returns {number|null} Unix milliseconds by the same clock; null before the third stop, when nothing can be said
 */
export function expectedEnd(patrol, now_ms) {
  const { done_count, skipped_count, total_count } = progressOf(patrol);
  const seen = done_count + skipped_count;
  if (seen < 3) return null;
  const perStop = (now_ms - Date.parse(patrol.started_at)) / seen;
  return now_ms + perStop * (total_count - seen);
}

/**
 * @param {number} at_ms
 * @param {string} time_zone
 * @returns {string} `YYYY-MM-DD` there
 */
export function dateAt(at_ms, time_zone) {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone: time_zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(at_ms);
}

/**
 * @param {string} date `YYYY-MM-DD`
 * @param {string} time `HH:MM` on the wall there
 * @param {string} time_zone
 * @returns {number} Unix milliseconds
 */
export function instantAt(date, time, time_zone) {
  const asUtc = Date.parse(`${date}T${time.slice(0, 5)}:00.000Z`);
  const first = asUtc - offsetMs(asUtc, time_zone);
  return asUtc - offsetMs(first, time_zone); // once more: the offset may have changed between the two
}

/**
 * @param {string} date
 * @returns {string}
 */
function dayAfter(date) {
  return new Date(Date.parse(`${date}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10);
}

/**
 * @param {number} at_ms
 * @param {string} time_zone
 * @returns {number} what the wall there is ahead of UTC
 */
function offsetMs(at_ms, time_zone) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: time_zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at_ms);
  const part = (/** @type {string} */ type) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(at_ms / 1000) * 1000;
}
