/**
 * Incidents on the phone: how one stands after its steps (the server's rules once more), which steps it allows, and the
 * bundle's incidents with what this phone has sealed on top. Nothing here reads a clock or a store.
 *
 * @import { BundleData, Incident, IncidentBody, IncidentDraft, IncidentState, IncidentStep, Severity } from "../types.js"
 */
import { placeLine } from "./places.js";

export const EMERGENCIES = [
  "fire",
  "entrapment",
  "gas",
  "burst_pipe",
  "flood",
  "power",
  "crime",
  "falling_object",
  "injury",
  "infestation",
];
export const BREACHES = ["violation", "fit_out_breach"];
export const CATEGORIES = [...EMERGENCIES, "problem", ...BREACHES];

/** From the discovery until company and district must know, in minutes. @type {Record<number, number>} */
export const REPORT_WITHIN = { 1: 10, 2: 20, 3: 30, 4: 30 };

/** @type {Record<IncidentState, IncidentBody["step"][]>} */
const ALLOWS = {
  unopened: ["open"],
  open: ["note", "notice", "recheck", "hand_over", "close"],
  noticed: ["note", "notice", "recheck", "hand_over", "close"],
  handed_over: ["note", "recheck", "close"],
  closed: [],
};

/** @type {Partial<Record<IncidentBody["step"], IncidentState>>} */
const BECOMES = { open: "open", notice: "noticed", hand_over: "handed_over", close: "closed" };

/**
 * @typedef {IncidentStep & { is_pending: boolean }} LocalStep is_pending: on this phone, the bundle does not tell it yet
 * @typedef {Omit<Incident, "steps"> & { steps: LocalStep[], draft: IncidentDraft|null }} LocalIncident
 * @typedef {{ state: IncidentState, due_at: string|null, opened_at: string|null }} Standing
 */

/**
 * The incident after these steps: they count in the order they were taken, whatever order they came in.
 *
 * @param {Pick<IncidentStep, "step"|"at"|"due_at"|"put_right">[]} steps
 * @returns {Standing}
 */
export function stand(steps) {
  const ordered = inOrder(steps);
  /** @type {Standing} */
  let now = { state: "unopened", due_at: null, opened_at: null };
  if (!ordered.some((one) => one.step === "open")) return now;
  for (const one of ordered) {
    if (!ALLOWS[now.state].includes(one.step)) continue;
    now = {
      state: BECOMES[one.step] ?? now.state,
      due_at: dueAfter(now.due_at, one),
      opened_at: one.step === "open" ? one.at : now.opened_at,
    };
  }
  return now;
}

/**
 * @template {Pick<IncidentStep, "step"|"at">} T
 * @param {T[]} steps
 * @returns {T[]}
 */
function inOrder(steps) {
  const rank = (/** @type {T} */ one) => (one.step === "open" ? 0 : 1);
  const last = (/** @type {T} */ one) => (one.step === "close" ? 1 : 0);
  return [...steps].sort((a, b) => rank(a) - rank(b) || Date.parse(a.at) - Date.parse(b.at) || last(a) - last(b));
}

/** @param {string|null} due_at @param {Pick<IncidentStep, "step"|"due_at"|"put_right">} one */
function dueAfter(due_at, one) {
  if (one.step === "hand_over" || one.step === "close") return null;
  if (one.step === "recheck") return one.due_at ?? (one.put_right === false ? due_at : null);
  return one.due_at ?? due_at;
}

/** @param {string} category */
export function isEmergency(category) {
  return EMERGENCIES.includes(category);
}

/** @param {string} category */
export function isBreach(category) {
  return BREACHES.includes(category);
}

/**
 * The steps a screen offers: a deadline and its re-check only for what somebody is to put right.
 *
 * @param {Pick<Incident, "category"|"state">} incident
 * @returns {IncidentBody["step"][]}
 */
export function stepsOffered({ category, state }) {
  // What is not opened here yet can be added to all the same: it is joined when the first report comes.
  const allowed = state === "unopened" ? /** @type {const} */ (["note"]) : ALLOWS[state];
  if (!isEmergency(category)) return [...allowed];
  return allowed.filter((step) => step !== "notice" && step !== "recheck");
}

/**
 * The incidents of the bundle with the steps sealed on this phone on top; what the bundle tells already is told once.
 *
 * @param {Incident[]} told the bundle's
 * @param {IncidentDraft[]} drafts of one person at one site
 * @returns {LocalIncident[]} the most pressing first
 */
export function incidentsNow(told, drafts) {
  const rest = new Map(drafts.map((draft) => [draft.id, draft]));
  const known = told.map((incident) => {
    const draft = rest.get(incident.id) ?? null;
    rest.delete(incident.id);
    return withPending(incident, draft);
  });
  const own = [...rest.values()].filter((draft) => draft.sealed.length > 0).map((draft) => fromDraft(draft));
  return [...known, ...own].sort(byPress);
}

/** @param {LocalIncident} a @param {LocalIncident} b */
function byPress(a, b) {
  const rank = (/** @type {LocalIncident} */ one) =>
    one.state === "closed" ? 3 : isEmergency(one.category) ? 0 : one.due_at ? 1 : 2;
  const at = (/** @type {LocalIncident} */ one) => one.opened_at ?? one.steps[0]?.at ?? "";
  return rank(a) - rank(b) || (at(a) < at(b) ? 1 : -1);
}

/** @param {Incident} incident @param {IncidentDraft|null} draft @returns {LocalIncident} */
function withPending(incident, draft) {
  const pending = untold(incident.steps, draft?.sealed ?? [], draft?.person_id ?? "");
  const steps = [...incident.steps.map((step) => ({ ...step, is_pending: false })), ...pending];
  if (pending.length === 0) return { ...incident, steps: inOrder(steps), draft };
  const opening = pending.find((step) => step.step === "open");
  const { state, due_at, opened_at } = stand(steps);
  return {
    ...incident,
    ...(opening ? { description: opening.description, opened_at, opened_by: opening.person_id } : {}),
    ...{ state, due_at, steps: inOrder(steps), draft },
  };
}

/** @param {IncidentDraft} draft @returns {LocalIncident} known to this phone only */
function fromDraft(draft) {
  const steps = inOrder(untold([], draft.sealed, draft.person_id));
  const first = draft.sealed.find((one) => one.step === "open") ?? draft.sealed[0];
  const { state, due_at, opened_at } = stand(steps);
  const minutes = first.level ? REPORT_WITHIN[first.level] : null;
  return {
    id: draft.id,
    category: first.category,
    state,
    level: first.level ?? null,
    severity: /** @type {Severity|null} */ (first.severity ?? null),
    point_id: first.point_id ?? null,
    unit_id: first.unit_id ?? null,
    place_text: first.place_text ?? null,
    description: first.description,
    opened_at,
    opened_by: opened_at ? draft.person_id : null,
    due_at,
    report_by: minutes && opened_at ? new Date(Date.parse(opened_at) + minutes * 60_000).toISOString() : null,
    order_id: null,
    steps,
    draft,
  };
}

/**
 * What this phone has sealed and the bundle does not tell. The server may have put a step at another moment (this
 * phone's clock is off), so a step is known again by who did what with which words.
 *
 * @param {IncidentStep[]} told
 * @param {IncidentBody[]} sealed
 * @param {string} person_id
 * @returns {LocalStep[]}
 */
function untold(told, sealed, person_id) {
  const left = [...told];
  /** @type {LocalStep[]} */
  const pending = [];
  for (const body of sealed) {
    const n = left.findIndex(
      (one) => one.step === body.step && one.person_id === person_id && one.description === body.description,
    );
    if (n >= 0) left.splice(n, 1);
    else pending.push({ ...asStep(body, person_id), is_pending: true });
  }
  return pending;
}

/** @param {IncidentBody} body @param {string} person_id @returns {IncidentStep} */
function asStep(body, person_id) {
  return {
    step: body.step,
    at: body.at,
    person_id,
    description: body.description,
    due_at: body.due_at ?? null,
    put_right: body.put_right ?? null,
    photos: body.photos.map((photo) => photo.sha256),
  };
}

/**
 * A flat that is named so, so that "3栋 1203" typed by hand becomes the flat itself.
 *
 * @param {BundleData} data
 * @param {string} text
 * @returns {string|null} the unit's id; null when none or several are meant
 */
export function unitNamed(data, text) {
  const wanted = plain(text);
  if (wanted === "") return null;
  const found = data.places.units.filter((unit) => {
    const { building } = placeLine(data, unit);
    return [unit.name, unit.number ?? "", `${building}${unit.name}`, `${building}${unit.number ?? ""}`].some(
      (name) => name !== "" && plain(name) === wanted,
    );
  });
  return found.length === 1 ? found[0].id : null;
}

/** @param {string} text */
function plain(text) {
  return text.replace(/[\s\-·]/g, "").toLowerCase();
}
