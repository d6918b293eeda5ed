/**
 * What the taps of the unit's screen do that a point has not: items answered one by one, the exchange of a meter, what
 * can't be shut.
 *
 * @import { Meter } from "../../types.js"
 * @import { Visit } from "../point/taps.js"
 */

import { _ } from "../../i18n.js";
import { refresh, toast } from "../../shell.js";
import * as drafts from "../../store/drafts.js";
import { asNumber, cardOf } from "../point/changing.js";
import { saver } from "../point/taps.js";
import { withThing } from "./exit.js";
import { focusAsked } from "./moving.js";

/** @param {Visit} visit @returns {Record<string, import("../../shell.js").Action>} */
export function unitTaps(visit) {
  const id = visit.draft.id;
  const save = saver(visit);
  const at = (/** @type {HTMLElement} */ element) => (element.dataset.at ?? "").split("|");
  const value = (/** @type {HTMLElement} */ element) => /** @type {HTMLInputElement} */ (element).value;
  const answerOf = (/** @type {string} */ card, /** @type {string} */ key) =>
    cardOf(visit.draft, card).answers.find((one) => one.key === key);
  return {
    item: (element) => {
      const [card, item] = at(element);
      visit.opened.delete(item);
      const result = /** @type {import("../../types.js").Result} */ (value(element));
      return save(() => drafts.saveItem(id, card, item, result)).then(() => {
        if (result === "defect") focusAsked(item);
      });
    },
    "open-item": (element) => {
      visit.opened.add(at(element)[0]);
      refresh();
      focusAsked(at(element)[0]);
    },
    meter: (element) => {
      const [card, , key] = at(element);
      const { old_end, new_start, serial } = answerOf(card, key)?.meter ?? {};
      const reason = value(element);
      const meter = reason === "changed" ? { changed: true, old_end, new_start, serial } : { [reason]: true };
      return save(() => drafts.saveAnswer(id, card, key, { meter: without(meter) }));
    },
    "meter-number": (element) => {
      const number = asNumber(value(element));
      if (Number.isNaN(number)) return toast(_("这里只填数字。"));
      return change(element, { [element.dataset.field ?? ""]: number ?? undefined });
    },
    "meter-serial": (element) => change(element, { serial: value(element).trim() || undefined }),
    "exit-thing": (element) => {
      const [card, key] = at(element);
      const on = /** @type {HTMLInputElement} */ (element).checked;
      return save(() =>
        drafts.saveAnswer(id, card, key, { spot: withThing(answerOf(card, key)?.spot, value(element), on) || null }),
      );
    },
  };

  /** @param {HTMLElement} element @param {Partial<Meter>} more */
  function change(element, more) {
    const [card, key] = at(element);
    return save(() => drafts.saveAnswer(id, card, key, { meter: without({ ...answerOf(card, key)?.meter, ...more }) }));
  }
}

/** @param {Meter} meter @returns {Meter} without what is not known */
function without(meter) {
  return Object.fromEntries(Object.entries(meter).filter(([, one]) => one !== undefined));
}
