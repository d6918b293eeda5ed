/**
 * A round as a card: how far, how long still, and the one thing to tap.
 *
 * @import { Walk } from "../walk.js"
 */

import { expectedEnd, progressOf } from "../../domain/windows.js";
import { tag } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { progressBar } from "../../elements/progress.js";
import { clockTime, duration } from "../../format.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { clockOffsetMs, nowMs } from "../../store/clock.js";
import { isFinished, nextPoint } from "../walk.js";

/** @param {Walk} walk @param {boolean} isMain the one to go on with */
export function roundCard(walk, isMain) {
  return isMain && !isFinished(walk) ? mainCard(walk) : smallCard(walk);
}

/** @param {Walk} walk */
export function windowTime({ today }) {
  return `${clockTime(today.start_ms)}–${clockTime(today.end_ms)}`;
}

/** @param {Walk} walk */
export function roundName({ today }) {
  return _("{window}巡查", { window: pick(today.window.name) });
}

/** @param {Walk} walk */
function mainCard(walk) {
  const { today, patrol } = walk;
  const progress = patrol ? progressOf(patrol) : { done_count: 0, skipped_count: 0 };
  const seen = progress.done_count + progress.skipped_count;
  const next = nextPoint(walk);
  const end = patrol ? expectedEnd(patrol, nowMs()) : null;
  const id = `w-${today.round.round_id}`;
  return html`<section class="card window-card window-card--now" aria-labelledby="${id}" data-key="${id}">
    <div class="window-body">
      <div class="between"><h2 id="${id}">${icon("sun")}${roundName(walk)}</h2><span class="window-time num">${windowTime(walk)}</span></div>
      <div class="bigcount"><b>${seen}</b><span>${_("/ {total} 个点 · {route}", { total: walk.stops.length, route: today.route.name })}</span></div>
      ${progressBar(walk)}
      <div class="between"><span class="left">${icon("clock")}${leftWords(walk)}</span>${
        end && next && today.phase === "in"
          ? html`<span class="muted">${_("照现在的速度 {time} 走完", { time: clockTime(end + clockOffsetMs()) })}</span>`
          : ""
      }</div>
    </div>
    ${
      next
        ? html`<a class="btn btn--primary btn--block" href="/app/route/${today.round.round_id}">${patrol ? _("继续：{name}", { name: next.name }) : _("开始：{name}", { name: next.name })} ${icon("next")}</a>`
        : html`<a class="btn btn--primary btn--block" href="/app/finish/${today.round.round_id}">${icon("check")}${_("看小结，结束巡查")}</a>`
    }
  </section>`;
}

/** @param {Walk} walk */
export function leftWords({ today }) {
  if (today.phase === "after") return _("时段已过，还可以补");
  return _("还剩 {time}", { time: duration(today.minutes_left * 60_000) });
}

/** @param {Walk} walk */
function smallCard(walk) {
  const { today, patrol } = walk;
  const id = `w-${today.round.round_id}`;
  const done = patrol ? progressOf(patrol) : null;
  const line = done
    ? _("{time} · 查了 {n} / {total} 个点", {
        time: windowTime(walk),
        n: done.done_count,
        total: walk.stops.length,
      })
    : _("{time} · {total} 个点", { time: windowTime(walk), total: walk.stops.length });
  const open = today.phase !== "before" && !isFinished(walk);
  return html`<section class="card window-later" aria-labelledby="${id}" data-key="${id}"><div class="grow"><h2 id="${id}"><a class="plain-link" href="/app/route/${today.round.round_id}">${roundName(walk)} · ${today.route.name}</a></h2><p class="muted num">${line}</p><p>${phaseTag(walk)}</p></div>${
    open
      ? html`<a class="btn" href="/app/route/${today.round.round_id}">${patrol ? _("继续") : today.phase === "in" ? _("开始") : _("补巡")}</a>`
      : ""
  }</section>`;
}

/** @param {Walk} walk */
function phaseTag(walk) {
  const { today } = walk;
  if (isFinished(walk)) return tag("ok", "ok", _("已结束"));
  if (today.phase === "before")
    return tag(
      "line",
      "clock",
      today.minutes_left <= 90 ? _("{time}后开始", { time: duration(today.minutes_left * 60_000) }) : _("未到时间"),
    );
  return today.phase === "in" ? tag("next", "clock", _("时段内")) : tag("warn", "clock", _("时段外"));
}
