/**
 * The key of the unit: where it is, borrowed and given back in place, and the way of the visit: borrowed, inside, given
 * back. What is done with the key here answers "key returned" by itself.
 *
 * @import { KeyDesk } from "../../elements/key-card.js"
 * @import { Draft } from "../../types.js"
 * @import { Visit } from "../point/taps.js"
 */
import { partsOf } from "../../domain/units.js";
import { icon } from "../../elements/icons.js";
import { keyCard, keyTaps, unitKeys } from "../../elements/key-card.js";
import { clockTime } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { person } from "../../session.js";
import { refresh } from "../../shell.js";
import { saveItem } from "../../store/drafts.js";
import { saver } from "../point/taps.js";

/** @param {Draft} draft @param {KeyDesk} desk */
export function keyPart(draft, desk) {
  const keys = unitKeys(desk, draft.unit_id ?? "");
  const mine = keys.find((key) => key.held_by === person().person_id);
  const back = keys.length > 0 && !mine && isAnswered(draft, "ok");
  const borrowed = mine?.borrowed_at ?? null;
  return html`${keys.map((key) => keyCard(desk, key))}
  <ol class="tl card" aria-label="${_("这次检查")}">
    ${
      keys.length > 0
        ? html`<li class="${borrowed || back ? "is-done" : "is-now"}">${icon(borrowed || back ? "ok" : "next")}<b>${_("借钥匙")}</b>${
            borrowed ? html`<time>${clockTime(borrowed)}</time>` : html`<p>${_("门开着就不用借")}</p>`
          }</li>`
        : ""
    }
    <li class="${back ? "is-done" : borrowed || keys.length === 0 ? "is-now" : ""}">${icon(back ? "ok" : borrowed || keys.length === 0 ? "next" : "todo")}<b>${_("进屋检查")}</b><time>${_("{time} 开始", { time: clockTime(draft.started_at) })}</time></li>
    <li class="${back ? "is-done" : ""}">${icon(back ? "ok" : "todo")}<b>${_("还钥匙")}</b><p>${_("交给前台或挂回柜里")}</p></li>
  </ol>`;
}

/** @param {Visit} visit @param {KeyDesk} desk @returns {Record<string, import("../../shell.js").Action>} */
export function unitKeyTaps(visit, desk) {
  const taps = keyTaps(desk, refresh);
  const save = saver(visit);
  return {
    ...taps,
    "key-take": async (element, event) => {
      const heldBefore = holdsOne(visit.draft, desk);
      await taps["key-take"](element, event);
      const asked = partsOf(visit.draft).exit.find(({ item }) => item.photo === "never");
      if (!asked || !heldBefore || holdsOne(visit.draft, desk) || element.dataset.step !== "return") return;
      await save(() => saveItem(visit.draft.id, asked.card.key, asked.item.id, "ok"));
    },
  };
}

/** @param {Draft} draft @param {KeyDesk} desk */
function holdsOne(draft, desk) {
  return unitKeys(desk, draft.unit_id ?? "").some((key) => key.held_by === person().person_id);
}

/** @param {Draft} draft @param {string} result */
function isAnswered(draft, result) {
  return partsOf(draft).exit.some(
    ({ card, item }) =>
      item.photo === "never" && card.answers.some((one) => one.item === item.id && one.result === result),
  );
}
