/**
 * "Other": a fault that is on none of the chips. It travels under one of the asset's own items, for a report may name
 * only items its checklist has; but one open defect is one fault of an item at one spot, so without a spot of its own
 * it would melt into a real fault of that item. Its spot therefore begins with the word "other" and says what it is.
 *
 * @import { Answer, Card, Item } from "../types.js"
 */

/** What it is called in the report: a fault name like theirs, in the language of the data. */
export const OTHER_FAULT = "其他";

/** Longer words stand in the note; a spot is a name, not a story. */
const SPOT_LENGTH = 40;

/** @param {Pick<Answer, "preset">} answer */
export function isOther(answer) {
  return answer.preset === OTHER_FAULT;
}

/**
 * Two patrollers' different "others" of one asset stay two defects where either has said a word about theirs.
 *
 * @param {Answer} answer
 * @returns {string} `其他`, or `其他：` with the place or the first words of the note
 */
export function otherSpot(answer) {
  const words = (answer.spot?.trim() || answer.note?.trim().split("\n")[0] || "").slice(0, SPOT_LENGTH).trim();
  return words ? `${OTHER_FAULT}：${words}` : OTHER_FAULT;
}

/**
 * What an unlisted fault was said to be, of a defect as the server tells it.
 *
 * @param {string} spot
 * @returns {string|null} null: not an unlisted fault; empty: nobody said
 */
export function otherWords(spot) {
  if (spot === OTHER_FAULT) return "";
  return spot.startsWith(`${OTHER_FAULT}：`) ? spot.slice(OTHER_FAULT.length + 1) : null;
}

/**
 * The item an unlisted fault travels under: a plain one nothing was said about; its department gets the order.
 *
 * @param {Card} card
 * @returns {Item|undefined}
 */
export function itemForOther(card) {
  const plain = card.items.filter((item) => item.type === "pass");
  const free = plain.find((item) => !card.answers.some((answer) => answer.item === item.id));
  return free ?? plain[0] ?? card.others.find((item) => item.type === "pass") ?? card.items[0] ?? card.others[0];
}
