/**
 * Units to be inspected: vacant ones that are due, what is being taken over with what is left over from it, and others
 * with a checklist of their own (a fit-out). Each opens with its checklists like a point.
 *
 * @import { TakeOver, Unit } from "../types.js"
 */
import { placeLine } from "../domain/places.js";
import { empty, tag } from "../elements/banner.js";
import { tabbar, topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { bundle, maybeBundle, person } from "../session.js";
import { unitRow } from "./today/sections.js";
import { unitsDone } from "./walk.js";

/** /app/units @returns {Promise<import("../shell.js").Screen>} */
export async function openUnits() {
  const data = maybeBundle()?.data;
  const due = data?.day.units_due ?? [];
  const done = data ? await unitsDone() : new Set();
  const takeovers = data?.day.takeovers ?? [];
  const listed = new Set([...due.map((one) => one.unit_id), ...takeovers.map((one) => one.unit_id)]);
  const others = (data?.places.units ?? []).filter((unit) => unit.checklists.length > 0 && !listed.has(unit.id));
  const vacant = others.filter((unit) => unit.vacant);
  const occupied = others.filter((unit) => !unit.vacant);
  return {
    title: _("空置房"),
    view: () => html`${topbar({ title: _("空置房"), sub: person().person.name })}
    <main id="main" class="screen">
      ${due.length > 0 ? html`<section><div class="section-h"><h2>${_("今天要看的")}</h2></div><ul class="rows">${due.map((one) => unitRow(one, done.has(one.unit_id)))}</ul></section>` : ""}
      ${due.length === 0 ? empty({ icon: "key", title: _("今天没有要看的空置房"), text: _("到期的会出现在这里。") }) : ""}
      ${takeovers.length > 0 ? html`<section><div class="section-h"><h2>${_("接管验收")}</h2></div><ul class="rows">${takeovers.map(takeOverRow)}</ul></section>` : ""}
      ${section(_("其他空置房"), vacant)}
      ${section(_("其他要查的房屋"), occupied)}
    </main>${tabbar("units")}`,
  };
}

/** @param {string} title @param {Unit[]} units */
function section(title, units) {
  if (units.length === 0) return "";
  return html`<section><div class="section-h"><h2>${title}</h2></div><ul class="rows">${units.map(
    (unit) =>
      html`<li><a class="row" href="/app/unit/${unit.id}"><span class="glyph">${icon("key")}</span><span class="grow"><b>${placeLine(bundle().data, unit).building} ${unit.name}</b></span>${icon("right")}</a></li>`,
  )}</ul></section>`;
}

/** A unit opens; a building's common parts are walked in a hand-over round. @param {TakeOver} one */
function takeOverRow(one) {
  const count = one.leftovers.length;
  const left = count > 0 ? tag("warn", "flag", _("遗留 {n}", { n: count })) : tag("ok", "ok", _("没有遗留"));
  const words = one.unit_id ? _("遗留问题在检查项里，顺便复查") : _("公共部位，在移交班次里查");
  const inner = html`<span class="glyph glyph--brand">${icon("key")}</span><span class="grow"><b>${one.name}</b><small>${words}</small></span>${left}`;
  return html`<li>${one.unit_id ? html`<a class="row" href="/app/unit/${one.unit_id}">${inner}${icon("right")}</a>` : html`<div class="row">${inner}</div>`}</li>`;
}
