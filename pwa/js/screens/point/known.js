/**
 * Problems already known at this place, with the old photo: still there, worse, gone, or another one beside it. The
 * same thing is never reported twice.
 *
 * @import { Answer, Card, Draft, OpenDefect } from "../../types.js"
 */
import { itemOf } from "../../domain/answers.js";
import { otherWords } from "../../domain/other.js";
import { icon } from "../../elements/icons.js";
import { stateWord } from "../../elements/order-words.js";
import { picture } from "../../elements/picture.js";
import { severityChoice, severityTag } from "../../elements/severity.js";
import { day } from "../../format.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { bundle, person } from "../../session.js";
import { faultForm } from "./fault.js";
import { photoRow } from "./shots.js";

/** @param {Card} card @param {Draft} draft */
export function knownProblems(card, draft) {
  return card.known.map((defect) => knownProblem(card, defect, draft));
}

/** @param {Card} card @param {OpenDefect} defect @param {Draft} draft */
export function knownProblem(card, defect, draft) {
  const seen = card.answers.find((answer) => answer.sighting_of === defect.id);
  const others = card.answers.filter((answer) => answer.separate_from === defect.id);
  const name = defectName(defect);
  const at = `${card.key}|${defect.id}`;
  const repaired = isRepaired(defect);
  const title = repaired ? _("修好了，请确认：{name}", { name }) : _("旧问题：{name}", { name });
  const words = repaired ? repairedWords(defect) : "";
  const still = choice("still", "flag", _("还没修好"), seen, at);
  const gone = choice("gone", "ok", _("已经修好"), seen, at);
  return html`<div class="carry" data-key="known-${defect.id}">
    <p><b>${title}</b></p>${words ? html`<p>${words}</p>` : ""}
    <div class="rowx carry-body"><span class="photo">${picture(defect.photo, _("{day} 的照片：{name}", { day: day(defect.opened_at), name }))}<span class="badge">${day(defect.opened_at)}</span></span><div class="grow stack">${story(defect)}</div></div>
    <div class="pair" role="group" aria-label="${name}">${repaired ? gone : still}${repaired ? still : gone}${choice("worse", "up", _("更严重了"), seen, at)}<button type="button" class="btn" data-do="another" data-at="${at}">${icon("plus")}${_("另有一处")}</button></div>
    ${seen ? followUp(card, seen, draft) : ""}
    ${others.map((answer) => faultForm(card, answer, draft, { titled: true }))}
  </div>`;
}

/** @param {OpenDefect} defect */
export function defectName(defect) {
  const item = bundle()
    .data.checklists.flatMap((checklist) => checklist.items)
    .find((one) => one.id === defect.item);
  const other = otherWords(defect.spot);
  if (other !== null) return other || _("其他");
  const fault = pick(item?.fault) || pick(item?.text) || defect.item;
  return defect.spot ? `${fault} · ${defect.spot}` : fault;
}

/** The technician says it is done: whoever passes by looks. @param {OpenDefect} defect */
function isRepaired(defect) {
  return (orderOf(defect)?.state ?? defect.order_state) === "completed";
}

/** @param {OpenDefect} defect */
function orderOf(defect) {
  return bundle().data.day.orders.find((one) => one.id === defect.order_id);
}

/** What becomes of the look; who repaired it does not confirm it. @param {OpenDefect} defect */
function repairedWords(defect) {
  const done = orderOf(defect)?.steps.findLast((step) => step.step === "complete" && step.applied !== false);
  if (done?.person_id === person().person_id) return _("这是您自己修的，要别人来确认。您看到的会记下来。");
  return _("好了就拍一张，这张工单就验收了；没好会退回去再修。");
}

/** Since when, seen how often, what is being done. @param {OpenDefect} defect */
function story(defect) {
  const order = orderOf(defect);
  const seen = defect.sightings_count > 1 ? _("，看到过 {n} 次", { n: defect.sightings_count }) : "";
  const state = order?.state ?? defect.order_state;
  const doing = state ? _("，工单{state}", { state: stateWord(state) }) : "";
  const words = _("{day} 已报{seen}{doing}。不用重复报。", { day: day(defect.opened_at), seen, doing });
  return html`${severityTag(defect.severity)}<p>${isRepaired(defect) ? _("{day} 报的{seen}", { day: day(defect.opened_at), seen }) : words}</p>`;
}

/** @param {"still" | "gone" | "worse"} value @param {string} shape @param {string} words @param {Answer | undefined} seen @param {string} at */
function choice(value, shape, words, seen, at) {
  return html`<button type="button" class="btn" data-do="sighting" data-at="${at}" data-value="${value}" aria-pressed="${seen?.sighting === value}">${icon(shape)}${words}</button>`;
}

/** Gone wants a photo (it may close the order); worse wants to know how bad. @param {Card} card @param {Answer} seen @param {Draft} draft */
function followUp(card, seen, draft) {
  const at = `${card.key}|${seen.key}`;
  const legend = { gone: _("拍一张修好的样子"), worse: _("拍一张现在的样子"), still: _("现在的照片（可不拍）") }[
    seen.sighting ?? "still"
  ];
  const standing = card.known.find((one) => one.id === seen.sighting_of)?.severity ?? "minor";
  return html`<div class="stack">${
    seen.sighting === "worse"
      ? severityChoice({
          name: `s-${seen.key}`,
          chosen: seen.severity ?? standing,
          item: itemOf(card, seen.item),
          change: "severity",
          at,
        })
      : ""
  }<div>${photoRow({ card, answer: seen, draft, role: seen.sighting === "gone" ? "after" : "evidence", legend })}</div></div>`;
}
