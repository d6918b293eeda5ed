/**
 * The language of the app. Chinese is the source text; English comes from /app/i18n/en.json, loaded only when chosen.
 * The choice is kept per person on this phone, else per browser, else the browser's own language decides.
 */

import { keepLanguage } from "./store/language.js";

/** @typedef {"zh" | "en"} Language */
/** @typedef {{zh: string, en?: string}} Words two languages of a name that comes as data */

/** @type {Language} */
let current = "zh";
/** @type {Record<string, string>} */
let english = {};
/** @type {string | null} */
let person = null;

/**
 * The text in the chosen language, `{name}` filled from values.
 * @param {string} text Chinese source
 * @param {Record<string, unknown>} [values]
 * @returns {string}
 */
export function _(text, values = {}) {
  const words = current === "en" ? (english[text] ?? text) : text;
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * One language of a name that comes as data ({zh, en}); the other when one is missing.
 * @param {Partial<Words> | string | null | undefined} words
 * @returns {string}
 */
export function pick(words) {
  if (!words || typeof words === "string") return words ?? "";
  return (current === "en" ? words.en || words.zh : words.zh || words.en) ?? "";
}

/** @returns {Language} */
export function language() {
  return current;
}

/** For Accept-Language and Intl. */
export function locale() {
  return current === "en" ? "en-GB" : "zh-CN";
}

/**
 * Take the language of this person (null: of this browser) and load its words.
 * @param {string | null} personId
 */
export async function useLanguageOf(personId) {
  person = personId;
  await speak(stored(personId) ?? stored(null) ?? browserLanguage());
}

/**
 * Choose a language and remember it for the person and this browser.
 * @param {Language} chosen
 */
export async function chooseLanguage(chosen) {
  for (const key of [keyOf(person), keyOf(null)]) localStorage.setItem(key, chosen);
  await speak(chosen);
}

/** @param {Language} chosen @returns {Promise<void>} */
async function speak(chosen) {
  if (chosen === "en" && Object.keys(english).length === 0) {
    const answer = await fetch("/app/i18n/en.json").catch(() => null);
    if (!answer?.ok) return; // no signal and never loaded here: stay in the language that is complete
    english = await answer.json();
  }
  current = chosen;
  document.documentElement.lang = chosen === "en" ? "en" : "zh-CN";
  await keepLanguage(chosen === "en" ? "en" : "zh-CN"); // the service worker and the server's answers follow it
}

/** @param {string | null} personId @returns {Language | null} */
function stored(personId) {
  const value = localStorage.getItem(keyOf(personId));
  return value === "zh" || value === "en" ? value : null;
}

/** @param {string | null} personId */
function keyOf(personId) {
  return personId ? `louxun.language.${personId}` : "louxun.language";
}

/** @returns {Language} */
function browserLanguage() {
  const first = navigator.languages?.find((tag) => /^(zh|en)\b/i.test(tag));
  return first && /^en/i.test(first) ? "en" : "zh";
}
