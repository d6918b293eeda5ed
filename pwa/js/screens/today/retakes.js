/**
 * Photos the supervisor asks for once more: on Today until they are answered from this phone.
 *
 * @import { Retake } from "../../types.js"
 */
import { placeLine, pointOf, unitOf } from "../../domain/places.js";
import { tag } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { picture } from "../../elements/picture.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { bundle } from "../../session.js";

/** @param {Set<string>} answered retakes answered here, whatever the bundle says */
export function retakesSection(answered) {
  const { retakes } = bundle().data.day;
  if (retakes.length === 0) return "";
  return html`<section><div class="section-h"><h2>${_("要补拍的照片")}</h2></div><ul class="rows">${retakes.map((one) => retakeRow(one, answered.has(one.id)))}</ul></section>`;
}

/** @param {Retake} retake @param {boolean} isAnswered */
function retakeRow(retake, isAnswered) {
  const inner = html`<span class="photo photo--small">${picture(retake.photo, _("原来的照片"))}</span><span class="grow"><b>${retakePlace(retake)}</b><small>${isAnswered ? _("已存在手机里") : reasonWords(retake.reason)}</small></span>`;
  return isAnswered
    ? html`<li><div class="row">${inner}${tag("ok", "ok", _("补好了"))}</div></li>`
    : html`<li><a class="row" href="/app/retake/${retake.id}">${inner}${icon("right")}</a></li>`;
}

/** Place and thing. @param {Retake} retake */
export function retakePlace(retake) {
  const data = bundle().data;
  const place = retake.point_id ? pointOf(data, retake.point_id) : retake.unit_id ? unitOf(data, retake.unit_id) : null;
  const line = place ? placeLine(data, place) : null;
  const thing = data.places.points.flatMap((point) => point.assets).find((asset) => asset.id === retake.asset_id);
  return [line?.building, line?.name ?? _("已停用的点"), thing?.name].filter(Boolean).join(" ");
}

/** What the photo is to show. @param {Retake} retake */
export function retakeItem(retake) {
  const item = bundle()
    .data.checklists.flatMap((checklist) => checklist.items)
    .find((one) => one.id === retake.item);
  return item ? pick(item.text) : "";
}

/** The reasons a desk offers are known in both languages; one's own words stand as they were written. @param {string} reason */
export function reasonWords(reason) {
  /** @type {Record<string, string>} */
  const known = {
    "太暗，看不清": _("太暗，看不清"),
    "模糊，拿稳再拍": _("模糊，拿稳再拍"),
    "太近，看不出在哪里": _("太近，看不出在哪里"),
    "太远，看不清细节": _("太远，看不清细节"),
    拍的不是这一样: _("拍的不是这一样"),
  };
  return known[reason] ?? reason;
}
