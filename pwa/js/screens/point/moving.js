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
