/** The words of work orders: states and steps. Unknown values are shown as they came. */
import { _ } from "../i18n.js";

/** @param {string} state */
export function stateWord(state) {
  /** @type {Record<string, string>} */
  const words = {
    reported: _("待派单"),
    dispatched: _("已派，待接"),
    accepted: _("已接单"),
    in_progress: _("正在修"),
    on_hold: _("暂停中"),
    completed: _("修好，待验收"),
    verified: _("待回访"),
    closed: _("已关单"),
    cancelled: _("已取消"),
    merged: _("已合并"),
  };
  return words[state] ?? state;
}

/** @param {string} step */
export function stepWord(step) {
  /** @type {Record<string, string>} */
  const words = {
    dispatch: _("派单"),
    accept: _("接单"),
    arrive: _("到场"),
    start: _("开始修"),
    make_safe: _("先做好防护"),
    hold: _("暂停"),
    resume: _("继续修"),
    complete: _("修好了"),
    send_back: _("退回重派"),
    escalate: _("上报主管"),
    comment: _("留言"),
    verify: _("验收"),
    return_visit: _("回访"),
    rework: _("返工"),
    cancel: _("取消"),
    merge: _("合并"),
    reopen: _("重新打开"),
  };
  return words[step] ?? step;
}
