/** Bringing one item of a unit's visit up, and the focus with it; and what it is called in a list. */
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";

/** @typedef {import("../../types.js").Item} Item */

/** @param {string} item its id */
export function rowId(item) {
  return `item-${item.replace(/[^\w-]/g, "_")}`;
}

/** Up under the top bar; of a row with one field the field is ready to be filled. @param {string} item its id */
export function focusAsked(item) {
  const row = document.getElementById(rowId(item));
  if (!row) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  row.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  const field = row.querySelector("input.digits-input, textarea");
  (field instanceof HTMLElement ? field : row).focus({ preventScroll: true });
}

/** What a list calls it: a meter by its kind, what must be answered before leaving by its step. @param {Item} item */
export function itemName(item) {
  if (item.meter) return meterName(item);
  return pick(item.text).split(/[，、：,:（(]/)[0];
}

/** @param {Item} item */
export function meterName(item) {
  switch (item.meter?.kind) {
    case "water":
      return _("水表");
    case "electricity":
      return _("电表");
    case "gas":
      return _("燃气表");
    default:
      return pick(item.text);
  }
}

/** @param {Item} item */
export function guidance(item) {
  const words = typeof item.guidance === "string" ? item.guidance : pick(item.guidance);
  return words ? html`<p>${words}</p>` : "";
}
