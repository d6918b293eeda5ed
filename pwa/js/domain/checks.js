/**
 * From a card to the check that travels. `asked` claims "ok" for whatever it names and `items` does not list, so only
 * what the person really answered is named.
 *
 * @import { Answer, Card, WireCheck, WireItem } from "../types.js"
 */
import { activeAnswers, asksValue, openItems, openKnown, severityOf } from "./answers.js";
import { isOther, otherSpot } from "./other.js";

/**
 * @param {Card} card
 * @returns {WireCheck|null} null: nothing was answered
 */
export function checkOf(card) {
  const asked = askedOf(card);
  if (asked.length === 0) return null;
  return {
    ...(card.asset_id ? { asset_id: card.asset_id } : {}),
    checklist: { ...card.checklist },
    asked,
    items: listedOf(card),
  };
}

/**
 * What changed between a card as sealed and as it stands: a check naming only those items.
 *
 * @param {Card} before
 * @param {Card} after
 * @returns {WireCheck|null} null: nothing changed
 */
export function correctionOf(before, after) {
  const was = checkOf(before);
  const is = checkOf(after);
  if (!is) return null;
  const changed = is.asked.filter((item) => sayingOf(was, item) !== sayingOf(is, item));
  if (changed.length === 0) return null;
  return { ...is, asked: changed, items: is.items.filter((one) => changed.includes(one.item)) };
}

/**
 * @param {WireCheck|null} check
 * @param {string} item
 */
function sayingOf(check, item) {
  if (!check?.asked.includes(item)) return "";
  return JSON.stringify(check.items.filter((one) => one.item === item));
}

/**
 * @param {Card} card
 * @returns {string[]} item ids in the checklist's order, then those the person added
 */
function askedOf(card) {
  if (card.verdict === "na") return card.items.map((item) => item.id);
  const unseen = new Set(openKnown(card).map((defect) => defect.item));
  const answered = new Set(activeAnswers(card).map((answer) => answer.item));
  const open = new Set(openItems(card).map((item) => item.id));
  const asked = card.items.filter((item) => {
    if (answered.has(item.id)) return true;
    if (unseen.has(item.id)) return false;
    // A gauge passed over on a card that was judged stays named: the server marks its missing value.
    return open.has(item.id) ? asksValue(item) && card.verdict !== null : true;
  });
  const ids = asked.map((item) => item.id);
  return [...ids, ...[...answered].filter((id) => !ids.includes(id))];
}

/**
 * @param {Card} card
 * @returns {WireItem[]}
 */
function listedOf(card) {
  if (card.verdict === "na") return card.items.map((item) => ({ item: item.id, result: "na", photos: [] }));
  return activeAnswers(card).map((answer) => wireItem(card, answer));
}

/**
 * @param {Card} card
 * @param {Answer} answer
 * @returns {WireItem} without what says nothing
 */
function wireItem(card, answer) {
  /** @type {WireItem} */
  const wire = { item: answer.item, result: answer.result, photos: [...answer.photos] };
  const { value } = answer;
  if (typeof value === "number" ? Number.isFinite(value) : value) wire.value = value ?? undefined;
  if (answer.choice) wire.choice = answer.choice;
  if (answer.spot) wire.spot = answer.spot;
  if (answer.note) wire.note = answer.note;
  if (answer.meter) wire.meter = answer.meter;
  if (answer.sighting_of) wire.sighting_of = answer.sighting_of;
  if (answer.sighting) wire.sighting = answer.sighting;
  if (answer.result !== "defect") return wire;
  if (answer.preset) wire.preset = answer.preset;
  if (isOther(answer)) wire.spot = otherSpot(answer);
  wire.severity = severityOf(card, answer);
  if (answer.severity_reason) wire.severity_reason = answer.severity_reason;
  if (answer.beyond_me) wire.beyond_me = true;
  if (answer.handled_on_spot) wire.handled_on_spot = true;
  if (answer.separate_from) wire.separate_from = answer.separate_from;
  return wire;
}
