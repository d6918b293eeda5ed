/** How urgent a problem is: one, two or three filled squares, the word, and the deadline in words. */
import { hoursToClose } from "../domain/summary.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";

/** @typedef {import("../types.js").Severity} Severity */
/** @typedef {import("../types.js").Item} Item */

/** @type {Severity[]} */
export const SEVERITIES = ["minor", "major", "critical"];

/** @param {string} severity an unknown one is shown as it came */
export function severityWord(severity) {
  return { minor: _("一般"), major: _("重要"), critical: _("紧急") }[severity] ?? severity;
}

/** @param {string} severity */
export function pips(severity) {
  const on = SEVERITIES.indexOf(/** @type {Severity} */ (severity)) + 1;
  return html`<i class="pips" aria-hidden="true">${[1, 2, 3].map((n) => html`<i${n <= on ? html` class="on"` : ""}></i>`)}</i>`;
}

/** A severity as a label. @param {string} severity */
export function severityTag(severity) {
  const kind = severity === "critical" ? "defect" : severity === "major" ? "warn" : "";
  return html`<span class="tag${kind ? ` tag--${kind}` : ""}">${pips(severity)}${severityWord(severity)}</span>`;
}

/** Until when it must be put right, in words. A critical one must be made safe at once. @param {Item | null} item @param {Severity} severity */
export function deadlineWords(item, severity) {
  const hours = hoursToClose(item, severity);
  if (severity === "critical" || hours <= 1) return _("马上");
  if (hours < 24) return _("{n} 小时内", { n: Math.round(hours) });
  return hours === 24 ? _("一天内") : _("{n} 天内", { n: Math.round(hours / 24) });
}

/**
 * The choice of severity.
 * @param {{name: string, chosen: string, item: Item | null, change: string, at: string}} group
 */
export function severityChoice({ name, chosen, item, change, at }) {
  return html`<fieldset><legend class="legend">${_("有多急？")}</legend><div class="severity">${SEVERITIES.map(
    (value) =>
      html`<label><input type="radio" name="${name}" value="${value}" data-change="${change}" data-at="${at}"${
        value === chosen ? html` checked` : ""
      }><span>${pips(value)}${severityWord(value)}<small>${deadlineWords(item, value)}</small></span></label>`,
  )}</div></fieldset>`;
}
