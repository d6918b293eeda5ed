/**
 * "All the rest ok": fills only what can honestly be filled in one tap, says what it leaves and why, can be undone.
 *
 * @import { Card, Draft } from "../types.js"
 */
import { asksValue, cardState } from "./answers.js";

/** @typedef {"known"|"gauge"|"by-hand"|"photo"} LeaveReason why a card wants the person's own eyes */

/**
 * @param {Draft} draft
 * @returns {{ fill: string[], leave: { card: string, why: LeaveReason }[] }} keys of unanswered cards
 */
export function bulkPlan(draft) {
  /** @type {{ fill: string[], leave: { card: string, why: LeaveReason }[] }} */
  const plan = { fill: [], leave: [] };
  for (const card of draft.cards) {
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
 * @param {Draft} draft
 * @returns {Draft}
 */
export function fillTheRest(draft) {
  const { fill } = bulkPlan(draft);
  return changeCards(draft, (card) => (fill.includes(card.key) ? { ...card, verdict: "ok", bulk: true } : card));
}

/**
 * Takes back what was filled and not touched since.
 *
 * @param {Draft} draft
 * @returns {Draft}
 */
export function undoFill(draft) {
  return changeCards(draft, (card) => (card.bulk ? { ...card, verdict: null, bulk: false } : card));
}

/**
 * @param {Draft} draft
 * @param {(card: Card) => Card} change
 * @returns {Draft}
 */
function changeCards(draft, change) {
  return { ...draft, cards: draft.cards.map(change) };
}
