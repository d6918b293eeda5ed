/**
 * A vacant unit being inspected, in the order one walks it: the key, the door, the meters, the rooms, the check before
 * leaving. Each tap is saved before it is shown; the visit is sealed when the person says it is done.
 *
 * @import { Draft } from "../types.js"
 * @import { Visit } from "./point/taps.js"
 */
import { isTouched } from "../domain/answering.js";
import { draftState } from "../domain/answers.js";
import { bulkPlan } from "../domain/filling.js";
import { unitOf } from "../domain/places.js";
import { openInOrder, partsOf, stormRound } from "../domain/units.js";
import { banner, tag } from "../elements/banner.js";
import { notBusy } from "../elements/busy.js";
import { actionbar, topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { keyDesk } from "../elements/key-card.js";
import { saveTyped } from "../elements/typing.js";
import { isoDate, list } from "../format.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { go } from "../router.js";
import { bundle, person } from "../session.js";
import { toast } from "../shell.js";
import { serverNow } from "../store/clock.js";
import { discardDraft, listDrafts, openDraft, stopAsking } from "../store/drafts.js";
import { sealDraft } from "../store/sealing.js";
import { lackingWords } from "./point/around.js";
import { keepWhomToRing } from "./point/ringing.js";
import { taps } from "./point/taps.js";
import { exitCheck } from "./unit/exit.js";
import { itemRow } from "./unit/item.js";
import { keyPart, unitKeyTaps } from "./unit/key.js";
import { meterRow } from "./unit/meter.js";
import { focusAsked, itemName } from "./unit/moving.js";
import { storyOf } from "./unit/reason.js";
import { sealedToday, sealedUnit } from "./unit/sealed.js";
import { unitTaps } from "./unit/taps.js";

/** /app/unit/:unit_id @param {{unit_id: string}} params @returns {Promise<import("../shell.js").Screen>} */
export async function openUnit({ unit_id }) {
  const standing = (await listDrafts(person().person_id)).filter((one) => one.unit_id === unit_id);
  const round = stormRound(bundle().data, unit_id, isoDate(serverNow()));
  const sealed = standing.length === 0 ? await sealedToday(unit_id) : null;
  const isForStorm = round !== null && sealed?.draft.round_id !== round.round_id;
  if (sealed && !isForStorm) return sealedUnit(sealed);
  const correction = standing.find((one) => one.correction_of);
  const draft = correction ?? (await openDraft({ bundle: bundle(), person: person(), unit_id, round }));
  /** @type {Visit} */
  const visit = { draft, opened: new Set(), more: new Set(), busy: notBusy() };
  const desk = await keyDesk({ purpose: "inspection", inspection_id: draft.id });
  /** The visit can be finished without a photo of the locked door, but not by an oversight. */
  const told = { photo: false };
  const asked = draft.asking?.item;
  if (draft.asking) visit.draft = await stopAsking(draft.id);
  if (asked) setTimeout(() => focusAsked(asked), 300); // after the router has put the page in its place
  return {
    title: titleOf(draft),
    view: () => view(visit, desk),
    actions: {
      ...taps(visit),
      ...unitTaps(visit),
      ...unitKeyTaps(visit, desk),
      back: async (_element, event) => {
        event.preventDefault();
        await goAway(visit);
      },
      next: async () => {
        await visit.busy;
        const next = openInOrder(visit.draft)[0];
        if (next) focusAsked(next.item.id);
      },
      done: () => finish(visit, told),
    },
    close: () => void saveTyped(),
  };
}

/** @param {import("../types.js").Draft} draft */
function titleOf(draft) {
  const isVacant = unitOf(bundle().data, draft.unit_id ?? "")?.vacant ?? true;
  return isVacant ? _("空置房 {name}", { name: draft.place_name }) : _("房屋 {name}", { name: draft.place_name });
}

/** Not only taken over or fitted out: its meters should stand still. @param {import("../types.js").Draft} draft */
function isAskedAsVacant(draft) {
  return draft.cards.some((card) => card.checklist.key === "vacant-unit");
}

/** Going away without finishing: what was answered waits on this phone. @param {Visit} visit */
async function goAway(visit) {
  await saveTyped();
  if (!(await visit.busy)) return;
  if (!isTouched(visit.draft) || isUnchanged(visit.draft)) await discardDraft(visit.draft.id);
  else toast(_("已存在手机里，还有 {n} 项没看", { n: openInOrder(visit.draft).length }));
  await go("/app/units");
}

/** A sealed visit opened again and left as it was. @param {Draft} draft */
function isUnchanged({ correction_of, cards, photos, note }) {
  if (!correction_of) return false;
  const before = [correction_of.cards, correction_of.photos, correction_of.note];
  return JSON.stringify([cards, photos, note]) === JSON.stringify(before);
}

/** Sealed once the check before leaving is answered. @param {Visit} visit @param {{photo: boolean}} told */
async function finish(visit, told) {
  await saveTyped();
  if (!(await visit.busy)) return; // a tap or a photo was not saved: that has been said, and nothing is sealed without it
  const { missing } = draftState(visit.draft);
  const blocking = missing.find((one) => one.blocking);
  if (blocking?.item) {
    focusAsked(blocking.item);
    const why = blocking.kind === "exit-reason";
    return toast(
      why ? _("写一句哪里关不上、为什么，再离开。") : _("离开前的检查要做完：关不上也要选一个，再拍张照片。"),
    );
  }
  const exit = new Set(partsOf(visit.draft).exit.map(({ item }) => item.id));
  const photo = missing.find((one) => one.kind === "photo" && one.item && exit.has(one.item));
  if (photo?.item && !told.photo) {
    told.photo = true;
    focusAsked(photo.item);
    return toast(_("离开前的照片还没拍。实在拍不了，再点一次就存好，主管会看到。"));
  }
  await keepWhomToRing(visit);
  await sealDraft(visit.draft.id);
  toast(_("{name} 已存好，有信号自动上传", { name: visit.draft.place_name }));
  await go("/app/units");
}

/** @param {Visit} visit @param {import("../elements/key-card.js").KeyDesk} desk */
function view(visit, desk) {
  const { draft } = visit;
  const parts = partsOf(draft);
  const open = openInOrder(draft);
  const left = (/** @type {import("../domain/units.js").Asked[]} */ asked) => {
    const n = asked.filter(({ item }) => open.some((one) => one.item.id === item.id)).length;
    return n > 0 ? html`<span class="muted">${_("还有 {n} 项", { n })}</span>` : tag("ok", "ok", _("看完了"));
  };
  const rows = (/** @type {import("../domain/units.js").Asked[]} */ asked) =>
    html`<ol class="items">${asked.map(({ card, item }) => itemRow(card, item, visit))}</ol>`;
  const unit = unitOf(bundle().data, draft.unit_id ?? "");
  return html`${topbar({ title: titleOf(draft), sub: storyOf(draft), back: "/app/units", backLabel: _("返回房屋") })}
  <main id="main" class="screen">
    ${keyPart(draft, desk)}
    ${unit && !unit.vacant && isAskedAsVacant(draft) ? banner({ icon: "info", title: _("这套房已经不是空置房"), text: _("可以照样检查，用水用电不会报警。") }) : ""}
    ${stormBanner(draft)}
    ${allPlain(draft)}
    ${parts.known.length > 0 ? html`<section aria-labelledby="known-h"><div class="section-h"><h2 id="known-h">${hasLeak(draft) ? _("这里在漏水，先看漏的地方") : _("先看上次的问题")}</h2>${left(parts.known)}</div>${rows(parts.known)}</section>` : ""}
    ${parts.door.length > 0 ? html`<section aria-labelledby="door-h"><div class="section-h"><h2 id="door-h">${_("进门先看")}</h2>${left(parts.door)}</div>${rows(parts.door)}</section>` : ""}
    ${parts.meters.length > 0 ? html`<section class="card" aria-labelledby="meters-h"><div class="section-h"><h2 id="meters-h">${_("抄表")}</h2>${left(parts.meters)}</div>${parts.meters.map(({ card, item }) => meterRow(card, item, draft))}</section>` : ""}
    ${parts.rooms.length > 0 ? html`<section aria-labelledby="rooms-h"><div class="section-h"><h2 id="rooms-h">${_("屋里看一圈")}</h2>${left(parts.rooms)}</div>${rows(parts.rooms)}</section>` : ""}
    ${parts.exit.length > 0 ? html`<section aria-labelledby="exit-h"><div class="section-h"><h2 id="exit-h">${_("离开前")}</h2>${left(parts.exit)}</div><ol class="items">${parts.exit.map(({ card, item }) => exitCheck(card, item, draft))}</ol></section>` : ""}
    <div class="field"><label for="visit-note">${_("整套房的说明（可不填）")}</label><textarea class="input" id="visit-note" rows="2" data-input="note" maxlength="1000">${draft.note}</textarea></div>
    ${open.length > 0 ? html`<button type="button" class="btn btn--quiet btn--block" data-do="done">${_("先到这里，没看的留空")}</button>` : ""}
  </main>
  ${bottom(draft, open)}`;
}

/** @param {Draft} draft */
function hasLeak(draft) {
  return bundle().data.day.units_due.find((one) => one.unit_id === draft.unit_id)?.reason === "leak";
}

/** Before and after a storm more is asked. @param {Draft} draft */
function stormBanner(draft) {
  const reason = bundle().data.day.units_due.find((one) => one.unit_id === draft.unit_id)?.reason;
  if (reason !== "storm" && !draft.round_id) return "";
  const text = _("门窗、阳台地漏、外挂物一样样看，有的要拍照。");
  return banner({ kind: "warn", icon: "home", title: _("风雨检查"), text });
}

/** Says what it fills; meters, valves and what is tried by hand stay. @param {Draft} draft */
function allPlain(draft) {
  const { fill } = bulkPlan(draft);
  if (fill.length < 2) return "";
  const names = draft.cards.flatMap((card) => card.items.filter((item) => fill.includes(item.id))).map(itemName);
  const shown = names.length > 4 ? [...names.slice(0, 4), "…"] : names;
  const words = _("会把 {n} 项填成正常：{names}。", { n: fill.length, names: list(shown) });
  return html`<button type="button" class="allok" data-do="all-ok">${icon("ok")}<span>${_("都看过了，其余都正常")}<small>${words}${_("表、阀和要动手试的您来填。")}</small></span></button>`;
}

/** @param {Draft} draft @param {import("../domain/units.js").Asked[]} open */
function bottom(draft, open) {
  const filled = draft.cards.some((card) => card.answers.some((answer) => answer.bulk));
  const undo = filled
    ? html`<button type="button" class="btn btn--lg" data-do="undo-fill" aria-label="${_("撤销“其余都正常”")}">${icon("undo")}</button>`
    : "";
  if (open.length > 0) {
    const names = open.map(({ item }) => itemName(item));
    const shown = names.length > 5 ? [...names.slice(0, 4), "…"] : names;
    const note = _("还有 {n} 项：{names}", { n: names.length, names: list(shown) });
    return actionbar(
      html`${undo}<button type="button" class="btn btn--primary btn--lg" data-do="next">${_("去看下一项：{name}", { name: names[0] })} ${icon("down")}</button>`,
      note,
    );
  }
  const lacking = lackingWords(draft, draftState(draft));
  return actionbar(
    html`${undo}<button type="button" class="btn btn--primary btn--lg" data-do="done">${icon("check")}${_("看完了，存好")}</button>`,
    lacking,
    "info",
  );
}
