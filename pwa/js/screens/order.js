/**
 * One work order: the photo from before, what and where, the steps so far, and the steps this person may take now. All
 * of it works without signal; a step taken here shows at once and goes out by itself.
 *
 * @import { LocalOrder } from "../domain/orders.js"
 * @import { WorkStep } from "../types.js"
 */
import { stepsFor } from "../domain/orders.js";
import { empty } from "../elements/banner.js";
import { notBusy } from "../elements/busy.js";
import { topbar } from "../elements/frame.js";
import { stepWord } from "../elements/order-words.js";
import { saveTyped } from "../elements/typing.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { bundle, departmentName, person, site } from "../session.js";
import { buzz, refreshIf, toast } from "../shell.js";
import { sealWork } from "../store/sealing.js";
import { workDraft } from "../store/work_drafts.js";
import { facts, photoBefore, progress } from "./order/facts.js";
import { bottom, otherSteps, workForm } from "./order/form.js";
import { allOrders, orderTitle } from "./order/reading.js";
import { workTaps } from "./order/taps.js";

/** @typedef {import("./order/taps.js").Work} Work */

/** /app/order/:id @param {{id: string}} params @returns {Promise<import("../shell.js").Screen>} */
export async function openOrder({ id }) {
  const found = (await allOrders()).find((one) => one.id === id);
  if (!found) return missing();
  /** @type {Work} */
  const work = { order: found, draft: await workDraft(person().person_id, id), open: null, busy: notBusy() };
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: orderTitle(found),
    view: () => view(work),
    actions: {
      ...workTaps(work, () => refreshIf(screen)),
      take: (element) => takeOnce(/** @type {WorkStep} */ (element.dataset.step)),
      pass: () => takeOnce("verify", "passed"),
      refuse: () => takeOnce("verify", "refused"),
    },
    close: () => void saveTyped(),
  };
  let isTaking = false;
  return screen;

  /** A second tap while the first is being sealed is not a second step. @param {WorkStep} step @param {"passed" | "refused" | null} [verdict] */
  async function takeOnce(step, verdict = null) {
    if (isTaking) return;
    isTaking = true;
    try {
      await take(step, verdict);
    } finally {
      isTaking = false;
    }
  }

  /** @param {WorkStep} step @param {"passed" | "refused" | null} verdict */
  async function take(step, verdict) {
    await saveTyped();
    if (!(await work.busy)) return; // a tap or a photo was not saved: that has been said, and nothing is sealed without it
    await sealWork(person(), { order: work.order, bundle: bundle().version, work: { ...work.draft, step, verdict } });
    work.order = (await allOrders()).find((one) => one.id === id) ?? work.order;
    work.draft = await workDraft(person().person_id, id);
    work.open = null;
    buzz();
    refreshIf(screen);
    toast(_("“{step}”已存好，有信号自动上传", { step: stepWord(step) }));
    window.scrollTo(0, 0);
  }
}

/** @param {Work} work */
function view(work) {
  const { order } = work;
  const steps = offered(order);
  return html`${topbar({ title: orderTitle(order), sub: `${order.number} · ${departmentName(order.department_id)}`, back: "/app/orders", backLabel: _("返回工单列表") })}
  <main id="main" class="screen">
    ${photoBefore(order)}${facts(order)}${progress(order)}${workForm(work, steps)}${otherSteps(work, steps)}
  </main>${bottom(work, steps)}`;
}

/** Supervisors may take every step; repairing is offered only to who repairs. @param {LocalOrder} order */
function offered(order) {
  const steps = stepsFor(order, site().role, person().person_id);
  if (site().role === "repairer" || order.person_id === person().person_id) return steps;
  return steps.filter((step) => !["accept", "arrive", "start", "hold", "resume", "complete"].includes(step));
}

/** @returns {import("../shell.js").Screen} */
function missing() {
  return {
    title: _("工单"),
    view: () =>
      html`${topbar({ title: _("工单"), back: "/app/orders" })}<main id="main" class="screen">${empty({ icon: "wrench", title: _("这张工单不在手机里"), text: _("可能已经关单，或转给了别的部门。联网后再看。") })}</main>`,
  };
}
