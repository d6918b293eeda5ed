/**
 * The walk of a round.
 *
 * @import { Bundle, Patrol, PatrolStop, SignedIn } from "../types.js"
 * @import { TodayRound } from "../domain/windows.js"
 */
import { stopsOf } from "../domain/windows.js";
import { announce } from "./changes.js";
import { nowIso } from "./clock.js";
import { read, write } from "./db.js";
import { newId } from "./ids.js";

/**
 * Starts the walk, or gives back the one this person has begun (finished or not).
 *
 * @param {{ person: SignedIn, bundle: Bundle, today: TodayRound }} walk
 * @returns {Promise<Patrol>}
 */
export async function startPatrol({ person, bundle, today }) {
  const { round, route, start_ms, end_ms } = today;
  const at = nowIso();
  const patrol = await write(["patrols"], async (tx) => {
    const patrols = tx.objectStore("patrols");
    const own = await patrols.index("person_id").getAll(person.person_id);
    const standing = own.find((one) => one.round_id === round.round_id);
    if (standing) return standing;
    /** @type {Patrol} */
    const fresh = {
      patrol_id: newId(),
      person_id: person.person_id,
      site_id: bundle.site_id,
      bundle: bundle.version,
      round_id: round.round_id,
      route_name: route.name,
      date: round.date,
      window_start_at: new Date(start_ms).toISOString(),
      window_end_at: new Date(end_ms).toISOString(),
      started_at: at,
      changed_at: at,
      finished_at: null,
      report_id: null,
      stops: stopsOf(round, route).map((point_id) => ({
        point_id,
        state: "todo",
        reason: null,
        inspection_id: null,
        at: null,
      })),
      note: "",
    };
    await patrols.put(fresh);
    return fresh;
  });
  announce("patrol");
  return patrol;
}

/**
 * @param {string} patrol_id
 * @returns {Promise<Patrol|null>}
 */
export async function getPatrol(patrol_id) {
  return (await read(["patrols"], (tx) => tx.objectStore("patrols").get(patrol_id))) ?? null;
}

/**
 * @param {string} person_id
 * @returns {Promise<Patrol[]>} of the last days, finished or not
 */
export function listPatrols(person_id) {
  return read(["patrols"], (tx) => tx.objectStore("patrols").index("person_id").getAll(person_id));
}

/**
 * @param {string} person_id
 * @param {string} round_id
 * @returns {Promise<Patrol|null>}
 */
export async function patrolOfRound(person_id, round_id) {
  return (await listPatrols(person_id)).find((patrol) => patrol.round_id === round_id) ?? null;
}

/**
 * A walk begun by a slip of the finger leaves no trace, as long as nothing was seen or skipped in it.
 *
 * @param {string} patrol_id
 * @returns {Promise<boolean>} false: something has been recorded, the walk stays
 */
export async function dropPatrol(patrol_id) {
  const dropped = await write(["patrols", "drafts"], async (tx) => {
    const patrol = await tx.objectStore("patrols").get(patrol_id);
    const drafts = patrol ? await tx.objectStore("drafts").index("person_id").getAll(patrol.person_id) : [];
    const isBegun = drafts.some((draft) => draft.patrol_id === patrol_id);
    if (!patrol || isBegun || patrol.report_id || patrol.stops.some((stop) => stop.state !== "todo")) return false;
    await tx.objectStore("patrols").delete(patrol_id);
    return true;
  });
  announce("patrol");
  return dropped;
}

/**
 * A skipped stop stays on the route. The reason may be given later, or never: then the supervisor asks.
 *
 * @param {string} patrol_id
 * @param {string} point_id
 * @param {string|null} reason
 */
export function skipStop(patrol_id, point_id, reason) {
  return changeStop(patrol_id, point_id, (stop) =>
    stop.state === "done" ? stop : { ...stop, state: "skipped", reason, at: nowIso() },
  );
}

/**
 * @param {string} patrol_id
 * @param {string} point_id
 */
export function unskipStop(patrol_id, point_id) {
  return changeStop(patrol_id, point_id, (stop) =>
    stop.state === "skipped" ? { ...stop, state: "todo", reason: null, at: null } : stop,
  );
}

/**
 * @param {string} patrol_id
 * @param {string} note
 */
export function savePatrolNote(patrol_id, note) {
  return changePatrol(patrol_id, (patrol) => ({ ...patrol, note }));
}

/**
 * @param {string} patrol_id
 * @param {string} point_id
 * @param {(stop: PatrolStop) => PatrolStop} change
 */
function changeStop(patrol_id, point_id, change) {
  return changePatrol(patrol_id, (patrol) => ({
    ...patrol,
    stops: patrol.stops.map((stop) => (stop.point_id === point_id ? change(stop) : stop)),
  }));
}

/**
 * @param {string} patrol_id
 * @param {(patrol: Patrol) => Patrol} change not applied to a sealed walk
 * @returns {Promise<Patrol>}
 */
async function changePatrol(patrol_id, change) {
  const patrol = await write(["patrols"], async (tx) => {
    const before = await tx.objectStore("patrols").get(patrol_id);
    if (!before) throw new Error(`no patrol ${patrol_id}`);
    if (before.report_id) return before;
    const after = { ...change(before), changed_at: nowIso() };
    await tx.objectStore("patrols").put(after);
    return after;
  });
  announce("patrol");
  return patrol;
}
