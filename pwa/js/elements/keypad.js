/**
 * A passcode's six places and the digits to tap. A keyboard works too. What is typed stands nowhere in the page: only
 * how many digits there are.
 */
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { announce } from "../shell.js";
import { PASSCODE_LENGTH } from "../store/locks.js";
import { icon } from "./icons.js";

export class Keypad {
  typed = "";
  isBusy = false;

  /** @param {(passcode: string) => void} onWhole all digits are there @param {() => void} redraw */
  constructor(onWhole, redraw) {
    this.onWhole = onWhole;
    this.redraw = redraw;
    this.listen = this.listen.bind(this);
  }

  /** @param {string} digit */
  add(digit) {
    if (this.isBusy || this.typed.length >= PASSCODE_LENGTH) return;
    this.typed += digit;
    this.redraw();
    if (this.typed.length === PASSCODE_LENGTH) this.onWhole(this.typed);
    else announce(_("已输 {n} 位，共 6 位", { n: this.typed.length }));
  }

  back() {
    if (this.isBusy) return;
    this.typed = this.typed.slice(0, -1);
    announce(_("已输 {n} 位，共 6 位", { n: this.typed.length }));
    this.redraw();
  }

  clear() {
    this.typed = "";
  }

  /** For the screen's actions. */
  taps() {
    return {
      digit: (/** @type {HTMLElement} */ element) => this.add(element.dataset.digit ?? ""),
      "digit-back": () => this.back(),
    };
  }

  /** Called when the screen is drawn; `mute` when it closes. */
  hear() {
    document.addEventListener("keydown", this.listen);
  }

  mute() {
    document.removeEventListener("keydown", this.listen);
  }

  /** @param {KeyboardEvent} event */
  listen(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    if (/^\d$/.test(event.key)) this.add(event.key);
    else if (event.key === "Backspace") this.back();
    else return;
    event.preventDefault();
  }

  /** @param {string} label what these digits are @param {string} [trouble] its words stand in an element of this id */
  view(label, trouble) {
    const places = Array.from(
      { length: PASSCODE_LENGTH },
      (_one, n) => html`<i${n < this.typed.length ? html` class="on"` : ""}></i>`,
    );
    const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
      (digit) =>
        html`<button type="button" class="btn key" data-do="digit" data-digit="${digit}"${this.off()}>${digit}</button>`,
    );
    return html`<div class="keypad" role="group" aria-label="${label}"${trouble ? html` aria-describedby="${trouble}"` : ""}>
    <p class="places" aria-hidden="true">${places}</p>
    <div class="keys">${digits}<span></span><button type="button" class="btn key" data-do="digit" data-digit="0"${this.off()}>0</button><button type="button" class="btn btn--quiet key" data-do="digit-back" aria-label="${_("删一位")}"${this.off()}>${icon("back")}</button></div></div>`;
  }

  off() {
    return this.isBusy ? html` disabled` : "";
  }
}
