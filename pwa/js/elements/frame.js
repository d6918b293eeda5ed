/** What every phone screen has: the bar at the top with the one sync chip, the tabs or the action bar at the bottom. */
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { maybePerson, site } from "../session.js";
import { announce } from "../shell.js";
import { icon } from "./icons.js";

/** @typedef {import("../types.js").SyncState} SyncState */

/** @type {SyncState | null} */
let sync = null;
/** @type {SyncState["kind"] | null} said last */
let said = null;

/** The chip shows this state from the next drawing on; one read for somebody who has gone meanwhile does not. @param {SyncState} state */
export function setSyncState(state) {
  if (state.person_id !== (maybePerson()?.person_id ?? null)) return;
  if (said && said !== state.kind) announce(chipWords(state));
  said = state.kind;
  sync = state;
}

/** Another person: nothing of the one before. */
export function forgetSyncState() {
  sync = null;
  said = null;
}

/** Something new was sealed: nothing is called synced any more until it has been looked up again. */
export function doubtSyncState() {
  if (sync?.kind === "synced") sync = null;
}

export function syncState() {
  return sync;
}

/**
 * @param {{title: unknown, sub?: unknown, back?: string, backLabel?: string, chip?: boolean, more?: unknown}} bar
 */
export function topbar({ title, sub, back, backLabel, chip = true, more }) {
  return html`<header class="topbar${back ? "" : " topbar--home"}">${
    back
      ? html`<a class="iconbtn" data-do="back" href="${back}" aria-label="${backLabel ?? _("返回")}">${icon("back")}</a>`
      : ""
  }<h1>${title}${sub ? html`<small>${sub}</small>` : ""}</h1>${more ?? ""}${chip && maybePerson() ? incidentButton() : ""}${chip && maybePerson() ? syncChip() : ""}</header>`;
}

/** From wherever one is; on Today and the screens of incidents themselves it stands in the page. */
function incidentButton() {
  if (/^\/app\/(incident.*|me)?$/.test(location.pathname)) return "";
  return html`<a class="iconbtn iconbtn--urgent" href="/app/incident" aria-label="${_("事件")}">${icon("bell")}</a>`;
}

/** Shape, word, number. Never says "synced" before the server has confirmed everything. */
export function syncChip() {
  if (!sync) return "";
  const [look, shape] = /** @type {const} */ ({
    "needs-you": [" sync--err", "flag"],
    sending: ["", "cloudup"],
    offline: [" sync--off", "cloudoff"],
    waiting: ["", "phonesave"],
    synced: [" sync--ok", "cloudok"],
  })[sync.kind];
  return html`<a class="sync${look}" href="/app/sync">${icon(shape)}<span>${chipWords(sync)}</span></a>`;
}

/** @param {SyncState} state */
function chipWords(state) {
  const n = state.waiting_count + state.unconfirmed_count;
  switch (state.kind) {
    case "needs-you":
      return _("{n} 项要您处理", { n: state.needs_you.length });
    case "sending":
      return _("正在传 {n}", { n });
    case "offline":
      return n > 0 ? _("无信号 · 待传 {n}", { n }) : _("无信号");
    case "waiting":
      return _("待传 {n}", { n });
    default:
      return _("已同步");
  }
}

/** Whether this person walks rounds and looks at vacant units at this site. */
export function walksHere() {
  return ["patroller", "supervisor", "manager"].includes(site().role);
}

/** @param {"today" | "orders" | "units" | "me"} current @param {number} [ordersCount] */
export function tabbar(current, ordersCount = 0) {
  const tabs = [
    { key: "today", href: "/app/", shape: "home", words: _("今日") },
    { key: "orders", href: "/app/orders", shape: "wrench", words: _("工单"), count: ordersCount },
    ...(walksHere() ? [{ key: "units", href: "/app/units", shape: "key", words: _("空置房") }] : []),
    { key: "me", href: "/app/me", shape: "user", words: _("我的") },
  ];
  return html`<nav class="tabbar" aria-label="${_("主导航")}"><ul>${tabs.map(
    ({ key, href, shape, words, count = 0 }) =>
      html`<li><a href="${href}"${key === current ? html` aria-current="page"` : ""}>${icon(shape)}<span>${words}</span>${
        count ? html`<span class="count">${count}</span>` : ""
      }</a></li>`,
  )}</ul></nav>`;
}

/** The bar under the thumb: what is left, and the one primary action. @param {unknown} buttons @param {unknown} [note] @param {string} [shape] */
export function actionbar(buttons, note, shape = "todo") {
  return html`<footer class="actionbar">${
    note ? html`<p class="actionbar-note" role="status">${icon(shape, "s")}<span>${note}</span></p>` : ""
  }${buttons}</footer>`;
}
