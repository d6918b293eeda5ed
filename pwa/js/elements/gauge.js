/** A number to be read off: the range as a bar with the good part marked, plus and minus, last time's value. */
import { reading } from "../format.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { icon } from "./icons.js";

/** @typedef {import("../types.js").Item} Item */

/**
 * @param {object} field
 * @param {Item} field.item a number item with its asset's limits already put in
 * @param {number | null} field.value
 * @param {number | undefined} field.last last time's value
 * @param {string} field.at what the actions step, value and same are about
 * @param {string} field.label
 * @param {string | undefined} field.when last time, in words
 */
export function gauge({ item, value, last, at, label, when }) {
  const step = stepOf(item, last ?? value);
  return html`<div class="gauge">${item.ok ? bar(item, value) : ""}
    <div class="stepper">
      <button type="button" class="btn" data-do="step" data-at="${at}" data-by="${-step}" aria-label="${_("减 {n}", { n: reading(step) })}">${icon("minus")}</button>
      <label class="value"><span class="vh">${label}</span><input class="value-input" type="text" inputmode="decimal" autocomplete="off" data-change="value" data-at="${at}" value="${
        value === null ? "" : reading(value)
      }" placeholder="${_("读数")}"><small>${item.unit ?? ""}</small></label>
      <button type="button" class="btn" data-do="step" data-at="${at}" data-by="${step}" aria-label="${_("加 {n}", { n: reading(step) })}">${icon("plus")}</button>
    </div>
    ${
      last === undefined
        ? ""
        : html`<p class="rowx"><span class="tag tag--line">${icon("clock")}${when} ${reading(last)}</span><button type="button" class="btn btn--quiet" data-do="same" data-at="${at}">${_("和上次一样")}</button></p>`
    }
  </div>`;
}

/** What plus and minus change: a tenth of the good range's order of size, 0.1 for 1.0–1.4. @param {Item} item @param {number | null | undefined} near */
export function stepOf(item, near) {
  if (item.decimals != null) return 10 ** -item.decimals;
  const span =
    item.ok?.max != null && item.ok.min != null
      ? item.ok.max - item.ok.min
      : Math.abs(near ?? item.ok?.max ?? item.ok?.min ?? 1);
  return 10 ** Math.floor(Math.log10(Math.max(span, 1e-6) / 2));
}

/** @param {Item} item @param {number | null} value */
function bar(item, value) {
  const { low, high, from, to } = range(item, value);
  const x = (/** @type {number} */ n) => 8 + (304 * (Math.min(Math.max(n, low), high) - low)) / (high - low || 1);
  const edges = [item.ok?.min, item.ok?.max].filter((edge) => edge !== null && edge !== undefined);
  return html`<svg viewBox="0 0 320 58" role="img" aria-label="${inWords(item, value)}">
    <rect class="gauge-all" x="4" y="22" width="312" height="14" rx="7"/><rect class="gauge-ok" x="${x(from)}" y="22" width="${Math.max(2, x(to) - x(from))}" height="14"/>
    ${value === null ? "" : html`<path class="gauge-now" d="M${x(value)} 18l8-14h-16z"/><path class="gauge-line" d="M${x(value)} 16v22"/>`}
    ${edges.map((edge) => html`<text class="gauge-text" x="${Math.min(300, Math.max(16, x(edge)))}" y="53">${reading(edge)}</text>`)}</svg>`;
}

/** The bar runs a little beyond the good range and always holds the value. @param {Item} item @param {number | null} value */
function range(item, value) {
  const min = item.ok?.min ?? null;
  const max = item.ok?.max ?? null;
  const points = [min, max, value, ...(item.bands ?? []).flatMap((band) => [band.min, band.max])].filter(
    (n) => typeof n === "number",
  );
  const span = Math.max(...points) - Math.min(...points) || Math.abs(points[0] ?? 1) || 1;
  const low = Math.max(Math.min(...points) >= 0 ? 0 : -Infinity, Math.min(...points) - span * 0.5);
  const high = Math.max(...points) + span * 0.5;
  return { low, high, from: min ?? low, to: max ?? high };
}

/** @param {Item} item @param {number | null} value */
function inWords(item, value) {
  const unit = item.unit ?? "";
  const good = okWords(item);
  if (value === null) return _("还没有读数，正常 {range}", { range: good });
  const inside = value >= (item.ok?.min ?? -Infinity) && value <= (item.ok?.max ?? Infinity);
  return inside
    ? _("读数 {n} {unit}，在正常范围 {range} 之内", { n: reading(value), unit, range: good })
    : _("读数 {n} {unit}，不在正常范围 {range} 之内", { n: reading(value), unit, range: good });
}

/** 1–1.4 MPa @param {Item} item */
export function okWords(item) {
  const unit = item.unit ? ` ${item.unit}` : "";
  const { min, max } = item.ok ?? {};
  if (min != null && max != null) return `${reading(min)}–${reading(max)}${unit}`;
  if (min != null) return `≥ ${reading(min)}${unit}`;
  return max != null ? `≤ ${reading(max)}${unit}` : "";
}
