/**
 * The end of a walk: what was found, what becomes of it, what was skipped and why. Finishing needs no signal, and a
 * missing reason does not hold anybody up.
 *
 * @import { PatrolStop } from "../types.js"
 * @import { Walk } from "./walk.js"
 */

import { pointOf } from "../domain/places.js";
import { finishSummary } from "../domain/summary.js";
import { banner, tag } from "../elements/banner.js";
import { chips } from "../elements/chips.js";
import { actionbar, topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { picture } from "../elements/picture.js";
import { progressBar, progressLegend } from "../elements/progress.js";
import { severityWord } from "../elements/severity.js";
import { clockTime, day, duration, list, size } from "../format.js";
import { html } from "../html.js";
import { _, pick } from "../i18n.js";
import { go } from "../router.js";
import { bundle, departmentName, person } from "../session.js";
import { refreshIf, toast } from "../shell.js";
import { skipStop, startPatrol } from "../store/patrols.js";
import { sealPatrol } from "../store/sealing.js";
import { applyUpdate, isUpdateReady } from "../update.js";
import { skipReasons } from "./route/line.js";
import { roundName, windowTime } from "./today/rounds.js";
import { isFinished, walkOfRound } from "./walk.js";

/** @typedef {import("../domain/summary.js").Summary} Summary */

/** /app/finish/:round_id @param {{round_id: string}} params @returns {Promise<import("../shell.js").Screen>} */
export async function openFinish({ round_id }) {
  const found = await walkOfRound(round_id);
  if (!found) {
    await go("/app/", { replace: true });
    return { title: _("今日"), view: () => html`` };
  }
  let walk = found;
  if (!walk.patrol) await startPatrol({ person: person(), bundle: bundle(), today: walk.today });
  walk = (await walkOfRound(round_id)) ?? walk;
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("{round}小结", { round: roundName(walk) }),
    view: () => view(walk),
    actions: {
      why: async (element) => {
        if (!walk.patrol) return;
        await skipStop(
          walk.patrol.patrol_id,
          element.dataset.at ?? "",
          /** @type {HTMLInputElement} */ (element).value,
        );
        walk = (await walkOfRound(round_id)) ?? walk;
        refreshIf(screen);
      },
      finish: async () => {
        if (!walk.patrol) return;
        await sealPatrol(walk.patrol.patrol_id, { by_hand: true });
        await go("/app/", { replace: true });
        toast(_("{round}已结束，都存在手机里了", { round: roundName(walk) }));
        if (isUpdateReady()) applyUpdate();
      },
    },
  };
  return screen;
}

/** @param {Walk} walk */
function view(walk) {
  const patrol = walk.patrol;
  if (!patrol) return html``;
  const end = patrol.finished_at ? Date.parse(patrol.finished_at) : Date.now();
  const summary = finishSummary(patrol, walk.visits, end);
  const seen = summary.total_count - summary.todo_count;
  return html`${topbar({ title: _("{round}小结", { round: roundName(walk) }), sub: `${walk.today.route.name} · ${day(walk.today.start_ms)}`, back: `/app/route/${walk.today.round.round_id}`, backLabel: _("返回路线") })}
  <main id="main" class="screen">
    <section class="card">
      <div class="bigcount"><b>${seen}</b><span>${seen === summary.total_count ? _("/ {total} 个点都有结果", { total: summary.total_count }) : _("/ {total} 个点有结果", { total: summary.total_count })}</span></div>
      ${progressBar(walk)}${progressLegend(walk, summary.todo_count > 0)}
      ${facts(walk, summary, end)}
    </section>
    ${orders(walk, summary)}
    ${reasons(walk, summary)}
    ${banner({ icon: "phonesave", title: _("全部存在手机里了"), text: _("现在没有信号也可以结束。走到有信号的地方会自动上传，不用您再点。") })}
  </main>
  ${isFinished(walk) ? "" : bottom(walk, summary)}`;
}

/** @param {Walk} walk @param {Summary} summary @param {number} end */
function facts(walk, summary, end) {
  const start = Date.parse(summary.started_at);
  const window = summary.is_in_window
    ? tag("ok", "clock", _("在 {window} 内", { window: windowTime(walk) }))
    : tag("warn", "clock", _("有一部分在 {window} 以外", { window: windowTime(walk) }));
  return html`<dl class="kv"><dt>${_("时间")}</dt><dd class="num">${clockTime(start)}–${clockTime(end)}${_("（{time}）", { time: duration(end - start) })}</dd><dt>${_("时段")}</dt><dd>${window}</dd><dt>${_("照片")}</dt><dd class="num">${_("{n} 张 · {size}", { n: summary.photos_count, size: size(summary.photos_bytes) })}</dd></dl>`;
}

/** @param {Walk} walk @param {Summary} summary */
function orders(walk, summary) {
  const known =
    summary.sightings_count > 0
      ? _("另有 {n} 个旧问题您看过了，已记到原工单，不重复报。", { n: summary.sightings_count })
      : "";
  if (summary.orders.length === 0) return known ? html`<p class="muted">${known}</p>` : "";
  return html`<section><div class="section-h"><h2>${_("会生成 {n} 张工单", { n: summary.orders.length })}</h2></div>
  <ul class="rows">${summary.orders.map((order) => {
    const visit = walk.visits.find((one) => one.place_name === order.place);
    const card = visit?.cards.find((one) => (one.asset_name ?? "") === order.thing);
    const photo = card?.answers.find((answer) => answer.photos.length > 0)?.photos[0];
    const who = departmentName(order.department) || _("主管");
    const due = Date.now() + order.close_h * 3_600_000;
    return html`<li><a class="row" href="/app/point/${visit?.point_id ?? ""}"><span class="photo photo--small">${picture(photo, "")}</span><span class="grow"><b>${order.place} ${order.thing} ${list([...new Set(order.faults.map((item) => pick(item.fault)))])}</b><small>${_("派给{who} · {severity}，{day} {time} 前", { who, severity: severityWord(order.severity), day: day(due), time: clockTime(due) })}</small></span>${icon("right")}</a></li>`;
  })}</ul>${known ? html`<p class="muted after">${known}</p>` : ""}</section>`;
}

/** Skipped and unreached points with their reasons. @param {Walk} walk @param {Summary} summary */
function reasons(walk, summary) {
  const open = walk.stops.filter((stop) => stop.state !== "done");
  if (open.length === 0) return "";
  const title =
    summary.todo_count > 0 ? _("没查的 {n} 个点", { n: open.length }) : _("跳过的 {n} 个点", { n: open.length });
  return html`<section><div class="section-h"><h2>${title}</h2></div><ul class="rows">${open.map((stop) => reasonRow(walk, stop))}</ul></section>`;
}

/** @param {Walk} walk @param {PatrolStop} stop */
function reasonRow(walk, stop) {
  const point = pointOf(bundle().data, stop.point_id);
  const words = skipReasons().find((one) => one.value === stop.reason)?.words ?? stop.reason;
  const line = stop.reason
    ? _("原因：{reason}", { reason: words })
    : stop.state === "todo"
      ? _("还没到。要跳过就选一个原因")
      : _("还没写原因，选一个就行");
  const href = walk.open_points.includes(stop.point_id) ? `/app/point/${stop.point_id}` : `/app/scan/${stop.point_id}`;
  return html`<li class="row top" data-key="${stop.point_id}"><span class="glyph glyph--warn">${icon(stop.state === "todo" ? "todo" : "skip")}</span><span class="grow"><b>${point?.name ?? _("已停用的点")}</b><small>${line}</small>${
    stop.reason || isFinished(walk)
      ? ""
      : chips({
          name: `why-${stop.point_id}`,
          choices: skipReasons(),
          chosen: [],
          change: "why",
          at: stop.point_id,
          label: _("{name} 跳过的原因", { name: point?.name ?? "" }),
        })
  }</span>${isFinished(walk) ? "" : html`<a class="btn" href="${href}">${_("现在补")}</a>`}</li>`;
}

/** @param {Walk} walk @param {Summary} summary */
function bottom(walk, summary) {
  const lacking = summary.without_reason.map((stop) => pointOf(bundle().data, stop.point_id)?.name ?? "");
  const named = lacking.length > 3 ? [...lacking.slice(0, 2), _("等 {n} 个点", { n: lacking.length })] : lacking;
  const note = lacking.length > 0 ? _("{names}没写原因也能结束，主管会来问您", { names: list(named) }) : "";
  return actionbar(
    html`<button type="button" class="btn btn--primary btn--lg" data-do="finish">${icon("check")}${_("结束{round}", { round: roundName(walk) })}</button>`,
    note,
    "skip",
  );
}
