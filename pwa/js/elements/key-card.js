/**
 * One key as a card: where it is, who has it, until when; borrowed, given back or said to be lost in place. A screen
 * asks for `keyDesk`, shows `keyCard` for its keys and takes `keyTaps` among its actions.
 *
 * @import { LocalKey } from "../domain/keys.js"
 * @import { KeyBody, OutboxReport } from "../types.js"
 */
import { offersOf, stageOf } from "../domain/keys.js";
import { dayAndTime, duration } from "../format.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { bundle, person, personName, site } from "../session.js";
import { buzz, toast } from "../shell.js";
import { serverNow } from "../store/clock.js";
import { cabinetNow, takeKeyStep } from "../store/keys.js";
import { listReports } from "../store/outbox.js";
import { banner, tag } from "./banner.js";
import { chips } from "./chips.js";
import { icon } from "./icons.js";
import { misfitWord, PURPOSES, purposeWord } from "./key-words.js";

/**
 * @typedef {object} KeyDesk what a screen knows of keys while it is shown
 * @property {OutboxReport[]} reports this person's, as last read
 * @property {{ purpose?: string, order_id?: string, inspection_id?: string }} context what keys are borrowed for here
 * @property {{ id: string, step: KeyBody["step"] } | null} open the panel that is open
 * @property {{ purpose: string, unit_state: string, note: string }} typed
 * @property {boolean} is_taking
 */

/**
 * @param {KeyDesk["context"]} [context] given a purpose, borrowing is one tap
 * @returns {Promise<KeyDesk>}
 */
export async function keyDesk(context = {}) {
  const reports = await listReports(person().person_id);
  return { reports, context, open: null, typed: nothingTyped(), is_taking: false };
}

/** The cabinet as of now. @param {KeyDesk} desk @returns {LocalKey[]} */
export function keysOf(desk) {
  return cabinetNow(person(), bundle(), site().time_zone, desk.reports);
}

/** Those of a unit: usually one. @param {KeyDesk} desk @param {string} unit_id */
export function unitKeys(desk, unit_id) {
  return keysOf(desk).filter((key) => key.unit_id === unit_id);
}

/** Those in this person's hands. @param {KeyDesk} desk */
export function heldKeys(desk) {
  return keysOf(desk).filter((key) => key.held_by === person().person_id);
}

/** @param {KeyDesk} desk @param {LocalKey} key */
export function keyCard(desk, key) {
  const offers = offersOf(key, person().person_id);
  const step = desk.open?.id === key.id ? desk.open.step : null;
  return html`<section class="card stack" data-key="key-${key.id}">
    <div class="keycard"><span class="glyph${glyphLook(key)}">${icon("key")}</span><span class="grow"><b>${title(key)}</b><small>${line(key)}</small></span>${keyTag(key)}</div>
    ${key.pending_steps.length > 0 ? html`<p class="muted rowx">${icon("phonesave", "s")}${_("已存在手机里，有信号自动上传")}</p>` : ""}
    ${notices(key)}
    ${step ? panel(desk, key, step) : buttons(desk, key, offers)}
  </section>`;
}

/** State in shape, word and colour. @param {LocalKey} key */
export function keyTag(key) {
  const mine = key.held_by === person().person_id;
  if (key.state === "in") return tag("ok", "ok", _("在柜里"));
  if (key.state === "lost" && !key.due_at) return tag("defect", "flag", _("已挂失"));
  const left = Date.parse(key.due_at ?? "") - serverNow();
  if (left <= 0) return tag("defect", "flag", _("超时 {time}", { time: duration(-left) }));
  return mine ? tag("warn", "clock", _("剩 {time}", { time: duration(left) })) : tag("line", "user", _("借出"));
}

/** @param {LocalKey} key */
function glyphLook(key) {
  if (key.held_by === person().person_id) return " glyph--brand";
  return key.state === "lost" ? " glyph--defect" : "";
}

/** @param {LocalKey} key */
function title(key) {
  const { number } = key;
  if (key.held_by === person().person_id) return _("钥匙 {number} 在您手上", { number });
  if (key.held_by) return _("钥匙 {number} 在{name}手上", { number, name: personName(key.held_by) || _("别人") });
  if (key.state === "out") return _("钥匙 {number} 借给了外来人员", { number });
  return _("钥匙 {number}", { number });
}

/** @param {LocalKey} key */
function line(key) {
  if (!key.borrowed_at || !key.due_at) return key.name;
  const at = dayAndTime(key.borrowed_at, serverNow());
  const due = dayAndTime(key.due_at, serverNow());
  return [key.name, purposeWord(key.purpose), _("{at} 借", { at }), _("{due} 前还", { due })]
    .filter(Boolean)
    .join(" · ");
}

/** @param {LocalKey} key */
function notices(key) {
  const me = person().person_id;
  const stage = key.due_at ? stageOf(Date.parse(key.due_at), serverNow(), site().time_zone) : null;
  return html`${key.held_by === me && stage ? overdue(stage) : ""}${
    key.state === "in" && key.needs_approval
      ? banner({
          kind: "warn",
          icon: "shield",
          title: _("借这把钥匙要先请主管同意"),
          text: _("托管房屋的，还要先问过业主。着急先拿也会记下，主管会看到。"),
        })
      : ""
  }${(key.misfits ?? [])
    .filter((one) => one.person_id === me || key.held_by === me)
    .map((one) =>
      banner({
        key: `misfit-${one.at}`,
        kind: "warn",
        icon: "users",
        title: misfitTitle(one),
        text: _("{why}。两份都留着，前台会核对，不用您选。", { why: misfitWord(one.why_not) }),
      }),
    )}`;
}

/** @param {{ step: string, person_id: string | null, at: string }} one */
function misfitTitle({ step, person_id, at }) {
  const who = person_id === person().person_id ? _("您") : personName(person_id) || _("别人");
  const time = dayAndTime(at, serverNow());
  if (step === "borrow") return _("{who} {time} 也记了借这把钥匙", { who, time });
  if (step === "return") return _("{who} {time} 也记了还这把钥匙", { who, time });
  return _("{who} {time} 也记了丢这把钥匙", { who, time });
}

/** @param {import("../domain/keys.js").Stage} stage */
function overdue(stage) {
  const isLate = stage === "next_day" || stage === "lost";
  return banner({
    kind: isLate ? "defect" : "warn",
    icon: "clock",
    title: _("这把钥匙该还了"),
    text: isLate ? _("超过一天没还，先不能再借别的。还不了请给前台打电话。") : _("还不了请给前台打个电话。"),
  });
}

/** @param {KeyDesk} desk @param {LocalKey} key @param {KeyBody["step"][]} offers */
function buttons(desk, key, offers) {
  const main = offers.includes("borrow")
    ? html`<button type="button" class="btn grow" data-do="${desk.context.purpose ? "key-take" : "key-open"}" data-id="${key.id}" data-step="borrow">${icon("key")}${_("借这把")}</button>`
    : offers.includes("return")
      ? html`<button type="button" class="btn grow" data-do="key-open" data-id="${key.id}" data-step="return">${icon("undo")}${_("还钥匙")}</button>`
      : "";
  if (offers.length === 0) return "";
  return html`<div class="rowx">${main}<button type="button" class="btn btn--quiet" data-do="key-open" data-id="${key.id}" data-step="lost">${_("找不到了")}</button></div>`;
}

/** @param {KeyDesk} desk @param {LocalKey} key @param {KeyBody["step"]} step */
function panel(desk, key, step) {
  const { typed } = desk;
  const asks = {
    borrow: html`<fieldset><legend class="legend" tabindex="-1">${_("借来做什么？")}</legend>${chips({ name: "key-purpose", choices: PURPOSES.map((value) => ({ value, words: purposeWord(value) })), chosen: [typed.purpose], change: "key-purpose" })}</fieldset>`,
    return: html`${
      key.kind === "unit"
        ? html`<fieldset><legend class="legend" tabindex="-1">${_("离开时房屋怎么样？")}</legend>${chips({
            name: "key-state",
            choices: [
              { value: "ok", words: _("门窗水电都关好，东西没动") },
              { value: "changed", words: _("有变化，下面写一句") },
            ],
            chosen: [typed.unit_state],
            change: "key-state",
          })}</fieldset>`
        : ""
    }<p class="muted">${_("请把钥匙交给前台或挂回柜里，再记下。")}</p>`,
    lost: html`<p class="muted">${_("会马上告诉前台和主管：换锁、查看房屋，这个号不再用。")}</p>`,
  };
  const done = { borrow: _("记下，借走"), return: _("记下，已还"), lost: _("记下丢失") };
  return html`<div class="stack">${asks[step]}
    <div class="field"><label for="key-note">${step === "lost" ? _("在哪里、怎么丢的（可不填）") : _("说明（可不填）")}</label><textarea class="input" id="key-note" rows="2" maxlength="500" data-input="key-note">${typed.note}</textarea></div>
    <div class="rowx"><button type="button" class="btn grow${step === "lost" ? " btn--danger" : " btn--primary"}" data-do="key-take" data-id="${key.id}" data-step="${step}">${icon("check")}${done[step]}</button><button type="button" class="btn btn--quiet" data-do="key-close">${_("先不")}</button></div></div>`;
}

/**
 * @param {KeyDesk} desk
 * @param {() => void} redraw
 * @returns {Record<string, import("../shell.js").Action>}
 */
export function keyTaps(desk, redraw) {
  /** @param {HTMLElement} element */
  const value = (element) => /** @type {HTMLInputElement} */ (element).value;
  return {
    "key-open": ({ dataset }) => {
      desk.open = { id: dataset.id ?? "", step: /** @type {KeyBody["step"]} */ (dataset.step) };
      desk.typed = nothingTyped();
      redraw();
      focusOn(`[data-key="key-${dataset.id}"] legend, [data-key="key-${dataset.id}"] textarea`);
    },
    "key-close": () => {
      desk.open = null;
      redraw();
    },
    "key-purpose": (element) => {
      desk.typed.purpose = value(element);
    },
    "key-state": (element) => {
      desk.typed.unit_state = value(element);
    },
    "key-note": (element) => {
      desk.typed.note = value(element);
    },
    "key-take": async ({ dataset }) => {
      if (desk.is_taking) return;
      desk.is_taking = true;
      try {
        await take(desk, dataset.id ?? "", /** @type {KeyBody["step"]} */ (dataset.step));
      } finally {
        desk.is_taking = false;
      }
      redraw();
    },
  };
}

/** @param {KeyDesk} desk @param {string} id @param {KeyBody["step"]} step */
async function take(desk, id, step) {
  const key = keysOf(desk).find((one) => one.id === id);
  if (!key) return;
  const { context, typed } = desk;
  const told = step === "borrow" ? { purpose: typed.purpose, ...context } : { unit_state: typed.unit_state };
  const around = { key, step, bundle: bundle(), time_zone: site().time_zone };
  const sealed = await takeKeyStep(person(), { ...around, ...told, note: typed.note });
  desk.reports = await listReports(person().person_id);
  desk.open = null;
  desk.typed = nothingTyped();
  if (sealed.length === 0) return toast(_("这把钥匙的情况刚变了，请再看一眼。"));
  buzz();
  toast(
    step === "borrow"
      ? _("已记下：{number} 借走，用完请还", { number: key.number })
      : step === "return"
        ? _("已记下：{number} 已还", { number: key.number })
        : _("已记下：{number} 丢失", { number: key.number }),
  );
}

/** What a tap has opened is where the next tap goes. @param {string} selector */
export function focusOn(selector) {
  const found = document.querySelector(selector);
  if (found instanceof HTMLElement) found.focus();
}

function nothingTyped() {
  return { purpose: "", unit_state: "", note: "" };
}
