/**
 * Where everything is: what needs a person, what is being sent or waits, what the server has confirmed, and the room
 * on the phone. Nothing here has to be done for sending to go on.
 *
 * @import { SyncState } from "../types.js"
 */
import { banner } from "../elements/banner.js";
import { actionbar, syncState, topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { clockTime, dayAndTime, size } from "../format.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { maybeBundle, maybePerson } from "../session.js";
import { refreshIf, toast } from "../shell.js";
import { estimate, tidy } from "../store/housekeeping.js";
import { listPhotos } from "../store/photos.js";
import { readSyncState } from "../sync/state.js";
import { syncNow } from "../sync/triggers.js";
import { addingTaps } from "./sync/adding.js";
import { needsSection, needsTaps } from "./sync/needs.js";
import { confirmedSection, waitingSection } from "./sync/rows.js";

/** @typedef {{more: boolean, moreDone: boolean, busy: boolean, adding: import("./sync/adding.js").Adding, room: Awaited<ReturnType<typeof estimate>>, kept: {waiting: number, sent: number}}} SyncScreen */

/** /app/sync @returns {Promise<import("../shell.js").Screen>} */
export async function openSync() {
  /** @type {SyncScreen} */
  const ui = {
    more: false,
    moreDone: false,
    busy: false,
    adding: { open: null, note: "" },
    room: await estimate(),
    kept: await keptBytes(),
  };
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("上传与存储"),
    view: () => view(ui),
    actions: {
      ...needsTaps(() => refreshIf(screen)),
      ...addingTaps(ui.adding, () => refreshIf(screen)),
      more: () => {
        ui.more = true;
        refreshIf(screen);
      },
      "more-done": () => {
        ui.moreDone = true;
        refreshIf(screen);
      },
      clear: async () => {
        await tidy({ isShort: true });
        ui.room = await estimate();
        ui.kept = await keptBytes();
        refreshIf(screen);
        toast(_("清掉了一半已传好的，先传的先清。没传的都在。"));
      },
      send: async () => {
        ui.busy = true;
        refreshIf(screen);
        try {
          await syncNow();
        } finally {
          ui.busy = false;
          ui.kept = await keptBytes();
          refreshIf(screen);
        }
        const after = await readSyncState();
        if (after.is_offline) toast(_("现在连不上。都还在手机里，有信号自动再传。"));
        else if (after.is_patient && after.retry_at)
          toast(_("服务器暂时收不了，{time} 自动再试。您不用管。", { time: clockTime(after.retry_at) }));
      },
    },
  };
  return screen;
}

async function keptBytes() {
  const owner = maybePerson();
  const photos = owner ? await listPhotos(owner.person_id) : [];
  const sum = (/** @type {boolean} */ sent) =>
    photos
      .filter((photo) => ["delivered", "unreadable", "lost"].includes(photo.state) === sent)
      .reduce((total, photo) => total + photo.bytes, 0);
  return { waiting: sum(false), sent: sum(true) };
}

/** @param {SyncScreen} ui */
function view(ui) {
  const state = syncState();
  return html`${topbar({ title: _("上传与存储"), back: "/app/me" })}
  <main id="main" class="screen">${state ? html`${hero(state)}${needsSection(state)}${waitingSection(state, ui.more, ui.adding)}${confirmedSection(state, ui.moreDone, ui.adding)}` : ""}${storage(ui)}</main>
  ${actionbar(html`<button type="button" class="btn btn--primary btn--lg" data-do="send"${ui.busy ? html` disabled` : ""}>${icon("refresh")}${ui.busy ? _("正在传…") : _("现在再传一次")}</button>`)}`;
}

/** @param {SyncState} state */
function hero(state) {
  const open = state.waiting_count + state.unconfirmed_count;
  const now = Date.now();
  const last = state.contact_at
    ? _("最后一次 {time} · 服务器已收到并核对", { time: dayAndTime(state.contact_at, now) })
    : _("还没有联系上服务器");
  if (open === 0) return banner({ kind: "ok", icon: "cloudok", title: _("都传好了"), text: last });
  const total = state.reports.length;
  const done = state.reports.filter((row) => row.state === "confirmed").length;
  return html`<section class="card hero"><h2>${_("还有 {n} 项没传好，都在手机里", { n: open })}</h2>
    <p class="muted">${state.bytes_waiting > 0 ? _("共 {size}。", { size: size(state.bytes_waiting) }) : ""}${_("有信号就自动传，先传文字再传照片；锁屏也不会丢。")}</p>
    ${state.is_patient && state.retry_at ? html`<p>${_("服务器暂时收不了，{time} 自动再试。您不用管。", { time: clockTime(state.retry_at) })}</p>` : ""}
    <p class="rowx">${stateTag(state)}${state.retry_at && !state.is_sending && !state.is_patient ? html`<span class="muted num">${_("{time} 自动再试", { time: clockTime(state.retry_at) })}</span>` : ""}</p>
    ${state.is_sending ? html`<div class="thin" role="progressbar" aria-label="${_("上传进度")}" aria-valuenow="${total ? Math.round((100 * done) / total) : 0}" aria-valuemin="0" aria-valuemax="100"><i data-n="${total ? Math.round((100 * done) / total) : 0}"></i></div>` : ""}
    ${state.unconfirmed_count > 0 ? html`<p class="muted">${_("其中 {n} 项服务器已收下，正在核对。", { n: state.unconfirmed_count })}</p>` : ""}
    ${state.others_waiting > 0 ? html`<p class="muted">${_("这部手机上别人的 {n} 项也会一起传。", { n: state.others_waiting })}</p>` : ""}
  </section>`;
}

/** @param {SyncState} state */
function stateTag(state) {
  if (state.is_sending) return html`<span class="tag tag--pend">${icon("cloudup")}${_("正在传")}</span>`;
  if (state.is_offline) return html`<span class="tag">${icon("cloudoff")}${_("没有信号")}</span>`;
  return html`<span class="tag tag--pend">${icon("phonesave")}${_("等着传")}</span>`;
}

/** @param {SyncScreen} ui */
function storage({ room, kept }) {
  const free = room.free;
  const fetched = maybeBundle()?.fetched_at;
  return html`<section class="card"><div class="between"><h2>${_("手机空间")}</h2>${free === null ? "" : html`<span class="num muted">${_("可用 {size}", { size: size(free) })}</span>`}</div>
    <div class="storage" role="img" aria-label="${_("没传的照片 {waiting}，已传保留的照片 {sent}", { waiting: size(kept.waiting), sent: size(kept.sent) })}"><i data-n="${kept.waiting}"></i><i data-n="${kept.sent}"></i><b data-n="${Math.max(1, Math.min(free ?? 0, 5e8))}"></b></div>
    <p class="legend-row"><span>${_("没传")} <b>${size(kept.waiting)}</b>${_("（不会清理）")}</span><span>${_("已传保留")} <b>${size(kept.sent)}</b>${_("（7 天后自动清）")}</span></p>
    ${kept.sent > 0 ? html`<p><button type="button" class="btn" data-do="clear">${icon("close")}${_("清掉一些已传好的")}</button></p>` : ""}
    ${fetched ? html`<p class="muted">${_("今天的路线 {time} 下载", { time: dayAndTime(fetched, Date.now()) })}</p>` : ""}
  </section>`;
}
