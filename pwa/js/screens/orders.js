/**
 * The work orders of this person: mine first, then my department's, then repaired ones that want a look.
 *
 * @import { LocalOrder } from "../domain/orders.js"
 */
import { stepsFor } from "../domain/orders.js";
import { empty } from "../elements/banner.js";
import { tabbar, topbar } from "../elements/frame.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { maybeBundle, person, site } from "../session.js";
import { isMine, openOrders } from "./order/reading.js";
import { orderRow } from "./today/sections.js";

/** /app/orders @returns {Promise<import("../shell.js").Screen>} */
export async function openOrdersList() {
  const orders = maybeBundle() ? await openOrders() : [];
  const mine = orders.filter(isMine);
  const verify = orders.filter(
    (order) => !isMine(order) && stepsFor(order, site().role, person().person_id).includes("verify"),
  );
  const rest = orders.filter((order) => !mine.includes(order) && !verify.includes(order));
  return {
    title: _("工单"),
    view: () => html`${topbar({ title: _("工单"), sub: person().person.name })}
    <main id="main" class="screen">
      ${part(_("要我做的"), mine)}${part(_("修好了，等验收"), verify)}${part(_("其他没关的"), rest)}
      ${orders.length === 0 ? empty({ icon: "wrench", title: _("没有派给您的工单"), text: _("有新工单会出现在这里，也会出现在“今日”。") }) : ""}
    </main>${tabbar("orders", mine.length)}`,
  };
}

/** @param {string} title @param {LocalOrder[]} orders */
function part(title, orders) {
  if (orders.length === 0) return "";
  return html`<section><div class="section-h"><h2>${title}</h2><span class="muted num">${orders.length}</span></div><ul class="rows">${orders.map(orderRow)}</ul></section>`;
}
