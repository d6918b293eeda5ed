/**
 * Reading a draft: what is answered, what is open, what is missing. Nothing here ever blocks: what is missing at
 * sealing leaves a mark, it does not hold a patrol up.
 *
 * @import { Answer, Card, Draft, Item, OpenDefect, Result, Severity, WirePhoto } from "../types.js"
 */
import { isLighter, judge } from "./judging.js";
import { meterState } from "./meters.js";

/**
 * @typedef {"verdict"|"value"|"known"|"what"|"photo"|"after-photo"|"proof-photo"|"severity-reason"|"meter-reason"|"exit-reason"} MissingKind
 *   "exit-reason": what could not be left as it should be, and nobody says why; "known": a known defect not looked at; "what": "defect" tapped, but not which item
 *
 * @typedef {{ card: string, kind: MissingKind, item: string|null, answer: string|null, defect: string|null, blocking: boolean }} Missing
 *   blocking: of an exit check, without which the visit should not be finished
 *
 * @typedef {object} CardState
 * @property {Result|null} verdict what the card shows: a defect found by a value or a known one still there counts
 * @property {Item[]} open asked items without an answer
 * @property {OpenDefect[]} open_known
 * @property {Answer[]} defects that will be reported
 * @property {Missing[]} missing
 * @property {boolean} is_done nothing is open (photos and reasons may still be missing)
 *
 * @typedef {object} DraftState
 * @property {{ key: string, state: CardState }[]} cards
 * @property {number} done_count
 * @property {number} open_count
 * @property {string|null} next_card the first card with something open
 * @property {Missing[]} missing
 * @property {boolean} is_done
 */

/**
 * @param {Draft} draft
 * @returns {DraftState}
 */
export function draftState(draft) {
  const cards = draft.cards.map((card) => ({ key: card.key, state: cardState(card, draft.photos) }));
  const open = cards.filter(({ state }) => !state.is_done);
  return {
    cards,
    done_count: cards.length - open.length,
    open_count: open.length,
    next_card: open[0]?.key ?? null,
    missing: cards.flatMap(({ state }) => state.missing),
    is_done: open.length === 0,
  };
}

/**
 * @param {Card} card
 * @param {WirePhoto[]} photos the draft's, for their roles
 * @returns {CardState}
 */
export function cardState(card, photos) {
  const answers = activeAnswers(card);
  const defects = answers.filter((answer) => answer.result === "defect");
  const open = openItems(card);
  const open_known = openKnown(card);
  return {
    verdict: defects.length > 0 ? "defect" : card.verdict,
    open,
    open_known,
    defects,
    missing: missingOf(card, photos),
    is_done: open.length === 0 && open_known.length === 0,
  };
}

/**
 * The answers that count. A card turned from "defect" to "ok" keeps what was written about the faults, so that a slip
 * of the finger loses nothing, but does not report it.
 *
 * @param {Card} card
 * @returns {Answer[]}
 */
export function activeAnswers(card) {
  if (card.verdict === "na") return [];
  if (card.verdict !== "ok") return card.answers;
  return card.answers.filter((answer) => answer.result !== "defect" || answer.judged || answer.sighting_of);
}

/**
 * Asked items that say nothing yet: a plain item is answered by the card's verdict, a gauge, choice or date only by
 * its value or by saying that it does not apply here. A text may stay empty.
 *
 * @param {Card} card
 * @returns {Item[]}
 */
export function openItems(card) {
  if (card.verdict === "na") return [];
  const answers = activeAnswers(card);
  return card.items.filter((item) => {
    const own = answers.filter((answer) => answer.item === item.id);
    if (asksValue(item)) return !own.some((answer) => answer.result === "na" || hasValue(answer));
    if (card.by_item) return item.type !== "text" && own.length === 0;
    return card.verdict === null && own.length === 0;
  });
}

/**
 * @param {Card} card
 * @returns {OpenDefect[]} known defects nobody has looked at in this visit
 */
export function openKnown(card) {
  if (card.verdict === "na") return [];
  return card.known.filter((defect) => !card.answers.some((answer) => answer.sighting_of === defect.id));
}

/** @param {Item} item */
export function asksValue(item) {
  return item.type === "number" || item.type === "choice" || item.type === "date";
}

/** @param {Answer} answer */
export function hasValue(answer) {
  const { value, choice } = answer;
  return (typeof value === "number" ? Number.isFinite(value) : Boolean(value)) || Boolean(choice);
}

/**
 * @param {Card} card
 * @param {string} item_id
 * @returns {Item|null} among the asked and the other items
 */
export function itemOf(card, item_id) {
  return [...card.items, ...card.others].find((item) => item.id === item_id) ?? null;
}

/**
 * The severity a defect has before the person changes it.
 *
 * @param {Card} card
 * @param {Answer} answer
 * @returns {Severity}
 */
export function ownSeverity(card, answer) {
  const item = itemOf(card, answer.item);
  if (!item) return card.known.find((defect) => defect.id === answer.sighting_of)?.severity ?? "major";
  return judge(item, answer, card.visit_on).severity ?? item.severity;
}

/**
 * @param {Card} card
 * @param {Answer} answer
 * @returns {Severity}
 */
export function severityOf(card, answer) {
  return answer.severity ?? ownSeverity(card, answer);
}

/**
 * Critical faults found now for which the numbers to ring stood on the screen, and nobody was rung from here.
 *
 * @param {Draft} draft
 * @returns {{ card: string, answer: Answer }[]}
 */
export function notRung(draft) {
  return draft.cards.flatMap((card) =>
    activeAnswers(card)
      .filter((answer) => answer.result === "defect" && !answer.sighting_of && !answer.ring)
      .filter((answer) => severityOf(card, answer) === "critical")
      .map((answer) => ({ card: card.key, answer })),
  );
}

/**
 * What the reading says about the meter: lower than last time needs one of three explanations (rolled over, changed,
 * misread before).
 *
 * @param {Card} card
 * @param {Answer} answer
 */
export function readsLower(card, answer) {
  const last = card.last[answer.item]?.value;
  const item = itemOf(card, answer.item);
  return isMeter(item) && typeof answer.value === "number" && typeof last === "number" && answer.value < last;
}

/**
 * A counter that only goes up, and not a gauge.
 *
 * @param {Item|null} item
 */
export function isMeter(item) {
  return Boolean(item?.meter);
}

/**
 * @param {Card} card
 * @param {WirePhoto[]} photos
 * @returns {Missing[]}
 */
function missingOf(card, photos) {
  /** @type {Missing[]} */
  const missing = openKnown(card).map((defect) => lack(card, "known", { item: defect.item, defect: defect.id }));
  const open = openItems(card);
  const plain = open.filter((item) => !asksValue(item));
  if (card.by_item) missing.push(...plain.map((item) => lack(card, "verdict", { item: item.id })));
  else if (plain.length > 0) missing.push({ ...lack(card, "verdict"), blocking: plain.some((item) => item.blocking) });
  missing.push(...open.filter(asksValue).map((item) => lack(card, "value", { item: item.id })));
  const answers = activeAnswers(card);
  if (card.verdict === "defect" && !answers.some((answer) => answer.result === "defect")) {
    missing.push(lack(card, "what"));
  }
  for (const answer of answers) missing.push(...missingOfAnswer(card, answer, photos));
  missing.push(...missingPictures(card, answers, photos));
  return missing;
}

/**
 * @param {Card} card
 * @param {Answer} answer
 * @param {WirePhoto[]} photos
 * @returns {Missing[]}
 */
function missingOfAnswer(card, answer, photos) {
  const missing = [];
  const about = { item: answer.item, answer: answer.key };
  const isNewDefect = answer.result === "defect" && !answer.sighting_of;
  if (isNewDefect && answer.photos.length === 0 && itemOf(card, answer.item)?.photo !== "never") {
    missing.push(lack(card, "photo", about));
  }
  if (answer.handled_on_spot && !hasRole(answer, photos, "after")) missing.push(lack(card, "after-photo", about));
  if (answer.severity && isLighter(answer.severity, ownSeverity(card, answer)) && !answer.severity_reason) {
    missing.push(lack(card, "severity-reason", about));
  }
  const item = itemOf(card, answer.item);
  if (item && meterState(card, item, answer).went_back) missing.push(lack(card, "meter-reason", about));
  if (item?.blocking && isNewDefect && !answer.note?.trim()) missing.push(lack(card, "exit-reason", about));
  return missing;
}

/**
 * Items whose photo is "always" once they are answered, and the ordinary "ok" now and then that asks for a proof.
 *
 * @param {Card} card
 * @param {Answer[]} answers
 * @param {WirePhoto[]} photos
 * @returns {Missing[]}
 */
function missingPictures(card, answers, photos) {
  if (card.verdict === "na") return [];
  const open = new Set(openItems(card).map((item) => item.id));
  const answered = card.items.filter((item) => !open.has(item.id));
  return answered.flatMap((item) => {
    const own = answers.filter((answer) => answer.item === item.id);
    if (own.some((answer) => answer.result === "defect")) return [];
    if (own.length > 0 && own.every((answer) => answer.result === "na")) return [];
    const about = { item: item.id, answer: own[0]?.key ?? null };
    const pictured = own.some((answer) => answer.photos.length > 0);
    if (card.proof.includes(item.id) && !own.some((answer) => hasRole(answer, photos, "proof"))) {
      return [lack(card, "proof-photo", about)];
    }
    return item.photo === "always" && !pictured ? [lack(card, "photo", about)] : [];
  });
}

/**
 * @param {Answer} answer
 * @param {WirePhoto[]} photos
 * @param {WirePhoto["role"]} role
 */
function hasRole(answer, photos, role) {
  return photos.some((photo) => photo.role === role && answer.photos.includes(photo.sha256));
}

/**
 * @param {Card} card
 * @param {MissingKind} kind
 * @param {{ item?: string|null, answer?: string|null, defect?: string|null }} [about]
 * @returns {Missing}
 */
function lack(card, kind, about = {}) {
  const { item = null, answer = null, defect = null } = about;
  const holds = kind === "value" || kind === "verdict" || kind === "exit-reason";
  const blocking = holds && Boolean(itemOf(card, item ?? "")?.blocking);
  return { card: card.key, kind, item, answer, defect, blocking };
}
