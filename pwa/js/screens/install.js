/**
 * Putting the app on the phone's first page, drawn per browser; a poster of this address for the others; inside a chat
 * app: how to open it in the phone's browser. Open to everybody, signed in or not.
 */
import { banner, tag } from "../elements/banner.js";
import { browser, isInstalled } from "../elements/device.js";
import { topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { maybePerson } from "../session.js";
import { refreshIf } from "../shell.js";
import { installSteps } from "./install/steps.js";

/** @type {(Event & {prompt: () => Promise<unknown>}) | null} */
let offer = null;

/** The browser's own offer to install comes once, early: keep it. */
export function keepInstallOffer() {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = /** @type {any} */ (event);
  });
}

/** /app/install @returns {import("../shell.js").Screen} */
export function openInstall() {
  const ui = { poster: true };
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("装到桌面"),
    view: () => view(ui),
    drawn: (root) => {
      root.querySelector("img.poster-code")?.addEventListener("error", () => {
        ui.poster = false;
        refreshIf(screen);
      });
    },
    actions: {
      install: async () => {
        await offer?.prompt();
        offer = null;
        refreshIf(screen);
      },
    },
  };
  return screen;
}

/** @param {{poster: boolean}} ui */
function view(ui) {
  const kind = browser();
  return html`${topbar({ title: _("装到桌面"), back: maybePerson() ? "/app/me" : "/app/sign-in", chip: false })}
  <main id="main" class="screen">
    ${isInstalled() ? html`<p>${tag("ok", "ok", _("已经装好"))}</p>` : ""}
    ${kind === "wechat" ? banner({ kind: "warn", icon: "globe", title: _("请换到手机浏览器里打开"), text: _("在聊天软件里存不牢。点右上角的“…”，选“在浏览器打开”。") }) : ""}
    <p>${_("装好以后桌面上有图标，点开就用，没有信号也能打开。先装再登录。")}</p>
    ${offer ? html`<button type="button" class="btn btn--primary btn--lg btn--block" data-do="install">${icon("download")}${_("现在就装")}</button>` : ""}
    ${installSteps(kind)}
    <section class="card center"><h2>${_("用别的手机扫这个码")}</h2>${
      ui.poster
        ? html`<img class="poster-code" src="/app/install-qr.svg" alt="${_("这个页面的二维码")}" width="220" height="220">`
        : html`<p class="muted">${_("联网后这里会有一个二维码。")}</p>`
    }<p class="num">${location.host}/app/install</p></section>
  </main>`;
}
