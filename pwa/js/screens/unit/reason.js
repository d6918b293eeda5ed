/**
 * Why a unit is due, in words: for the line under its name, for the lists.
 *
 * @import { Draft, UnitDue } from "../../types.js"
 */
import { tag } from "../../elements/banner.js";
import { day, isoDate } from "../../format.js";
import { _ } from "../../i18n.js";
import { bundle } from "../../session.js";
import { serverNow } from "../../store/clock.js";

/** @param {Draft} draft */
export function storyOf(draft) {
  const { units_due, last_readings } = bundle().data.day;
  const due = units_due.find((one) => one.unit_id === draft.unit_id);
  const read = last_readings.filter((one) => one.unit_id === draft.unit_id).map((one) => one.at);
  const last = due?.last_at ?? read.sort().at(-1);
  return last ? _("上次 {day}", { day: day(last) }) : _("还没看过");
}

/** @param {UnitDue} due */
export function dueTag(due) {
  const on = day(due.due_on);
  if (due.reason === "storm") return tag("warn", "home", _("风雨检查"));
  if (due.overdue) return tag("defect", "flag", _("{day} 就该看了", { day: on }));
  if (due.reason === "leak") return tag("warn", "droplet", _("有漏水"));
  if (due.reason === "recheck") return tag("warn", "flag", _("有旧问题"));
  if (due.due_on > isoDate(serverNow())) return tag("line", "todo", _("{day} 前", { day: on }));
  return tag("warn", "clock", due.due_on < isoDate(serverNow()) ? _("{day} 到期", { day: on }) : _("今天到期"));
}
