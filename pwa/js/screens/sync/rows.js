/**
 * Every report and every photo with its own state: on this phone, being sent, received, confirmed.
 *
 * @import { PhotoRow, ReportRow, SyncState } from "../../types.js"
 * @import { Adding } from "./adding.js"
 */
import { tag } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { incidentStepWord } from "../../elements/incident-words.js";
import { isMisfit, keyStepWord, misfitWord } from "../../elements/key-words.js";
import { stepWord } from "../../elements/order-words.js";
import { dayAndTime, isoDate, size } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { addButton, addPanel } from "./adding.js";

const SHOWN_AT_FIRST = 8;

/** @param {SyncState} state @param {boolean} all @param {Adding} adding */
export function waitingSection(state, all, adding) {
  const open = state.reports.filter((row) => row.state !== "confirmed").reverse();
  if (open.length === 0) return "";
  const shown = all ? open : open.slice(0, SHOWN_AT_FIRST);
  return html`<section><div class="section-h"><h2>${_("正在传和等着传")}</h2><span class="muted num">${_("{n} 项 · {size}", { n: open.length, size: size(state.bytes_waiting) })}</span></div>
  <ul class="rows">${shown.map((row) => reportRow(row, adding))}${moreRow(open.length - shown.length, "more")}</ul></section>`;
}

/** @param {SyncState} state @param {boolean} all @param {Adding} adding */
export function confirmedSection(state, all, adding) {
  const done = state.reports.filter((row) => row.state === "confirmed");
  if (done.length === 0) return "";
  const today = done.filter((row) => row.confirmed_at && isoDate(row.confirmed_at) === isoDate(Date.now())).length;
  const shown = all ? done : done.slice(0, 3);
  return html`<section><div class="section-h"><h2>${_("已经传好")}</h2>${tag("ok", "cloudok", _("今天 {n} 项", { n: today }))}</div>
  <ul class="rows">${shown.map((row) => reportRow(row, adding))}${moreRow(done.length - shown.length, "more-done")}</ul></section>`;
}

/** @param {number} n @param {string} action */
function moreRow(n, action) {
  if (n <= 0) return "";
  return html`<li><button type="button" class="row row--more" data-do="${action}"><span class="grow">${_("再看 {n} 项", { n })}</span>${icon("down")}</button></li>`;
}

/** @param {ReportRow} row @param {Adding} adding */
function reportRow(row, adding) {
  const [look, shape, words] = reportState(row);
  return html`<li class="row" data-key="${row.id}"><span class="glyph${look ? ` glyph--${look}` : ""}">${icon(shape)}</span><span class="grow"><b>${title(row)}</b><small>${words} · ${dayAndTime(row.sealed_at, Date.now())}</small></span><span class="bytes">${size(row.bytes)}</span>${addButton(row, adding)}${
    row.photos.length > 0 ? html`<ul class="photo-rows">${row.photos.map(photoRow)}</ul>` : ""
  }${addPanel(row, adding)}</li>`;
}

/** @param {PhotoRow} photo */
function photoRow(photo) {
  const [shape, words] = photoState(photo.state);
  return html`<li data-key="${photo.sha256}">${icon(shape, "s")}<span class="grow">${_("照片")} · ${words}</span><span class="bytes">${photo.bytes > 0 ? size(photo.bytes) : ""}</span></li>`;
}

/** @param {ReportRow} row */
function title(row) {
  const name = row.title || row.about.title || "";
  switch (row.kind) {
    case "inspection":
      return _("{name} 检查结果", { name });
    case "patrol":
      return _("{name} 巡查小结", { name });
    case "work":
      return `${name} ${stepWord(row.about.step ?? "")}`;
    case "key":
      return `${name} ${keyStepWord(row.about.key_step ?? "")}`;
    case "incident":
      return `${name} ${incidentStepWord(row.about.incident_step ?? "")}`;
    case "diary":
      return _("{name} 工作日记", { name });
    case "addendum":
      return _("{name} 补充", { name });
    default:
      return name;
  }
}

/** @param {ReportRow} row @returns {[string, string, string]} look, icon, words */
function reportState(row) {
  if (row.state === "sending") return ["pend", "cloudup", _("正在传")];
  if (row.state === "parked") return ["warn", "flag", _("要您处理")];
  if (row.state === "sealed") return ["", "phonesave", _("已存在手机里，等着传")];
  const fate = outcomeWords(row);
  if (row.state === "confirmed") return ["ok", "cloudok", fate || _("已传好")];
  const left = row.photos.filter((photo) => ["waiting", "sending"].includes(photo.state)).length;
  return [
    "pend",
    "cloudup",
    fate || (left > 0 ? _("文字已收到，还差 {n} 张照片", { n: left }) : _("已收到，等服务器核对")),
  ];
}

/** What became of a report that did not go the plain way. @param {ReportRow} row */
function outcomeWords(row) {
  if (row.outcome === "conflict") return _("两份都留着，主管来定");
  if (row.outcome === "quarantined") return _("已交给主管看，记录会保留");
  const misfit = row.kind === "key" ? row.flags.find((flag) => isMisfit(flag)) : undefined;
  if (misfit) return _("已收到，{why}，前台会核对", { why: misfitWord(misfit) });
  if (row.flags.includes("key-needs-approval")) return _("已收到，等主管同意");
  if (row.problem?.code === "step-not-applied") return _("已收到，但工单已有别人动过");
  return "";
}

/** @param {PhotoRow["state"]} state @returns {[string, string]} icon, words */
function photoState(state) {
  /** @type {Record<string, [string, string]>} */
  const words = {
    draft: ["phonesave", _("已存在手机里")],
    waiting: ["phonesave", _("等着传")],
    sending: ["cloudup", _("正在传")],
    delivered: ["cloudok", _("已收到")],
    unreadable: ["flag", _("打不开，要您处理")],
    parked: ["flag", _("没能传上去，要您处理")],
    lost: ["flag", _("原图不在了，要您处理")],
  };
  return words[state] ?? ["image", state];
}
