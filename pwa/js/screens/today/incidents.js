/**
 * Incidents on Today: the one tap to tell of one, the emergencies of the site that are open, the re-checks to come.
 *
 * @import { LocalIncident } from "../../domain/incidents.js"
 */
import { banner } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { categoryWord } from "../../elements/incident-words.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { incidentPlace, incidentRow, isPressing, isToRecheck } from "../incident/reading.js";

/** Always there, always the same: nobody looks for it when it burns. */
export function incidentEntry() {
  return html`<a class="btn btn--block incident-entry" href="/app/incident">${icon("flag")}<span><b>${_("事件")}</b> <small>${_("着火、困人、漏水、违章……一按就报")}</small></span>${icon("right")}</a>`;
}

/** @param {LocalIncident[]} incidents */
export function pressingSection(incidents) {
  return incidents.filter(isPressing).map((incident) => {
    const place = incidentPlace(incident);
    return banner({
      kind: "defect",
      icon: "flag",
      key: `pressing-${incident.id}`,
      title: [categoryWord(incident.category), place].filter((one) => one !== "").join(" · "),
      text: incident.description,
      actions: html`<a class="btn" href="/app/incident/${incident.id}">${_("看经过，补进展")}</a>`,
    });
  });
}

/** @param {LocalIncident[]} incidents */
export function incidentsSection(incidents) {
  const open = incidents.filter((one) => !isPressing(one) && (isToRecheck(one) || one.state !== "closed"));
  if (open.length === 0) return "";
  return html`<section><div class="section-h"><h2>${_("没结束的事件")}</h2><span class="muted num">${open.length}</span></div><ul class="rows">${open.slice(0, 4).map(incidentRow)}</ul></section>`;
}

/** The day ends with the diary. @param {boolean} isSent */
export function diaryEntry(isSent) {
  return html`<ul class="rows"><li><a class="row" href="/app/diary"><span class="glyph glyph--brand">${icon("edit")}</span><span class="grow"><b>${_("工作日记")}</b><small>${isSent ? _("今天的交过了，还可以改") : _("已经替您起好草稿")}</small></span>${icon("right")}</a></li></ul>`;
}
