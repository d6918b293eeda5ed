/** Signing in: the one step that needs signal. People who were at work on this phone before lose nothing by it. */
import { banner } from "../elements/banner.js";
import { phoneLine } from "../elements/device.js";
import { icon, logo } from "../elements/icons.js";
import { html } from "../html.js";
import { _, chooseLanguage, language } from "../i18n.js";
import { go } from "../router.js";
import { refreshIf } from "../shell.js";
import { signIn } from "../sync/signing.js";
import { syncNow } from "../sync/triggers.js";
import { APP_VERSION } from "../version.js";

/** Where to go after signing in (a scanned link, say) is kept for this tab only. */
const AFTER = "louxun.after-sign-in";

/** @param {string} path */
export function rememberTarget(path) {
  if (path !== "/app/sign-in") sessionStorage.setItem(AFTER, path);
}

/** /app/sign-in @returns {import("../shell.js").Screen} */
export function openSignIn() {
  const form = { shown: false, busy: false, trouble: "" };
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("登录"),
    view: () => view(form),
    actions: {
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
          await signIn({ username, password, device_name: phoneLine() });
        } catch (error) {
          form.busy = false;
          form.trouble = troubleWords(error);
          refreshIf(screen);
          document.getElementById("p")?.focus();
          return;
        }
        void syncNow();
        const after = sessionStorage.getItem(AFTER) ?? "/app/";
        sessionStorage.removeItem(AFTER);
        await go(after, { replace: true });
      },
    },
  };
  return screen;
}

/** @param {unknown} error */
function troubleWords(error) {
  const problem = /** @type {{problem?: import("../types.js").Problem | null}} */ (error)?.problem;
  if (problem?.code === "bad-credentials") return _("工号或密码不对。再输一次，或请主管重设密码。");
  if (problem?.code === "too-many-attempts") return _("试了太多次。等 15 分钟再试，或请主管重设密码。");
  if (problem) return problem.detail ? `${problem.title} ${problem.detail}` : problem.title;
  return _("现在连不上服务器。走到有信号的地方再点一次登录。");
}

/** @param {{shown: boolean, busy: boolean, trouble: string}} form */
function view(form) {
  return html`<main id="main" class="login-main">
  <header class="stack">${logo()}<h1>${_("楼巡")}</h1><p class="muted">${_("没有信号也能用的楼宇巡查")}</p></header>
  <form data-submit="enter" novalidate>
    <div class="field"><label for="u">${_("工号或手机号")}</label><input class="input input--lg" id="u" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required></div>
    <div class="field"><label for="p">${_("密码")}</label><div class="input-join">
      <input class="input input--lg" id="p" name="password" type="${form.shown ? "text" : "password"}" autocomplete="current-password" required${form.trouble ? html` aria-invalid="true" aria-describedby="perr"` : ""}>
      <button class="btn" type="button" data-do="show" aria-pressed="${form.shown}">${icon("eye")}<span>${form.shown ? _("隐藏") : _("显示")}</span></button></div>
      ${form.trouble ? html`<p class="err" id="perr" role="alert">${icon("flag", "s")}<span>${form.trouble}</span></p>` : ""}</div>
    <button class="btn btn--primary btn--lg btn--block"${form.busy ? html` disabled` : ""}>${form.busy ? _("正在登录…") : _("登录")}</button>
    <p class="muted">${_("忘记密码，请主管当场重设。")}</p>
  </form>
  <footer>
    ${navigator.onLine ? "" : banner({ kind: "off", icon: "cloudoff", title: _("现在没有信号"), text: _("登录要有信号，只有这一步需要。登录以后整天离线都能用。") })}
    <p class="consent"><small>${_("楼巡只为工作记录您的检查结果、照片和时间；位置默认不记。")}</small></p>
    <div class="between"><small>${_("版本 {version}", { version: APP_VERSION })} · <a class="quiet-link" href="/app/install">${_("装到桌面")}</a></small><button type="button" class="btn btn--quiet" data-do="language" lang="${language() === "zh" ? "en" : "zh-CN"}">${icon("globe")}${language() === "zh" ? "English" : "中文"}</button></div>
  </footer>
</main>`;
}
