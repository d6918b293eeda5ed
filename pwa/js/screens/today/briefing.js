/**
 * Before the first window: what is still broken, what was repaired and wants a look, what was missed, the supervisor's
 * note. Read before walking, so it is the one thing to tap then.
 *
 * @import { Order } from "../../types.js"
 * @import { Walk } from "../walk.js"
 */
import { icon } from "../../elements/icons.js";
import { clockTime, list } from "../../format.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { bundle } from "../../session.js";
import { serverNow } from "../../store/clock.js";
import { answerWords } from "../diary/answer.js";
import { defectPlace, defectTitle } from "../order/reading.js";

/** Nothing has begun yet today. @param {Walk[]} walks */
export function isBriefingTime(walks) {
  return walks.length > 0 && walks.every((walk) => walk.today.phase === "before" && !walk.patrol);
}

/** @param {Order[]} orders */
export function briefingCard(orders) {
  const first = Math.min(...bundle().data.plan.windows.map((window) => Number(window.start.replace(":", ""))));
  const until = Number.isFinite(first)
    ? `${Math.floor(first / 100)}:${String(first % 100).padStart(2, "0")}`
    : clockTime(serverNow());
  return html`<section class="card window-card window-card--now" aria-labelledby="briefing">
    <div class="window-body"><div class="between"><h2 id="briefing">${icon("bell")}${_("早会简报")}</h2><span class="window-time num">${_("{time} 前看完", { time: until })}</span></div>
    <ol class="tl">${lines(orders)}</ol></div>
    <button type="button" class="btn btn--primary btn--block" data-do="briefing-read">${icon("check")}${_("看过了，记下来")}</button>
  </section>`;
}

/** @param {Order[]} orders */
function lines(orders) {
  const { open_defects, briefing, note } = bundle().data.day;
  const answer = answerWords();
  const done = new Set(orders.filter((order) => order.state === "completed").flatMap((order) => order.defect_ids));
  const open = open_defects.filter((defect) => !done.has(defect.id));
  const repaired = open_defects.filter((defect) => done.has(defect.id));
  const names = (/** @type {typeof open_defects} */ defects) =>
    list(defects.slice(0, 4).map((one) => `${defectPlace(one)} ${defectTitle(one)}`));
  const told = /** @type {any[]} */ (briefing)
    .filter((row) => !open_defects.some((defect) => defect.id === row.defect_id))
    .map(wordsOf)
    .filter((words) => words !== "");
  return [
    open.length > 0
      ? line("is-bad", "flag", _("还没修好 {n} 件", { n: open.length }), names(open))
      : line("is-done", "ok", _("没有留下的问题"), ""),
    repaired.length > 0
      ? line("is-done", "ok", _("修好 {n} 件，请您路上确认", { n: repaired.length }), names(repaired))
      : "",
    ...told.map((words) => line("", "info", words, "")),
    note ? line("", "info", _("今天留意"), wordsOf(note)) : "",
    answer ? line("", "text", answer.title, answer.text) : "",
  ];
}

/** Notes come as text, as words in two languages, or with the text inside. @param {any} row @returns {string} */
export function wordsOf(row) {
  if (typeof row === "string") return row;
  if (!row || typeof row !== "object") return "";
  if (typeof row.zh === "string") return pick(row);
  return wordsOf(row.text ?? row.words ?? row.note ?? "");
}

/** @param {string} look @param {string} shape @param {string} title @param {string} text */
function line(look, shape, title, text) {
  return html`<li class="${look}">${icon(shape)}<b>${title}</b>${text ? html`<p>${text}</p>` : ""}</li>`;
}
