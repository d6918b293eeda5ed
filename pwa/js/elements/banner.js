/** Notices in the page: a shape, what happened, what is safe, and at most two things to tap. */
import { html } from "../html.js";
import { icon } from "./icons.js";

/**
 * @param {object} notice
 * @param {"off" | "ok" | "warn" | "defect" | "brand" | ""} [notice.kind]
 * @param {string} notice.icon
 * @param {string} notice.title
 * @param {unknown} [notice.text]
 * @param {unknown} [notice.actions] buttons or links
 * @param {string} [notice.code] small, last, for support
 * @param {string} [notice.key]
 */
export function banner({ kind = "", icon: name, title, text, actions, code, key }) {
  return html`<div class="banner${kind ? ` banner--${kind}` : ""}" data-key="${key ?? title}">${icon(name)}<div><b>${title}</b>${
    text ? html`<p>${text}</p>` : ""
  }${actions ? html`<div class="rowx">${actions}</div>` : ""}${code ? html`<small>${code}</small>` : ""}</div></div>`;
}

/**
 * Nothing here: the fact and the next thing.
 * @param {{icon: string, title: string, text?: unknown, action?: unknown}} state
 */
export function empty({ icon: name, title, text, action }) {
  return html`<div class="empty">${icon(name)}<h2>${title}</h2>${text ? html`<p>${text}</p>` : ""}${action ?? ""}</div>`;
}

/**
 * A state label: shape + word + colour.
 * @param {"ok" | "defect" | "warn" | "pend" | "next" | "line" | ""} kind
 * @param {string} name icon
 * @param {unknown} words
 */
export function tag(kind, name, words) {
  return html`<span class="tag${kind ? ` tag--${kind}` : ""}">${icon(name)}${words}</span>`;
}
