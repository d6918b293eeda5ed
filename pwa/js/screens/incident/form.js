/**
 * The first report of an incident, and the fields its later steps share: photos, words, place, level, whom to ring.
 *
 * @import { WirePhoto } from "../../types.js"
 * @import { Telling } from "./one.js"
 */
import { isBreach, isEmergency, REPORT_WITHIN } from "../../domain/incidents.js";
import { chips } from "../../elements/chips.js";
import { actionbar, topbar } from "../../elements/frame.js";
import { icon } from "../../elements/icons.js";
import { categoryWord, levelWord } from "../../elements/incident-words.js";
import { picture } from "../../elements/picture.js";
import { clockTime } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { bundle } from "../../session.js";
import { urgentNumbers } from "./facts.js";
import { incidentPlace } from "./reading.js";

/** @param {Telling} telling */
export function openForm(telling) {
  const { draft, errors } = telling;
  const { category, photos, order } = draft.draft;
  const isUrgent = isEmergency(category);
  return html`${topbar({ title: categoryWord(category), sub: isUrgent ? _("紧急事件") : "", back: "/app/incident", backLabel: _("返回事件") })}
  <main id="main" class="screen">
    ${isUrgent ? urgentNumbers() : ""}
    <section class="card stack"><h2>${isUrgent ? _("记下来（都可以不填）") : _("记下来")}</h2>
      ${shots(photos)}
      ${words("description", isBreach(category) ? _("看到什么、怎么劝的") : _("发生了什么"), draft.draft.description, errors.description)}
      ${place(telling)}
    </section>
    ${isUrgent ? levels(draft.draft.level) : ""}
    <section class="card stack"><h2>${_("联系人（可不填）")}</h2>
      <div class="pair">${line("contact_name", isBreach(category) ? _("住户称呼") : _("称呼"), draft.draft.contact_name)}${line("contact_phone", _("电话"), draft.draft.contact_phone, "tel")}</div></section>
    ${orderChoice(order)}
    <button type="button" class="btn btn--quiet btn--block" data-do="forget">${icon("close")}${_("点错了，不报")}</button>
  </main>${actionbar(html`<button type="button" class="btn ${isUrgent ? "btn--danger" : "btn--primary"} btn--lg" data-do="tell" data-step="open">${icon("flag")}${_("报上去")}</button>`, _("没有信号也能报，有信号自动上传"), "phonesave")}`;
}

/** @param {WirePhoto[]} taken */
export function shots(taken) {
  return html`<div class="photos">${taken.map(
    (photo) =>
      html`<span class="photo" data-key="${photo.sha256}">${picture(photo.sha256, _("{time} 拍的照片", { time: clockTime(photo.taken_at) }))}<span class="badge">${icon("phonesave", "s")}${clockTime(photo.taken_at)}</span><button type="button" class="photo-x" data-do="drop" data-photo="${photo.sha256}" aria-label="${_("删掉 {time} 的照片", { time: clockTime(photo.taken_at) })}">${icon("close")}</button></span>`,
  )}<button type="button" class="photo photo--add" data-do="shoot">${icon("camera")}${taken.length > 0 ? _("再拍一张") : _("拍照")}</button>${
    bundle().data.settings.gallery_allowed
      ? html`<button type="button" class="photo photo--add" data-do="shoot" data-gallery="1">${icon("image")}${_("从相册选")}</button>`
      : ""
  }</div>`;
}

/** @param {string} field @param {string} label @param {string} value @param {string} [error] */
export function words(field, label, value, error) {
  return html`<div class="field"><label for="i-${field}">${label}</label><textarea class="input" id="i-${field}" rows="3" data-input="text" data-field="${field}" maxlength="2000"${error ? html` aria-invalid="true" aria-describedby="i-${field}-err"` : ""}>${value}</textarea>${
    error ? html`<p class="err" id="i-${field}-err">${icon("flag", "s")}${error}</p>` : ""
  }</div>`;
}

/** @param {string} field @param {string} label @param {string} value @param {string} [type] */
function line(field, label, value, type = "text") {
  return html`<div class="field"><label for="i-${field}">${label}</label><input class="input" id="i-${field}" type="${type}" data-input="text" data-field="${field}" maxlength="100" autocomplete="off" value="${value}"></div>`;
}

/** Where one stands, or in words. @param {Telling} telling */
function place({ draft: { draft } }) {
  const here = incidentPlace({ ...draft, place_text: "" });
  if (here === "") return line("place_text", _("在哪（楼栋、楼层、房号）"), draft.place_text);
  return html`<fieldset class="stack"><legend class="legend">${_("在哪")}</legend>${chips({
    name: "place",
    choices: [
      { value: "here", words: here },
      { value: "else", words: _("别的地方") },
    ],
    chosen: [draft.place_text === "" ? "here" : ""],
    change: "place",
  })}</fieldset>`;
}

/** @param {boolean} order */
export function orderChoice(order) {
  return html`<div class="radio-rows"><label><input type="checkbox" data-change="order"${order ? html` checked` : ""}>${_("同时开一张工单，让人来处理")}</label></div>`;
}

/** @param {number|null} level */
function levels(level) {
  return html`<section class="card"><fieldset class="radio-rows"><legend class="legend">${_("多严重？（可不选）")}</legend>${[
    1, 2, 3, 4,
  ].map(
    (n) =>
      html`<label><input type="radio" name="level" value="${n}" data-change="level"${level === n ? html` checked` : ""}><span>${levelWord(n)} <small class="muted">${_("{n} 分钟内报公司和区里", { n: REPORT_WITHIN[n] })}</small></span></label>`,
  )}</fieldset></section>`;
}
