/**
 * Items answered by a value: a number with its range and last time's reading, one of several choices, a date, words.
 *
 * @import { Answer, Card, Draft, Item } from "../../types.js"
 */
import { readsLower } from "../../domain/answers.js";
import { chips } from "../../elements/chips.js";
import { gauge, okWords } from "../../elements/gauge.js";
import { icon } from "../../elements/icons.js";
import { day, reading } from "../../format.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { faultForm } from "./fault.js";

/** @param {Card} card @param {Item} item @param {Draft} draft */
export function valueField(card, item, draft) {
  const answer = card.answers.find((one) => one.item === item.id && !one.sighting_of && !one.separate_from);
  const at = `${card.key}|${item.id}`;
  return html`<div class="value-item" data-key="value-${item.id}">
    <div class="value-h"><p class="legend">${pick(item.text)}</p>${item.blocking || item.type === "text" ? "" : notHere(item, answer, at)}</div>
    ${guidance(item)}
    ${answer?.result === "na" ? "" : field(card, item, answer, at)}
    ${answer && readsLower(card, answer) ? meterReason(card, answer, at) : ""}
    ${answer?.result === "defect" && answer.judged ? outOfRange(card, item, answer, draft) : ""}
  </div>`;
}

/** One reading alone may not apply (no gas meter here). @param {Item} item @param {Answer | undefined} answer @param {string} at */
function notHere(item, answer, at) {
  const isNa = answer?.result === "na";
  return html`<button type="button" class="btn btn--quiet not-here" data-do="not-here" data-at="${at}" aria-pressed="${isNa}" aria-label="${_("不适用：{item}", { item: pick(item.text) })}">${icon("na")}${_("不适用")}</button>`;
}

/** @param {Item} item */
function guidance(item) {
  const own = typeof item.guidance === "string" ? item.guidance : pick(item.guidance);
  const words = own || (item.type === "number" && item.ok ? _("正常 {range}", { range: okWords(item) }) : "");
  return words ? html`<small class="muted">${words}</small>` : "";
}

/** @param {Card} card @param {Item} item @param {Answer | undefined} answer @param {string} at */
function field(card, item, answer, at) {
  const last = card.last[item.id];
  const label = pick(item.text);
  if (item.type === "number") {
    const value = typeof answer?.value === "number" ? answer.value : null;
    return gauge({
      item,
      value,
      at,
      label,
      last: typeof last?.value === "number" ? last.value : undefined,
      when: last ? day(last.at) : undefined,
    });
  }
  if (item.type === "choice") {
    const choices = (item.choices ?? []).map(({ value, text }) => ({ value, words: pick(text) }));
    return chips({
      name: `c-${item.id}-${card.asset_id ?? "unit"}`,
      choices,
      chosen: [answer?.choice ?? ""],
      change: "choice",
      at,
      label,
    });
  }
  if (item.type === "date") {
    return html`<input class="input" type="date" aria-label="${label}" data-change="date" data-at="${at}" value="${answer?.value ?? ""}">${
      last ? html`<p class="muted">${_("上次：{value}", { value: last.value })}</p>` : ""
    }`;
  }
  return html`<input class="input" type="text" aria-label="${label}" data-change="words" data-at="${at}" value="${answer?.value ?? ""}" maxlength="500">`;
}

/** A counter that went back has one of three reasons; the reading is kept in any case. @param {Card} card @param {Answer} answer @param {string} at */
function meterReason(card, answer, at) {
  const last = card.last[answer.item]?.value;
  const chosen = ["rolled_over", "changed", "misread_before"].filter(
    (key) => answer.meter?.[/** @type {"changed"} */ (key)],
  );
  return html`<fieldset><legend class="legend">${_("比上次的 {n} 小，为什么？", { n: typeof last === "number" ? reading(last) : (last ?? "") })}</legend>${chips(
    {
      name: `m-${answer.key}`,
      choices: [
        { value: "rolled_over", words: _("走满一圈归零了") },
        { value: "changed", words: _("换过表") },
        { value: "misread_before", words: _("上次看错了") },
      ],
      chosen,
      change: "meter",
      at: `${at}|${answer.key}`,
    },
  )}</fieldset>`;
}

/** @param {Card} card @param {Item} item @param {Answer} answer @param {Draft} draft */
function outOfRange(card, item, answer, draft) {
  const words =
    item.type === "number" && item.ok ? _("不在 {range} 之内，会记成问题", { range: okWords(item) }) : _("会记成问题");
  return html`<div class="defect-form"><p class="rowx"><span class="tag tag--defect">${icon("flag")}${words}</span></p>${faultForm(card, answer, draft, { titled: false })}</div>`;
}
