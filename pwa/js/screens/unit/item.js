/**
 * One item of a unit's visit as a row: the three-way answer, a choice or a number, an open problem of it first.
 * Answered rows fold.
 *
 * @import { Answer, Card, Item } from "../../types.js"
 * @import { Visit } from "../point/taps.js"
 */
import { asksValue, cardState } from "../../domain/answers.js";
import { isOpen } from "../../domain/units.js";
import { tag } from "../../elements/banner.js";
import { answers } from "../../elements/chips.js";
import { reading } from "../../format.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { faultForm } from "../point/fault.js";
import { knownProblem } from "../point/known.js";
import { photoRow } from "../point/shots.js";
import { valueField } from "../point/value.js";
import { guidance, rowId } from "./moving.js";

/** @param {Card} card @param {Item} item @param {Visit} visit */
export function itemRow(card, item, visit) {
  const { draft } = visit;
  const known = card.known.filter((defect) => defect.item === item.id);
  const own = card.answers.find((one) => one.item === item.id && !one.sighting_of && !one.separate_from);
  const missing = cardState(card, draft.photos).missing.filter((one) => one.item === item.id);
  const open = isOpen(card, item);
  const bad = card.answers.some((one) => one.item === item.id && one.result === "defect");
  if (!open && !bad && known.length === 0 && missing.length === 0 && !visit.opened.has(item.id))
    return folded(item, own);
  const look = bad ? "item--defect" : open ? "item--todo" : "";
  return html`<li class="item ${look}" id="${rowId(item.id)}" data-key="${item.id}" tabindex="-1">
    ${asksValue(item) ? "" : html`<div class="item-h"><div><h3>${pick(item.text)}</h3>${open || bad ? guidance(item) : ""}</div></div>`}
    ${known.map((defect) => knownProblem(card, defect, draft))}
    ${known.length === 0 || own ? body(card, item, own, visit) : ""}
  </li>`;
}

/** @param {Card} card @param {Item} item @param {Answer | undefined} own @param {Visit} visit */
function body(card, item, own, { draft }) {
  const wants = item.photo === "always" && own && own.result !== "na" && own.result !== "defect";
  const photo = wants
    ? photoRow({ card, answer: own, draft, role: "evidence", legend: _("要拍一张") })
    : own && own.photos.length > 0 && own.result === "ok"
      ? photoRow({ card, answer: own, draft, role: "evidence", legend: _("照片") })
      : "";
  if (asksValue(item) || item.type === "text") return html`${valueField(card, item, draft)}${photo}`;
  return html`${answers({
    name: `i-${item.id}`,
    label: pick(item.text),
    chosen: own?.result ?? null,
    change: "item",
    at: `${card.key}|${item.id}`,
  })}${own?.result === "defect" ? html`<div class="defect-form">${faultForm(card, own, draft, { titled: false })}</div>` : ""}${photo}`;
}

/** @param {Item} item @param {Answer | undefined} own */
function folded(item, own) {
  const na = own?.result === "na";
  const look = na ? tag("", "na", _("不适用")) : tag("ok", "ok", _("正常"));
  return html`<li class="item item--done" id="${rowId(item.id)}" data-key="${item.id}" tabindex="-1"><div class="item-done"><span class="grow">${pick(item.text)}<small>${look} ${[valueWords(item, own), pictures(own)].filter(Boolean).join(" · ")}</small></span><button type="button" class="btn btn--quiet" data-do="open-item" data-at="${item.id}" aria-label="${_("改答案：{name}", { name: pick(item.text) })}">${_("改")}</button></div></li>`;
}

/** @param {Answer | undefined} own */
function pictures(own) {
  return own && own.photos.length > 0 ? _("{n} 张照片", { n: own.photos.length }) : "";
}

/** @param {Item} item @param {Answer | undefined} own */
function valueWords(item, own) {
  if (!own || own.result === "na") return "";
  if (own.choice) return pick(item.choices?.find((one) => one.value === own.choice)?.text) || own.choice;
  if (typeof own.value === "number") return `${reading(own.value)}${item.unit ? ` ${item.unit}` : ""}`;
  return own.value ?? "";
}
