/**
 * One incident: at first what is to be told of it, then its timeline and the steps that may follow. All of it works
 * without signal; what is told here shows at once and goes out by itself.
 *
 * @import { IncidentBody, IncidentDraft } from "../../types.js"
 * @import { LocalIncident } from "../../domain/incidents.js"
 */
import { isEmergency, unitNamed } from "../../domain/incidents.js";
import { instantAt } from "../../domain/windows.js";
import { empty } from "../../elements/banner.js";
import { notBusy } from "../../elements/busy.js";
import { topbar } from "../../elements/frame.js";
import { categoryWord, incidentStepWord } from "../../elements/incident-words.js";
import { saveTyped } from "../../elements/typing.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { goBack } from "../../router.js";
import { bundle, person, site } from "../../session.js";
import { buzz, refreshIf, toast } from "../../shell.js";
import { nowIso } from "../../store/clock.js";
import { dropIncident, incidentDraft, sealIncident } from "../../store/incidents.js";
import { incidentFacts, stepFolds, timeline, urgentNumbers } from "./facts.js";
import { openForm } from "./form.js";
import { incidentPlace, localIncidents } from "./reading.js";
import { incidentTaps } from "./taps.js";

/**
 * @typedef {object} Telling
 * @property {string} id
 * @property {LocalIncident|null} incident null: nothing of it is told yet
 * @property {IncidentDraft} draft
 * @property {IncidentBody["step"]|null} open the step whose form is open
 * @property {Record<string, string>} errors by field
 * @property {Promise<boolean>} busy taps and photos being saved
 */

/** /app/incident/:id @param {{id: string}} params @returns {Promise<import("../../shell.js").Screen>} */
export async function openIncident({ id }) {
  const whose = { person_id: person().person_id, site_id: bundle().site_id, id };
  const draft = await incidentDraft(whose);
  const incident = (await localIncidents()).find((one) => one.id === id) ?? null;
  if (!incident && draft.draft.category === "") return missing();
  /** @type {Telling} */
  const telling = { id, incident, draft, open: null, errors: {}, busy: notBusy() };
  let isTaking = false;
  /** @type {import("../../shell.js").Screen} */
  const screen = {
    title: _("事件"),
    view: () => view(telling),
    actions: {
      ...incidentTaps(telling, whose, () => refreshIf(screen)),
      tell: async ({ dataset }) => {
        if (isTaking) return; // a second tap while the first is being sealed is not a second step
        isTaking = true;
        try {
          await tell(/** @type {IncidentBody["step"]} */ (dataset.step));
        } finally {
          isTaking = false;
        }
      },
      forget: async () => {
        await saveTyped();
        await dropIncident(whose);
        await goBack("/app/incident");
      },
    },
    close: () => void saveTyped(),
  };
  return screen;

  /** @param {IncidentBody["step"]} step */
  async function tell(step) {
    await saveTyped();
    if (!(await telling.busy)) return; // a tap or a photo was not saved: that has been said
    telling.draft = await incidentDraft(whose);
    telling.errors = missingOf(step, telling);
    if (Object.keys(telling.errors).length > 0) {
      refreshIf(screen);
      toast(Object.values(telling.errors)[0]);
      return;
    }
    const body = bodyOf(step, telling);
    const title = [categoryWord(body.category), incidentPlace(placeOf(telling))]
      .filter((one) => one !== "")
      .join(" · ");
    telling.draft = await sealIncident(person(), bundle(), body, title);
    telling.incident = (await localIncidents()).find((one) => one.id === id) ?? telling.incident;
    telling.open = null;
    buzz();
    refreshIf(screen);
    toast(_("“{step}”已存好，有信号自动上传", { step: incidentStepWord(step) }));
    window.scrollTo(0, 0);
  }
}

/** @param {Telling} telling */
function view(telling) {
  const { incident, draft } = telling;
  if (!incident) return openForm(telling);
  const place = incidentPlace(incident);
  return html`${topbar({ title: categoryWord(incident.category), sub: place, back: "/app/incident", backLabel: _("返回事件") })}
  <main id="main" class="screen">
    ${isEmergency(incident.category) && incident.state !== "closed" ? urgentNumbers() : ""}
    ${incidentFacts(incident)}
    ${timeline(incident)}
    ${stepFolds(telling, draft)}
  </main>`;
}

/** @param {Telling} telling */
function placeOf({ incident, draft }) {
  return incident ?? draft.draft;
}

/** What a step cannot do without. @param {IncidentBody["step"]} step @param {Telling} telling @returns {Record<string, string>} */
function missingOf(step, { incident, draft: { draft } }) {
  const category = incident?.category ?? draft.category;
  // Nobody is kept from telling of a fire by a field.
  if (step === "open" && isEmergency(category)) return {};
  if (step === "notice" && draft.due_on === "") return { due_on: _("选一下限期到哪一天。") };
  if (step === "recheck" && draft.put_right === null) return { put_right: _("选一下改好了没有。") };
  if (step !== "recheck" && draft.description.trim() === "" && draft.photos.length === 0)
    return { description: _("写几个字，或拍一张照片。") };
  return {};
}

/** @param {IncidentBody["step"]} step @param {Telling} telling @returns {IncidentBody} */
function bodyOf(step, { id, incident, draft: { draft } }) {
  const hasDue = step === "notice" || (step === "recheck" && draft.put_right === false);
  const due = hasDue && draft.due_on !== "" ? endOf(draft.due_on) : null;
  const isOpening = step === "open";
  const contact = { name: draft.contact_name.trim(), phone: draft.contact_phone.trim() };
  return {
    ...{ incident_id: id, step, category: incident?.category ?? draft.category },
    ...(isOpening ? placed(draft) : {}),
    ...(draft.level ? { level: draft.level } : {}),
    ...{ at: nowIso(), description: draft.description.trim() },
    ...(due ? { due_at: due } : {}),
    ...(step === "recheck" && draft.put_right !== null ? { put_right: draft.put_right } : {}),
    ...(draft.order ? { order: true } : {}),
    photos: draft.photos,
    ...(contact.name || contact.phone
      ? { contacts: [Object.fromEntries(Object.entries(contact).filter(([, value]) => value !== ""))] }
      : {}),
  };
}

/** A point or a unit; words that name one flat are that flat. @param {import("../../types.js").IncidentWords} draft */
function placed({ point_id, unit_id, place_text }) {
  const words = place_text.trim();
  if (words !== "") {
    const unit = unitNamed(bundle().data, words);
    return unit ? { unit_id: unit } : { place_text: words };
  }
  return point_id ? { point_id } : unit_id ? { unit_id } : {};
}

/** The end of that day at the site. @param {string} date */
function endOf(date) {
  const next = new Date(Date.parse(`${date}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10);
  return new Date(instantAt(next, "00:00", site().time_zone)).toISOString();
}

/** @returns {import("../../shell.js").Screen} */
function missing() {
  return {
    title: _("事件"),
    view: () =>
      html`${topbar({ title: _("事件"), back: "/app/incident" })}<main id="main" class="screen">${empty({ icon: "flag", title: _("这个事件不在手机里"), text: _("可能已经结束了。联网后再看。") })}</main>`,
  };
}
