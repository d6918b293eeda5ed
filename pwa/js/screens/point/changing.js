/**
 * The taps that need more than one line: a fault chip on or off, plus and minus, a number as people type it.
 *
 * @import { Draft } from "../../types.js"
 * @import { Visit } from "./taps.js"
 */
import { itemOf } from "../../domain/answers.js";
import { isOther, itemForOther, OTHER_FAULT } from "../../domain/other.js";
import { stepOf } from "../../elements/gauge.js";
import { reading } from "../../format.js";
import { _ } from "../../i18n.js";
import { toast } from "../../shell.js";
import * as drafts from "../../store/drafts.js";

/**
 * @param {Visit} visit
 * @param {string} key
 * @param {string} chosen item id or OTHER_FAULT
 * @param {boolean} on
 * @param {import("./taps.js").Save} save
 */
export function toggleFault(visit, key, chosen, on, save) {
  const card = cardOf(visit.draft, key);
  const other = chosen === OTHER_FAULT;
  const item = other ? itemForOther(card) : (itemOf(card, chosen) ?? undefined);
  if (!item) return;
  const standing = card.answers.find(
    (one) => (other ? isOther(one) : one.item === chosen && !isOther(one)) && !one.sighting_of && !one.separate_from,
  );
  if (on && !standing) {
    const preset = other ? OTHER_FAULT : item.fault.zh;
    return save(() => drafts.addAnswer(visit.draft.id, key, item.id, { result: "defect", preset }));
  }
  if (!on && standing) {
    const before = standing;
    return save(() => drafts.removeAnswer(visit.draft.id, key, before.key)).then(() => {
      if (before.photos.length > 0 || before.note) toast(_("去掉了一条问题，连同它的照片和说明"));
    });
  }
}

/** @param {Draft} draft @param {string} key @param {string} item @param {number} by */
export function stepped(draft, key, item, by) {
  const card = cardOf(draft, key);
  const standing = card.answers.find((one) => one.item === item)?.value;
  const start = standing ?? card.last[item]?.value ?? itemOf(card, item)?.ok?.min ?? 0;
  const size = Math.abs(by) || stepOf(/** @type {any} */ (itemOf(card, item)), 1);
  const next = Math.round((Number(start) + by) / size) * size;
  return Number(reading(standing === undefined || standing === null ? Number(start) : next));
}

/** Full-width digits and a decimal comma are taken too; nothing is null, words are NaN. @param {string} text */
export function asNumber(text) {
  const plain = text.normalize("NFKC").trim().replace(",", ".");
  return plain === "" ? null : Number(plain);
}

/** @param {Draft} draft @param {string} key */
export function cardOf(draft, key) {
  const card = draft.cards.find((one) => one.key === key);
  if (!card) throw new Error(`no card ${key}`);
  return card;
}
