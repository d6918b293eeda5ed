/**
 * What a value means: the same table of cases (tests/cases/judging.json) is kept by the server's rules.
 *
 * @import { Item, Limits, Result, Severity } from "../types.js"
 */

/** @type {Severity[]} */
const BY_WEIGHT = ["minor", "major", "critical"];

/**
 * @param {Item} item with the asset's own limits already put in (`withLimits`)
 * @param {{ value?: number|string|null, choice?: string|null, result?: Result|null }} answer
 * @returns {{ result: Result, severity: Severity|null, judged: boolean }} judged: the value decided; severity of a defect
 */
export function judge(item, answer) {
  if (answer.result === "na") return { result: "na", severity: null, judged: false };
  if (item.type === "number" && typeof answer.value === "number") {
    const severity = severityOfValue(item, answer.value);
    if (severity) return { result: "defect", severity, judged: true };
  }
  if (item.type === "choice" && answer.choice) {
    const severity = item.choices?.find((choice) => choice.value === answer.choice)?.severity;
    if (severity) return { result: "defect", severity, judged: true };
  }
  if (answer.result === "defect") return { result: "defect", severity: item.severity, judged: false };
  return { result: "ok", severity: null, judged: false };
}

/**
 * Within `ok` (bounds included) is fine. Outside, the heaviest band that holds the value decides, else the item's own
 * severity. An item with bands and no `ok` is at fault only inside a band.
 *
 * @param {Item} item
 * @param {number} value
 * @returns {Severity|null} null: fine
 */
function severityOfValue(item, value) {
  const hasLimits = isNumber(item.ok?.min) || isNumber(item.ok?.max);
  if (hasLimits && isWithin(item.ok ?? {}, value)) return null;
  const inBands = (item.bands ?? []).filter((band) => isWithin(band, value)).map((band) => band.severity);
  if (inBands.length > 0) return inBands.reduce(heavier);
  return hasLimits ? item.severity : null;
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
  return own ? { ...item, ok: { ...item.ok, ...own } } : item;
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
