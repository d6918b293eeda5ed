/**
 * One meter: the digits, last time's reading, how much has run through since and what that means; a lower reading asks
 * for one of three reasons.
 *
 * @import { Answer, Card, Draft, Item } from "../../types.js"
 */
import { readsLower } from "../../domain/answers.js";
import { meterState } from "../../domain/meters.js";
import { tag } from "../../elements/banner.js";
import { chips } from "../../elements/chips.js";
import { icon } from "../../elements/icons.js";
import { day, reading } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { serverNow } from "../../store/clock.js";
import { orderPreview } from "../point/fault.js";
import { photoRow } from "../point/shots.js";
import { guidance, meterName, rowId } from "./moving.js";

const DAY_MS = 86_400_000;

/** @param {Card} card @param {Item} item @param {Draft} draft */
export function meterRow(card, item, draft) {
  const answer = card.answers.find((one) => one.item === item.id && !one.sighting_of && !one.separate_from);
  const last = card.last[item.id];
  const before = typeof last?.value === "number" ? last.value : null;
  const at = `${card.key}|${item.id}`;
  const field = `m-${item.id}`;
  const value = typeof answer?.value === "number" ? answer.value : null;
  const isNa = answer?.result === "na";
  return html`<div class="meter-row" id="${rowId(item.id)}" data-key="meter-${item.id}" tabindex="-1">
    <div class="value-h"><label class="legend" for="${field}">${meterName(item)} <span class="muted">${item.unit ?? ""}</span></label><button type="button" class="btn btn--quiet not-here" data-do="not-here" data-at="${at}" aria-pressed="${isNa}" aria-label="${_("没有这个表：{name}", { name: meterName(item) })}">${icon("na")}${_("没有这个表")}</button></div>
    ${
      isNa
        ? ""
        : html`<div class="digits"><input class="input digits-input" id="${field}" inputmode="decimal" autocomplete="off" maxlength="16" data-change="value" data-at="${at}" value="${value === null ? "" : reading(value)}" placeholder="${before === null ? _("第一次抄") : _("上次 {n}", { n: reading(before) })}" aria-describedby="${field}-h"><button type="button" class="btn" data-do="shoot" data-at="${card.key}|${answer?.key ?? ""}|${item.id}|evidence" aria-label="${_("拍{name}", { name: meterName(item) })}">${icon("camera")}</button></div>
    <div id="${field}-h" class="stack">${said(card, item, answer, before, last?.at ?? "", at)}</div>
    ${answer && answer.photos.length > 0 ? photoRow({ card, answer, draft, role: "evidence", legend: _("表的照片") }) : ""}`
    }
  </div>`;
}

/** @param {Card} card @param {Item} item @param {Answer | undefined} answer @param {number | null} before @param {string} lastAt @param {string} at */
function said(card, item, answer, before, lastAt, at) {
  if (typeof answer?.value !== "number") {
    return before === null
      ? html`<div class="muted">${guidance(item)}</div>`
      : html`<button type="button" class="btn btn--quiet" data-do="same" data-at="${at}">${_("和上次一样 {n}", { n: reading(before) })}</button>`;
  }
  const { growth, went_back, alarm, possible } = meterState(card, item, answer);
  if (!possible) return note("warn", "flag", _("这个读数不太可能"), _("再看一眼表。照样留着，主管会看到。"));
  const lower = readsLower(card, answer);
  return html`${went_back && answer.meter?.changed ? note("warn", "flag", _("换表的读数对不上"), _("旧表最后的读数不会比上次小，新表现在的读数不会比装上时小。")) : ""}
    ${growth === null ? "" : grown(item, growth, alarm, lastAt, lower || Boolean(answer.meter?.changed))}
    ${alarm ? alarmMore(card, item, answer) : ""}
    ${lower || answer.meter ? why(card, answer, before ?? 0) : ""}
    ${alarm && !answer.meter ? html`<button type="button" class="btn btn--quiet" data-do="meter" data-at="${card.key}|${item.id}|${answer.key}" value="changed">${icon("refresh")}${_("换过表")}</button>` : ""}
    ${answer.photos.length === 0 ? html`<p class="muted">${_("还差一张表的照片")}</p>` : ""}`;
}

/** @param {Item} item @param {number} growth @param {boolean} alarm @param {string} lastAt @param {boolean} reckoned over a roll-over or a change */
function grown(item, growth, alarm, lastAt, reckoned) {
  const amount = `${reading(growth)}${item.unit ? ` ${item.unit}` : ""}`;
  if (alarm) return note("warn", "droplet", more(lastAt, amount), advice(item));
  if (growth === 0) return html`<p class="rowx">${tag("ok", "ok", _("和上次一样"))}</p>`;
  const words = reckoned ? _("算下来多了 {amount}", { amount }) : more(lastAt, amount);
  return html`<p class="rowx">${tag("ok", "ok", words)}</p>`;
}

/** 比上周多了 1.8 m³: the time since in the word people use for it. @param {string} lastAt @param {string} amount */
function more(lastAt, amount) {
  const days = Math.round((serverNow() - Date.parse(lastAt)) / DAY_MS);
  if (days === 1) return _("比昨天多了 {amount}", { amount });
  if (days >= 6 && days <= 8) return _("比上周多了 {amount}", { amount });
  if (days >= 27 && days <= 33) return _("比上个月多了 {amount}", { amount });
  return _("比 {day} 多了 {amount}", { day: day(lastAt), amount });
}

/** @param {Item} item */
function advice(item) {
  switch (item.meter?.kind) {
    case "water":
      return _("空房不该用水。请看马桶和水龙头有没有漏。");
    case "gas":
      return _("空房不该用气。先闻有没有气味，不开关电器，关阀、开窗。");
    default:
      return _("空房不该用这么多。请看哪一路没有断开。");
  }
}

/** What comes of it, and room for what was found. @param {Card} card @param {Item} item @param {Answer} answer */
function alarmMore(card, item, answer) {
  return html`<div class="field"><label for="note-${answer.key}">${_("找到原因了吗？（可不填）")}</label><input class="input" id="note-${answer.key}" data-input="text" data-field="note" data-at="${card.key}|${answer.key}" value="${answer.note ?? ""}" maxlength="500" autocomplete="off"></div>${orderPreview(answer, item, answer.severity ?? item.severity)}`;
}

/** A counter that went back has one of three reasons; the reading is kept in any case. @param {Card} card @param {Answer} answer @param {number} before */
function why(card, answer, before) {
  const reasons = /** @type {const} */ (["rolled_over", "changed", "misread_before"]);
  const words = { rolled_over: _("走满一圈归零了"), changed: _("换过表"), misread_before: _("上次看错了") };
  const legend = readsLower(card, answer) ? _("比上次的 {n} 小，为什么？", { n: reading(before) }) : _("这个表");
  return html`<fieldset class="meter-why"><legend class="legend">${legend}</legend>${chips({
    name: `m-${answer.key}`,
    choices: reasons.map((value) => ({ value, words: words[value] })),
    chosen: reasons.filter((reason) => answer.meter?.[reason]),
    change: "meter",
    at: `${card.key}|${answer.item}|${answer.key}`,
  })}${answer.meter?.changed ? exchange(card, answer) : ""}</fieldset>`;
}

/** The old meter's last reading and the new one's first. @param {Card} card @param {Answer} answer */
function exchange(card, answer) {
  const at = `${card.key}|${answer.key}`;
  const number = (/** @type {"old_end"|"new_start"} */ name, /** @type {string} */ label) =>
    html`<div class="field"><label for="${name}-${answer.key}">${label}</label><input class="input" id="${name}-${answer.key}" inputmode="decimal" autocomplete="off" maxlength="16" data-change="meter-number" data-field="${name}" data-at="${at}" value="${answer.meter?.[name] === undefined ? "" : reading(/** @type {number} */ (answer.meter[name]))}"></div>`;
  return html`<div class="pair">${number("old_end", _("旧表最后的读数"))}${number("new_start", _("新表装上时的读数"))}</div><div class="field"><label for="serial-${answer.key}">${_("新表号（可不填）")}</label><input class="input" id="serial-${answer.key}" autocomplete="off" maxlength="40" data-change="meter-serial" data-at="${at}" value="${answer.meter?.serial ?? ""}"></div>`;
}

/** @param {"warn"} kind @param {string} shape @param {string} title @param {string} text */
function note(kind, shape, title, text) {
  return html`<div class="banner banner--${kind}" role="status">${icon(shape)}<div><b>${title}</b><p>${text}</p></div></div>`;
}
