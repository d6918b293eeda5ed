/** Bringing a card up under the top bar, and the focus with it. */
import { cardId } from "./card.js";

/** The opened panel comes up under the top bar. @param {string} key */
export function bringUp(key) {
  document.getElementById(cardId(key))?.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
}

/** @param {string} key */
export function focusCard(key) {
  bringUp(key);
  document.getElementById(cardId(key))?.focus({ preventScroll: true });
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** A reading on a card comes up, ready to be filled. @param {string} key @param {string} item */
export function focusItem(key, item) {
  const place = document.getElementById(cardId(key))?.querySelector(`[data-key="value-${CSS.escape(item)}"]`);
  if (!(place instanceof HTMLElement)) return focusCard(key);
  place.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "center" });
  const field = place.querySelector("input, button");
  if (field instanceof HTMLElement) field.focus({ preventScroll: true });
}
