/**
 * What only a person can settle: signing in again, a photo that cannot be opened or is gone, a report the server did
 * not take. Each says what happened, what is safe, and what to tap.
 *
 * @import { NeedsYou, SyncState } from "../../types.js"
 */
import { shrink } from "../../camera/shrink.js";
import { banner, tag } from "../../elements/banner.js";
import { askForPhoto, takenAt } from "../../elements/camera.js";
import { icon } from "../../elements/icons.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { maybeBundle } from "../../session.js";
import { toast } from "../../shell.js";
import { retryParked } from "../../store/outbox.js";
import { declareLost, retakeLost } from "../../store/sealing.js";
import { syncNow } from "../../sync/triggers.js";

/** @param {SyncState} state */
export function needsSection(state) {
  if (state.needs_you.length === 0) return "";
  return html`<section><div class="section-h"><h2>${_("要您处理")}</h2>${tag("defect", "flag", state.needs_you.length)}</div><div class="stack">${state.needs_you.map((need) => notice(need, state))}</div></section>`;
}

/** @param {NeedsYou} need @param {SyncState} state */
function notice(need, state) {
  const code = need.problem?.code ? _("出错编号 {code}", { code: need.problem.code }) : "";
  const key = `${need.kind}-${need.report_id ?? ""}-${need.sha256 ?? ""}`;
  const name = need.title || _("一条记录");
  const photo = html`<button type="button" class="btn" data-do="again" data-report="${need.report_id}" data-photo="${need.sha256}">${icon("camera")}${_("重新拍")}</button><button type="button" class="btn btn--quiet" data-do="without" data-report="${need.report_id}" data-photo="${need.sha256}">${_("不带照片提交")}</button>`;
  switch (need.kind) {
    case "sign-in":
      return banner({
        key,
        kind: "warn",
        icon: "lock",
        title: _("需要再登录一次才能上传"),
        text: _("{n} 项都还在手机里，登录后接着传。巡查不受影响。", { n: state.waiting_count }),
        actions: html`<a class="btn" href="/app/sign-in">${_("重新登录")}</a>`,
        code,
      });
    case "photo-lost":
      return banner({
        key,
        kind: "defect",
        icon: "image",
        title: _("{name}的照片打不开了", { name }),
        text: _("手机清理时删掉了原图。检查结果还在，只缺照片。"),
        actions: photo,
        code,
      });
    case "photo-unreadable":
      return banner({
        key,
        kind: "defect",
        icon: "image",
        title: _("{name}的照片打不开了", { name }),
        text: _("照片已传到，但是打不开。检查结果没有问题，只缺照片。"),
        actions: photo,
        code,
      });
    case "photo-parked":
      return banner({
        key,
        kind: "warn",
        icon: "image",
        title: _("{name}的照片没能传上去", { name }),
        text: words(need, _("照片还在手机里，检查结果没有问题。")),
        actions: retry(need),
        code,
      });
    default:
      return banner({
        key,
        kind: "warn",
        icon: "phonesave",
        title: _("{name}的记录没能传上去", { name }),
        text: words(need, _("记录还在手机里，不会丢。")),
        actions: retry(need),
        code,
      });
  }
}

/** @param {NeedsYou} need @param {string} safe */
function words(need, safe) {
  const why = need.problem?.detail || need.problem?.title || "";
  return why ? `${why} ${safe}` : safe;
}

/** @param {NeedsYou} need */
function retry(need) {
  return html`<button type="button" class="btn" data-do="retry" data-report="${need.report_id}">${icon("refresh")}${_("再传一次")}</button>`;
}

/** @param {() => void} redraw @returns {Record<string, import("../../shell.js").Action>} */
export function needsTaps(redraw) {
  return {
    retry: async (element) => {
      await retryParked(element.dataset.report ?? "");
      void syncNow().then(redraw);
    },
    without: async (element) => {
      await declareLost(element.dataset.report ?? "", [element.dataset.photo ?? ""]);
      toast(_("已记下缺这张照片，主管会看到。"));
    },
    again: async (element) => {
      const file = await askForPhoto();
      if (!file) return;
      const report = element.dataset.report ?? "";
      const shrunk = await shrink(file, { max_px: maybeBundle()?.data.settings.photo_max_px }).catch((error) => {
        console.error(error);
        return null;
      });
      if (!shrunk) return toast(_("这张照片打不开。换一张，或再拍一次。"));
      await retakeLost(report, element.dataset.photo ?? "", shrunk, takenAt(file, false));
      toast(_("补拍的照片已存好，有信号自动上传。"));
    },
  };
}
