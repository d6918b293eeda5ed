/**
 * The phone's store does not answer, or another page holds it: what happened, what is safe, what to tap. Nothing else
 * can be shown then, for every screen reads the store.
 *
 * @import { Trouble } from "../store/db.js"
 */
import { icon } from "../elements/icons.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";

/** @param {Trouble} trouble @returns {import("../shell.js").Screen} */
export function troubleScreen(trouble) {
  const words = {
    blocked: {
      title: _("楼巡还开着一个旧页面"),
      text: _("关掉别的楼巡页面，这里会自己打开。存好的都还在手机里。"),
    },
    "reload-needed": {
      title: _("楼巡在另一个页面换了新版本"),
      text: _("重新打开就能接着做。存好的都还在手机里。"),
    },
    lost: {
      title: _("手机的存储没有回应"),
      text: _("关掉楼巡再打开；还不行就重启手机。不要清除浏览器数据，存好的都还在里面。"),
    },
  }[trouble];
  return {
    title: words.title,
    view: () => html`<main id="main" class="screen"><div class="empty" role="alert">${icon(trouble === "lost" ? "flag" : "refresh")}<h1>${words.title}</h1><p>${words.text}</p>
      <button type="button" class="btn btn--primary btn--lg" data-do="reload">${icon("refresh")}${_("重新打开")}</button></div></main>`,
    actions: { reload: () => location.reload() },
  };
}
