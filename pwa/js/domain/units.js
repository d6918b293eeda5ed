/**
 * The visit to a vacant unit: in which order it is walked, and for which storm it is made.
 *
 * @import { BundleData, Card, Draft, Item, Round } from "../types.js"
 */
import { openItems } from "./answers.js";

/** @typedef {{ card: Card, item: Item }} Asked one item with the card it stands on */
/** @typedef {"known"|"door"|"meters"|"rooms"|"exit"} Part */

/** Walked in this order. @type {Part[]} */
export const PARTS = ["known", "door", "meters", "rooms", "exit"];

/**
 * The visit's items by where one stands, in the checklist's order. What was found before is looked at first, whether it
 * is due today or not; what comes before the first meter is at the door; what must be answered before one leaves is the
 * exit check.
 *
 * @param {Draft} draft
 * @returns {Record<Part, Asked[]>}
 */
export function partsOf(draft) {
  /** @type {Record<Part, Asked[]>} */
  const parts = { known: [], door: [], meters: [], rooms: [], exit: [] };
  for (const card of draft.cards) {
    const first = card.items.findIndex((item) => item.meter);
    const found = new Set(card.known.map((defect) => defect.item));
    const again = [...card.items, ...card.others].filter((item) => found.has(item.id) && !item.blocking && !item.meter);
    parts.known.push(...again.map((item) => ({ card, item })));
    card.items.forEach((item, place) => {
      if (again.includes(item)) return;
      const part = item.blocking ? "exit" : item.meter ? "meters" : place < first ? "door" : "rooms";
      parts[part].push({ card, item });
    });
  }
  return parts;
}

/**
 * @param {Draft} draft
 * @returns {Asked[]} items without an answer, in walking order; an item with an open problem nobody has looked at too
 */
export function openInOrder(draft) {
  const parts = partsOf(draft);
  return PARTS.flatMap((part) => parts[part]).filter(({ card, item }) => isOpen(card, item));
}

/**
 * @param {Card} card
 * @param {Item} item
 */
export function isOpen(card, item) {
  const unseen = card.known.some(
    (defect) => defect.item === item.id && !card.answers.some((answer) => answer.sighting_of === defect.id),
  );
  return unseen || openItems(card).includes(item);
}

/**
 * The round before or after a storm that names this unit today and that nobody has been there for.
 *
 * @param {BundleData} data
 * @param {string} unit_id
 * @param {string} date at the site
 * @returns {Round|null}
 */
export function stormRound(data, unit_id, date) {
  const storms = data.plan.rounds.filter(
    (round) =>
      (round.event === "before-storm" || round.event === "after-storm") &&
      round.date === date &&
      (round.unit_ids ?? []).includes(unit_id) &&
      !(round.inspected ?? []).some((visit) => visit.unit_id === unit_id),
  );
  return storms[0] ?? null;
}
