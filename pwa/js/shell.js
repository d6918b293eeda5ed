/**
 * What stands around every screen: showing one, redrawing it after a change, passing taps to its actions, the undo
 * notice, and saying aloud what changed.
 */

import { fillPictures } from "./elements/picture.js";
import { saveTyped } from "./elements/typing.js";
import { render } from "./html.js";
import { _ } from "./i18n.js";

/**
 * One screen while it is shown. `view` is asked again after every change; `actions` are called by name from
 * data-do (tap), data-change, data-input and data-submit in the markup.
 * @typedef {object} Screen
 * @property {string} title for the window's title
 * @property {() => import("./html.js").Markup} view header, main and footer
 * @property {Record<string, Action>} [actions]
 * @property {(root: HTMLElement) => void} [drawn] after every drawing
 * @property {() => void} [close] when another screen is shown
 * @property {boolean} [dark] the photo is the page
 * @property {boolean} [focus] false: the screen sets the focus itself
 */
/** @typedef {(element: HTMLElement, event: Event) => unknown} Action */

/** @type {Screen | null} */
let shown = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let toastTimer;
/** @type {(() => unknown) | undefined} */
let undo;

/** Listen once to everything tapped, changed, typed and submitted inside the app. */
export function startShell() {
  for (const [type, name] of /** @type {const} */ ([
    ["click", "do"],
    ["change", "change"],
    ["input", "input"],
    ["submit", "submit"],
  ])) {
    root().addEventListener(type, (event) => act(event, name));
  }
  toastPlace().addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("button")) void undoToast();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void saveTyped(); // the phone may end us there without another word
  });
  window.addEventListener("unhandledrejection", (event) => tellTrouble(event.reason));
}

/** @param {Screen} screen */
export function show(screen) {
  shown?.close?.();
  shown = screen;
  if (undo) hideToast(); // what it would undo is no longer in view
  root().replaceChildren();
  document.body.classList.toggle("annot", screen.dark === true);
  refresh();
}

/** Draw the present screen again. */
export function refresh() {
  if (!shown) return;
  const skip = document.getElementById("skip");
  if (skip) skip.textContent = _("跳到主要内容");
  document.title = `${shown.title} · ${_("楼巡")}`;
  render(root(), shown.view());
  fillPictures(root());
  shown.drawn?.(root());
}

/** Draw again if this screen is still the one shown. @param {Screen} screen */
export function refreshIf(screen) {
  if (shown === screen) refresh();
}

/**
 * A notice at the bottom, with Undo when it can be undone.
 * @param {string} text
 * @param {(() => unknown)} [undoing]
 */
export function toast(text, undoing) {
  undo = undoing;
  const place = toastPlace();
  const words = document.createElement("span");
  words.textContent = text;
  place.replaceChildren(words);
  if (undoing) {
    const button = document.createElement("button");
    button.textContent = _("撤销");
    place.append(button);
  }
  place.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(hideToast, undoing ? 8000 : 5000);
}

export function hideToast() {
  undo = undefined;
  toastPlace().hidden = true;
}

/** The person has gone: nothing that was said to them stays. */
export function clearWords() {
  hideToast();
  toastPlace().replaceChildren();
  announce("");
}

async function undoToast() {
  const undoing = undo;
  hideToast();
  await undoing?.();
}

/** Say something to a screen reader without showing it. @param {string} text */
export function announce(text) {
  const place = document.getElementById("announcer");
  if (place) place.textContent = text;
}

/** A short buzz: the tap was taken. */
export function buzz() {
  if ("vibrate" in navigator) navigator.vibrate(12);
}

/** Something of ours broke: say so without blame; what was saved is saved. @param {unknown} error */
export function tellTrouble(error) {
  console.error(error);
  const name = error instanceof Error ? error.name : String(error);
  const full =
    name === "StoreFull"
      ? _("手机空间不够，刚才那一步没有存上。先删掉些别的东西，再点一次。")
      : _("刚才那一步没有存上，之前存的都在。再点一次试试。");
  toast(full);
}

/** @param {Event} event @param {"do" | "change" | "input" | "submit"} name */
function act(event, name) {
  const element = event.target instanceof Element ? event.target.closest(`[data-${name}]`) : null;
  if (!(element instanceof HTMLElement) || element.hasAttribute("disabled")) return;
  const action = shown?.actions?.[element.dataset[name] ?? ""];
  if (!action) return;
  if (name === "submit") event.preventDefault();
  Promise.resolve()
    .then(() => action(element, event))
    .catch(tellTrouble);
}

/** @returns {HTMLElement} */
function root() {
  return /** @type {HTMLElement} */ (document.getElementById("app"));
}

/** @returns {HTMLElement} */
function toastPlace() {
  return /** @type {HTMLElement} */ (document.getElementById("toast"));
}
