/**
 * The check before leaving: everything shut and the locked door photographed, or what can't be shut, with a photo and
 * the reason; and whether the key is back. It must be answered before the visit can be finished.
 *
 * @import { Answer, Card, Draft, Item } from "../../types.js"
 */
import { isOpen } from "../../domain/units.js";
import { chips } from "../../elements/chips.js";
import { icon } from "../../elements/icons.js";
import { phoneButtons } from "../../elements/phones.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { orderPreview } from "../point/fault.js";
import { knownProblem } from "../point/known.js";
import { photoRow } from "../point/shots.js";
import { guidance, rowId } from "./moving.js";

/** What may not shut, as it stands in the report's spot. */
const THINGS = ["水阀", "电闸", "气阀", "门窗", "灯"];

/** @param {Card} card @param {Item} item @param {Draft} draft */
export function exitCheck(card, item, draft) {
  const own = card.answers.find((one) => one.item === item.id && !one.sighting_of && !one.separate_from);
  const known = card.known.filter((defect) => defect.item === item.id);
  const look = own?.result === "defect" ? "item--defect" : isOpen(card, item) ? "item--todo" : "";
  const isKey = item.photo === "never";
  return html`<li class="item ${look}" id="${rowId(item.id)}" data-key="${item.id}" tabindex="-1">
    <div class="item-h"><div><h3>${pick(item.text)}</h3>${isKey ? "" : guidance(item)}</div></div>
    ${known.map((defect) => knownProblem(card, defect, draft))}
    ${choices(card, item, own, isKey)}
    ${own?.result === "ok" && item.photo === "always" ? html`<div>${photoRow({ card, answer: own, draft, role: "evidence", legend: _("拍锁好的门") })}</div>` : ""}
    ${own?.result === "defect" ? trouble(card, item, own, draft, isKey) : ""}
  </li>`;
}

/** @param {Card} card @param {Item} item @param {Answer | undefined} own @param {boolean} isKey */
function choices(card, item, own, isKey) {
  const options = /** @type {const} */ ([
    ["ok", "a-ok", "ok", isKey ? _("已归还") : _("都关好了")],
    ["defect", "a-bad", "flag", isKey ? _("还不了") : _("有关不上的")],
    ...(isKey ? [/** @type {const} */ (["na", "a-na", "key", _("在我手上，稍后还")])] : []),
  ]);
  return html`<div class="answers answers--wide" role="radiogroup" aria-label="${pick(item.text)}">${options.map(
    ([value, look, shape, words]) =>
      html`<label><input type="radio" name="i-${item.id}" value="${value}" data-change="item" data-at="${card.key}|${item.id}"${own?.result === value ? html` checked` : ""}><span class="${look}">${icon(shape)}${words}</span></label>`,
  )}</div>`;
}

/** @param {Card} card @param {Item} item @param {Answer} own @param {Draft} draft @param {boolean} isKey */
function trouble(card, item, own, draft, isKey) {
  const at = `${card.key}|${own.key}`;
  const severity = own.severity ?? item.severity;
  const words = { 水阀: _("水阀"), 电闸: _("电闸"), 气阀: _("气阀"), 门窗: _("门窗"), 灯: _("灯") };
  const chosen = (own.spot ?? "").split("、");
  return html`<div class="defect-form"><section class="fault" data-key="${own.key}">
    ${
      isKey
        ? ""
        : html`<fieldset><legend class="legend">${_("哪样关不上？可多选")}</legend>${chips({
            name: `t-${own.key}`,
            choices: THINGS.map((value) => ({ value, words: words[/** @type {keyof typeof words} */ (value)] })),
            chosen,
            change: "exit-thing",
            at,
            several: true,
            defect: true,
          })}</fieldset>
    <div>${photoRow({ card, answer: own, draft, role: "evidence", legend: _("照片（至少 1 张）") })}</div>`
    }
    <div class="field"><label for="note-${own.key}">${isKey ? _("为什么还不了？写一句") : _("为什么关不上？写一句")}</label><textarea class="input" id="note-${own.key}" rows="2" data-input="text" data-field="note" data-at="${at}" maxlength="1000">${own.note ?? ""}</textarea></div>
    ${severity === "critical" ? html`<div class="banner banner--defect">${icon("phone")}<div><b>${_("现在就打电话")}</b><p>${_("没有数据信号也能打。打给了谁会记在这条问题里。")}</p>${phoneButtons(at)}</div></div>` : ""}
    ${orderPreview(own, item, severity)}
  </section></div>`;
}

/** The things chosen so far with one more, or one fewer. @param {string | null | undefined} spot @param {string} thing @param {boolean} on */
export function withThing(spot, thing, on) {
  const chosen = new Set((spot ?? "").split("、").filter(Boolean));
  if (on) chosen.add(thing);
  else chosen.delete(thing);
  return [...THINGS.filter((one) => chosen.has(one)), ...[...chosen].filter((one) => !THINGS.includes(one))].join("、");
}
