/**
 * What stands around the cards of a visit: where one is, how one came, what is out of the ordinary, "all the rest ok",
 * and what is still missing.
 *
 * @import { Draft, Patrol } from "../../types.js"
 */
import { bulkPlan } from "../../domain/filling.js";
import { placeLine, pointOf, unitOf } from "../../domain/places.js";
import { banner, tag } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { clockTime, list } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { bundle } from "../../session.js";
import { clockOffsetMs } from "../../store/clock.js";
import { seenInRound } from "../walk.js";
import { cardName } from "./card.js";

/** The place's own name; the building stands in the line under it. @param {Draft} draft */
export function placeName(draft) {
  const data = bundle().data;
  const place = draft.point_id ? pointOf(data, draft.point_id) : draft.unit_id ? unitOf(data, draft.unit_id) : null;
  return place?.name ?? draft.place_name;
}

/** @param {Draft} draft @param {Patrol | null} patrol */
export function whereWords(draft, patrol) {
  const data = bundle().data;
  const place =
    (draft.point_id && pointOf(data, draft.point_id)) || (draft.unit_id && unitOf(data, draft.unit_id)) || null;
  const building = place ? placeLine(data, place).building : "";
  if (!patrol) return building;
  const n = patrol.stops.findIndex((stop) => stop.point_id === draft.point_id) + 1;
  return `${building} · ${_("第 {n} 个点，共 {total} 个", { n, total: patrol.stops.length })}`;
}

/** @param {Draft} draft */
export function presenceTag(draft) {
  if (draft.correction_of) return tag("warn", "undo", _("正在改已存好的记录"));
  const presence = draft.presence;
  if (!presence) return draft.unit_id ? "" : tag("warn", "pin", _("没有扫码"));
  const time = clockTime(presence.at);
  if (presence.method === "qr" || presence.method === "nfc") return tag("ok", "qr", _("已扫码 {time}", { time }));
  if (presence.method === "number") return tag("ok", "text", _("手输点位码 {time}", { time }));
  return tag("warn", "pin", _("没扫码，手动打开 {time}", { time }));
}

/** Out of order and out of window are told, never blocked. @param {Draft} draft @param {Patrol | null} patrol */
export function notices(draft, patrol) {
  if (!patrol || draft.correction_of) return "";
  const here = patrol.stops.findIndex((stop) => stop.point_id === draft.point_id);
  const seen = seenInRound(patrol);
  const earlier = patrol.stops
    .slice(0, Math.max(here, 0))
    .find((stop) => stop.state === "todo" && !seen.has(stop.point_id));
  const expected = earlier ? pointOf(bundle().data, earlier.point_id) : null;
  const started = Date.parse(draft.started_at) + clockOffsetMs();
  const late = started > Date.parse(patrol.window_end_at);
  return html`${
    expected
      ? banner({
          kind: "warn",
          icon: "qr",
          title: _("这是{here}，下一个应是{next}", { here: placeName(draft), next: expected.name }),
          text: _("可以先查这里，漏掉的会留在路线上。"),
        })
      : ""
  }${late ? banner({ kind: "warn", icon: "clock", title: _("现在 {time}，这个时段已过", { time: clockTime(started) }), text: _("现在去算补巡。可以继续，会标上“时段外”。") }) : ""}`;
}

/** Says what it fills and what it leaves to the person's eyes. @param {Draft} draft */
export function allOk(draft) {
  const plan = bulkPlan(draft);
  if (plan.fill.length === 0) return "";
  const names = (/** @type {string[]} */ keys) =>
    list(draft.cards.filter((card) => keys.includes(card.key)).map(cardName));
  const left = plan.leave.map((one) => one.card);
  const words = _("会填 {n} 项：{names}。", { n: plan.fill.length, names: names(plan.fill) });
  return html`<button type="button" class="allok" data-do="all-ok">${icon("ok")}<span>${_("其余都正常")}<small>${words}${
    left.length > 0 ? _("{names} 要您亲眼看", { names: names(left) }) : ""
  }</small></span></button>`;
}

/** What is still missing marks the record, it does not hold anybody up. @param {Draft} draft @param {import("../../domain/answers.js").DraftState} state */
export function lackingWords(draft, state) {
  const words = new Set(
    state.missing.map((one) => {
      const card = draft.cards.find((other) => other.key === one.card);
      const name = card ? cardName(card) : "";
      switch (one.kind) {
        case "photo":
        case "proof-photo":
          return _("{name}还差一张照片", { name });
        case "after-photo":
          return _("{name}还差处理好以后的照片", { name });
        case "what":
          return _("{name}还没选哪里不对", { name });
        default:
          return _("{name}还没写原因", { name });
      }
    }),
  );
  return words.size > 0 ? _("{what}。不补也能走，主管会看到。", { what: list([...words]) }) : "";
}
