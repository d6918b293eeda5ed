/**
 * How much time an order has left: clock, words, colour.
 *
 * @import { Order } from "../types.js"
 */
import { duration } from "../format.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { dueOf } from "../screens/order/reading.js";
import { serverNow } from "../store/clock.js";
import { icon } from "./icons.js";

const SOON_MS = 5 * 3_600_000;

/** @param {Order} order */
export function sla(order) {
  const due = dueOf(order);
  if (
    due === Number.MAX_SAFE_INTEGER ||
    ["completed", "verified", "closed", "cancelled", "merged"].includes(order.state)
  )
    return "";
  const left = due - serverNow();
  const look = left < 0 ? "late" : left < SOON_MS ? "soon" : "ok";
  const waiting = order.state === "dispatched" || order.state === "reported";
  const words =
    left < 0
      ? _("超了 {time}", { time: duration(-left) })
      : waiting
        ? _("{time}内接单", { time: duration(left) })
        : _("剩 {time}", { time: duration(left) });
  return html`<span class="sla sla--${look}">${icon(left < 0 ? "flag" : "clock", "s")}${words}</span>`;
}
