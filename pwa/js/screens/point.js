/**
 * A point being inspected: every asset one card. Each tap is saved before it is shown; the visit is
 * sealed when the person leaves the point with everything answered, and goes out by itself.
 *
 * @import { Card, Draft, Patrol } from "../types.js"
 * @import { DraftState } from "../domain/answers.js"
 */

import { isTouched } from "../domain/answering.js";
import { asksValue, draftState } from "../domain/answers.js";
import { pointOf } from "../domain/places.js";
import { banner, tag } from "../elements/banner.js";
import { notBusy } from "../elements/busy.js";
import { actionbar, topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { saveTyped } from "../elements/typing.js";
import { list } from "../format.js";
import { html } from "../html.js";
import { _, pick } from "../i18n.js";
import { go } from "../router.js";
import { bundle, person } from "../session.js";
import { toast } from "../shell.js";
import { discardDraft, listDrafts, stopAsking } from "../store/drafts.js";
import { getPatrol } from "../store/patrols.js";
import { sealDraft } from "../store/sealing.js";
import { allOk, lackingWords, notices, placeName, presenceTag, whereWords } from "./point/around.js";
import { cardName, cardView } from "./point/card.js";
import { isOldLabel, oldLabelNotice } from "./point/label.js";
import { focusCard, focusItem } from "./point/moving.js";
import { keepWhomToRing } from "./point/ringing.js";
import { openSealed } from "./point/sealed.js";
import { taps } from "./point/taps.js";
import { seenInRound } from "./walk.js";

/** /app/point/:point_id @param {{point_id: string}} params @returns {Promise<import("../shell.js").Screen>} */
export async function openPoint({ point_id }) {
  const drafts = (await listDrafts(person().person_id)).filter((one) => one.point_id === point_id);
  const draft = drafts.sort((a, b) => (a.id < b.id ? 1 : -1))[0]; // the newest: an earlier round may have left its own
  if (!draft) return openSealed(point_id);
  const patrol = draft.patrol_id ? await getPatrol(draft.patrol_id) : null;
  return pointScreen(draft, patrol, await isOldLabel(draft));
}

/** @param {Draft} draft @param {Patrol | null} patrol @param {boolean} [hasOldLabel] @returns {import("../shell.js").Screen} */
function pointScreen(draft, patrol, hasOldLabel = false) {
  /** @type {import("./point/taps.js").Visit} */
  const visit = { draft, opened: new Set(), more: new Set(), busy: notBusy() };
  if (draft.asking) void backToTheAsker(visit);
  const home = patrol ? `/app/route/${patrol.round_id}` : "/app/";
  return {
    title: placeName(draft),
    view: () => view(visit, patrol, home, hasOldLabel),
    actions: {
      ...taps(visit),
      back: async (_element, event) => {
        event.preventDefault();
        await leave(visit, home, false);
      },
      next: async () => {
        await visit.busy;
        goNext(visit.draft);
      },
      done: () => leave(visit, afterThis(visit.draft, patrol, home), true),
    },
    close: () => void saveTyped(),
  };
}

/** The camera took the app down: up comes the card that asked for the photo. @param {import("./point/taps.js").Visit} visit */
async function backToTheAsker(visit) {
  const card = visit.draft.asking?.card;
  visit.draft = await stopAsking(visit.draft.id);
  setTimeout(() => card && focusCard(card), 300); // after the router has put the page in its place
}

/**
 * Leaving: answered in full (or said "that's all") seals it; not touched is forgotten; the rest waits on this phone.
 * @param {import("./point/taps.js").Visit} visit
 * @param {string} to
 * @param {boolean} byHand the person said "that's all"
 */
async function leave(visit, to, byHand) {
  await saveTyped();
  if (!(await visit.busy)) return; // a tap or a photo was not saved: that has been said, and nothing is sealed without it
  const state = draftState(visit.draft);
  const blocking = state.missing.find((one) => one.blocking);
  if (byHand && blocking) {
    focusCard(blocking.card);
    toast(_("离开前的检查要做完：关不上也要选一个，再拍张照片。"));
    return;
  }
  if (!isTouched(visit.draft) && !byHand) await discardDraft(visit.draft.id);
  else if (state.is_done || byHand) {
    await keepWhomToRing(visit);
    await sealDraft(visit.draft.id);
    toast(_("{name} 已存好，有信号自动上传", { name: visit.draft.place_name }));
  } else toast(_("已存在手机里，还有 {n} 项没看", { n: state.open_count }));
  await go(to);
}

/** After a point comes the scanner for the next one, else the summary. @param {Draft} draft @param {Patrol | null} patrol @param {string} home */
function afterThis(draft, patrol, home) {
  if (!patrol || draft.correction_of) return home;
  return nextStop(draft, patrol) ? home : `/app/finish/${patrol.round_id}`;
}

/** @param {Draft} draft @param {Patrol} patrol */
function nextStop(draft, patrol) {
  const here = patrol.stops.findIndex((stop) => stop.point_id === draft.point_id);
  const seen = seenInRound(patrol);
  const left = patrol.stops.filter(
    (stop) => stop.state === "todo" && stop.point_id !== draft.point_id && !seen.has(stop.point_id),
  );
  return left.find((stop) => patrol.stops.indexOf(stop) > here) ?? left[0] ?? null;
}

/** @param {import("./point/taps.js").Visit} visit @param {Patrol | null} patrol @param {string} home @param {boolean} hasOldLabel */
function view(visit, patrol, home, hasOldLabel) {
  const { draft } = visit;
  const state = draftState(draft);
  return html`${topbar({ title: placeName(draft), sub: whereWords(draft, patrol), back: home, backLabel: _("返回路线") })}
  <main id="main" class="screen">
    <p class="rowx">${presenceTag(draft)}${tag("", "phonesave", _("已存在手机里"))}</p>
    ${hasOldLabel ? oldLabelNotice() : ""}
    ${notices(draft, patrol)}
    ${allOk(draft)}
    ${
      draft.cards.length === 0
        ? banner({
            kind: "warn",
            icon: "info",
            title: _("这个点现在没有要检查的东西"),
            text: _("您可以写一句说明，点“完成此点”就行。"),
          })
        : ""
    }
    <ol class="items" aria-label="${_("检查项")}">${draft.cards.map((card) => {
      const found = state.cards.find(({ key }) => key === card.key);
      return found
        ? cardView(card, {
            draft,
            state: found.state,
            is_open: visit.opened.has(card.key),
            more: visit.more.has(card.key),
          })
        : "";
    })}</ol>
    <div class="field"><label for="visit-note">${_("整个点的说明（可不填）")}</label><textarea class="input" id="visit-note" rows="2" data-input="note" maxlength="1000">${draft.note}</textarea></div>
    ${state.is_done ? "" : html`<button type="button" class="btn btn--quiet btn--block" data-do="done">${_("先到这里，没看的留空")}</button>`}
  </main>
  ${bottom(draft, patrol, state)}`;
}

/** @param {Draft} draft @param {Patrol | null} patrol @param {import("../domain/answers.js").DraftState} state */
function bottom(draft, patrol, state) {
  const filled = !draft.correction_of && draft.cards.some((card) => card.bulk);
  const undo = filled
    ? html`<button type="button" class="btn btn--lg" data-do="undo-fill" aria-label="${_("撤销“其余都正常”")}">${icon("undo")}</button>`
    : "";
  const open = draft.cards.filter((card) => state.cards.some((one) => one.key === card.key && !one.state.is_done));
  if (open.length > 0) {
    const names = openNames(open, state);
    const shown = names.length > 6 ? [...names.slice(0, 5), "…"] : names;
    const note = _("还有 {n} 项：{names}", { n: names.length, names: list(shown) });
    const words = _("去看下一项：{name}", { name: names[0] });
    return actionbar(
      html`${undo}<button type="button" class="btn btn--primary btn--lg" data-do="next">${words} ${icon("down")}</button>`,
      note,
    );
  }
  const lacking = lackingWords(draft, state);
  const next = patrol ? nextStop(draft, patrol) : null;
  const name = next ? (pointOf(bundle().data, next.point_id)?.name ?? "") : "";
  const words = draft.correction_of ? _("存好修改") : name ? _("完成此点，去{name}", { name }) : _("完成此点");
  return actionbar(
    html`${undo}<button type="button" class="btn btn--primary btn--lg" data-do="done">${icon("check")}${words}</button>`,
    lacking,
    "info",
  );
}

/** What is still open: the cards; of the last one, its readings by name. @param {Card[]} open @param {DraftState} state */
function openNames(open, state) {
  const items = state.cards.find(({ key }) => key === open[0].key)?.state.open ?? [];
  const several = open.length === 1 && items.length > 1 && items.every(asksValue);
  return several ? items.map((item) => pick(item.text)) : open.map(cardName);
}

/** The next thing to look at: a card, or the first reading missing on it. @param {Draft} draft */
function goNext(draft) {
  const state = draftState(draft);
  const card = state.cards.find(({ key }) => key === state.next_card);
  if (!card) return;
  const item = card.state.open[0];
  if (card.state.open_known.length === 0 && item && asksValue(item)) focusItem(card.key, item.id);
  else focusCard(card.key);
}
