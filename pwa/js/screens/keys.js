/**
 * Keys: those in one's own hands first, then the cabinet, to be searched by number, place or name. All of it works
 * without signal.
 *
 * @import { LocalKey } from "../domain/keys.js"
 */
import { empty } from "../elements/banner.js";
import { topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { focusOn, keyCard, keyDesk, keysOf, keyTag, keyTaps } from "../elements/key-card.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { bundle, person, personName } from "../session.js";
import { refreshIf } from "../shell.js";

/** A cabinet may hold thousands; the search finds the rest. */
const MOST_SHOWN = 40;

/** /app/keys @returns {Promise<import("../shell.js").Screen>} */
export async function openKeys() {
  const desk = await keyDesk();
  const ui = { text: "", shown: "" };
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("钥匙"),
    view: () => {
      const keys = keysOf(desk);
      const mine = keys.filter((key) => key.held_by === person().person_id);
      const others = keys.filter((key) => !mine.includes(key) && fits(key, ui.text));
      return html`${topbar({ title: _("钥匙"), sub: _("柜里 {n} 把", { n: keys.filter((key) => key.state === "in").length }), back: "/app/", backLabel: _("返回今日") })}
      <main id="main" class="screen">
        ${keys.length === 0 ? empty({ icon: "key", title: _("这个小区还没有登记钥匙"), text: _("前台登记后，联网就会出现在这里。") }) : ""}
        ${mine.length > 0 ? html`<section class="stack"><div class="section-h"><h2>${_("我借着的钥匙")}</h2><span class="muted num">${mine.length}</span></div>${mine.map((key) => keyCard(desk, key))}</section>` : ""}
        ${
          keys.length > mine.length
            ? html`<section class="stack"><div class="section-h"><h2>${_("钥匙柜")}</h2></div>
          <div class="field"><label for="key-search">${_("找钥匙")}</label><input class="input" id="key-search" type="search" autocomplete="off" data-input="search" value="${ui.text}" placeholder="${_("编号、房号或名称")}"></div>
          ${others.slice(0, MOST_SHOWN).map((key) => (key.id === ui.shown ? keyCard(desk, key) : row(key)))}
          ${others.length === 0 ? html`<p class="muted" role="status">${_("没有这样的钥匙")}</p>` : ""}
          ${others.length > MOST_SHOWN ? html`<p class="muted">${_("还有 {n} 把，请写得再准一些", { n: others.length - MOST_SHOWN })}</p>` : ""}</section>`
            : ""
        }
      </main>`;
    },
    actions: {
      ...keyTaps(desk, () => refreshIf(screen)),
      search: (element) => {
        ui.text = /** @type {HTMLInputElement} */ (element).value;
        refreshIf(screen);
      },
      "key-show": ({ dataset }) => {
        ui.shown = dataset.id ?? "";
        desk.open = null;
        refreshIf(screen);
        focusOn(`[data-key="key-${ui.shown}"] button`);
      },
    },
  };
  return screen;
}

/** @param {LocalKey} key @param {string} text */
function fits(key, text) {
  const unit = bundle().data.places.units.find((one) => one.id === key.unit_id);
  const words = `${key.number} ${key.name} ${unit?.name ?? ""} ${unit?.number ?? ""}`;
  return words.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase());
}

/** @param {LocalKey} key */
function row(key) {
  const holder = key.held_by ? personName(key.held_by) : "";
  return html`<div class="rows" data-key="row-${key.id}"><button type="button" class="row" data-do="key-show" data-id="${key.id}"><span class="glyph">${icon("key")}</span><span class="grow"><b>${key.number}</b><small>${holder ? `${key.name} · ${holder}` : key.name}</small></span>${keyTag(key)}</button></div>`;
}
