/** Whom to ring: the person on duty, then the emergency numbers of the site. Shown without signal, one tap to ring. */
import { html } from "../html.js";
import { _, pick } from "../i18n.js";
import { maybeBundle } from "../session.js";
import { serverNow } from "../store/clock.js";
import { icon } from "./icons.js";

/** @typedef {{ name: string, phone: string, words: string }} ToRing */

/** Whoever is on duty now first; after their turn, or where nobody is, the site's own numbers. @returns {ToRing[]} */
export function numbersNow() {
  const day = maybeBundle()?.data.day;
  const duty = day?.duty;
  const on = duty && (!duty.until || Date.parse(duty.until) > serverNow());
  const persons = on ? [duty, ...(duty.stand_in ? [duty.stand_in] : [])] : [];
  const own = persons
    .filter((one) => one.phone)
    .map(({ name, phone }, place) => ({ name, phone, words: place === 0 ? _("值班") : _("替班") }));
  return [...own, ...(day?.emergency_phones ?? []).map(({ name, phone }) => ({ name: pick(name), phone, words: "" }))];
}

/** @param {string} [at] when given, a tap is also told to the action "rang" */
export function phoneButtons(at) {
  const numbers = numbersNow();
  if (numbers.length === 0) return html`<p class="muted">${_("这个小区还没有登记紧急电话。")}</p>`;
  return html`<div class="phones">${numbers.map(({ name, phone, words }) => {
    const said = words ? `${words} ${name}` : name;
    return html`<a class="btn" href="tel:${phone.replace(/[^+\d]/g, "")}"${at ? html` data-do="rang" data-at="${at}" data-name="${said} ${phone}"` : ""}>${icon("phone")}<span>${said} <b class="num">${phone}</b></span></a>`;
  })}</div>`;
}
