/**
 * A round as a card: how far, how long still, and the one thing to tap.
 *
 * @import { Walk } from "../walk.js"
 */

import { expectedEnd } from "../../domain/windows.js";
import { tag } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { counts, progressBar } from "../../elements/progress.js";
import { clockTime, duration, list } from "../../format.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { personName } from "../../session.js";
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
  const title = pick(today.round.title);
  return title || _("{window}巡查", { window: pick(today.window.name) });
}

/** Who a round is planned for. @param {Walk} walk */
export function peopleWords({ today }) {
  return list(today.round.person_ids.map((id) => personName(id)).filter(Boolean)) || _("同事");
}

/** What is out of the ordinary about a round, in a word. @param {Walk} walk */
export function kindTag({ today }) {
  if (today.round.kind === "practice") return html`<p>${tag("warn", "info", _("练习，不计入"))}</p>`;
  if (today.round.kind === "extra") return html`<p>${tag("next", "plus", _("加巡"))}</p>`;
  return "";
}

/** @param {Walk} walk */
function seenCount(walk) {
  const { ok, defect, skip, seen } = counts(walk);
  return ok + defect + skip + seen;
}

/** @param {Walk} walk */
function mainCard(walk) {
  const { today, patrol } = walk;
  const next = nextPoint(walk);
  const end = patrol ? expectedEnd(patrol, nowMs()) : null;
  const id = `w-${today.round.round_id}`;
  return html`<section class="card window-card window-card--now" aria-labelledby="${id}" data-key="${id}">
    <div class="window-body">
      <div class="between"><h2 id="${id}">${icon("sun")}${roundName(walk)}</h2><span class="window-time num">${windowTime(walk)}</span></div>
      ${kindTag(walk)}<div class="bigcount"><b>${seenCount(walk)}</b><span>${_("/ {total} 个点 · {route}", { total: walk.stops.length, route: today.route.name })}</span></div>
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
  const { ok, defect, seen } = counts(walk);
  const n = ok + defect + seen;
  const line =
    patrol || n > 0
      ? _("{time} · 查了 {n} / {total} 个点", { time: windowTime(walk), n, total: walk.stops.length })
      : _("{time} · {total} 个点", { time: windowTime(walk), total: walk.stops.length });
  const open = today.phase !== "before" && !isFinished(walk);
  return html`<section class="card window-later" aria-labelledby="${id}" data-key="${id}"><div class="grow"><h2 id="${id}"><a class="plain-link" href="/app/route/${today.round.round_id}">${roundName(walk)} · ${today.route.name}</a></h2><p class="muted num">${line}</p><p>${phaseTag(walk)}</p>${kindTag(walk)}</div>${
    open
      ? html`<a class="btn" href="/app/route/${today.round.round_id}">${patrol ? _("继续") : today.phase === "in" ? _("开始") : _("补巡")}</a>`
      : ""
  }</section>`;
}

/** What colleagues walk today: anybody may go on where somebody could not. @param {Walk[]} others */
export function colleaguesSection(others) {
  if (others.length === 0) return "";
  return html`<details class="fold"><summary>${icon("users")}${_("同事的班次")}<span class="muted num">${others.length}</span>${icon("down")}</summary><ul class="rows">${others.map(
    (walk) => {
      const { ok, defect, seen } = counts(walk);
      // How far they are is known to those whose round it is: else every visit anywhere would travel to every phone.
      const n = ok + defect + seen;
      const about = { names: peopleWords(walk), time: windowTime(walk), n, total: walk.stops.length };
      const words =
        n > 0 ? _("{names} · {time} · 查了 {n} / {total} 个点", about) : _("{names} · {time} · {total} 个点", about);
      return html`<li data-key="${walk.today.round.round_id}"><a class="row" href="/app/route/${walk.today.round.round_id}"><span class="glyph">${icon("users")}</span><span class="grow"><b>${walk.today.route.name}</b><small>${roundName(walk)} · ${words}</small></span>${icon("right")}</a></li>`;
    },
  )}</ul></details>`;
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
