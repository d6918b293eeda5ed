/**
 * One tap from anywhere: the numbers to ring, then what it is. Below, what is going on already: my own incidents and the
 * site's open emergencies.
 *
 * @import { LocalIncident } from "../domain/incidents.js"
 */
import { BREACHES, EMERGENCIES } from "../domain/incidents.js";
import { topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { categoryIcon, categoryWord } from "../elements/incident-words.js";
import { phoneButtons } from "../elements/phones.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { go } from "../router.js";
import { bundle, person } from "../session.js";
import { newId } from "../store/ids.js";
import { saveIncident } from "../store/incidents.js";
import { hereNow } from "./incident/place.js";
import { incidentRow, localIncidents } from "./incident/reading.js";

/** /app/incident @returns {Promise<import("../shell.js").Screen>} */
export async function openIncidents() {
  const incidents = await localIncidents();
  let isChosen = false;
  return {
    title: _("事件"),
    view: () => html`${topbar({ title: _("出了什么事？"), back: "/app/", backLabel: _("返回今日") })}
    <main id="main" class="screen">
      <section class="card emergency-phones" aria-labelledby="ring"><h2 id="ring">${_("先打电话，再记")}</h2>${phoneButtons()}</section>
      ${choices(_("紧急事件"), EMERGENCIES, true)}
      ${choices(_("不急的"), ["problem", ...BREACHES], false)}
      ${going(incidents)}
    </main>`,
    actions: {
      choose: async ({ dataset }) => {
        if (isChosen) return; // a second tap is not a second incident
        isChosen = true;
        const id = newId();
        const whose = { person_id: person().person_id, site_id: bundle().site_id, id };
        const category = dataset.category ?? "problem";
        await saveIncident(whose, { category, order: EMERGENCIES.includes(category), ...(await hereNow()) });
        await go(`/app/incident/${id}`);
      },
    },
  };
}

/** @param {string} title @param {string[]} categories @param {boolean} isUrgent */
function choices(title, categories, isUrgent) {
  return html`<section><div class="section-h"><h2>${title}</h2></div><ul class="kinds${isUrgent ? " kinds--urgent" : ""}">${categories.map(
    (category) =>
      html`<li><button type="button" class="kind" data-do="choose" data-category="${category}">${icon(categoryIcon(category))}<span>${categoryWord(category)}</span></button></li>`,
  )}</ul></section>`;
}

/** @param {LocalIncident[]} incidents */
function going(incidents) {
  if (incidents.length === 0) return "";
  return html`<section><div class="section-h"><h2>${_("正在处理的事件")}</h2><span class="muted num">${incidents.length}</span></div><ul class="rows">${incidents.map(incidentRow)}</ul></section>`;
}
