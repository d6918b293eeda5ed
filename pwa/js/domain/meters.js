/**
 * What a meter's reading says beside the one before it: the same table of cases (tests/cases/meters.json) is kept by the
 * server's rules.
 *
 * @import { Answer, Card, Item, Meter } from "../types.js"
 */

/** Beyond this a number is no meter's; floats would lose its digits. */
const MOST = 1e12;

/**
 * How much has run through since the reading before. A meter that rolled over did so at the next power of ten above the
 * reading before. One that was changed has run to `old_end`, and from `new_start` on; what is not known of these counts
 * as nothing.
 *
 * @param {number|null} before
 * @param {number} value
 * @param {Meter|null} [why] how a person explains a lower reading
 * @returns {{ growth: number|null, went_back: boolean }} growth in the meter's unit; went_back: not explained
 */
export function reckon(before, value, why) {
  if (before === null || !(before >= 0 && before <= MOST)) return { growth: null, went_back: false };
  if (why?.changed) return changed(before, value, why);
  if (value >= before) return { growth: tidy(value - before), went_back: false };
  if (why?.rolled_over) {
    return { growth: tidy(10 ** String(Math.trunc(before)).length - before + value), went_back: false };
  }
  return { growth: null, went_back: !why?.misread_before };
}

/**
 * @param {number} before
 * @param {number} value
 * @param {Meter} why
 */
function changed(before, value, { old_end, new_start }) {
  const ran = [];
  if (typeof old_end === "number") ran.push(old_end - before);
  if (typeof new_start === "number") ran.push(value - new_start);
  if (ran.some((part) => part < 0)) return { growth: null, went_back: true };
  return { growth: ran.length > 0 ? tidy(ran.reduce((sum, part) => sum + part, 0)) : null, went_back: false };
}

/**
 * @param {Item} item
 * @param {number|null} growth
 * @returns {boolean} an empty unit's meter grew by more than its item allows
 */
export function isTooMuch(item, growth) {
  const most = item.meter?.growth_max ?? null;
  return most !== null && growth !== null && growth > most;
}

/**
 * Whether the item's meter or gauge can show this number at all.
 *
 * @param {Item} item
 * @param {number} value
 */
export function isPossible(item, value) {
  const { min, max } = item.input ?? {};
  return (
    Math.abs(value) <= MOST && !(typeof min === "number" && value < min) && !(typeof max === "number" && value > max)
  );
}

/**
 * A meter of a unit beside its reading before: a growth that is an alarm makes the answer a defect (`alarm`), if the
 * unit has stood empty since.
 *
 * @param {Card} card
 * @param {Item} item
 * @param {Pick<Answer, "value"|"meter">} answer
 * @returns {{ growth: number|null, went_back: boolean, alarm: boolean, possible: boolean }}
 */
export function meterState(card, item, { value, meter }) {
  const nothing = { growth: null, went_back: false, alarm: false, possible: true };
  if (typeof value !== "number") return nothing;
  if (!isPossible(item, value)) return { ...nothing, possible: false };
  const last = card.last[item.id];
  if (!item.meter || typeof last?.value !== "number") return nothing;
  const { growth, went_back } = reckon(last.value, value, meter);
  const counts = card.empty_since !== undefined && (card.empty_since === null || last.at >= card.empty_since);
  return { growth, went_back, alarm: counts && isTooMuch(item, growth), possible: true };
}

/**
 * Without the dust of floating sums: 318.7 − 318.6 is 0.1.
 *
 * @param {number} number
 */
function tidy(number) {
  return Math.round(number * 1e6) / 1e6;
}
