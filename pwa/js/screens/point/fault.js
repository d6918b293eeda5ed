/**
 * What there is to say about one fault: how urgent, where exactly, photos, what was done at once, a few words. One
 * chip and one photo are enough; nothing here has to be filled to go on.
 *
 * @import { Answer, Card, Draft, FollowUp, Item } from "../../types.js"
 */
import { itemOf, ownSeverity, severityOf } from "../../domain/answers.js";
import { isLighter } from "../../domain/judging.js";
import { isOther } from "../../domain/other.js";
import { chips } from "../../elements/chips.js";
import { icon } from "../../elements/icons.js";
import { phoneButtons } from "../../elements/phones.js";
import { deadlineWords, severityChoice } from "../../elements/severity.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { departmentName } from "../../session.js";
import { photoRow, sharedPhoto } from "./shots.js";

/**
 * @param {Card} card
 * @param {Answer} answer
 * @param {Draft} draft
 * @param {{titled: boolean, first?: Answer, place?: number}} among the faults chosen on this card
 */
export function faultForm(card, answer, draft, { titled, first, place = 0 }) {
  const item = itemOf(card, answer.item);
  const at = `${card.key}|${answer.key}`;
  const own = ownSeverity(card, answer);
  const severity = severityOf(card, answer);
  return html`<section class="fault" data-key="${answer.key}">
    ${titled ? html`<h3 class="fault-h">${icon("flag")}${faultName(card, answer)}</h3>` : ""}
    ${severityChoice({ name: `s-${answer.key}`, chosen: severity, item, change: "severity", at })}
    ${isLighter(severity, own) ? lowering(answer, at) : ""}
    ${severity === "critical" ? ringNow(at) : ""}
    ${item?.follow_up && !isOther(answer) ? followUp(item.follow_up, answer, at) : ""}
    <div>${photoRow({ card, answer, draft, role: "evidence", legend: item?.photo === "never" ? _("照片（可不拍）") : _("照片（至少 1 张）") })}${
      place > 0 && first ? sharedPhoto(card, answer, first) : ""
    }</div>
    <div class="chips">${toggle("handled_on_spot", _("当场处理好了"), answer.handled_on_spot, at)}${toggle("beyond_me", _("我处理不了，要人来"), answer.beyond_me, at)}</div>
    ${answer.handled_on_spot ? html`<div>${photoRow({ card, answer, draft, role: "after", legend: _("处理好以后的照片") })}</div>` : ""}
    <div class="field"><label for="spot-${answer.key}">${_("具体位置（可不填）")}</label><input class="input" id="spot-${answer.key}" data-input="text" data-field="spot" data-at="${at}" value="${answer.spot ?? ""}" maxlength="60" autocomplete="off"></div>
    <div class="field"><label for="note-${answer.key}">${isOther(answer) ? _("哪里不对，写一句") : _("补充说明（可不填）")}</label><textarea class="input" id="note-${answer.key}" rows="2" data-input="text" data-field="note" data-at="${at}" maxlength="1000">${answer.note ?? ""}</textarea></div>
    ${orderPreview(answer, item, severity)}
  </section>`;
}

/** One more question about this fault, answered in its own way. @param {FollowUp} question @param {Answer} answer @param {string} at */
function followUp(question, answer, at) {
  const label = pick(question.text);
  if (question.type === "choice") {
    const choices = (question.choices ?? []).map(({ value, text }) => ({ value, words: pick(text) }));
    return html`<fieldset><legend class="legend">${label}</legend>${chips({ name: `q-${answer.key}`, choices, chosen: [answer.choice ?? ""], change: "follow-choice", at })}</fieldset>`;
  }
  if (question.type === "text") return html`<p class="legend">${label}</p>`;
  return html`<div class="field"><label for="q-${answer.key}">${label}${question.unit ? html` <small>${question.unit}</small>` : ""}</label><input class="input" id="q-${answer.key}" inputmode="decimal" autocomplete="off" data-change="follow-number" data-at="${at}" value="${answer.value ?? ""}"></div>`;
}

/** @param {Card} card @param {Answer} answer */
export function faultName(card, answer) {
  const item = itemOf(card, answer.item);
  return isOther(answer) ? _("其他") : pick(item?.fault) || pick(item?.text) || answer.preset || answer.item;
}

/** Lowering asks why. @param {Answer} answer @param {string} at */
function lowering(answer, at) {
  const reasons = ["已经围起来了", "范围很小", "有人守着"];
  const words = { 已经围起来了: _("已经围起来了"), 范围很小: _("范围很小"), 有人守着: _("有人守着") };
  return html`<fieldset><legend class="legend">${_("为什么没那么急？")}</legend>${chips({
    name: `why-${answer.key}`,
    choices: reasons.map((value) => ({ value, words: words[/** @type {keyof typeof words} */ (value)] })),
    chosen: [answer.severity_reason ?? ""],
    change: "reason",
    at,
  })}<label class="vh" for="whytext-${answer.key}">${_("别的原因")}</label><input class="input input--after" id="whytext-${answer.key}" placeholder="${_("别的原因，写一句")}" data-input="text" data-field="severity_reason" data-at="${at}" value="${
    reasons.includes(answer.severity_reason ?? "") ? "" : (answer.severity_reason ?? "")
  }" maxlength="200"></fieldset>`;
}

/** Someone has to be told at once, signal or not. @param {string} at */
function ringNow(at) {
  return html`<div class="banner banner--defect">${icon("phone")}<div><b>${_("现在就打电话")}</b><p>${_("没有数据信号也能打。打给了谁会记在这条问题里。")}</p>${phoneButtons(at)}</div></div>`;
}

/** @param {"handled_on_spot" | "beyond_me"} field @param {string} words @param {boolean | undefined} on @param {string} at */
function toggle(field, words, on, at) {
  return html`<label><input type="checkbox" data-change="flag" data-field="${field}" data-at="${at}"${on ? html` checked` : ""}><span>${icon("check")}${words}</span></label>`;
}

/** Who gets it and by when. @param {Answer} answer @param {Item | null} item @param {import("../../types.js").Severity} severity */
export function orderPreview(answer, item, severity) {
  const who = departmentName(item?.department) || _("主管");
  const by = deadlineWords(item, severity);
  const words = answer.handled_on_spot
    ? _("会记下“当场处理好了”，主管看过照片后关单")
    : answer.beyond_me
      ? _("有信号后交给主管派单")
      : _("有信号后自动派给{who}，{by}处理", { who, by });
  return html`<p class="hintline">${icon("wrench")}<span>${words}</span></p>`;
}
