/**
 * Keys as this phone knows them: the bundle's cabinet with the steps taken here put on top until the server tells.
 * tests/cases/keys.json holds this and the server to one table.
 *
 * @import { BundleKey, KeyBody, OutboxReport } from "../types.js"
 */
import { dateAt, instantAt } from "./windows.js";

/**
 * @typedef {KeyBody["step"]} KeyStep
 * @typedef {"due"|"reminder"|"end_of_day"|"next_day"|"lost"} Stage
 * @typedef {BundleKey & { pending_steps: { step: KeyStep, at: string, report_id: string }[] }} LocalKey
 *
 * @typedef {object} Around what decides beside the key itself
 * @property {string} me
 * @property {string} server_time when the bundle was made
 * @property {string} time_zone the site's
 * @property {string} back_by `HH:MM`
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The end of the working day where the bundle names none. */
export const BACK_BY = "18:30";

/**
 * When a key taken now is to be back: at the end of the working day, or of the day for who borrows later.
 *
 * @param {number} out_ms
 * @param {string} time_zone
 * @param {string} back_by
 * @returns {number} Unix milliseconds
 */
export function dueAt(out_ms, time_zone, back_by) {
  const due = instantAt(dateAt(out_ms, time_zone), back_by, time_zone);
  return due > out_ms ? due : dayEnd(out_ms, time_zone);
}

/**
 * How far a key that is out is overdue.
 *
 * @param {number} due_ms
 * @param {number} now_ms
 * @param {string} time_zone
 * @returns {Stage|null}
 */
export function stageOf(due_ms, now_ms, time_zone) {
  if (now_ms < due_ms) return null;
  /** @type {[number, Stage][]} */
  const steps = [
    [due_ms, "due"],
    [due_ms + 30 * MINUTE, "reminder"],
    [dayEnd(due_ms - 1, time_zone), "end_of_day"],
    [due_ms + 24 * HOUR, "next_day"],
    [due_ms + 48 * HOUR, "lost"],
  ];
  return steps.findLast(([at]) => now_ms >= at)?.[1] ?? null;
}

/**
 * @param {BundleKey[]} keys the bundle's
 * @param {OutboxReport[]} reports this phone's of this person, in any order
 * @param {Around} around
 * @returns {LocalKey[]}
 */
export function keysNow(keys, reports, around) {
  const steps = reports.filter((report) => report.kind === "key").sort((a, b) => a.seq - b.seq);
  return keys.map((key) =>
    withSteps(
      key,
      steps.filter((report) => report.about.key_id === key.id),
      around,
    ),
  );
}

/**
 * What may be done with a key here. Who has it gives it back, even when it counts as lost already.
 *
 * @param {LocalKey} key
 * @param {string} me
 * @returns {KeyStep[]}
 */
export function offersOf(key, me) {
  if (key.held_by === me) return ["return", "lost"];
  return key.state === "in" ? ["borrow", "lost"] : [];
}

/**
 * @param {BundleKey} key
 * @param {OutboxReport[]} reports of this key, by seq
 * @param {Around} around
 * @returns {LocalKey}
 */
function withSteps(key, reports, around) {
  /** @type {LocalKey} */
  let local = { ...key, pending_steps: [] };
  for (const report of reports) {
    const { key_step: step, at } = report.about;
    if (!step || !at || isRefused(report) || isTold(report, around)) continue;
    local = {
      ...after(local, step, report, around),
      pending_steps: [...local.pending_steps, { step, at, report_id: report.id }],
    };
  }
  return local;
}

/**
 * @param {LocalKey} key
 * @param {KeyStep} step
 * @param {OutboxReport} report
 * @param {Around} around
 * @returns {LocalKey} the same where the step does not fit: the server keeps it, and the front desk settles it
 */
function after(key, step, report, { me, time_zone, back_by }) {
  if (!offersOf(key, me).includes(step)) return key;
  const gone = { held_by: null, borrowed_at: null, due_at: null, purpose: null, order_id: null, overdue: null };
  if (step === "return") return { ...key, ...gone, state: "in" };
  if (step === "lost") return { ...key, ...gone, state: "lost" };
  const { at = report.sealed_at, key_purpose = null } = report.about;
  const due_at = new Date(dueAt(Date.parse(at), time_zone, back_by)).toISOString();
  return { ...key, state: "out", held_by: me, borrowed_at: at, due_at, purpose: key_purpose, overdue: null };
}

/** The line could not be used: a supervisor has it. @param {OutboxReport} report */
function isRefused(report) {
  return report.problem !== null && report.state !== "sealed";
}

/** The bundle was made after the server had this step. @param {OutboxReport} report @param {Around} around */
function isTold({ receipt }, { server_time }) {
  return receipt !== null && Date.parse(receipt.received_at) <= Date.parse(server_time);
}

/** The midnight that ends the day there. @param {number} at_ms @param {string} time_zone */
function dayEnd(at_ms, time_zone) {
  const date = dateAt(at_ms, time_zone);
  const next = new Date(Date.parse(`${date}T00:00:00.000Z`) + 24 * HOUR).toISOString().slice(0, 10);
  return instantAt(next, "00:00", time_zone);
}
