/**
 * A unit looked at today: what was recorded, and "change", which makes an addendum; both stay.
 *
 * @import { Card, SealedVisit } from "../../types.js"
 */
import { activeAnswers, cardState } from "../../domain/answers.js";
import { banner, tag } from "../../elements/banner.js";
import { actionbar, topbar } from "../../elements/frame.js";
import { icon } from "../../elements/icons.js";
import { clockTime, isoDate, reading } from "../../format.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { reopen } from "../../router.js";
import { bundle, person } from "../../session.js";
import { serverNow } from "../../store/clock.js";
import { openDraft } from "../../store/drafts.js";
import { openCorrection } from "../../store/sealing.js";
import { listVisits } from "../../store/visits.js";
import { faultName } from "../point/fault.js";
import { itemName } from "./moving.js";

/** The newest visit of today. @param {string} unit_id @returns {Promise<SealedVisit | null>} */
export async function sealedToday(unit_id) {
  const visits = (await listVisits(person().person_id)).filter(
    (visit) => visit.draft.unit_id === unit_id && isoDate(visit.sealed_at) === isoDate(serverNow()),
  );
  return visits.sort((a, b) => (a.sealed_at < b.sealed_at ? 1 : -1))[0] ?? null;
}

/** @param {SealedVisit} visit @returns {import("../../shell.js").Screen} */
export function sealedUnit({ id, draft, sealed_at }) {
  return {
    title: _("空置房 {name}", { name: draft.place_name }),
    view: () => html`${topbar({ title: _("空置房 {name}", { name: draft.place_name }), sub: _("{time} 已检查", { time: clockTime(sealed_at) }), back: "/app/units", backLabel: _("返回房屋") })}
  <main id="main" class="screen">
    ${banner({ icon: "phonesave", title: _("这套房已经存好"), text: _("要改或要补，点下面的“改”。原来的记录会留着，两份主管都看得到。") })}
    ${draft.cards.map((card) => html`<ul class="rows">${rows(card, draft)}</ul>`)}
    ${draft.note ? html`<p>${draft.note}</p>` : ""}
    <button type="button" class="btn btn--quiet btn--block" data-do="again">${icon("refresh")}${_("再看一次，另做一份记录")}</button>
  </main>
  ${actionbar(html`<button type="button" class="btn btn--primary btn--lg" data-do="change">${icon("undo")}${_("改")}</button>`)}`,
    actions: {
      change: async () => {
        await openCorrection(id);
        await reopen();
      },
      again: async () => {
        await openDraft({ bundle: bundle(), person: person(), unit_id: draft.unit_id });
        await reopen();
      },
    },
  };
}

/** What is wrong, then what was read; all else was fine. @param {Card} card @param {import("../../types.js").Draft} draft */
function rows(card, draft) {
  const { defects } = cardState(card, draft.photos);
  const read = activeAnswers(card).filter((one) => typeof one.value === "number" && one.result === "ok");
  const fine = activeAnswers(card).filter((one) => one.result === "ok" && !read.includes(one)).length;
  const unit = (/** @type {string} */ id) => card.items.find((item) => item.id === id);
  return html`${defects.map(
    (one) =>
      html`<li class="row"><span class="grow"><b>${faultName(card, one)}</b><small>${[one.spot, typeof one.value === "number" ? `${reading(one.value)} ${unit(one.item)?.unit ?? ""}` : "", one.note].filter(Boolean).join(" · ")}</small></span>${tag("defect", "flag", _("有问题"))}</li>`,
  )}${read.map((one) => {
    const item = unit(one.item);
    return html`<li class="row"><span class="grow"><b>${item ? itemName(item) : pick(card.name)}</b><small>${reading(Number(one.value))} ${item?.unit ?? ""}</small></span>${tag("ok", "ok", _("正常"))}</li>`;
  })}${fine > 0 ? html`<li class="row"><span class="grow"><b>${_("其余 {n} 项", { n: fine })}</b></span>${tag("ok", "ok", _("正常"))}</li>` : ""}`;
}
