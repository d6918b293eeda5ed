/**
 * Who is there? With a name and a password, which need signal; or, who has signed in on this phone before and set a
 * passcode, by a tap on the name and six digits, without any. People who were at work here before lose nothing by it.
 *
 * @import { Returning } from "../store/locks.js"
 */
import { banner } from "../elements/banner.js";
import { phoneLine } from "../elements/device.js";
import { icon, logo } from "../elements/icons.js";
import { Keypad } from "../elements/keypad.js";
import { html } from "../html.js";
import { _, chooseLanguage, language } from "../i18n.js";
import { go } from "../router.js";
import { refreshIf } from "../shell.js";
import { isSharedPhone, listReturning, lockOf, saySharedPhone, tryPasscode } from "../store/locks.js";
import { signIn } from "../sync/signing.js";
import { syncNow } from "../sync/triggers.js";
import { APP_VERSION } from "../version.js";
import { takeTarget } from "./sign-in/target.js";

/** @typedef {{shown: boolean, busy: boolean, trouble: string, shared: boolean, returning: Returning[], chosen: Returning | null, tried: string, keypad: Keypad}} Form */

/** /app/sign-in @returns {Promise<import("../shell.js").Screen>} */
export async function openSignIn() {
  /** @type {Form} */
  const form = {
    shown: false,
    busy: false,
    trouble: "",
    shared: false,
    returning: await listReturning(),
    chosen: null,
    tried: "",
    keypad: new Keypad(
      (typed) => void comeBack(typed),
      () => refreshIf(screen),
    ),
  };
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("登录"),
    view: () => view(form),
    drawn: () => (form.chosen ? form.keypad.hear() : form.keypad.mute()),
    close: () => form.keypad.mute(),
    actions: {
      ...form.keypad.taps(),
      choose: (element) => choose(form.returning.find((one) => one.person_id === element.dataset.id) ?? null),
      "choose-other": () => choose(null),
      shared: (element) => {
        form.shared = /** @type {HTMLInputElement} */ (element).checked;
      },
      show: () => {
        form.shown = !form.shown;
        refreshIf(screen);
      },
      language: async () => {
        await chooseLanguage(language() === "zh" ? "en" : "zh");
        screen.title = _("登录");
        refreshIf(screen);
      },
      enter: async (element) => {
        const fields = new FormData(/** @type {HTMLFormElement} */ (element));
        const username = String(fields.get("username") ?? "").trim();
        const password = String(fields.get("password") ?? "");
        if (!username || !password) {
          form.trouble = _("工号和密码都要填。");
          return refreshIf(screen);
        }
        form.busy = true;
        form.trouble = "";
        refreshIf(screen);
        try {
          const who = await signIn({ username, password, device_name: phoneLine() });
          if (form.shared) await saySharedPhone(true);
          void syncNow();
          await goOn(who.person_id);
        } catch (error) {
          form.busy = false;
          form.trouble = troubleWords(error);
          refreshIf(screen);
          document.getElementById("p")?.focus();
        }
      },
    },
  };
  return screen;

  /** @param {Returning | null} person */
  function choose(person) {
    form.chosen = person;
    form.tried = person?.is_locked_out ? lockedOutWords() : "";
    form.keypad.clear();
    form.keypad.isBusy = person?.is_locked_out ?? false;
    refreshIf(screen);
    document.getElementById(person ? "keypad-h" : "u")?.focus();
  }

  /** @param {string} typed */
  async function comeBack(typed) {
    const person = form.chosen;
    if (!person) return;
    form.keypad.isBusy = true;
    refreshIf(screen);
    const { is_right, left } = await tryPasscode(person.person_id, typed);
    form.keypad.clear();
    if (is_right) {
      void syncNow();
      return go(takeTarget(person.person_id), { replace: true });
    }
    if (left === 0) person.is_locked_out = true;
    form.keypad.isBusy = left === 0;
    form.tried = left === 0 ? lockedOutWords() : _("口令不对，还能试 {n} 次。", { n: left });
    refreshIf(screen);
  }
}

/** On a shared phone a passcode is asked for first. @param {string} person_id */
async function goOn(person_id) {
  const isAsked = (await isSharedPhone()) && !(await lockOf(person_id));
  await go(isAsked ? "/app/passcode/first" : takeTarget(person_id), { replace: true });
}

function lockedOutWords() {
  return _("口令错了 10 次。请用工号和密码登录，这一步要有信号。记录都还在手机里。");
}

/** @param {unknown} error */
function troubleWords(error) {
  const problem = /** @type {{problem?: import("../types.js").Problem | null}} */ (error)?.problem;
  if (problem?.code === "bad-credentials") return _("工号或密码不对。再输一次，或请主管重设密码。");
  if (problem?.code === "too-many-attempts") return _("试了太多次。等 15 分钟再试，或请主管重设密码。");
  if (problem) return problem.detail ? `${problem.title} ${problem.detail}` : problem.title;
  return _("现在连不上服务器。走到有信号的地方再点一次登录。");
}

/** @param {Form} form */
function view(form) {
  return html`<main id="main" class="login-main">
  <header class="stack">${logo()}<h1>${_("楼巡")}</h1><p class="muted">${_("没有信号也能用的楼宇巡查")}</p></header>
  ${form.chosen ? passcodePart(form, form.chosen) : html`${returningPart(form)}${passwordPart(form)}`}
  <footer>
    ${navigator.onLine || form.chosen ? "" : noSignal(form)}
    <p class="consent"><small>${_("楼巡只为工作记录您的检查结果、照片和时间；位置默认不记。")}</small></p>
    <div class="between"><small>${_("版本 {version}", { version: APP_VERSION })} · <a class="quiet-link" href="/app/install">${_("装到桌面")}</a></small><button type="button" class="btn btn--quiet" data-do="language" lang="${language() === "zh" ? "en" : "zh-CN"}">${icon("globe")}${language() === "zh" ? "English" : "中文"}</button></div>
  </footer>
</main>`;
}

/** @param {Form} form */
function noSignal({ returning }) {
  const text =
    returning.length > 0
      ? _("这部手机登录过的人，点自己的名字用 6 位口令继续，不必等信号。")
      : _("登录要有信号，只有这一步需要。登录以后整天离线都能用。");
  return banner({ kind: "off", icon: "cloudoff", title: _("现在没有信号"), text });
}

/** @param {Form} form */
function returningPart({ returning }) {
  if (returning.length === 0) return "";
  return html`<section class="stack" aria-labelledby="returning-h"><h2 id="returning-h">${_("用口令继续")}</h2>
  <ul class="rows">${returning.map(
    (one) =>
      html`<li><button type="button" class="row" data-do="choose" data-id="${one.person_id}"><span class="glyph glyph--brand">${icon("lock")}</span><span class="grow"><b>${one.name}</b><small>${one.is_locked_out ? _("口令错了 10 次，要用密码") : _("6 位口令，不用信号")}</small></span>${icon("right")}</button></li>`,
  )}</ul></section>`;
}

/** @param {Form} form @param {Returning} person */
function passcodePart(form, person) {
  return html`<section class="passcode stack"><h2 id="keypad-h" tabindex="-1">${_("{name}的口令", { name: person.name })}</h2>
  <p class="err" id="passcode-trouble" role="alert">${form.tried ? html`${icon("flag", "s")}<span>${form.tried}</span>` : ""}</p>
  ${person.is_locked_out ? "" : form.keypad.view(_("{name}的口令", { name: person.name }), "passcode-trouble")}
  <button type="button" class="btn btn--quiet btn--block" data-do="choose-other">${person.is_locked_out ? _("用密码登录") : _("换个人，或用密码登录")}</button></section>`;
}

/** @param {Form} form */
function passwordPart(form) {
  return html`<form data-submit="enter" novalidate>
    ${form.returning.length > 0 ? html`<h2>${_("用密码登录")}</h2>` : ""}
    <div class="field"><label for="u">${_("工号或手机号")}</label><input class="input input--lg" id="u" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required></div>
    <div class="field"><label for="p">${_("密码")}</label><div class="input-join">
      <input class="input input--lg" id="p" name="password" type="${form.shown ? "text" : "password"}" autocomplete="current-password" required${form.trouble ? html` aria-invalid="true" aria-describedby="perr"` : ""}>
      <button class="btn" type="button" data-do="show" aria-pressed="${form.shown}">${icon("eye")}<span>${form.shown ? _("隐藏") : _("显示")}</span></button></div>
      ${form.trouble ? html`<p class="err" id="perr" role="alert">${icon("flag", "s")}<span>${form.trouble}</span></p>` : ""}</div>
    <label class="check-row"><input type="checkbox" name="shared" data-change="shared"${form.shared ? html` checked` : ""}>${_("这部手机几个人用")}</label>
    <button class="btn btn--primary btn--lg btn--block"${form.busy ? html` disabled` : ""}>${form.busy ? _("正在登录…") : _("登录")}</button>
    <p class="muted">${_("忘记密码，请主管当场重设。")}</p>
  </form>`;
}
