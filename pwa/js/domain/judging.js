/**
 * What a value means: the same table of cases (tests/cases/judging.json) is kept by the server's rules.
 *
 * @import { Choice, Item, Limits, Result, Severity } from "../types.js"
 */

/** @type {Severity[]} */
const BY_WEIGHT = ["minor", "major", "critical"];

/**
 * A person's "defect" always stands; "ok" stands unless the value is out of range or the choice is a faulty one. A value
 * of the wrong kind, and an unknown choice, count as missing and the person is believed.
 *
 * @param {Item} item with the asset's own limits already put in (`withLimits`)
 * @param {{ value?: unknown, choice?: unknown, result?: Result|null }} answer
 * @param {string} visit_on the site's date; a date item is measured in days from it
 * @returns {{ result: Result, severity: Severity|null, judged: boolean }} judged: the value decided; severity of a defect
 */
export function judge(item, answer, visit_on) {
  if (answer.result === "na") return { result: "na", severity: null, judged: false };
  const found =
    item.type === "choice" ? chosenSeverity(item.choices, answer.choice) : measuredSeverity(item, answer, visit_on);
  if (found)
    return { result: "defect", severity: item.type === "choice" ? found : raised(item, answer, found), judged: true };
  if (answer.result !== "defect") return { result: "ok", severity: null, judged: false };
  const isFollowed = item.type !== "choice" || !item.choices?.some((one) => one.value === answer.choice);
  return {
    result: "defect",
    severity: isFollowed ? raised(item, answer, item.severity) : item.severity,
    judged: false,
  };
}

/**
 * Within `ok` (bounds included) is fine. Outside, the first band that holds the value decides, else the item's own
 * severity. An item with bands and no `ok` is at fault only inside a band.
 *
 * @param {Item} item
 * @param {{ value?: unknown }} answer
 * @param {string} visit_on
 * @returns {Severity|null} null: fine, or no value
 */
function measuredSeverity(item, answer, visit_on) {
  const value = measured(item, answer.value, visit_on);
  if (value === null || (item.ok && isWithin(item.ok, value))) return null;
  const band = item.bands?.find((one) => isWithin(one, value));
  return band?.severity ?? (item.ok ? item.severity : null);
}

/**
 * @param {Item} item
 * @param {unknown} value
 * @param {string} visit_on
 * @returns {number|null} null: not a value of this item's type
 */
export function measured(item, value, visit_on) {
  if (item.type === "number") return isNumber(value) && Number.isFinite(value) ? value : null;
  if (item.type !== "date" || typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  const at = Date.parse(`${value}T00:00:00.000Z`);
  const isDay = !Number.isNaN(at) && new Date(at).toISOString().startsWith(value); // 2026-02-30 is none
  return isDay ? Math.round((at - Date.parse(`${visit_on}T00:00:00.000Z`)) / 86_400_000) : null;
}

/**
 * @param {Choice[]|undefined} choices
 * @param {unknown} value
 * @returns {Severity|null}
 */
function chosenSeverity(choices, value) {
  return choices?.find((one) => one.value === value)?.severity ?? null;
}

/**
 * A follow-up's answer may make a defect graver, never milder.
 *
 * @param {Item} item
 * @param {{ choice?: unknown }} answer
 * @param {Severity} severity
 * @returns {Severity}
 */
function raised(item, answer, severity) {
  if (item.follow_up?.type !== "choice") return severity;
  return heavier(severity, chosenSeverity(item.follow_up.choices, answer.choice) ?? severity);
}

/**
 * @param {Limits} limits
 * @param {number} value
 */
function isWithin(limits, value) {
  return !(isNumber(limits.min) && value < limits.min) && !(isNumber(limits.max) && value > limits.max);
}

/**
 * The item as asked of one asset: the asset's own limits take the place of the item's, bound by bound.
 *
 * @param {Item} item
 * @param {Record<string, Limits>|null} [limits] by item id
 * @returns {Item}
 */
export function withLimits(item, limits) {
  const own = limits?.[item.id];
  if (!own) return item;
  return { ...item, ok: { min: own.min ?? item.ok?.min ?? null, max: own.max ?? item.ok?.max ?? null } };
}

/**
 * @param {Severity} a
 * @param {Severity} b
 * @returns {Severity}
 */
export function heavier(a, b) {
  return isLighter(a, b) ? b : a;
}

/**
 * Raising a severity is free, lowering asks a reason.
 *
 * @param {Severity} a
 * @param {Severity} b
 */
export function isLighter(a, b) {
  return BY_WEIGHT.indexOf(a) < BY_WEIGHT.indexOf(b);
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
function isNumber(value) {
  return typeof value === "number";
}
