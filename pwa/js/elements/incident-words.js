/**
 * What incidents' categories, steps, states and levels are called, and how they look.
 *
 * @import { IncidentState } from "../types.js"
 */
import { _ } from "../i18n.js";

/** @param {string} category one that is not in the table is shown as it was written */
export function categoryWord(category) {
  /** @type {Record<string, string>} */
  const words = {
    fire: _("火情"),
    entrapment: _("电梯困人"),
    gas: _("燃气泄漏"),
    burst_pipe: _("爆管"),
    flood: _("水浸"),
    power: _("停电"),
    crime: _("治安"),
    falling_object: _("高空坠物"),
    injury: _("人员受伤"),
    infestation: _("虫害、污染"),
    problem: _("其他问题"),
    violation: _("住户违章"),
    fit_out_breach: _("装修违规"),
  };
  return words[category] ?? category;
}

/** @param {string} category */
export function categoryIcon(category) {
  /** @type {Record<string, string>} */
  const shapes = {
    fire: "flame",
    entrapment: "lift",
    gas: "gas",
    burst_pipe: "drop",
    flood: "waves",
    power: "bolt",
    crime: "shield",
    falling_object: "falling",
    injury: "cross",
    infestation: "bug",
    problem: "flag",
    violation: "user",
    fit_out_breach: "wall",
  };
  return shapes[category] ?? "flag";
}

/** @param {string} step */
export function incidentStepWord(step) {
  /** @type {Record<string, string>} */
  const words = {
    open: _("事件上报"),
    note: _("进展"),
    notice: _("书面通知，限期整改"),
    recheck: _("复查"),
    hand_over: _("移交主管部门"),
    close: _("结束"),
  };
  return words[step] ?? step;
}

/** @param {string} step */
export function incidentStepIcon(step) {
  /** @type {Record<string, string>} */
  const shapes = { open: "flag", note: "text", notice: "edit", recheck: "eye", hand_over: "escal", close: "ok" };
  return shapes[step] ?? "text";
}

/** @param {IncidentState} state @returns {["ok"|"defect"|"warn"|"pend"|"next", string, string]} look, icon, word */
export function incidentState(state) {
  /** @type {Record<IncidentState, ["ok"|"defect"|"warn"|"pend"|"next", string, string]>} */
  const looks = {
    unopened: ["pend", "cloudup", _("等第一份上报")],
    open: ["defect", "flag", _("处理中")],
    noticed: ["warn", "clock", _("已通知，等复查")],
    handed_over: ["next", "escal", _("已移交")],
    closed: ["ok", "ok", _("已结束")],
  };
  return looks[state] ?? looks.open;
}

/** @param {number} level */
export function levelWord(level) {
  return (
    { 1: _("1 级 · 特别重大"), 2: _("2 级 · 重大"), 3: _("3 级 · 较大"), 4: _("4 级 · 一般") }[
      /** @type {1} */ (level)
    ] ?? String(level)
  );
}
