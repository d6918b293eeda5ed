/**
 * What is written down with a step of an order: photos, minutes, materials, words; and the steps themselves, the one
 * that comes next at the bottom under the thumb.
 *
 * @import { WorkStep, WirePhoto } from "../../types.js"
 * @import { Work } from "./taps.js"
 */
import { chips, radioRows } from "../../elements/chips.js";
import { actionbar } from "../../elements/frame.js";
import { icon } from "../../elements/icons.js";
import { stepWord } from "../../elements/order-words.js";
import { picture } from "../../elements/picture.js";
import { clockTime, isoDate } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { bundle, site } from "../../session.js";
import { serverNow } from "../../store/clock.js";
import { beforePhoto } from "./reading.js";

/** Photos and words of the repair (or of the look at it). @param {Work} work @param {WorkStep[]} steps */
export function workForm(work, steps) {
  if (steps.includes("complete") && ["in_progress", "accepted", "on_hold"].includes(work.order.state))
    return completion(work);
  if (steps.includes("verify")) return verification(work);
  return "";
}

/** @param {Work} work */
function completion({ order, draft }) {
  const minutes = [10, 20, 30, 60, 120];
  return html`<section class="card"><h2>${_("完工照片")}</h2>
    ${photos(draft.photos, beforePhoto(order), _("拍完工照"), "after")}
    <p class="muted">${_("站在修前照片的同一角度拍。")}</p>
    <fieldset><legend class="legend">${_("用了多久？")}</legend>${chips({ name: "minutes", choices: minutes.map((n) => ({ value: String(n), words: _("{n} 分钟", { n }) })), chosen: [String(draft.minutes ?? "")], change: "minutes" })}</fieldset>
    ${materials(draft.materials)}
    ${words("note", _("做了什么（可不填）"), draft.note)}
  </section>`;
}

/** @param {Work} work */
function verification({ order, draft }) {
  return html`<section class="card"><h2>${_("验收")}</h2><p class="muted">${_("看一眼现场，拍一张现在的样子。")}</p>
    ${photos(draft.photos, beforePhoto(order), _("拍现在的样子"), "evidence")}
    ${words("note", _("说明（可不填）"), draft.note)}
  </section>`;
}

/** @param {WirePhoto[]} taken @param {string | null} before @param {string} label @param {string} role */
function photos(taken, before, label, role) {
  return html`<div class="photos">${
    before
      ? html`<span class="photo">${picture(before, _("修前照片，作为拍摄角度参考"))}<span class="badge">${_("修前")}</span></span>`
      : ""
  }${taken.map(
    (photo) =>
      html`<span class="photo" data-key="${photo.sha256}">${picture(photo.sha256, _("{time} 拍的照片", { time: clockTime(photo.taken_at) }))}<span class="badge">${icon("phonesave", "s")}${clockTime(photo.taken_at)}</span><button type="button" class="photo-x" data-do="drop" data-photo="${photo.sha256}" aria-label="${_("删掉 {time} 的照片", { time: clockTime(photo.taken_at) })}">${icon("close")}</button></span>`,
  )}<button type="button" class="photo photo--add" data-do="shoot" data-role="${role}">${icon("camera")}${taken.length > 0 ? _("再拍一张") : label}</button>${
    bundle().data.settings.gallery_allowed
      ? html`<button type="button" class="photo photo--add" data-do="shoot" data-role="${role}" data-gallery="1">${icon("image")}${_("从相册选")}</button>`
      : ""
  }</div>`;
}

/** @param {import("../../types.js").WorkDraft["materials"]} used */
function materials(used) {
  return html`<details class="fold fold--flat"><summary>${icon("plus")}${_("用了什么材料（{n}）", { n: used.length })}${icon("down")}</summary><div class="stack">
    <ul class="rows">${used.map(
      (one, n) =>
        html`<li class="row"><span class="grow"><b>${one.name}</b></span><span class="num">${one.quantity} ${one.unit ?? ""}</span><button type="button" class="iconbtn" data-do="material-drop" data-n-th="${n}" aria-label="${_("去掉{name}", { name: one.name })}">${icon("close")}</button></li>`,
    )}</ul>
    <form class="material" data-submit="material"><div class="field"><label for="m-name">${_("名称")}</label><input class="input" id="m-name" name="name" maxlength="60" autocomplete="off"></div>
    <div class="pair"><div class="field"><label for="m-n">${_("数量")}</label><input class="input" id="m-n" name="quantity" inputmode="decimal" autocomplete="off"></div><div class="field"><label for="m-u">${_("单位")}</label><input class="input" id="m-u" name="unit" maxlength="10" autocomplete="off"></div></div>
    <button class="btn btn--block">${icon("plus")}${_("加上")}</button></form></div></details>`;
}

/** @param {string} field @param {string} label @param {string} value */
function words(field, label, value) {
  return html`<div class="field"><label for="w-${field}">${label}</label><textarea class="input" id="w-${field}" rows="2" data-input="text" data-field="${field}" maxlength="1000">${value}</textarea></div>`;
}

/** The steps beside the main one, each opening in place with what it asks. @param {Work} work @param {WorkStep[]} steps */
export function otherSteps(work, steps) {
  /** @type {(WorkStep | "refuse")[]} */
  const offered = /** @type {WorkStep[]} */ (["make_safe", "hold", "send_back", "escalate", "comment"]).filter((step) =>
    steps.includes(step),
  );
  if (steps.includes("verify")) offered.unshift("refuse");
  if (offered.length === 0) return "";
  return html`<section class="stack">${offered.map((step) => stepFold(work, step))}</section>`;
}

const SHAPES = {
  make_safe: "shield",
  hold: "clock",
  send_back: "undo",
  escalate: "escal",
  comment: "text",
  refuse: "flag",
};

/** @param {Work} work @param {WorkStep | "refuse"} step */
function stepFold(work, step) {
  const open = work.open === step;
  const title = {
    make_safe: _("先做好防护"),
    hold: _("修不了，先暂停"),
    send_back: _("不归我们，退回重派"),
    escalate: _("上报主管"),
    comment: _("留一句话"),
    refuse: _("还没修好，退回去"),
  }[/** @type {"hold"} */ (step)];
  return html`<div class="fold-box" data-key="fold-${step}"><button type="button" class="fold-h" data-do="open" data-step="${step}" aria-expanded="${open}">${icon(SHAPES[/** @type {"hold"} */ (step)])}<span class="grow">${title}</span>${icon("down")}</button>${
    open ? html`<div class="fold-body stack">${asks(work, step)}</div>` : ""
  }</div>`;
}

/** @param {Work} work @param {WorkStep | "refuse"} step */
function asks({ draft }, step) {
  const reasons = stepReasons(/** @type {"hold"} */ (step));
  const until = html`<div class="field"><label for="w-until">${_("到哪天再继续")}</label><input class="input" type="date" id="w-until" data-change="until" min="${isoDate(serverNow())}" value="${draft.until ?? ""}"></div>`;
  const safeguards = ["设警示", "派人看守", "断水断电", "围起来"];
  const safeWords = [_("设警示"), _("派人看守"), _("断水断电"), _("围起来")];
  return html`${
    reasons.length > 0
      ? radioRows({
          name: `why-${step}`,
          legend: step === "hold" ? _("选一个原因，主管看得到") : _("选一个原因"),
          choices: reasons,
          chosen: draft.reason || null,
          change: "reason",
        })
      : ""
  }${step === "hold" ? until : ""}${
    step === "make_safe"
      ? html`<fieldset><legend class="legend">${_("做了什么防护？")}</legend>${chips({ name: "safeguard", choices: safeguards.map((value, n) => ({ value, words: safeWords[n] })), chosen: draft.safeguard.split("、"), change: "safeguard", several: true })}</fieldset>${photos(draft.photos, null, _("拍照"), "evidence")}`
      : ""
  }${step === "refuse" ? photos(draft.photos, null, _("拍照"), "evidence") : ""}${words("note", step === "comment" ? _("要说的话") : _("说明（可不填）"), draft.note)}
  <button type="button" class="btn btn--block${step === "escalate" || step === "refuse" ? " btn--danger" : ""}" ${step === "refuse" ? html`data-do="refuse"` : html`data-do="take" data-step="${step}"`}>${icon(SHAPES[/** @type {"hold"} */ (step)])}${stepSave(step)}</button>`;
}

/** @param {WorkStep | "refuse"} step */
function stepSave(step) {
  if (step === "hold") return _("暂停这张工单");
  if (step === "comment") return _("存下这句话");
  if (step === "refuse") return _("退回去，继续修");
  return stepWord(step);
}

/** Reasons go into the report in the data's language. @param {"hold" | "send_back" | "escalate" | "refuse"} step */
function stepReasons(step) {
  /** @type {Record<string, [string, string][]>} */
  const reasons = {
    hold: [
      ["缺配件", _("缺配件，要采购")],
      ["等住户", _("等住户在家")],
      ["等厂家", _("要外面的厂家来")],
      ["天气", _("天气不行")],
    ],
    send_back: [
      ["不归我们部门", _("不归我们部门")],
      ["找不到", _("进不去、找不到")],
      ["重复", _("和别的工单重复")],
    ],
    escalate: [
      ["修不了", _("我们修不了")],
      ["有危险", _("有危险，要人来定")],
      ["来不及", _("来不及")],
    ],
    refuse: [
      ["还是坏的", _("还是坏的")],
      ["没修好", _("修了一半")],
      ["没清理", _("没清理干净")],
    ],
  };
  return (reasons[step] ?? []).map(([value, label]) => ({ value, words: label }));
}

/** @param {Work} work @param {WorkStep[]} steps */
export function bottom({ order, draft }, steps) {
  const button = (/** @type {WorkStep} */ step, /** @type {string} */ shape, /** @type {string} */ label) =>
    html`<button type="button" class="btn btn--primary btn--lg" data-do="take" data-step="${step}">${icon(shape)}${label}</button>`;
  if (order.state === "dispatched" && steps.includes("accept")) return actionbar(button("accept", "check", _("接单")));
  if (order.state === "accepted" && steps.includes("arrive"))
    return actionbar(button("arrive", "pin", _("到场了，开始修")));
  if (order.state === "on_hold" && steps.includes("resume")) return actionbar(button("resume", "next", _("继续修")));
  if (steps.includes("complete"))
    return draft.photos.length > 0
      ? actionbar(button("complete", "check", _("修好了，完成")))
      : actionbar(
          html`<button type="button" class="btn btn--primary btn--lg" data-do="shoot" data-role="after">${icon("camera")}${_("拍完工照")}</button><button type="button" class="btn btn--lg" data-do="take" data-step="complete">${_("没法拍，完成")}</button>`,
          _("没有照片也能完成，主管会来问您"),
          "info",
        );
  if (!steps.includes("verify")) return "";
  const pass = html`<button type="button" class="btn btn--primary btn--lg" data-do="pass">${icon("check")}${_("修好了，验收通过")}</button>`;
  if (draft.photos.length > 0 || site().role !== "patroller") return actionbar(pass);
  const shoot = html`<button type="button" class="btn btn--primary btn--lg" data-do="shoot" data-role="evidence">${icon("camera")}${_("拍现在的样子")}</button>`;
  return actionbar(shoot, _("验收要有一张照片"), "info");
}
