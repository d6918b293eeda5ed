/**
 * The units that an extra round visits as well: each opens the unit's own screen, key and meters and all.
 *
 * @import { UnitStop, Walk } from "../walk.js"
 */
import { placeLine, unitOf } from "../../domain/places.js";
import { tag } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { clockTime } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { bundle, personName } from "../../session.js";

/** @param {Walk} walk */
export function unitLine(walk) {
  if (walk.units.length === 0) return "";
  const done = walk.units.filter((unit) => unit.done_at).length;
  return html`<section><div class="section-h"><h2>${_("这一班要看的房屋")}</h2><span class="muted num">${_("看了 {n} / {total} 套", { n: done, total: walk.units.length })}</span></div><ul class="rows">${walk.units.map((unit) => unitRow(walk, unit))}</ul></section>`;
}

/** @param {Walk} walk @param {UnitStop} stop */
function unitRow(walk, { unit_id, done_at }) {
  const data = bundle().data;
  const unit = unitOf(data, unit_id);
  const name = unit ? `${placeLine(data, unit).building} ${unit.name}`.trim() : _("已停用的房屋");
  if (done_at) {
    const who = personName(walk.seen.get(unit_id)?.person_id);
    const time = clockTime(done_at);
    return html`<li><div class="row"><span class="glyph glyph--ok">${icon("key")}</span><span class="grow"><b>${name}</b><small>${who ? _("{name}巡过 · {time}", { name: who, time }) : time}</small></span>${tag("ok", "ok", _("看过了"))}</div></li>`;
  }
  const inner = html`<span class="glyph glyph--brand">${icon("key")}</span><span class="grow"><b>${name}</b><small>${unit?.vacant ? _("空置房") : _("房屋")}</small></span>`;
  return walk.is_mine && unit
    ? html`<li><a class="row" href="/app/unit/${unit_id}">${inner}${icon("right")}</a></li>`
    : html`<li><div class="row">${inner}</div></li>`;
}
