/**
 * Incidents as the screens read them: the bundle's, with what this phone has told on top.
 *
 * @import { LocalIncident } from "../../domain/incidents.js"
 * @import { Incident } from "../../types.js"
 */
import { incidentsNow, isEmergency } from "../../domain/incidents.js";
import { placeLine, pointOf, unitOf } from "../../domain/places.js";
import { tag } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { categoryIcon, categoryWord, incidentState } from "../../elements/incident-words.js";
import { dayAndTime } from "../../format.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { bundle, person } from "../../session.js";
import { serverNow } from "../../store/clock.js";
import { listIncidents } from "../../store/incidents.js";

/** @returns {Promise<LocalIncident[]>} the most pressing first */
export async function localIncidents() {
  const told = bundle().data.day.incidents ?? [];
  return incidentsNow(told, await listIncidents(person().person_id, bundle().site_id));
}

/** What goes before everything else. @param {LocalIncident} incident */
export function isPressing(incident) {
  return isEmergency(incident.category) && incident.state !== "closed";
}

/** A re-check whose day has come, or will. @param {LocalIncident} incident */
export function isToRecheck(incident) {
  return incident.due_at !== null && incident.state !== "closed";
}

/** @param {Pick<Incident, "point_id"|"unit_id"|"place_text">} incident */
export function incidentPlace({ point_id, unit_id, place_text }) {
  const data = bundle().data;
  const place = point_id ? pointOf(data, point_id) : unit_id ? unitOf(data, unit_id) : null;
  if (!place) return place_text ?? "";
  const { building, floor, name } = placeLine(data, place);
  return [building, name.startsWith(floor) ? "" : floor, name].filter((part) => part !== "").join(" ");
}

/** @param {LocalIncident} incident */
export function incidentRow(incident) {
  const [look, shape, word] = incidentState(incident.state);
  const title = incident.description || categoryWord(incident.category);
  const isUrgent = isPressing(incident);
  const place = incidentPlace(incident);
  return html`<li data-key="i-${incident.id}"><a class="row" href="/app/incident/${incident.id}"><span class="glyph${isUrgent ? " glyph--defect" : ""}">${icon(categoryIcon(incident.category))}</span><span class="grow"><b>${categoryWord(incident.category)}</b><small>${[place, title].filter((part) => part !== "" && part !== categoryWord(incident.category)).join(" · ")}</small></span>${
    incident.due_at ? dueTag(incident.due_at) : tag(look, shape, word)
  }</a></li>`;
}

/** @param {string} due_at */
export function dueTag(due_at) {
  const now = serverNow();
  const isLate = Date.parse(due_at) <= now;
  return isLate
    ? tag("defect", "flag", _("该复查了"))
    : tag("warn", "clock", _("{time} 前复查", { time: dayAndTime(due_at, now) }));
}
