/** Notices on the first screen: is the phone ready to go, is a new version there, what is missing. */
import { banner, empty } from "../../elements/banner.js";
import { browser, isInstalled } from "../../elements/device.js";
import { syncState } from "../../elements/frame.js";
import { icon } from "../../elements/icons.js";
import { clockTime, day, duration, isoDate, size } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { clockOffsetMs, nowMs } from "../../store/clock.js";
import { PHOTO_BYTES } from "../../store/housekeeping.js";
import { isUpdateReady } from "../../update.js";

/** @typedef {Awaited<ReturnType<typeof import("../../store/housekeeping.js").readiness>>} Readiness */

/** What could spoil the day is said before leaving; when all is well, one line says so before the first round. @param {Readiness} ready @param {boolean} before */
export function readyNotices(ready, before) {
  const told = [offline(), tokenRefused(), clockOff(), stale(ready), space(ready), noCamera(ready), notKept(ready)];
  const troubles = told.filter((one) => one !== "");
  if (troubles.length > 0) return troubles;
  if (!before) return "";
  return banner({
    kind: "ok",
    icon: "phonesave",
    title: _("今天的路线已存到手机"),
    text: html`${_("进了电梯、地下室也能用。")} ${room(ready)}`,
  });
}

export function updateNotice() {
  if (!isUpdateReady()) return "";
  return banner({
    kind: "brand",
    icon: "refresh",
    title: _("新版本已下载好"),
    text: _("这次巡查结束后自动换上，不耽误您。记录都在。"),
    actions: html`<button type="button" class="btn" data-do="update">${_("现在就换（3 秒）")}</button>`,
  });
}

function offline() {
  if (syncState()?.kind !== "offline") return "";
  return banner({
    kind: "off",
    icon: "cloudoff",
    title: _("没有信号，照常巡查"),
    text: _("结果和照片都存在手机里，有信号自动上传。"),
  });
}

function tokenRefused() {
  if (!syncState()?.needs_you.some((one) => one.kind === "sign-in")) return "";
  const n = syncState()?.waiting_count ?? 0;
  return banner({
    kind: "warn",
    icon: "lock",
    title: _("需要再登录一次才能上传"),
    text: _("{n} 项都还在手机里，登录后接着传。巡查不受影响。", { n }),
    actions: html`<a class="btn" href="/app/sign-in">${_("重新登录")}</a>`,
  });
}

/** More than this the phone's clock and the server's may not differ without a word. */
const CLOCK_OFF_MS = 120_000;

/** Windows go by the server's time; the times in the records are the phone's, and say how far it is off. */
function clockOff() {
  const ahead = -clockOffsetMs();
  if (Math.abs(ahead) < CLOCK_OFF_MS) return "";
  const time = duration(Math.abs(ahead));
  return banner({
    kind: "warn",
    icon: "clock",
    title: ahead > 0 ? _("手机时间快了 {time}", { time }) : _("手机时间慢了 {time}", { time }),
    text: _("时段按服务器的时间算，不影响您巡查。有空在手机设置里打开“自动设置时间”。"),
  });
}

/** @param {Readiness} ready */
function stale({ bundle }) {
  if (!bundle.fetched_at || bundle.is_fresh) return "";
  const when = isoDate(bundle.fetched_at) === isoDate(nowMs()) ? clockTime(bundle.fetched_at) : day(bundle.fetched_at);
  return banner({
    kind: "warn",
    icon: "download",
    title: _("路线是 {when} 下载的", { when }),
    text: _("出发前连一下网，会自动更新。连不上也能照旧的巡。"),
  });
}

/** @param {Readiness} ready */
function space({ space: room }) {
  if (room.is_enough) return "";
  return banner({
    kind: "defect",
    icon: "phonesave",
    title: _("手机只剩 {free}，大约还能拍 {n} 张", {
      free: size(room.free ?? 0),
      n: Math.floor((room.free ?? 0) / PHOTO_BYTES),
    }),
    text: _("今天的路线大约要 {needed}。删掉些别的东西再出发，没传的不会动。", { needed: size(room.needed) }),
    actions: html`<a class="btn" href="/app/sync">${icon("right")}${_("看看手机空间")}</a>`,
  });
}

/** What the day will take and what there is, where the browser says. @param {Readiness} ready */
function room({ space: { free, needed } }) {
  if (free === null || needed === 0) return "";
  return _("照片大约要 {needed}，手机还有 {free}。", { needed: size(needed), free: size(free) });
}

/** @param {Readiness} ready */
function noCamera({ camera }) {
  if (camera !== "denied") return "";
  return banner({
    kind: "warn",
    icon: "camera",
    title: _("手机不让楼巡用相机"),
    text: _("在浏览器的网站设置里允许相机。检查可以先做，照片回头补。"),
  });
}

/** A tab the browser may empty by itself is worth a word only where that really happens. @param {Readiness} ready */
function notKept({ is_persisted, is_at_risk }) {
  const kind = browser();
  if (is_persisted || isInstalled()) return "";
  if (kind === "wechat")
    return banner({
      kind: "warn",
      icon: "download",
      title: _("您在聊天软件里打开了楼巡"),
      text: _("这里存不牢。请换到手机浏览器里打开。"),
      actions: installLink(),
    });
  if (kind === "ios-safari" || kind === "ios-other")
    return banner({
      kind: "warn",
      icon: "download",
      title: _("请把楼巡装到主屏幕"),
      text: _("苹果手机会清掉 7 天没用的网页，装到主屏幕就不会。"),
      actions: installLink(),
    });
  if (is_at_risk)
    return banner({
      kind: "warn",
      icon: "download",
      title: _("手机空间紧，浏览器可能清掉网页存的东西"),
      text: _("把楼巡装到桌面就存得牢；没传的尽快找信号传掉。"),
      actions: installLink(),
    });
  return "";
}

function installLink() {
  return html`<a class="btn" href="/app/install">${_("怎么装")}</a>`;
}

/** @param {{busy: boolean, trouble: string}} state */
export function notReady({ busy, trouble }) {
  return html`${empty({
    icon: "download",
    title: _("先下载今天的路线"),
    text: _("只有这一步需要信号。之后整天离线都能用。"),
    action: html`<button type="button" class="btn btn--primary btn--lg" data-do="load"${busy ? html` disabled` : ""}>${busy ? _("正在下载…") : _("下载路线")}</button>`,
  })}${trouble ? html`<p class="err" role="alert">${icon("cloudoff", "s")}${trouble}</p>` : ""}`;
}
