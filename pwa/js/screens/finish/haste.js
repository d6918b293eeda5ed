/**
 * What on the walk looks implausibly fast: the patroller reads it before the supervisor does, and may say why.
 *
 * @import { PaceDoubt } from "../../types.js"
 * @import { Walk } from "../walk.js"
 */
import { paceDoubts } from "../../domain/pace.js";
import { pointOf } from "../../domain/places.js";
import { banner } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { bundle } from "../../session.js";

const SHOWN = 5;

/** @param {Walk} walk */
export function hasteSection(walk) {
  const doubts = paceDoubts(walk.paced, bundle().data.settings.pace ?? null);
  if (doubts.length === 0) return "";
  const more = doubts.length - SHOWN;
  const notice = banner({
    kind: "warn",
    icon: "clock",
    title: _("有 {n} 处走得特别快", { n: doubts.length }),
    text: _("主管也会看到。有原因就在下面写一句，比如坐电梯、两人一起巡。"),
  });
  const rows = doubts
    .slice(0, SHOWN)
    .map(
      (doubt) =>
        html`<li class="row"><span class="glyph glyph--warn">${icon("clock")}</span><span class="grow">${doubtWords(doubt, walk)}</span></li>`,
    );
  return html`<section class="stack">${notice}<ul class="rows">${rows}${more > 0 ? html`<li class="row"><span class="grow muted">${_("还有 {n} 处", { n: more })}</span></li>` : ""}</ul></section>`;
}

/** @param {PaceDoubt} doubt @param {Walk} walk */
function doubtWords(doubt, walk) {
  const visit = walk.visits.find((one) => one.id === doubt.id);
  const place = (visit?.point_id && pointOf(bundle().data, visit.point_id)?.name) || visit?.place_name || "";
  const n = Math.max(0, Math.round(doubt.measured));
  switch (doubt.code) {
    case "scans-too-close":
      return _("{place}：离上一点只隔 {n} 秒", { place, n });
    case "floors-too-fast":
      return _("{place}：一分钟走了约 {n} 层", { place, n });
    default:
      return _("{place}：每样只看了约 {n} 秒", { place, n });
  }
}
