/**
 * Writing into a draft, one tap at a time. Pure: each takes a draft and gives a new one; store/drafts saves it.
 * An unknown card or answer is an error of the caller and throws.
 *
 * @import { Answer, AnswerChange, Card, Draft, Result, WirePhoto } from "../types.js"
 */
import { asksValue, itemOf } from "./answers.js";
import { judge } from "./judging.js";
import { meterState } from "./meters.js";

/**
 * @param {Draft} draft
 * @param {string} card_key
 * @param {Result|null} verdict null takes it back
 */
export function setVerdict(draft, card_key, verdict) {
  return changeCard(draft, card_key, (card) => ({ ...card, verdict, bulk: false }));
}

/**
 * A fault of one item (the chip), or one more of the same item at another spot.
 *
 * @param {Draft} draft
 * @param {string} card_key
 * @param {string} item_id
 * @param {string} answer_key a fresh key
 * @param {AnswerChange} change
 */
export function addAnswer(draft, card_key, item_id, answer_key, change) {
  return changeCard(draft, card_key, (card) => {
    /** @type {Answer} */
    const answer = { key: answer_key, item: item_id, result: "defect", photos: [], ...change };
    const turns = answer.result === "defect" && !answer.sighting_of && !card.by_item;
    const verdict = turns ? "defect" : card.verdict;
    return { ...card, verdict, bulk: false, answers: [...card.answers, rejudged(card, answer)] };
  });
}

/**
 * @param {Draft} draft
 * @param {string} card_key
 * @param {string} answer_key
 * @param {AnswerChange} change
 */
export function changeAnswer(draft, card_key, answer_key, change) {
  return changeCard(draft, card_key, (card) => ({
    ...card,
    answers: replaced(card.answers, answer_key, (answer) => rejudged(card, { ...answer, ...change })),
  }));
}

/**
 * @param {Draft} draft
 * @param {string} card_key
 * @param {string} answer_key
 */
export function removeAnswer(draft, card_key, answer_key) {
  const card = cardIn(draft, card_key);
  const photos = card.answers.find((answer) => answer.key === answer_key)?.photos ?? [];
  const without = changeCard(draft, card_key, (one) => ({
    ...one,
    answers: one.answers.filter((answer) => answer.key !== answer_key),
  }));
  return dropUnused(without, photos);
}

/**
 * The value of a gauge, a choice or a date: out of range turns the item into a defect, and never blocks. Whoever gives a
 * value has taken "does not apply" back.
 *
 * @param {Draft} draft
 * @param {string} card_key
 * @param {string} item_id
 * @param {number|string|null} value null empties it
 * @param {string} answer_key used when the item has no answer yet
 */
export function setValue(draft, card_key, item_id, value, answer_key) {
  return changeCard(draft, card_key, (card) => {
    const isChoice = itemOf(card, item_id)?.type === "choice";
    /** @type {AnswerChange} */
    const change = isChoice ? { choice: value === null ? null : String(value) } : { value };
    const standing = card.answers.find((answer) => answer.item === item_id && !isAnother(answer));
    if (!standing) {
      if (value === null) return card;
      const answer = rejudged(card, { key: answer_key, item: item_id, result: "ok", photos: [], ...change });
      return { ...card, bulk: false, answers: [...card.answers, answer] };
    }
    const isEmpty = value === null && standing.photos.length === 0 && !standing.note && !isOwnDefect(standing);
    if (isEmpty) return { ...card, answers: card.answers.filter((answer) => answer !== standing) };
    const result = standing.result === "na" && value !== null ? "ok" : standing.result;
    const answers = replaced(card.answers, standing.key, (one) => rejudged(card, { ...one, result, ...change }));
    return { ...card, answers };
  });
}

/**
 * The three-way answer of one item, on a card that is answered item by item. What was said of a fault is set aside when
 * the item is called ok after all, and comes back with the fault.
 *
 * @param {Draft} draft
 * @param {string} card_key
 * @param {string} item_id
 * @param {Result} result
 * @param {string} answer_key used when the item has no answer yet
 */
export function setItem(draft, card_key, item_id, result, answer_key) {
  return changeCard(draft, card_key, (card) => {
    const standing = card.answers.find((answer) => answer.item === item_id && !isAnother(answer));
    const others = card.answers.filter((answer) => answer !== standing);
    const { key = answer_key, photos = [], aside = null, ...said } = standing ?? {};
    /** @type {Answer} */
    const bare = { key, item: item_id, result, photos };
    if (result === "defect") return { ...card, answers: [...others, { ...bare, ...aside, ...told(said), result }] };
    const kept = standing?.result === "defect" ? told(said) : aside;
    return { ...card, answers: [...others, { ...bare, aside: kept }] };
  });
}

/**
 * What a person has said about a fault, without where it stands.
 *
 * @param {Partial<Answer>} answer
 * @returns {Partial<Answer>}
 */
function told({ spot, severity, severity_reason, note, beyond_me, handled_on_spot, choice, value }) {
  const all = { spot, severity, severity_reason, note, beyond_me, handled_on_spot, choice, value };
  return Object.fromEntries(Object.entries(all).filter(([, words]) => words !== undefined && words !== null));
}

/**
 * "Does not apply" for one item alone; said again, it is asked anew.
 *
 * @param {Draft} draft
 * @param {string} card_key
 * @param {string} item_id
 * @param {string} answer_key used when the item has no answer yet
 */
export function toggleNotHere(draft, card_key, item_id, answer_key) {
  return changeCard(draft, card_key, (card) => {
    const standing = card.answers.find((answer) => answer.item === item_id && !isAnother(answer));
    const others = card.answers.filter((answer) => answer !== standing);
    if (standing?.result === "na") return { ...card, answers: others };
    /** @type {Answer} */
    const answer = { key: standing?.key ?? answer_key, item: item_id, result: "na", photos: standing?.photos ?? [] };
    return { ...card, bulk: false, answers: [...others, answer] };
  });
}

/**
 * A known defect looked at again: still there, worse, or gone.
 *
 * @param {Draft} draft
 * @param {string} card_key
 * @param {string} defect_id
 * @param {"still"|"worse"|"gone"|null} sighting null takes it back
 * @param {string} answer_key
 */
export function setSighting(draft, card_key, defect_id, sighting, answer_key) {
  return changeCard(draft, card_key, (card) => {
    const defect = card.known.find((one) => one.id === defect_id);
    if (!defect) throw new Error(`no known defect ${defect_id} on card ${card_key}`);
    const standing = card.answers.find((answer) => answer.sighting_of === defect_id);
    const others = card.answers.filter((answer) => answer !== standing);
    if (!sighting) return { ...card, answers: others };
    /** @type {Answer} */
    const answer = {
      ...(standing ?? { key: answer_key, item: defect.item, photos: [], spot: defect.spot }),
      sighting_of: defect_id,
      sighting,
      result: sighting === "gone" ? "ok" : "defect",
    };
    return { ...card, answers: [...others, answer] };
  });
}

/**
 * A photo taken for an answer, for an item without one yet (a proof of an "ok"), or for the whole visit.
 *
 * @param {Draft} draft
 * @param {{ card: string|null, answer: string|null, item?: string|null }} place
 * @param {WirePhoto} photo
 * @param {string} answer_key used when the item has no answer yet
 */
export function addPhoto(draft, place, photo, answer_key) {
  const known = draft.photos.some((one) => one.sha256 === photo.sha256);
  const described = known ? draft : { ...draft, photos: [...draft.photos, photo] };
  if (!place.card) return described;
  return changeCard(described, place.card, (card) => {
    const standing = card.answers.find((one) => (place.answer ? one.key === place.answer : one.item === place.item));
    if (standing) {
      const photos = [...new Set([...standing.photos, photo.sha256])];
      return { ...card, answers: replaced(card.answers, standing.key, (one) => ({ ...one, photos })) };
    }
    if (!place.item) return card; // the answer was removed while the camera was open: the photo stays with the visit
    /** @type {Answer} */
    const answer = { key: answer_key, item: place.item, result: "ok", photos: [photo.sha256] };
    return { ...card, answers: [...card.answers, answer] };
  });
}

/**
 * One picture may show two faults.
 *
 * @param {Draft} draft
 * @param {string} card_key
 * @param {string} answer_key
 * @param {string} sha256 of a photo the draft holds
 */
export function sharePhoto(draft, card_key, answer_key, sha256) {
  if (!draft.photos.some((photo) => photo.sha256 === sha256))
    throw new Error(`no photo ${sha256} in draft ${draft.id}`);
  return changeCard(draft, card_key, (card) => ({
    ...card,
    answers: replaced(card.answers, answer_key, (answer) => ({
      ...answer,
      photos: [...new Set([...answer.photos, sha256])],
    })),
  }));
}

/**
 * @param {Draft} draft
 * @param {string} sha256
 * @returns {Draft} also without the annotated copies of the photo
 */
export function removePhoto(draft, sha256) {
  const gone = new Set(
    draft.photos.filter((one) => one.sha256 === sha256 || one.of === sha256).map((one) => one.sha256),
  );
  gone.add(sha256);
  const strip = (/** @type {Answer} */ answer) => ({
    ...answer,
    photos: answer.photos.filter((one) => !gone.has(one)),
  });
  return {
    ...draft,
    photos: draft.photos.filter((one) => !gone.has(one.sha256)),
    cards: draft.cards.map((card) => ({ ...card, answers: card.answers.map(strip) })),
  };
}

/**
 * Whether the person has put anything into this visit worth keeping.
 *
 * @param {Draft} draft
 */
export function isTouched(draft) {
  const answered = draft.cards.some((card) => card.verdict !== null || card.answers.length > 0);
  return answered || draft.photos.length > 0 || draft.note.trim() !== "";
}

/**
 * @param {Draft} draft
 * @param {string} key
 * @returns {Card}
 */
export function cardIn(draft, key) {
  const card = draft.cards.find((one) => one.key === key);
  if (!card) throw new Error(`no card ${key} in draft ${draft.id}`);
  return card;
}

/**
 * @param {Draft} draft
 * @param {string} key
 * @param {(card: Card) => Card} change
 * @returns {Draft}
 */
function changeCard(draft, key, change) {
  const card = cardIn(draft, key);
  return { ...draft, cards: draft.cards.map((one) => (one === card ? change(one) : one)) };
}

/**
 * @param {Answer[]} answers
 * @param {string} key
 * @param {(answer: Answer) => Answer} change
 */
function replaced(answers, key, change) {
  if (!answers.some((answer) => answer.key === key)) throw new Error(`no answer ${key}`);
  return answers.map((answer) => (answer.key === key ? change(answer) : answer));
}

/**
 * @param {Card} card
 * @param {Answer} answer
 * @returns {Answer} a value decides over the person's own word only towards "defect"
 */
function rejudged(card, answer) {
  const item = itemOf(card, answer.item);
  if (!item || !asksValue(item) || answer.sighting_of) return answer;
  const own = answer.judged ? "ok" : answer.result;
  const { result, judged } = judge(item, { ...answer, result: own }, card.visit_on);
  if (result === "ok" && meterState(card, item, answer).alarm) return { ...answer, result: "defect", judged: true };
  return { ...answer, result, judged };
}

/** @param {Answer} answer */
function isAnother(answer) {
  return Boolean(answer.sighting_of || answer.separate_from);
}

/** @param {Answer} answer */
function isOwnDefect(answer) {
  return answer.result === "defect" && !answer.judged;
}

/**
 * @param {Draft} draft
 * @param {string[]} candidates
 * @returns {Draft} photos no answer names any more go with the answer they were taken for
 */
function dropUnused(draft, candidates) {
  const used = new Set(draft.cards.flatMap((card) => card.answers.flatMap((answer) => answer.photos)));
  return candidates.filter((sha256) => !used.has(sha256)).reduce(removePhoto, draft);
}
