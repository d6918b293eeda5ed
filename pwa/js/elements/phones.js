/** The emergency numbers of the site: shown without signal, one tap to ring. */
import { html } from "../html.js";
import { _, pick } from "../i18n.js";
import { maybeBundle } from "../session.js";
import { icon } from "./icons.js";

/** @param {string} [at] when given, a tap is also told to the action "rang" */
export function phoneButtons(at) {
  const phones = maybeBundle()?.data.day.emergency_phones ?? [];
  if (phones.length === 0) return html`<p class="muted">${_("这个小区还没有登记紧急电话。")}</p>`;
  return html`<div class="phones">${phones.map(({ name, phone }) => {
    const words = pick(name);
    return html`<a class="btn" href="tel:${phone}"${at ? html` data-do="rang" data-at="${at}" data-name="${words} ${phone}"` : ""}>${icon("phone")}<span>${words} <b class="num">${phone}</b></span></a>`;
  })}</div>`;
}
