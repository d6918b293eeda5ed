/** What keys are borrowed for, and how a flat was left, in words. Unknown purposes are somebody's own words. */
import { _ } from "../i18n.js";

/** Offered on a phone, the frequent ones first. */
export const PURPOSES = ["inspection", "patrol", "repair", "cleaning", "viewing", "emergency", "other"];

/** @param {string | null} purpose */
export function purposeWord(purpose) {
  /** @type {Record<string, string>} */
  const words = {
    inspection: _("空置房检查"),
    patrol: _("巡查"),
    repair: _("维修"),
    cleaning: _("保洁"),
    viewing: _("看房"),
    fit_out: _("装修查看"),
    emergency: _("紧急情况"),
    owner: _("业主取用"),
    other: _("其他"),
  };
  return purpose ? (words[purpose] ?? purpose) : "";
}

/** @param {string} step */
export function keyStepWord(step) {
  /** @type {Record<string, string>} */
  const words = { borrow: _("借钥匙"), return: _("还钥匙"), lost: _("钥匙丢失") };
  return words[step] ?? step;
}

/** @returns {Record<string, string>} why a step was kept without effect, by the flag its report got */
function misfits() {
  return {
    "key-held-by-other": _("那时钥匙在别人手上"),
    "key-already-yours": _("那时已经在本人手上"),
    "key-already-back": _("那时已经还回柜里"),
    "key-is-lost": _("那时已经挂失"),
    "key-retired": _("那时已经停用"),
  };
}

/** @param {string} flag */
export function isMisfit(flag) {
  return flag in misfits();
}

/** @param {string} why */
export function misfitWord(why) {
  return misfits()[why] ?? why;
}
