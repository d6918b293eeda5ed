/**
 * One asset as a card: known problems first, the three-way answer, what is wrong, the values to read off. Answered
 * cards fold to one row with "change".
 *
 * @import { Card, Draft } from "../../types.js"
 * @import { CardState } from "../../domain/answers.js"
 */
import { activeAnswers, asksValue } from "../../domain/answers.js";
import { isOther, OTHER_FAULT } from "../../domain/other.js";
import { answers, chips } from "../../elements/chips.js";
import { icon } from "../../elements/icons.js";
import { kindIcon } from "../../elements/kinds.js";
import { list } from "../../format.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { faultForm } from "./fault.js";
import { knownProblems } from "./known.js";
import { wantedPhotos } from "./shots.js";
import { valueField } from "./value.js";

/**
 * @typedef {object} CardView what the drawing of a card needs besides the card
 * @property {Draft} draft
 * @property {CardState} state
 * @property {boolean} is_open opened again by "change"
 * @property {boolean} more the checklist's other faults are shown
 */

/** @param {Card} card @param {CardView} view */
export function cardView(card, view) {
  const { state } = view;
  const calm = state.is_done && state.verdict !== "defect" && state.missing.length === 0 && !view.is_open;
  if (calm && card.known.length === 0) return foldedCard(card, state);
  const look = state.verdict === "defect" ? "item--defect" : state.is_done ? "" : "item--todo";
  return html`<li class="item ${look}" data-key="${card.key}" id="${cardId(card.key)}" tabindex="-1">
    <div class="item-h">${icon(kindIcon(card.kind))}<div><h2>${cardName(card)}</h2>${hint(card)}</div></div>
    ${longHint(card)}${knownProblems(card, view.draft)}
    ${card.items.length > 0 ? body(card, view) : ""}
  </li>`;
}

/** @param {string} key */
export function cardId(key) {
  return `card-${key.replace(/[^\w-]/g, "_")}`;
}

/** @param {Card} card */
export function cardName(card) {
  return card.asset_name ?? pick(card.name);
}

/** @param {Card} card @param {CardState} state */
function foldedCard(card, state) {
  const na = state.verdict === "na";
  const tag = na
    ? html`<span class="tag">${icon("na")}${_("不适用")}</span>`
    : html`<span class="tag tag--ok">${icon("ok")}${_("正常")}</span>`;
  const values = activeAnswers(card).flatMap((answer) => valueWords(card, answer));
  return html`<li class="item item--done" data-key="${card.key}" id="${cardId(card.key)}" tabindex="-1"><div class="item-done">${icon(kindIcon(card.kind))}<span class="grow">${cardName(card)}<small>${tag} ${list(values)}</small></span><button type="button" class="btn btn--quiet" data-do="open" data-at="${card.key}" aria-label="${_("改答案：{name}", { name: cardName(card) })}">${_("改")}</button></div></li>`;
}

/** @param {Card} card @param {import("../../types.js").Answer} answer */
function valueWords(card, answer) {
  const item = card.items.find((one) => one.id === answer.item);
  if (!item) return [];
  if (answer.choice) return [pick(item.choices?.find((one) => one.value === answer.choice)?.text) || answer.choice];
  if (answer.value === null || answer.value === undefined || answer.value === "") return [];
  return [`${answer.value}${item.unit ? ` ${item.unit}` : ""}`];
}

/** Up to this many things to look at stand in one line; more fold into a list. */
const IN_ONE_LINE = 4;

/** What to look at, in the checklist's own words. @param {Card} card */
function hint(card) {
  const looks = card.items.filter((item) => !asksValue(item)).map((item) => pick(item.text));
  return looks.length > 0 && looks.length <= IN_ONE_LINE ? html`<p>${looks.join(_("；"))}</p>` : "";
}

/** @param {Card} card */
function longHint(card) {
  const looks = card.items.filter((item) => !asksValue(item)).map((item) => pick(item.text));
  if (looks.length <= IN_ONE_LINE) return "";
  return html`<details class="looks"><summary>${icon("eye")}<span class="grow">${_("要看 {n} 样", { n: looks.length })}</span>${icon("down")}</summary><ul>${looks.map((words) => html`<li>${words}</li>`)}</ul></details>`;
}

/** @param {Card} card @param {CardView} view */
function body(card, view) {
  const plain = card.items.some((item) => item.type === "pass" || item.type === "text");
  const values = card.verdict === "na" ? [] : card.items.filter((item) => item.type !== "pass");
  return html`${
    plain
      ? answers({
          name: `v-${cardId(card.key)}`,
          label: cardName(card),
          chosen: card.verdict,
          change: "verdict",
          at: card.key,
        })
      : ""
  }${values.map((item) => valueField(card, item, view.draft))}${plain ? "" : wayOut(card)}${
    card.verdict === "defect" ? faults(card, view) : ""
  }${wantedPhotos(card, view.draft, view.state)}`;
}

/** A card of readings only: there is still "not here" and "something else is wrong". @param {Card} card */
function wayOut(card) {
  return html`<p class="rowx"><button type="button" class="btn btn--quiet" data-do="toggle-verdict" data-at="${card.key}" data-value="na" aria-pressed="${card.verdict === "na"}">${icon("na")}${_("不适用")}</button><button type="button" class="btn btn--quiet" data-do="toggle-verdict" data-at="${card.key}" data-value="defect" aria-pressed="${card.verdict === "defect"}">${icon("flag")}${_("有别的毛病")}</button></p>`;
}

/** Which faults, then one form for each. @param {Card} card @param {CardView} view */
function faults(card, view) {
  const own = activeAnswers(card).filter(
    (answer) => answer.result === "defect" && !answer.sighting_of && !answer.separate_from && !answer.judged,
  );
  const chosen = own.map((answer) => (isOther(answer) ? OTHER_FAULT : answer.item));
  const shown = card.items.filter((item) => !asksValue(item));
  const more = card.others.filter((item) => view.more || chosen.includes(item.id));
  const choices = [...shown, ...more].map((item) => ({ value: item.id, words: pick(item.fault) || pick(item.text) }));
  return html`<div class="defect-form">
    <fieldset><legend class="legend">${_("哪里不对？可多选")}</legend>${chips({
      name: `f-${cardId(card.key)}`,
      choices: [...choices, { value: OTHER_FAULT, words: _("其他") }],
      chosen,
      change: "fault",
      at: card.key,
      several: true,
      defect: true,
    })}${
      card.others.length > more.length
        ? html`<button type="button" class="btn btn--quiet" data-do="more" data-at="${card.key}">${icon("plus")}${_("更多毛病")}</button>`
        : ""
    }</fieldset>
    ${own.map((answer, place) => faultForm(card, answer, view.draft, { titled: own.length > 1, first: own[0], place }))}
  </div>`;
}
