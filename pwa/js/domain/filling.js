/**
 * "All the rest ok": fills only what can honestly be filled in one tap, says what it leaves and why, can be undone.
 *
 * @import { Answer, Card, Draft, Item } from "../types.js"
 */
import { asksValue, cardState, openItems } from "./answers.js";

/** @typedef {"known"|"gauge"|"by-hand"|"photo"} LeaveReason why a card wants the person's own eyes */

/**
 * @param {Draft} draft
 * @returns {{ fill: string[], leave: { card: string, why: LeaveReason }[] }} keys of unanswered cards; of a card that
 *   is answered item by item, the ids of its items
 */
export function bulkPlan(draft) {
  /** @type {{ fill: string[], leave: { card: string, why: LeaveReason }[] }} */
  const plan = { fill: [], leave: [] };
  for (const card of draft.cards) {
    if (card.by_item) {
      plan.fill.push(...plainItems(card));
      continue;
    }
    if (card.verdict !== null || cardState(card, draft.photos).is_done) continue;
    const why = whyLeft(card);
    if (why) plan.leave.push({ card: card.key, why });
    else plan.fill.push(card.key);
  }
  return plan;
}

/**
 * @param {Card} card
 * @returns {LeaveReason|null}
 */
function whyLeft(card) {
  if (card.known.length > 0) return "known";
  if (card.items.some(asksValue)) return "gauge";
  if (card.items.some((item) => item.by_hand || item.blocking)) return "by-hand";
  if (card.items.some((item) => item.photo === "always")) return "photo";
  return card.answers.length > 0 ? "by-hand" : null; // something was begun here: the person finishes it
}

/**
 * @param {Card} card answered item by item
 * @returns {string[]} open items that a look is enough for, and nothing is known to be wrong with
 */
function plainItems(card) {
  const known = new Set(card.known.map((defect) => defect.item));
  const plain = (/** @type {Item} */ item) =>
    item.type === "pass" && !item.by_hand && !item.blocking && item.photo !== "always" && !known.has(item.id);
  return openItems(card)
    .filter(plain)
    .map((item) => item.id);
}

/**
 * @param {Draft} draft
 * @returns {Draft}
 */
export function fillTheRest(draft) {
  const { fill } = bulkPlan(draft);
  return changeCards(draft, (card) => {
    if (!card.by_item) return fill.includes(card.key) ? { ...card, verdict: "ok", bulk: true } : card;
    const filled = plainItems(card).map((item) => filledAnswer(item));
    return { ...card, answers: [...card.answers, ...filled] };
  });
}

/**
 * @param {string} item its id, which no other item of the draft has
 * @returns {Answer}
 */
function filledAnswer(item) {
  return { key: `filled-${item}`, item, result: "ok", photos: [], bulk: true };
}

/**
 * Takes back what was filled and not touched since.
 *
 * @param {Draft} draft
 * @returns {Draft}
 */
export function undoFill(draft) {
  return changeCards(draft, (card) => {
    if (!card.by_item) return card.bulk ? { ...card, verdict: null, bulk: false } : card;
    const untouched = (/** @type {Answer} */ answer) => answer.bulk && answer.photos.length === 0;
    return { ...card, answers: card.answers.filter((answer) => !untouched(answer)) };
  });
}

/**
 * @param {Draft} draft
 * @param {(card: Card) => Card} change
 * @returns {Draft}
 */
function changeCards(draft, change) {
  return { ...draft, cards: draft.cards.map(change) };
}
