/**
 * What each tap on the point screen does: it saves first, then the screen is drawn from what was saved. Taps run one
 * after the other, so that two quick ones cannot overtake each other.
 *
 * @import { AnswerChange, Draft } from "../../types.js"
 */
import { busyWith } from "../../elements/busy.js";
import { saveTyped, soon } from "../../elements/typing.js";
import { clockTime } from "../../format.js";
import { _ } from "../../i18n.js";
import { buzz, refresh, toast } from "../../shell.js";
import { serverNow } from "../../store/clock.js";
import * as drafts from "../../store/drafts.js";
import { asNumber, cardOf, stepped, toggleFault } from "./changing.js";
import { bringUp, focusCard } from "./moving.js";
import { shoot } from "./shooting.js";

/**
 * @typedef {object} Visit what the point screen keeps in memory; everything else is in the draft
 * @property {Draft} draft
 * @property {Set<string>} opened cards opened again by "change"
 * @property {Set<string>} more cards whose other faults are shown
 * @property {Promise<boolean>} busy the taps and photos being saved; whoever leaves waits for them
 */

/** @param {Visit} visit @returns {Record<string, import("../../shell.js").Action>} */
export function taps(visit) {
  const id = visit.draft.id;
  const save = saver(visit);
  const at = (/** @type {HTMLElement} */ element) => (element.dataset.at ?? "").split("|");
  const value = (/** @type {HTMLElement} */ element) => /** @type {HTMLInputElement} */ (element).value;
  const card = (/** @type {string} */ key) => cardOf(visit.draft, key);
  return {
    verdict: (element) => {
      const [key] = at(element);
      const verdict = /** @type {"ok" | "defect" | "na"} */ (value(element));
      visit.opened.delete(key);
      return save(() => drafts.saveVerdict(id, key, verdict)).then(() => verdict === "defect" && bringUp(key));
    },
    "toggle-verdict": (element) => {
      const [key] = at(element);
      const wanted = /** @type {"defect" | "na"} */ (element.dataset.value);
      return save(() => drafts.saveVerdict(id, key, card(key).verdict === wanted ? null : wanted));
    },
    open: (element) => {
      visit.opened.add(at(element)[0]);
      refresh();
      focusCard(at(element)[0]);
    },
    more: (element) => {
      visit.more.add(at(element)[0]);
      refresh();
    },
    fault: (element) =>
      toggleFault(visit, at(element)[0], value(element), /** @type {HTMLInputElement} */ (element).checked, save),
    severity: (element) => change(element, { severity: /** @type {any} */ (value(element)) }),
    reason: (element) => change(element, { severity_reason: value(element) }),
    flag: (element) =>
      change(element, { [element.dataset.field ?? ""]: /** @type {HTMLInputElement} */ (element).checked }),
    text: (element) => type(visit, element),
    "follow-choice": (element) => change(element, { choice: value(element) }),
    "follow-number": (element) => {
      const number = asNumber(value(element));
      return Number.isNaN(number) ? toast(_("这里只填数字。")) : change(element, { value: number });
    },
    meter: (element) => {
      const [key, , answer] = at(element);
      return save(() => drafts.saveAnswer(id, key, answer, { meter: { [value(element)]: true } }));
    },
    rang: (element) => {
      const [key, answer] = at(element);
      const note = card(key).answers.find((one) => one.key === answer)?.note ?? "";
      const line = _("{time} 打过电话：{name}", { time: clockTime(serverNow()), name: element.dataset.name ?? "" });
      return save(() => drafts.saveAnswer(id, key, answer, { note: withLine(note, line), ring: "rang" }));
    },
    value: (element) => {
      const [key, item] = at(element);
      const given = asNumber(value(element));
      if (Number.isNaN(given)) return toast(_("这里只填数字。"));
      return save(() => drafts.saveValue(id, key, item, given));
    },
    step: (element) => {
      const [key, item] = at(element);
      return save(() => drafts.saveValue(id, key, item, stepped(visit.draft, key, item, Number(element.dataset.by))));
    },
    same: (element) => {
      const [key, item] = at(element);
      return save(() => drafts.saveValue(id, key, item, card(key).last[item]?.value ?? null));
    },
    choice: (element) => save(() => drafts.saveValue(id, at(element)[0], at(element)[1], value(element))),
    date: (element) => save(() => drafts.saveValue(id, at(element)[0], at(element)[1], value(element) || null)),
    words: (element) => save(() => drafts.saveValue(id, at(element)[0], at(element)[1], value(element) || null)),
    "not-here": (element) => save(() => drafts.toggleNotHere(id, at(element)[0], at(element)[1])),
    sighting: (element) => {
      const [key, defect] = at(element);
      const standing = card(key).answers.find((one) => one.sighting_of === defect)?.sighting;
      const wanted = /** @type {"still" | "worse" | "gone"} */ (element.dataset.value);
      return save(() => drafts.saveSighting(id, key, defect, standing === wanted ? null : wanted));
    },
    another: (element) => {
      const [key, defect] = at(element);
      const known = card(key).known.find((one) => one.id === defect);
      if (!known) return;
      return save(() =>
        drafts.addAnswer(id, key, known.item, { result: "defect", separate_from: defect, spot: known.spot }),
      );
    },
    share: (element) => save(() => drafts.sharePhoto(id, at(element)[0], at(element)[1], element.dataset.photo ?? "")),
    shoot: (element) =>
      shoot(visit, at(element), { gallery: element.dataset.gallery === "1", overlay: element.dataset.overlay }),
    "use-anyway": (element) => save(() => drafts.settleDoubt(id, element.dataset.photo ?? "")),
    reshoot: async (element) => {
      const place = at(element);
      const taken = visit.draft.photos.length;
      await shoot(visit, place);
      // Only once there is another one: whoever comes back without a photo still has the first.
      if (visit.draft.photos.length > taken) await save(() => drafts.removePhoto(id, element.dataset.photo ?? ""));
    },
    "all-ok": async () => {
      /** @type {string[]} */
      let filled = [];
      await save(async () => {
        const done = await drafts.fillTheRest(id);
        filled = done.filled;
        return done;
      });
      toast(_("已填 {n} 项正常", { n: filled.length }), () => save(() => drafts.undoFill(id)));
    },
    "undo-fill": () => save(() => drafts.undoFill(id)),
    note: (element) => typeNote(visit, value(element)),
  };

  /** @param {HTMLElement} element @param {AnswerChange} changed */
  function change(element, changed) {
    const [key, answer] = at(element);
    return save(() => drafts.saveAnswer(id, key, answer, changed));
  }
}

/** @param {string} note @param {string} line */
export function withLine(note, line) {
  return note ? `${note}\n${line}` : line;
}

/** @typedef {(saving: () => Promise<Draft | {draft: Draft}>) => Promise<void>} Save */

/**
 * One save after the other; each leaves the newest draft in the visit and draws the screen.
 * @param {Visit} visit
 * @returns {Save}
 */
export function saver(visit) {
  let last = Promise.resolve();
  return (saving) => {
    const mine = last.then(async () => {
      await saveTyped();
      const answer = await saving();
      visit.draft = "draft" in answer ? answer.draft : answer;
      buzz();
      refresh();
    });
    last = mine.catch(() => undefined); // the caller is told; the next tap goes on
    return busyWith(visit, mine);
  };
}

/** @param {Visit} visit @param {HTMLElement} element */
function type(visit, element) {
  const [key, answer] = (element.dataset.at ?? "").split("|");
  const field = element.dataset.field ?? "note";
  const text = /** @type {HTMLInputElement} */ (element).value;
  return soon(`${answer}.${field}`, async () => {
    visit.draft = await drafts.saveAnswer(visit.draft.id, key, answer, { [field]: text.trim() === "" ? null : text });
  });
}

/** @param {Visit} visit @param {string} text */
function typeNote(visit, text) {
  return soon("note", async () => {
    visit.draft = await drafts.saveNote(visit.draft.id, text);
  });
}
