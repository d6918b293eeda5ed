/**
 * The end of a walk: what was found, what becomes of it, what was skipped and why. Finishing needs no signal, and a
 * missing reason does not hold anybody up.
 *
 * @import { Card, PatrolStop } from "../types.js"
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
import { saveTyped, soon } from "../elements/typing.js";
import { clockTime, day, duration, list, size } from "../format.js";
import { html } from "../html.js";
import { _, pick } from "../i18n.js";
import { go } from "../router.js";
import { bundle, departmentName, person, personName } from "../session.js";
import { refreshIf, toast } from "../shell.js";
import { clockOffsetMs, nowMs, serverNow } from "../store/clock.js";
import { savePatrolNote, skipStop, startPatrol, unskipStop } from "../store/patrols.js";
import { sealPatrol } from "../store/sealing.js";
import { applyUpdate, isUpdateReady } from "../update.js";
import { hasteSection } from "./finish/haste.js";
import { faultName } from "./point/fault.js";
import { skipReasons } from "./route/line.js";
import { kindTag, roundName, windowTime } from "./today/rounds.js";
import { isCovered, isFinished, stopsLeft, walkOfRound } from "./walk.js";

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
        await saveTyped();
        await skipStop(
          walk.patrol.patrol_id,
          element.dataset.at ?? "",
          /** @type {HTMLInputElement} */ (element).value,
        );
        walk = (await walkOfRound(round_id)) ?? walk;
        refreshIf(screen);
      },
      "why-all": async (element) => {
        const reason = /** @type {HTMLInputElement} */ (element).value;
        await saveTyped();
        const left = stopsLeft(walk);
        for (const stop of left) await skipStop(walk.patrol?.patrol_id ?? "", stop.point_id, reason);
        walk = (await walkOfRound(round_id)) ?? walk;
        refreshIf(screen);
        toast(_("{n} 个点记成跳过", { n: left.length }), async () => {
          for (const stop of left) await unskipStop(walk.patrol?.patrol_id ?? "", stop.point_id);
          walk = (await walkOfRound(round_id)) ?? walk;
          refreshIf(screen);
        });
      },
      note: (element) =>
        soon("patrol-note", async () => {
          if (walk.patrol)
            await savePatrolNote(walk.patrol.patrol_id, /** @type {HTMLTextAreaElement} */ (element).value);
        }),
      finish: async () => {
        if (!walk.patrol) return;
        await saveTyped();
        for (const stop of walk.stops.filter((one) => isCovered(walk, one.point_id))) {
          // The words go into the report, so they are the site's language.
          const name = personName(walk.seen.get(stop.point_id)?.person_id);
          await skipStop(walk.patrol.patrol_id, stop.point_id, `同事巡过${name ? `：${name}` : ""}`);
        }
        await sealPatrol(walk.patrol.patrol_id, { by_hand: true });
        await go("/app/", { replace: true });
        toast(_("{round}已结束，都存在手机里了", { round: roundName(walk) }));
        if (isUpdateReady()) applyUpdate();
      },
    },
  };
  screen.close = () => void saveTyped();
  return screen;
}

/** @param {Walk} walk */
function view(walk) {
  const patrol = walk.patrol;
  if (!patrol) return html``;
  const end = patrol.finished_at ? Date.parse(patrol.finished_at) : nowMs();
  const summary = finishSummary(patrol, walk.visits, end, clockOffsetMs(), new Set(walk.seen.keys()));
  const seen = summary.total_count - summary.todo_count;
  return html`${topbar({ title: _("{round}小结", { round: roundName(walk) }), sub: `${walk.today.route.name} · ${day(walk.today.start_ms)}`, back: `/app/route/${walk.today.round.round_id}`, backLabel: _("返回路线") })}
  <main id="main" class="screen">
    <section class="card">
      <div class="bigcount"><b>${seen}</b><span>${seen === summary.total_count ? _("/ {total} 个点都有结果", { total: summary.total_count }) : _("/ {total} 个点有结果", { total: summary.total_count })}</span></div>
      ${progressBar(walk)}${progressLegend(walk, summary.todo_count > 0)}
      ${facts(walk, summary, end)}${kindTag(walk)}
    </section>
    ${hasteSection(walk)}
    ${orders(walk, summary)}
    ${reasons(walk, summary)}
    ${note(walk)}
    ${banner({ icon: "phonesave", title: _("全部存在手机里了"), text: _("现在没有信号也可以结束。走到有信号的地方会自动上传，不用您再点。") })}
  </main>
  ${isFinished(walk) ? "" : bottom(walk, summary)}`;
}

/** What the person wants to say of the walk: travels with it. @param {Walk} walk */
function note(walk) {
  const said = walk.patrol?.note ?? "";
  if (isFinished(walk)) return said ? html`<p>${said}</p>` : "";
  return html`<div class="field"><label for="walk-note">${_("这一班要说明的（可不填）")}</label><textarea class="input" id="walk-note" rows="2" data-input="note" maxlength="1000">${said}</textarea></div>`;
}

/** @param {Walk} walk @param {Summary} summary @param {number} end */
function facts(walk, summary, end) {
  const start = Date.parse(summary.started_at);
  const window = summary.is_in_window
    ? tag("ok", "clock", _("在 {window} 内", { window: windowTime(walk) }))
    : tag("warn", "clock", _("有一部分在 {window} 以外", { window: windowTime(walk) }));
  const more = [
    summary.made_up_count > 0 ? _("其中 {n} 个点是时段过后补巡的", { n: summary.made_up_count }) : "",
    summary.covered_count > 0 ? _("{n} 个点同事巡过了，不用重来", { n: summary.covered_count }) : "",
  ].filter(Boolean);
  return html`<dl class="kv"><dt>${_("时间")}</dt><dd class="num">${clockTime(start)}–${clockTime(end)}${_("（{time}）", { time: duration(end - start) })}</dd><dt>${_("时段")}</dt><dd>${window}${more.map((words) => html`<br><small>${words}</small>`)}</dd><dt>${_("照片")}</dt><dd class="num">${_("{n} 张 · {size}", { n: summary.photos_count, size: size(summary.photos_bytes) })}</dd></dl>`;
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
    const due = serverNow() + order.close_h * 3_600_000;
    return html`<li><a class="row" href="/app/point/${visit?.point_id ?? ""}"><span class="photo photo--small">${picture(photo, "")}</span><span class="grow"><b>${order.place} ${order.thing} ${list(faultNames(order, card))}</b><small>${_("派给{who} · {severity}，{day} {time} 前", { who, severity: severityWord(order.severity), day: day(due), time: clockTime(due) })}</small></span>${icon("right")}</a></li>`;
  })}</ul>${known ? html`<p class="muted after">${known}</p>` : ""}</section>`;
}

/** @param {Summary["orders"][number]} order @param {Card | undefined} card */
function faultNames(order, card) {
  const names = order.faults.map((item) => {
    const answer = card?.answers.find((one) => one.item === item.id && one.result === "defect");
    return card && answer ? faultName(card, answer) : pick(item.fault);
  });
  return [...new Set(names)];
}

/** Skipped points with their reasons; those nobody reached together, so that one tap explains them all. @param {Walk} walk @param {Summary} summary */
function reasons(walk, summary) {
  const todo = stopsLeft(walk);
  return html`${
    summary.skipped.length > 0
      ? html`<section><div class="section-h"><h2>${_("跳过的 {n} 个点", { n: summary.skipped.length })}</h2></div><ul class="rows">${summary.skipped.map((stop) => reasonRow(walk, stop))}</ul></section>`
      : ""
  }${todo.length > 0 ? unreached(walk, todo) : ""}`;
}

/** @param {Walk} walk @param {PatrolStop[]} todo */
function unreached(walk, todo) {
  const names = todo.map((stop) => stopName(stop));
  const shown = names.length > 6 ? [...names.slice(0, 5), _("等 {n} 个点", { n: names.length })] : names;
  const open = !isFinished(walk);
  return html`<section><div class="section-h"><h2>${_("没到的 {n} 个点", { n: todo.length })}</h2></div><div class="card"><p>${list(shown)}</p>${
    open
      ? html`<a class="btn btn--block" href="/app/route/${walk.today.round.round_id}">${icon("next")}${_("回路线接着查")}</a><fieldset><legend class="legend">${_("今天不去了？选一个原因，都记成跳过")}</legend>${chips({ name: "why-all", choices: skipReasons(), chosen: [], change: "why-all" })}</fieldset>`
      : ""
  }</div></section>`;
}

/** @param {PatrolStop} stop */
function stopName(stop) {
  return pointOf(bundle().data, stop.point_id)?.name ?? _("已停用的点");
}

/** @param {Walk} walk @param {PatrolStop} stop */
function reasonRow(walk, stop) {
  const words = skipReasons().find((one) => one.value === stop.reason)?.words ?? stop.reason;
  const open = !isFinished(walk);
  const line = stop.reason ? _("原因：{reason}", { reason: words }) : _("还没写原因，选一个就行");
  return html`<li class="row top" data-key="${stop.point_id}"><span class="glyph glyph--warn">${icon("skip")}</span><span class="grow"><b>${stopName(stop)}</b><small>${line}</small></span>${
    open ? html`<a class="btn" href="/app/scan/${stop.point_id}">${_("现在补")}</a>` : ""
  }${
    !open || stop.reason
      ? ""
      : chips({
          name: `why-${stop.point_id}`,
          choices: skipReasons(),
          chosen: [],
          change: "why",
          at: stop.point_id,
          label: _("{name} 跳过的原因", { name: stopName(stop) }),
        })
  }</li>`;
}

/** @param {Walk} walk @param {Summary} summary */
function bottom(walk, summary) {
  const lacking = summary.without_reason.map(stopName);
  const named = lacking.length > 3 ? [...lacking.slice(0, 2), _("等 {n} 个点", { n: lacking.length })] : lacking;
  const note = lacking.length > 0 ? _("{names}没写原因也能结束，主管会来问您", { names: list(named) }) : "";
  return actionbar(
    html`<button type="button" class="btn btn--primary btn--lg" data-do="finish">${icon("check")}${_("结束{round}", { round: roundName(walk) })}</button>`,
    note,
    "skip",
  );
}
