/**
 * What is recorded about staff: read and agreed to once before the first work, again when the text changes, and to be
 * read at any time. The text comes with the bundle, so it is there without signal too.
 */

import { banner } from "../elements/banner.js";
import { actionbar, syncState, topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { day } from "../format.js";
import { html } from "../html.js";
import { _, chooseLanguage, language, pick } from "../i18n.js";
import { go } from "../router.js";
import { bundle, loadSession, maybeBundle, maybePerson, person } from "../session.js";
import { refreshIf } from "../shell.js";
import { agreeTo } from "../store/people.js";
import { syncNow } from "../sync/triggers.js";
import { leave } from "./me/leaving.js";
import { takeTarget } from "./sign-in/target.js";

/**
 * Whether the person at work is to be asked now. Who has agreed to an earlier text is asked on the first screen only:
 * a visit is not interrupted.
 *
 * @param {string} pattern of the route about to be opened
 */
export function isConsentAsked(pattern) {
  const who = maybePerson();
  const asked = maybeBundle()?.data.settings.consent;
  if (!who || !asked) return false;
  const given = Math.max(who.consent?.version ?? 0, asked.given?.version ?? 0);
  return given < asked.version && (given === 0 || pattern === "/app/");
}

/** When and to which version the person agreed; null: not yet. */
export function consentGiven() {
  const asked = maybeBundle()?.data.settings.consent;
  const own = maybePerson()?.consent;
  const told = asked?.given;
  return (told?.version ?? 0) >= (own?.version ?? 0) ? (told ?? null) : (own ?? null);
}

/** /app/consent @returns {import("../shell.js").Screen} */
export function openConsent() {
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("记录什么"),
    view,
    actions: {
      language: async () => {
        await chooseLanguage(language() === "zh" ? "en" : "zh");
        screen.title = _("记录什么");
        refreshIf(screen);
      },
      agree: async () => {
        const asked = bundle().data.settings.consent;
        if (asked) await agreeTo(person().person_id, asked.version, language());
        await loadSession();
        void syncNow();
        await go(takeTarget(person().person_id), { replace: true });
      },
      leave,
    },
  };
  return screen;
}

function view() {
  const asked = bundle().data.settings.consent;
  const given = consentGiven();
  const isOpen = Boolean(asked) && (given?.version ?? 0) < (asked?.version ?? 0);
  const n = (syncState()?.waiting_count ?? 0) + (syncState()?.unconfirmed_count ?? 0);
  return html`${topbar({ title: _("记录什么"), ...(isOpen ? { chip: false } : { back: "/app/me" }) })}
  <main id="main" class="screen">
    ${isOpen && given ? banner({ kind: "brand", icon: "info", title: _("这份说明改过了"), text: _("请再看一遍，同意了接着用。") }) : ""}
    <section class="card consent-text">${paragraphs(pick(asked?.text))}</section>
    ${given ? html`<p class="muted">${_("您 {day} 同意了第 {n} 版。", { day: day(given.at), n: given.version })}</p>` : ""}
    ${
      isOpen
        ? html`<div class="between"><button type="button" class="btn btn--quiet" data-do="leave">${icon("lock")}${_("不同意，退出登录")}</button><button type="button" class="btn btn--quiet" data-do="language" lang="${language() === "zh" ? "en" : "zh-CN"}">${icon("globe")}${language() === "zh" ? "English" : "中文"}</button></div>
    ${n > 0 ? html`<p class="muted">${_("退出也不会丢：还有 {n} 项没传好，会自己传完。", { n })}</p>` : ""}`
        : ""
    }
  </main>
  ${isOpen ? actionbar(html`<button type="button" class="btn btn--primary btn--lg" data-do="agree">${icon("check")}${_("知道了，同意")}</button>`) : ""}`;
}

/** Blank lines part paragraphs; the lines after the first one of a paragraph are a list. @param {string} text */
function paragraphs(text) {
  return text.split(/\n\s*\n/).map((block) => {
    const [first, ...rest] = block.split("\n").filter((line) => line.trim());
    return html`<p>${first}</p>${rest.length > 0 ? html`<ul>${rest.map((line) => html`<li>${line}</li>`)}</ul>` : ""}`;
  });
}
