/**
 * What was done, in a sentence for the diary.
 *
 * @import { Fact, WalkFact, DefectFact } from "../../domain/diary.js"
 * @import { DiaryLine } from "../../types.js"
 */
import { pointOf } from "../../domain/places.js";
import { categoryWord, incidentStepWord } from "../../elements/incident-words.js";
import { keyStepWord } from "../../elements/key-words.js";
import { stepWord } from "../../elements/order-words.js";
import { clockTime, list } from "../../format.js";
import { _, pick } from "../../i18n.js";
import { bundle } from "../../session.js";

/** @param {string} kind */
export function kindWord(kind) {
  /** @type {Record<string, string>} */
  const words = {
    patrol: _("巡查"),
    visit: _("空置房"),
    defect: _("问题"),
    order: _("工单"),
    incident: _("事件"),
    key: _("钥匙"),
    note: _("其他"),
  };
  return words[kind] ?? kind;
}

/** @param {string} kind */
export function kindIcon(kind) {
  /** @type {Record<string, string>} */
  const shapes = { patrol: "pin", visit: "key", defect: "flag", order: "wrench", incident: "bell", key: "key" };
  return shapes[kind] ?? "text";
}

/** @param {Fact} fact @returns {DiaryLine} */
export function factLine(fact) {
  const { kind, key, ref } = fact;
  return { kind, key, ref, text: `${clockTime(fact.at)} ${factWords(fact)}` };
}

/** @param {Fact} fact @returns {string} */
function factWords(fact) {
  switch (fact.kind) {
    case "patrol":
      return walkWords(fact);
    case "visit":
      return fact.defects_count > 0
        ? _("看了空置房 {place}，有 {n} 处问题", { place: fact.place, n: fact.defects_count })
        : _("看了空置房 {place}，都正常", { place: fact.place });
    case "defect":
      return defectWords(fact);
    case "order":
      return [_("工单 {number}", { number: fact.number }), stepWord(fact.step), fact.note ?? ""]
        .filter((one) => one !== "")
        .join(" · ");
    case "incident":
      return [categoryWord(fact.category), incidentStepWord(fact.step), fact.description]
        .filter((one) => one !== "")
        .join(" · ");
    default:
      return `${fact.name} ${keyStepWord(fact.step)}`;
  }
}

/** @param {WalkFact} walk */
function walkWords({ route_name, done_count, total, defects_count, skipped }) {
  const parts = [_("巡查 {route}，查了 {n} / {total} 个点", { route: route_name, n: done_count, total })];
  if (defects_count > 0) parts.push(_("发现 {n} 处问题", { n: defects_count }));
  for (const stop of skipped.slice(0, 4)) {
    const name = pointOf(bundle().data, stop.point_id)?.name ?? "";
    if (name !== "")
      parts.push(stop.reason ? _("没查 {name}（{why}）", { name, why: stop.reason }) : _("没查 {name}", { name }));
  }
  return list(parts);
}

/** @param {DefectFact} fact */
function defectWords({ place, thing, item, preset, spot, note, handled, sighting }) {
  const known = bundle()
    .data.checklists.flatMap((one) => one.items)
    .find((one) => one.id === item);
  const fault = known ? pick(known.fault) : (preset ?? "");
  const what = [place, thing ?? "", fault, spot ?? ""].filter((one) => one !== "").join(" ");
  const how = handled
    ? _("当场处理好了")
    : sighting === "still"
      ? _("还没修好")
      : sighting === "worse"
        ? _("更严重了")
        : _("已报");
  return list([what, note && note !== fault ? note : "", how].filter((one) => one !== ""));
}
