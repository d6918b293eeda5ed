/**
 * The stops as a line through the floors. Floors walked through fold, the one being walked is open.
 *
 * @import { PatrolStop, Point } from "../../types.js"
 * @import { Walk } from "../walk.js"
 */
import { draftState } from "../../domain/answers.js";
import { placeLine, pointOf } from "../../domain/places.js";
import { tag } from "../../elements/banner.js";
import { chips } from "../../elements/chips.js";
import { icon } from "../../elements/icons.js";
import { stopLook } from "../../elements/progress.js";
import { clockTime, list } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { bundle, personName } from "../../session.js";
import { faultName } from "../point/fault.js";
import { isCovered, isFinished, nextPoint } from "../walk.js";

/** @typedef {{id: string, name: string, stops: PatrolStop[]}} FloorPart stops of one floor that follow each other */

/** Floors as they are walked: the same floor twice when the route comes back to it. @param {Walk} walk @returns {FloorPart[]} */
function floorParts(walk) {
  const data = bundle().data;
  /** @type {FloorPart[]} */
  const parts = [];
  for (const stop of walk.stops) {
    const point = pointOf(data, stop.point_id);
    const { building, floor } = point ? placeLine(data, point) : { building: "", floor: "" };
    const several = data.places.buildings.length > 1 && !walk.today.route.name.includes(building);
    const key = `${point?.floor_id ?? "?"}`;
    const last = parts.at(-1);
    if (last?.id.startsWith(`${key}@`)) last.stops.push(stop);
    else
      parts.push({
        id: `${key}@${parts.length}`,
        name: several ? `${building} ${floor}` : floor || "?",
        stops: [stop],
      });
  }
  return parts;
}

/** Open at first: where one is now and the floor after it; all when there are few stops. @param {Walk} walk @returns {Set<string>} */
export function openFloors(walk) {
  const parts = floorParts(walk);
  if (walk.stops.length <= 12) return new Set(parts.map((part) => part.id));
  const next = nextPoint(walk);
  const here = parts.findIndex((part) => part.stops.some((stop) => stop.point_id === next?.id));
  const special = parts.filter((part) =>
    part.stops.some((stop) => ["defect", "skip", "begun"].includes(stopLook(walk, stop.point_id))),
  );
  return new Set([...(here < 0 ? [] : parts.slice(here, here + 2)), ...special].map((part) => part.id));
}

/** @param {Walk} walk @param {Set<string>} opened @param {string | null} skipping */
export function routeLine(walk, opened, skipping) {
  const next = isFinished(walk) || !walk.is_mine ? null : nextPoint(walk);
  return html`<ol class="route" aria-label="${_("按行走顺序排列的点位")}">${floorParts(walk).map((part) => {
    const here = part.stops.some((stop) => stop.point_id === next?.id);
    const done = part.stops.every((stop) => stop.state !== "todo" || isCovered(walk, stop.point_id));
    const open = opened.has(part.id);
    return html`<li class="floor${done ? " floor--done" : here ? " floor--now" : ""}" data-key="${part.id}">
      <div class="floor-h"><span class="floor-no">${part.name}</span><span class="grow">${floorWords(walk, part, here)}</span><button type="button" class="iconbtn${open ? " is-open" : ""}" data-do="floor" data-at="${part.id}" aria-expanded="${open}" aria-label="${open ? _("收起{floor}", { floor: part.name }) : _("展开{floor}", { floor: part.name })}">${icon("down")}</button></div>
      ${open ? html`<ul class="stops">${part.stops.map((stop) => stopRow(walk, stop, part, next, skipping))}</ul>` : ""}
    </li>`;
  })}</ol>`;
}

/** @param {Walk} walk @param {FloorPart} part @param {boolean} here */
function floorWords(walk, part, here) {
  const times = part.stops.flatMap((stop) => (stop.at && stop.state === "done" ? [Date.parse(stop.at)] : []));
  const span = times.length > 0 ? ` ${clockTime(Math.min(...times))}–${clockTime(Math.max(...times))}` : "";
  const bad = part.stops.filter((stop) => stopLook(walk, stop.point_id) === "defect").length;
  const count = _("{n} 个点", { n: part.stops.length });
  return `${here && walk.patrol ? `${_("您在这里")} · ` : ""}${count}${bad > 0 ? ` · ${_("{n} 个有问题", { n: bad })}` : ""}${span}`;
}

const SHAPES = { ok: "ok", defect: "flag", skip: "skip", begun: "todo", seen: "user", todo: "todo" };

/** @param {Walk} walk @param {PatrolStop} stop @param {FloorPart} part @param {Point | null} next @param {string | null} skipping */
function stopRow(walk, stop, part, next, skipping) {
  const point = pointOf(bundle().data, stop.point_id);
  const name = point?.name ?? _("已停用的点");
  const short = name.startsWith(part.name) ? name.slice(part.name.length).trim() || name : name;
  const look = stopLook(walk, stop.point_id);
  const isNext = stop.point_id === next?.id;
  const href =
    look === "ok" || look === "defect" || look === "begun"
      ? `/app/point/${stop.point_id}`
      : `/app/scan/${stop.point_id}`;
  const known = bundle().data.day.open_defects.filter((defect) =>
    point?.assets.some((asset) => asset.id === defect.asset_id),
  ).length;
  const menu = look === "todo" && walk.is_mine && !isFinished(walk);
  const row = html`<span class="node">${icon(isNext ? "next" : SHAPES[look])}</span><span class="grow"><b>${short}</b><small>${stopWords(walk, stop, look, point, isNext)}</small></span>${
    known > 0 && (look === "todo" || look === "begun") ? tag("warn", "flag", _("旧问题 {n}", { n: known })) : ""
  }`;
  // A colleague's round is looked at until it is taken over: only then does a stop open.
  if (!walk.is_mine)
    return html`<li data-key="${stop.point_id}"><div class="stop-line"><div class="stop stop--${look}">${row}</div></div></li>`;
  return html`<li data-key="${stop.point_id}"><div class="stop-line">
    <a class="stop stop--${isNext ? "next" : look}" href="${href}"${isNext ? html` aria-current="step"` : ""}>${row}</a>${
      menu
        ? html`<button type="button" class="iconbtn" data-do="skip-menu" data-at="${stop.point_id}" aria-expanded="${skipping === stop.point_id}" aria-label="${_("跳过{name}", { name })}">${icon("skip")}</button>`
        : look === "skip" && !isFinished(walk)
          ? html`<button type="button" class="iconbtn" data-do="unskip" data-at="${stop.point_id}" aria-label="${_("不跳过了：{name}", { name })}">${icon("undo")}</button>`
          : ""
    }</div>${skipping === stop.point_id ? skipPanel(stop.point_id) : ""}</li>`;
}

/** One tap on a reason. @param {string} pointId */
export function skipPanel(pointId) {
  return html`<div class="skip-panel"><p class="legend" id="skip-${pointId}">${_("为什么跳过？")}</p>${chips({ name: `skip-${pointId}`, choices: skipReasons(), chosen: [], change: "skip", at: pointId, label: _("为什么跳过？") })}</div>`;
}

/** The words go into the report, so they are the site's language. */
export function skipReasons() {
  return [
    { value: "门锁着", words: _("门锁着") },
    { value: "有人在用", words: _("有人在用") },
    { value: "不安全", words: _("不安全") },
    { value: "进不去", words: _("进不去") },
    { value: "施工封路", words: _("施工封路") },
    { value: "时间不够", words: _("时间不够") },
  ];
}

/** @param {Walk} walk @param {PatrolStop} stop @param {string} look @param {Point | null} point @param {boolean} isNext */
function stopWords(walk, stop, look, point, isNext) {
  const time = stop.at ? ` · ${clockTime(stop.at)}` : "";
  const visit = walk.visits.find((one) => one.point_id === stop.point_id);
  if (look === "ok") return `${_("正常")}${time}`;
  if (look === "seen") {
    const seen = walk.seen.get(stop.point_id);
    const name = personName(seen?.person_id) || _("同事");
    return _("{name}巡过 · {time}", { name, time: clockTime(seen?.at ?? 0) });
  }
  if (look === "skip")
    return stop.reason
      ? _("跳过：{reason}", { reason: skipReasons().find((one) => one.value === stop.reason)?.words ?? stop.reason })
      : _("跳过，还没写原因");
  if (look === "defect" && visit) {
    const faults = visit.cards.flatMap((card) => {
      const state = draftState(visit).cards.find(({ key }) => key === card.key);
      return state?.state.defects.map((answer) => faultName(card, answer)) ?? [];
    });
    return `${_("有问题：{faults}", { faults: list([...new Set(faults)]) })}${time}`;
  }
  if (look === "begun" && visit) return _("查了一半，还有 {n} 项", { n: draftState(visit).open_count });
  const due = (point?.assets ?? []).filter((asset) => (walk.today.round.due[asset.id] ?? []).length > 0).length;
  return isNext ? _("下一个 · {n} 项", { n: due }) : _("{n} 项", { n: due });
}
