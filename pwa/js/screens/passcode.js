/**
 * The 6-digit passcode: set (typed twice), changed, removed; when the app locks itself; whether the phone is a shared
 * one. After signing in on a shared phone it is asked for; on a private one it is there for who wants it.
 */
import { banner } from "../elements/banner.js";
import { topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { Keypad } from "../elements/keypad.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { lock } from "../locking.js";
import { go } from "../router.js";
import { person } from "../session.js";
import { refreshIf, toast } from "../shell.js";
import * as locks from "../store/locks.js";
import { takeTarget } from "./sign-in/target.js";

const MINUTES = [1, 5, 15, 60];

/** @typedef {{lock: import("../types.js").Lock | null, is_shared: boolean, step: "shown" | "first" | "again", first: string, trouble: string, keypad: Keypad}} Passcode */

/** /app/passcode and, right after signing in, /app/passcode/first @param {{first?: string}} params @returns {Promise<import("../shell.js").Screen>} */
export async function openPasscode({ first }) {
  const isFirst = first !== undefined;
  const who = person().person_id;
  /** @type {Passcode} */
  const ui = {
    lock: await locks.lockOf(who),
    is_shared: await locks.isSharedPhone(),
    step: isFirst ? "first" : "shown",
    first: "",
    trouble: "",
    keypad: new Keypad(
      (typed) => void whole(typed),
      () => refreshIf(screen),
    ),
  };
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("6 位口令"),
    view: () => view(ui, isFirst),
    drawn: () => (ui.step === "shown" ? ui.keypad.mute() : ui.keypad.hear()),
    close: () => ui.keypad.mute(),
    actions: {
      ...ui.keypad.taps(),
      begin: () => begin("first"),
      cancel: () => begin("shown"),
      later: () => go(takeTarget(who), { replace: true }),
      remove: async () => {
        await locks.removePasscode(who);
        ui.lock = null;
        toast(_("口令去掉了。"));
        refreshIf(screen);
      },
      minutes: async (element) => {
        await locks.lockAfter(who, Number(/** @type {HTMLInputElement} */ (element).value));
        ui.lock = await locks.lockOf(who);
        refreshIf(screen);
      },
      shared: async (element) => {
        await locks.saySharedPhone(/** @type {HTMLInputElement} */ (element).checked);
        ui.is_shared = await locks.isSharedPhone();
        refreshIf(screen);
      },
      lock,
    },
  };
  return screen;

  /** @param {Passcode["step"]} step */
  function begin(step) {
    ui.step = step;
    ui.first = "";
    ui.trouble = "";
    ui.keypad.clear();
    refreshIf(screen);
    document.getElementById("passcode-step")?.focus();
  }

  /** @param {string} typed */
  async function whole(typed) {
    ui.keypad.clear();
    if (ui.step === "first") {
      ui.trouble = locks.isEasilyGuessed(typed) ? _("这个太好猜了，换一个。") : "";
      if (!ui.trouble) {
        ui.first = typed;
        ui.step = "again";
      }
    } else if (typed !== ui.first) {
      ui.step = "first";
      ui.trouble = _("两次不一样。从头再输一次。");
    } else {
      ui.keypad.isBusy = true;
      refreshIf(screen);
      await locks.setPasscode(who, typed);
      ui.keypad.isBusy = false;
      toast(_("口令设好了。没有信号也能用它打开。"));
      if (isFirst) return go(takeTarget(who), { replace: true });
      ui.lock = await locks.lockOf(who);
      return begin("shown");
    }
    refreshIf(screen);
    document.getElementById("passcode-step")?.focus();
  }
}

/** @param {Passcode} ui @param {boolean} isFirst */
function view(ui, isFirst) {
  return html`${topbar({ title: _("6 位口令"), ...(isFirst ? { chip: false } : { back: "/app/me" }) })}
  <main id="main" class="screen">${ui.step === "shown" ? standing(ui) : typing(ui, isFirst)}</main>`;
}

/** @param {Passcode} ui @param {boolean} isFirst */
function typing(ui, isFirst) {
  const words = ui.step === "first" ? _("输入 6 位数字") : _("再输一次");
  return html`${isFirst && ui.step === "first" ? banner({ kind: "", icon: "users", title: _("这部手机几个人用"), text: _("设一个口令，换人时锁上。没有信号也能用它回来，别人看不到您的记录。") }) : ""}
  <section class="card passcode"><h2 id="passcode-step" tabindex="-1">${words}</h2>
    <p class="err" id="passcode-trouble" role="alert">${ui.trouble ? html`${icon("flag", "s")}<span>${ui.trouble}</span>` : ""}</p>
    ${ui.keypad.view(words, "passcode-trouble")}</section>
  <p><button type="button" class="btn btn--quiet btn--block" data-do="${isFirst ? "later" : "cancel"}">${isFirst ? _("以后再设") : _("先不设")}</button></p>`;
}

/** @param {Passcode} ui */
function standing({ lock: own, is_shared }) {
  return html`${
    own
      ? html`<button type="button" class="btn btn--primary btn--lg btn--block" data-do="lock">${icon("lock")}${_("现在锁上")}</button>
  <section class="card"><fieldset class="radio-rows"><legend class="legend">${_("离开多久自己锁上")}</legend>${MINUTES.map(
    (n) =>
      html`<label><input type="radio" name="minutes" value="${n}" data-change="minutes"${own.after_minutes === n ? html` checked` : ""}>${_("{n} 分钟", { n })}</label>`,
  )}</fieldset></section>
  <p class="stack"><button type="button" class="btn btn--block" data-do="begin">${icon("edit")}${_("换一个口令")}</button><button type="button" class="btn btn--quiet btn--block" data-do="remove">${icon("close")}${_("不要口令了")}</button></p>`
      : html`<section class="card stack"><h2>${_("还没有口令")}</h2><p>${_("设了口令，手机给别人用时可以锁上；没有信号也能用它回来。")}</p>
  <button type="button" class="btn btn--primary btn--lg btn--block" data-do="begin">${icon("lock")}${_("设一个口令")}</button></section>`
  }
  <section class="card"><label class="check-row"><input type="checkbox" data-change="shared"${is_shared ? html` checked` : ""}>${_("这部手机几个人用")}</label><p class="muted">${_("几个人用的手机，每个人登录以后都会请他设口令。")}</p></section>
  <p class="muted"><small>${_("连输错 10 次，就要有信号、用密码登录。锁着的时候，没传的照样会传。")}</small></p>`;
}
