/** Choices as native inputs under their words: chips, rows of radio buttons, the three-way answer, severity. */
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { icon } from "./icons.js";

/** @typedef {{value: string, words: string}} Choice */

/**
 * Chips. `change` names the action; the input carries `data-at` so that the action knows what it is about.
 * @param {object} group
 * @param {string} group.name unique on the screen
 * @param {Choice[]} group.choices
 * @param {string[]} group.chosen
 * @param {string} group.change
 * @param {string} [group.at]
 * @param {boolean} [group.several]
 * @param {boolean} [group.defect] coloured as a problem
 * @param {string} [group.label] when no legend stands above it
 */
export function chips({ name, choices, chosen, change, at = "", several = false, defect = false, label }) {
  return html`<div class="chips${defect ? " chips--defect" : ""}"${label ? html` role="group" aria-label="${label}"` : ""}>${choices.map(
    ({ value, words }) =>
      html`<label><input type="${several ? "checkbox" : "radio"}" name="${name}" value="${value}" data-change="${change}" data-at="${at}"${
        chosen.includes(value) ? html` checked` : ""
      }><span>${icon("check")}${words}</span></label>`,
  )}</div>`;
}

/**
 * Rows of radio buttons for longer words.
 * @param {{name: string, legend: string, choices: Choice[], chosen: string | null, change: string, at?: string}} group
 */
export function radioRows({ name, legend, choices, chosen, change, at = "" }) {
  return html`<fieldset class="radio-rows"><legend class="legend">${legend}</legend>${choices.map(
    ({ value, words }) =>
      html`<label><input type="radio" name="${name}" value="${value}" data-change="${change}" data-at="${at}"${
        chosen === value ? html` checked` : ""
      }>${words}</label>`,
  )}</fieldset>`;
}

/**
 * The three-way answer, used without looking: shape above word, 64 px high.
 * @param {{name: string, label: string, chosen: "ok" | "defect" | "na" | null, change: string, at: string}} group
 */
export function answers({ name, label, chosen, change, at }) {
  const options = /** @type {const} */ ([
    ["ok", "a-ok", "ok", _("正常")],
    ["defect", "a-bad", "flag", _("有问题")],
    ["na", "a-na", "na", _("不适用")],
  ]);
  return html`<div class="answers" role="radiogroup" aria-label="${label}">${options.map(
    ([value, look, shape, words]) =>
      html`<label><input type="radio" name="${name}" value="${value}" data-change="${change}" data-at="${at}"${
        chosen === value ? html` checked` : ""
      }><span class="${look}">${icon(shape)}${words}</span></label>`,
  )}</div>`;
}
