/**
 * An incident as it stands: until when somebody must know, the timeline, and the steps that may follow, each opening in
 * place with what it asks.
 *
 * @import { IncidentBody, IncidentDraft } from "../../types.js"
 * @import { LocalIncident, LocalStep } from "../../domain/incidents.js"
 * @import { Telling } from "./one.js"
 */
import { isEmergency, stepsOffered } from "../../domain/incidents.js";
import { banner, tag } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { incidentState, incidentStepIcon, incidentStepWord, levelWord } from "../../elements/incident-words.js";
import { phoneButtons } from "../../elements/phones.js";
import { picture } from "../../elements/picture.js";
import { clockTime, dayAndTime, isoDate } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { personName } from "../../session.js";
import { serverNow } from "../../store/clock.js";
import { orderChoice, shots, words } from "./form.js";
import { dueTag, incidentPlace } from "./reading.js";

/** The numbers, big, without signal. */
export function urgentNumbers() {
  return html`<section class="card emergency-phones" aria-labelledby="ring"><h2 id="ring">${_("先打电话")}</h2>${phoneButtons()}</section>`;
}

/** @param {LocalIncident} incident */
export function incidentFacts(incident) {
  const [look, shape, word] = incidentState(incident.state);
  const now = serverNow();
  const isOver = incident.state === "closed";
  const reportBy = incident.report_by && !isOver ? incident.report_by : null;
  const place = incidentPlace(incident);
  return html`${
    reportBy
      ? banner({
          kind: Date.parse(reportBy) <= now ? "defect" : "warn",
          icon: "clock",
          title: _("要在 {time} 前报公司和区里", { time: clockTime(reportBy) }),
          text: _("事实要快，原因要慎。"),
        })
      : ""
  }
  <section class="card"><div class="between"><span class="rowx">${tag(look, shape, word)}${incident.due_at && !isOver ? dueTag(incident.due_at) : ""}</span></div>
  ${incident.description ? html`<p class="said">${incident.description}</p>` : ""}
  <dl class="kv">${row(_("在哪"), place)}${row(_("级别"), incident.level ? levelWord(incident.level) : "")}${row(_("谁报的"), personName(incident.opened_by))}</dl>
  ${incident.order_id ? html`<a class="btn btn--block" href="/app/order/${incident.order_id}">${icon("wrench")}${_("看这张工单")}</a>` : ""}</section>`;
}

/** @param {string} term @param {string} text */
function row(term, text) {
  return text ? html`<dt>${term}</dt><dd>${text}</dd>` : "";
}

/** @param {LocalIncident} incident */
export function timeline(incident) {
  return html`<section class="card" aria-labelledby="story"><h2 id="story">${_("经过")}</h2><ol class="tl">${incident.steps.map(timelineStep)}</ol></section>`;
}

/** @param {LocalStep} step */
function timelineStep(step) {
  const photos = step.photos ?? [];
  const right =
    step.put_right === true
      ? tag("ok", "ok", _("改好了"))
      : step.put_right === false
        ? tag("defect", "flag", _("还没改好"))
        : "";
  return html`<li class="${step.step === "open" ? "is-bad" : "is-done"}">${icon(step.is_pending ? "phonesave" : incidentStepIcon(step.step))}<b>${incidentStepWord(step.step)}</b><time>${dayAndTime(step.at, serverNow())}</time> <small>${personName(step.person_id)}${step.is_pending ? ` · ${_("已存在手机里")}` : ""}</small>
  ${right}${step.description && step.step !== "open" ? html`<p class="said">${step.description}</p>` : ""}${
    step.due_at ? html`<p>${_("限期到 {date}", { date: dayAndTime(step.due_at, serverNow()) })}</p>` : ""
  }${
    photos.length > 0
      ? html`<div class="photos">${photos.map((sha) => html`<span class="photo" data-key="${sha}">${picture(sha, _("现场照片"))}</span>`)}</div>`
      : ""
  }</li>`;
}

/** @param {Telling} telling @param {IncidentDraft} draft */
export function stepFolds(telling, draft) {
  if (!telling.incident) return "";
  const steps = stepsOffered(telling.incident);
  if (steps.length === 0) return "";
  return html`<section class="stack" aria-label="${_("接下来")}">${steps.map((step) => fold(telling, draft, step))}</section>`;
}

/** @param {Telling} telling @param {IncidentDraft} draft @param {IncidentBody["step"]} step */
function fold(telling, draft, step) {
  const isOpen = telling.open === step;
  const label = step === "close" ? closeWord(telling) : step === "note" ? _("补记一条进展") : incidentStepWord(step);
  return html`<div class="fold-box" data-key="fold-${step}"><button type="button" class="fold-h" data-do="open" data-step="${step}" aria-expanded="${isOpen}">${icon(incidentStepIcon(step))}<span class="grow">${label}</span>${icon("down")}</button>${
    isOpen
      ? html`<div class="fold-body stack">${asks(telling, draft, step)}<button type="button" class="btn btn--primary btn--block" data-do="tell" data-step="${step}">${icon(incidentStepIcon(step))}${_("记下：{step}", { step: incidentStepWord(step) })}</button></div>`
      : ""
  }</div>`;
}

/** @param {Telling} telling */
function closeWord({ incident }) {
  return incident && isEmergency(incident.category) ? _("结束，写结束报告") : _("结束");
}

/** @param {Telling} telling @param {IncidentDraft} draft @param {IncidentBody["step"]} step */
function asks({ errors, incident }, { draft }, step) {
  const labels = {
    open: "",
    note: _("有什么进展"),
    notice: _("通知里写了什么"),
    recheck: _("看到的情况（可不填）"),
    hand_over: _("移交给谁，为什么"),
    close: _("结果和教训"),
  };
  const asksDue = step === "notice" || (step === "recheck" && draft.put_right === false);
  return html`${step === "recheck" ? rightChoice(draft.put_right, errors.put_right) : ""}${
    asksDue
      ? html`<div class="field"><label for="i-due">${step === "notice" ? _("限期到哪一天") : _("再给到哪一天（可不填）")}</label><input class="input" id="i-due" type="date" data-change="due" min="${isoDate(serverNow())}" value="${draft.due_on}"${errors.due_on ? html` aria-invalid="true" aria-describedby="i-due-err"` : ""}>${
          errors.due_on ? html`<p class="err" id="i-due-err">${icon("flag", "s")}${errors.due_on}</p>` : ""
        }</div>`
      : ""
  }${words("description", labels[step], draft.description, errors.description)}${shots(draft.photos)}${
    step === "note" && incident && !incident.order_id && !incident.steps.some((one) => one.is_pending)
      ? orderChoice(draft.order)
      : ""
  }`;
}

/** @param {boolean|null} right @param {string} [error] */
function rightChoice(right, error) {
  const choices = /** @type {const} */ ([
    ["yes", _("改好了"), true],
    ["no", _("还没改好"), false],
  ]);
  return html`<fieldset class="radio-rows"><legend class="legend">${_("改好了没有？")}</legend>${choices.map(
    ([value, label, is]) =>
      html`<label><input type="radio" name="put-right" value="${value}" data-change="right"${right === is ? html` checked` : ""}>${label}</label>`,
  )}${error ? html`<p class="err">${icon("flag", "s")}${error}</p>` : ""}</fieldset>`;
}
