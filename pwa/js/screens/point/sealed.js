/**
 * A point already inspected in a walk of today: what was recorded, and "change", which makes an addendum; both stay.
 *
 * @import { Card, Draft, SealedVisit } from "../../types.js"
 */
import { activeAnswers, cardState } from "../../domain/answers.js";
import { banner, tag } from "../../elements/banner.js";
import { actionbar, topbar } from "../../elements/frame.js";
import { icon } from "../../elements/icons.js";
import { kindIcon } from "../../elements/kinds.js";
import { picture } from "../../elements/picture.js";
import { clockTime, list } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { go, reopen } from "../../router.js";
import { person } from "../../session.js";
import { openCorrection } from "../../store/sealing.js";
import { visitsOf } from "../../store/visits.js";
import { walksToday } from "../walk.js";
import { cardName } from "./card.js";
import { faultName } from "./fault.js";

/** @param {string} pointId @returns {Promise<import("../../shell.js").Screen>} */
export async function openSealed(pointId) {
  const walks = await walksToday();
  /** @type {{visit: SealedVisit, home: string} | null} */
  let found = null;
  for (const { patrol, today } of walks) {
    const sealed = patrol ? await visitsOf(person().person_id, patrol.patrol_id) : [];
    const visit = sealed.find((one) => one.draft.point_id === pointId);
    if (visit) found = { visit, home: `/app/route/${today.round.round_id}` };
  }
  if (!found) {
    await go(`/app/scan/${pointId}`, { replace: true });
    return { title: _("扫码"), view: () => html`` };
  }
  const { visit, home } = found;
  return {
    title: visit.draft.place_name,
    view: () => view(visit, home),
    actions: {
      change: async () => {
        await openCorrection(visit.id);
        await reopen();
      },
    },
  };
}

/** @param {SealedVisit} visit @param {string} home */
function view({ draft, sealed_at }, home) {
  return html`${topbar({ title: draft.place_name, sub: _("{time} 已检查", { time: clockTime(sealed_at) }), back: home, backLabel: _("返回路线") })}
  <main id="main" class="screen">
    ${banner({ icon: "phonesave", title: _("这个点已经存好"), text: _("要改或要补，点下面的“改”。原来的记录会留着，两份主管都看得到。") })}
    <ul class="rows">${draft.cards.map((card) => row(card, draft))}</ul>
    ${draft.note ? html`<p>${draft.note}</p>` : ""}
  </main>
  ${actionbar(html`<button type="button" class="btn btn--primary btn--lg" data-do="change">${icon("undo")}${_("改")}</button>`)}`;
}

/** @param {Card} card @param {Draft} draft */
function row(card, draft) {
  const state = cardState(card, draft.photos);
  const look =
    state.verdict === "defect"
      ? tag("defect", "flag", _("有问题"))
      : state.verdict === "na"
        ? tag("", "na", _("不适用"))
        : state.is_done
          ? tag("ok", "ok", _("正常"))
          : tag("line", "todo", _("未填"));
  const faults = state.defects.map((answer) => faultName(card, answer));
  const photos = activeAnswers(card).flatMap((answer) => answer.photos);
  return html`<li class="row"><span class="glyph">${icon(kindIcon(card.kind))}</span><span class="grow"><b>${cardName(card)}</b><small>${list(faults)}</small></span>${look}${
    photos.length > 0
      ? html`<span class="photos">${photos.map((sha) => html`<span class="photo photo--small">${picture(sha, _("照片"))}</span>`)}</span>`
      : ""
  }</li>`;
}
