/** A tag's link /app/p/<code>, opened by the phone's own camera or a browser: straight to the point it belongs to. */
import { findByCodeHash } from "../domain/places.js";
import { banner } from "../elements/banner.js";
import { topbar } from "../elements/frame.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { go } from "../router.js";
import { bundle } from "../session.js";
import { sha256OfText } from "../store/digest.js";
import { beginVisit, walkFor, walksToday } from "./walk.js";

/** /app/p/:code @param {{code: string}} params @returns {Promise<import("../shell.js").Screen>} */
export async function openCode({ code }) {
  const point = findByCodeHash(bundle().data, await sha256OfText(code));
  if (point) {
    await beginVisit(point.id, walkFor(await walksToday(), point.id), {
      method: "qr",
      code,
      at: new Date().toISOString(),
    });
    await go(`/app/point/${point.id}`, { replace: true });
  }
  const link = html`<a class="btn" href="/app/scan">${_("输入 4 位数")}</a>`;
  return {
    title: _("点位码"),
    view: () =>
      html`${topbar({ title: _("点位码"), back: "/app/" })}<main id="main" class="screen">${banner({
        kind: "warn",
        icon: "scan",
        title: _("这个码认不出来"),
        text: _("可能不是这个小区的，或是刚换的新码。请输入码下面的 4 位数。"),
        actions: link,
      })}</main>`,
  };
}
