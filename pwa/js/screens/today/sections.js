/**
 * The lists under the rounds: open problems on the way, vacant units due, my orders, retakes, keys, emergency numbers.
 *
 * @import { Order, UnitDue } from "../../types.js"
 * @import { KeyDesk } from "../../elements/key-card.js"
 * @import { Walk } from "../walk.js"
 */

import { stepsFor } from "../../domain/orders.js";
import { placeLine, pointOfAsset, unitOf } from "../../domain/places.js";
import { tag } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { heldKeys, keyCard, keysOf } from "../../elements/key-card.js";
import { kindIcon } from "../../elements/kinds.js";
import { stateWord } from "../../elements/order-words.js";
import { phoneButtons } from "../../elements/phones.js";
import { sla } from "../../elements/sla.js";
import { day } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { bundle, person, site } from "../../session.js";
import { defectPlace, defectTitle, orderPlace, orderTitle } from "../order/reading.js";
import { dueTag } from "../unit/reason.js";

/** Known problems the walks of today pass by. @param {Walk[]} walks */
export function knownSection(walks) {
  const data = bundle().data;
  const passed = new Set(walks.flatMap((walk) => walk.stops.map((stop) => stop.point_id)));
  const known = data.day.open_defects.filter(
    (defect) => defect.asset_id && passed.has(pointOfAsset(data, defect.asset_id)?.id ?? ""),
  );
  if (known.length === 0) return "";
  return html`<section><div class="section-h"><h2>${_("还没关掉的问题")}</h2><span class="muted">${_("路上顺便看 {n} 处", { n: known.length })}</span></div>
  <ul class="rows">${known.slice(0, 6).map((defect) => {
    const order = data.day.orders.find((one) => one.id === defect.order_id);
    const state = order?.state ?? defect.order_state;
    const repaired = state === "completed";
    const asset = data.places.points.flatMap((point) => point.assets).find((one) => one.id === defect.asset_id);
    const doing = state ? stateWord(state) : _("还没派单");
    const inner = html`<span class="glyph glyph--${repaired ? "warn" : "defect"}">${icon(kindIcon(asset?.kind ?? ""))}</span><span class="grow"><b>${defectTitle(defect)}</b><small>${_("{place} · {day} 报 · {doing}", { place: defectPlace(defect), day: day(defect.opened_at), doing })}${repaired ? _("，请确认") : ""}</small></span>`;
    return html`<li>${order ? html`<a class="row" href="/app/order/${order.id}">${inner}${icon("right")}</a>` : html`<div class="row">${inner}</div>`}</li>`;
  })}</ul></section>`;
}

/** @param {Set<string>} done */
export function unitsSection(done) {
  const { units_due } = bundle().data.day;
  if (units_due.length === 0) return "";
  return html`<section><div class="section-h"><h2>${_("今天要看的空置房")}</h2></div><ul class="rows">${units_due.map((due) => unitRow(due, done.has(due.unit_id)))}</ul></section>`;
}

/** @param {UnitDue} due @param {boolean} isDone inspected here since */
export function unitRow(due, isDone) {
  const data = bundle().data;
  const unit = unitOf(data, due.unit_id);
  if (!unit) return "";
  const last = due.last_at ? _("上次 {day}", { day: day(due.last_at) }) : _("还没看过");
  if (isDone) {
    return html`<li><a class="row" href="/app/unit/${unit.id}"><span class="glyph glyph--ok">${icon("key")}</span><span class="grow"><b>${placeLine(data, unit).building} ${unit.name}</b><small>${_("已存在手机里")}</small></span>${tag("ok", "ok", _("看过了"))}</a></li>`;
  }
  return html`<li><a class="row" href="/app/unit/${unit.id}"><span class="glyph glyph--brand">${icon("key")}</span><span class="grow"><b>${placeLine(data, unit).building} ${unit.name}</b><small>${last}</small></span>${dueTag(due)}</a></li>`;
}

/** Repaired, and waiting for a supervisor's eyes. @param {Order[]} orders */
export function verifySection(orders) {
  const ready = orders.filter((order) => stepsFor(order, site().role, person().person_id).includes("verify"));
  if (!["supervisor", "manager"].includes(site().role) || ready.length === 0) return "";
  return html`<section><div class="section-h"><h2>${_("修好了，等验收")}</h2><a href="/app/orders">${_("全部 {n} 张", { n: ready.length })}</a></div><ul class="rows">${ready.slice(0, 3).map(orderRow)}</ul></section>`;
}

/** @param {Order[]} orders */
export function ordersSection(orders) {
  if (orders.length === 0) return "";
  return html`<section><div class="section-h"><h2>${_("我的工单")}</h2><a href="/app/orders">${_("全部 {n} 张", { n: orders.length })}</a></div><ul class="rows">${orders.slice(0, 3).map(orderRow)}</ul></section>`;
}

/** @param {Order} order */
export function orderRow(order) {
  const look = order.severity === "critical" ? " glyph--defect" : order.severity === "major" ? " glyph--warn" : "";
  return html`<li data-key="${order.id}"><a class="row" href="/app/order/${order.id}"><span class="glyph${look}">${icon("wrench")}</span><span class="grow"><b>${orderTitle(order)}</b><small>${orderPlace(order) || order.number} · ${stateWord(order.state)}</small></span>${sla(order)}</a></li>`;
}

/** Keys in one's own hands, each to be given back from here; else the way to the cabinet. @param {KeyDesk} desk */
export function keysSection(desk) {
  const held = heldKeys(desk);
  if (held.length > 0)
    return html`<section class="stack"><div class="section-h"><h2>${_("我借着的钥匙")}</h2><a href="/app/keys">${_("钥匙柜")}</a></div>${held.map((key) => keyCard(desk, key))}</section>`;
  if (bundle().data.day.keys.length === 0) return "";
  return html`<ul class="rows"><li><a class="row" href="/app/keys"><span class="glyph">${icon("key")}</span><span class="grow"><b>${_("借钥匙")}</b><small>${_("柜里 {n} 把", { n: keysOf(desk).filter((key) => key.state === "in").length })}</small></span>${icon("right")}</a></li></ul>`;
}

export function phonesSection() {
  return html`<details class="fold"><summary>${icon("phone")}${_("紧急电话")}${icon("down")}</summary><div>${phoneButtons()}</div></details>`;
}
