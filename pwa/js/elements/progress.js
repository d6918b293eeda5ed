/**
 * How far a walk is: ok and problem solid, skipped striped, the rest empty; said in words for those who do not see it.
 *
 * @import { Walk } from "../screens/walk.js"
 */
import { draftState } from "../domain/answers.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { icon } from "./icons.js";

/** "seen": by a colleague, and not by this person. @param {Walk} walk @param {string} pointId @returns {"ok" | "defect" | "skip" | "begun" | "seen" | "todo"} */
export function stopLook(walk, pointId) {
  const stop = walk.stops.find((one) => one.point_id === pointId);
  if (stop?.state === "skipped") return "skip";
  if (stop?.state !== "done") {
    if (walk.open_points.includes(pointId)) return "begun";
    return walk.seen.has(pointId) ? "seen" : "todo";
  }
  const visit = walk.visits.find((one) => one.point_id === pointId);
  const bad = visit && draftState(visit).cards.some(({ state }) => state.verdict === "defect");
  return bad ? "defect" : "ok";
}

/** @param {Walk} walk */
export function counts(walk) {
  const looks = walk.stops.map((stop) => stopLook(walk, stop.point_id));
  const count = (/** @type {string} */ look) => looks.filter((one) => one === look).length;
  const todo = count("todo") + count("begun");
  return { ok: count("ok"), defect: count("defect"), skip: count("skip"), seen: count("seen"), todo };
}

/** @param {Walk} walk */
export function progressBar(walk) {
  const { ok, defect, skip, seen, todo } = counts(walk);
  const own = _("{ok} 个正常，{defect} 个有问题，{skip} 个跳过，还剩 {todo} 个", { ok, defect, skip, todo });
  const words = seen > 0 ? `${own} · ${_("同事巡过 {n} 个", { n: seen })}` : own;
  const part = (/** @type {string} */ look, /** @type {number} */ n) =>
    n > 0 ? html`<i class="${look}" data-n="${n}"></i>` : "";
  return html`<div class="bar bar--lg" role="img" aria-label="${words}">${part("ok", ok)}${part("defect", defect)}${part("skip", skip)}${part("seen", seen)}${part("", todo)}</div>`;
}

/** @param {Walk} walk @param {boolean} [withTodo] */
export function progressLegend(walk, withTodo = true) {
  const { ok, defect, skip, seen, todo } = counts(walk);
  return html`<p class="legend-row"><span class="ok">${icon("ok", "s")}${_("正常")} <b>${ok}</b></span><span class="defect">${icon("flag", "s")}${_("有问题")} <b>${defect}</b></span><span class="skip">${icon("skip", "s")}${_("跳过")} <b>${skip}</b></span>${
    seen > 0 ? html`<span class="seen">${icon("user", "s")}${_("同事巡过")} <b>${seen}</b></span>` : ""
  }${withTodo ? html`<span>${icon("todo", "s")}${_("未到")} <b>${todo}</b></span>` : ""}</p>`;
}
