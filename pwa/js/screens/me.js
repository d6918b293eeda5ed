/** The person's own page: sync, language, site, installing, emergency numbers, signing out; what is recorded and why. */
import { banner } from "../elements/banner.js";
import { isInstalled } from "../elements/device.js";
import { syncState, tabbar, topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { phoneButtons } from "../elements/phones.js";
import { day } from "../format.js";
import { html } from "../html.js";
import { _, chooseLanguage, language } from "../i18n.js";
import { lock } from "../locking.js";
import { reopen } from "../router.js";
import { loadSession, maybeBundle, person, site } from "../session.js";
import { refreshIf, toast } from "../shell.js";
import { lockOf } from "../store/locks.js";
import { chooseSite } from "../store/people.js";
import { unsealedPhotos } from "../store/work_drafts.js";
import { applyUpdate, isUpdateReady } from "../update.js";
import { APP_VERSION } from "../version.js";
import { consentGiven } from "./consent.js";
import { loadBundle } from "./loading.js";
import { leave } from "./me/leaving.js";
import { roleWord } from "./me/words.js";

/** @typedef {{leaving: boolean, lock: import("../types.js").Lock | null, unsealed: number}} Me */

/** /app/me @returns {Promise<import("../shell.js").Screen>} */
export async function openMe() {
  const who = person().person_id;
  /** @type {Me} */
  const ui = { leaving: false, lock: await lockOf(who), unsealed: await unsealedPhotos(who) };
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("我的"),
    view: () => view(ui),
    actions: {
      language: async (element) => {
        const chosen = /** @type {HTMLInputElement} */ (element).value === "en" ? "en" : "zh";
        await chooseLanguage(chosen);
        if (language() !== chosen) toast(_("英文还没下载。联网后再选一次。"));
        await reopen();
      },
      site: async (element) => {
        await chooseSite(/** @type {HTMLInputElement} */ (element).value);
        await loadSession();
        refreshIf(screen);
        if (!maybeBundle()) {
          const trouble = await loadBundle();
          if (trouble) toast(trouble);
        }
        await reopen();
      },
      update: () => applyUpdate(),
      "leave-ask": () => {
        ui.leaving = !ui.leaving;
        refreshIf(screen);
      },
      leave,
      lock,
    },
  };
  return screen;
}

/** @param {Me} ui */
function view(ui) {
  const sites = person().person.sites;
  const now = site();
  return html`${topbar({ title: _("我的") })}
  <main id="main" class="screen">
    <section class="card"><div class="keycard"><span class="glyph glyph--brand">${icon("user")}</span><span class="grow"><h2>${person().person.name}</h2><p class="muted">${now.name} · ${roleWord(now.role)}${now.departments.map((department) => ` · ${department.name}`)}</p></span></div></section>
    <a class="btn btn--block incident-entry" href="/app/incident">${icon("flag")}<span><b>${_("事件")}</b> <small>${_("着火、困人、漏水、违章……一按就报")}</small></span>${icon("right")}</a>
    <ul class="rows">
      <li><a class="row" href="/app/diary"><span class="glyph">${icon("edit")}</span><span class="grow"><b>${_("工作日记")}</b><small>${_("自己起草，您来改")}</small></span>${icon("right")}</a></li>
      <li><a class="row" href="/app/sync"><span class="glyph glyph--pend">${icon("cloudup")}</span><span class="grow"><b>${_("上传与存储")}</b><small>${syncLine()}</small></span>${icon("right")}</a></li>
      <li><a class="row" href="/app/keys"><span class="glyph">${icon("key")}</span><span class="grow"><b>${_("钥匙")}</b><small>${_("借、还、找不到了")}</small></span>${icon("right")}</a></li>
      <li><a class="row" href="/app/install"><span class="glyph">${icon("download")}</span><span class="grow"><b>${_("装到桌面")}</b><small>${isInstalled() ? _("已经装好") : _("装好以后更快，存得更牢")}</small></span>${icon("right")}</a></li>
      <li><a class="row" href="/app/passcode"><span class="glyph">${icon("lock")}</span><span class="grow"><b>${_("6 位口令")}</b><small>${ui.lock ? _("已设，{n} 分钟不看自己锁上", { n: ui.lock.after_minutes }) : _("几个人用一部手机时，换人就锁上")}</small></span>${icon("right")}</a></li>
      ${maybeBundle()?.data.settings.consent ? html`<li><a class="row" href="/app/consent"><span class="glyph">${icon("shield")}</span><span class="grow"><b>${_("记录什么，给谁看")}</b><small>${consentLine()}</small></span>${icon("right")}</a></li>` : ""}
    </ul>
    <section class="card"><h2>${_("紧急电话")}</h2>${phoneButtons()}</section>
    <section class="card"><fieldset class="radio-rows"><legend class="legend">${_("语言")}</legend>${radio("language", "zh", "中文", language() === "zh", "zh-CN")}${radio("language", "en", "English", language() === "en", "en")}</fieldset></section>
    ${sites.length > 1 ? html`<section class="card"><fieldset class="radio-rows"><legend class="legend">${_("小区")}</legend>${sites.map((one) => radio("site", one.id, one.name, one.id === now.id))}</fieldset></section>` : ""}
    ${ui.lock ? html`<button type="button" class="btn btn--block" data-do="lock">${icon("lock")}${_("锁上，换人用")}</button>` : ""}
    ${signOutCard(ui)}
    <p class="muted"><small>${_("楼巡只为工作记录您的检查结果、照片和时间；位置默认不记。")} ${_("版本 {version}", { version: APP_VERSION })}</small></p>
    ${isUpdateReady() ? html`<button type="button" class="btn btn--block" data-do="update">${icon("refresh")}${_("换上新版本")}</button>` : ""}
  </main>${tabbar("me")}`;
}

/** @param {string} name @param {string} value @param {string} words @param {boolean} on @param {string} [lang] */
function radio(name, value, words, on, lang) {
  return html`<label${lang ? html` lang="${lang}"` : ""}><input type="radio" name="${name}" value="${value}" data-change="${name}"${on ? html` checked` : ""}>${words}</label>`;
}

function syncLine() {
  const state = syncState();
  const n = (state?.waiting_count ?? 0) + (state?.unconfirmed_count ?? 0);
  return n > 0 ? _("还有 {n} 项没传好，都在手机里", { n }) : _("都传好了");
}

function consentLine() {
  const given = consentGiven();
  return given ? _("您 {day} 同意了第 {n} 版", { day: day(given.at), n: given.version }) : _("还没有同意");
}

/** Signing out hides the data; what is not sent still goes out; an unfinished step stays. @param {Me} ui */
function signOutCard(ui) {
  const n = (syncState()?.waiting_count ?? 0) + (syncState()?.unconfirmed_count ?? 0);
  if (!ui.leaving)
    return html`<button type="button" class="btn btn--block" data-do="leave-ask" aria-expanded="false">${icon("close")}${_("退出登录")}</button>`;
  const text =
    n > 0
      ? _("还有 {n} 项没传好。退出后别人看不到，有信号会自己传完。再登录要有信号。", { n })
      : _("退出后别人看不到您的记录。再登录要有信号。");
  const left =
    ui.unsealed > 0
      ? _("工单里有 {n} 张照片还没交上去：它们留在这部手机里，您再登录才能接着交。", { n: ui.unsealed })
      : "";
  return banner({
    kind: "warn",
    icon: "close",
    title: _("退出登录"),
    text: left ? html`${text} ${left}` : text,
    actions: html`<button type="button" class="btn" data-do="leave">${_("退出")}</button><button type="button" class="btn btn--quiet" data-do="leave-ask">${_("先不退")}</button>`,
  });
}
