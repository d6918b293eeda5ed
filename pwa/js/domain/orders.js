/**
 * Work orders as this phone sees them: the bundle's, with the steps taken here put on top until the server tells.
 *
 * @import { Order, OrderState, OrderStep, OutboxReport, ReportAbout, Role, WorkStep } from "../types.js"
 */

/** @typedef {Order & { pending_steps: { step: WorkStep, at: string, report_id: string }[] }} LocalOrder */

/** @type {OrderState[]} */
const TAKEN = ["accepted", "in_progress"];
/** @type {OrderState[]} */
const GIVEN_OUT = ["dispatched", ...TAKEN, "on_hold"];
/** @type {OrderState[]} */
const NOT_ENDED = ["reported", ...GIVEN_OUT, "completed", "verified"];

/**
 * Which steps lead where, as the server has it (tests/cases/steps.json holds both to it). "keep": the state stays.
 * @type {Record<WorkStep, { from: OrderState[], to: OrderState|"keep" }>}
 */
const STEPS = {
  accept: { from: ["dispatched"], to: "accepted" },
  arrive: { from: TAKEN, to: "in_progress" },
  start: { from: TAKEN, to: "in_progress" },
  make_safe: { from: NOT_ENDED, to: "keep" },
  hold: { from: TAKEN, to: "on_hold" },
  resume: { from: ["on_hold"], to: "in_progress" },
  complete: { from: GIVEN_OUT, to: "completed" },
  send_back: { from: GIVEN_OUT, to: "reported" },
  verify: { from: ["completed"], to: "closed" },
  return_visit: { from: ["verified"], to: "closed" },
  escalate: { from: NOT_ENDED, to: "keep" },
  comment: { from: [...NOT_ENDED, "closed", "cancelled", "merged"], to: "keep" },
};

/** @type {Record<Role, WorkStep[]>} who may ever take which step */
const MAY = {
  repairer: [
    "accept",
    "arrive",
    "start",
    "make_safe",
    "hold",
    "resume",
    "complete",
    "send_back",
    "escalate",
    "comment",
  ],
  patroller: ["make_safe", "escalate", "comment", "verify"],
  front_desk: ["escalate", "comment", "return_visit"],
  supervisor: /** @type {WorkStep[]} */ (Object.keys(STEPS)),
  manager: /** @type {WorkStep[]} */ (Object.keys(STEPS)),
};

/**
 * The steps to offer. The server decides; a step it no longer allows is kept in the history and shown.
 *
 * @param {Order} order
 * @param {Role} role
 * @param {string|null} [person_id] who completed an order never verifies it
 * @returns {WorkStep[]}
 */
export function stepsFor(order, role, person_id = null) {
  const isOwn = person_id !== null && completerOf(order) === person_id;
  const may = /** @type {WorkStep[]} */ (Object.keys(STEPS)).filter((step) => MAY[role].includes(step));
  return may.filter((step) => STEPS[step].from.includes(order.state) && !(step === "verify" && isOwn));
}

/** @param {Order} order */
function completerOf(order) {
  return order.steps.findLast((one) => one.step === "complete" && one.applied !== false)?.person_id ?? null;
}

/**
 * @param {Order[]} orders the bundle's
 * @param {OutboxReport[]} reports this phone's of kind "work", in any order
 * @returns {LocalOrder[]}
 */
export function ordersNow(orders, reports) {
  const steps = reports.filter((report) => report.kind === "work").sort((a, b) => a.seq - b.seq);
  return orders.map((order) =>
    withSteps(
      order,
      steps.filter((report) => report.about.order_id === order.id),
    ),
  );
}

/**
 * @param {Order} order
 * @param {OutboxReport[]} reports of this order, by seq
 * @returns {LocalOrder}
 */
function withSteps(order, reports) {
  /** @type {LocalOrder} */
  const local = { ...order, pending_steps: [] };
  for (const report of reports) {
    const { step, at } = report.about;
    if (!step || !at || isRefused(report) || isTold(order, step, report)) continue;
    local.state = stateAfter(local.state, step, report.about);
    if (step === "escalate") local.escalated = true;
    if (step === "accept" || step === "arrive" || step === "start") local.person_id = report.person_id;
    local.pending_steps.push({ step, at, report_id: report.id });
  }
  return local;
}

/**
 * @param {OrderState} state
 * @param {WorkStep} step
 * @param {ReportAbout} about
 * @returns {OrderState}
 */
function stateAfter(state, step, about) {
  if (step === "verify" && about.verdict === "refused") return "in_progress";
  const { from, to } = STEPS[step];
  return to === "keep" || !from.includes(state) ? state : to;
}

/**
 * The server has answered that the step changed nothing, or the line could not be used.
 *
 * @param {OutboxReport} report
 */
function isRefused(report) {
  return report.problem !== null && report.state !== "sealed";
}

/**
 * The bundle already tells of this step. Matched by the moment of receipt: `at` in the history is the server's estimate
 * of the true time, not the phone's word.
 *
 * @param {Order} order
 * @param {WorkStep} step
 * @param {OutboxReport} report
 */
function isTold(order, step, { receipt, person_id }) {
  if (!receipt) return false;
  const received = Date.parse(receipt.received_at);
  const isIt = (/** @type {OrderStep} */ one) => one.step === step && one.person_id === person_id;
  return order.steps.some((one) => isIt(one) && Date.parse(one.received_at ?? "") === received);
}
