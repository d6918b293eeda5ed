/**
 * A day's diary drafts itself from what this phone did that day: walks, units, problems, orders, incidents, keys. Pure;
 * the words are put in by the screen, in the person's language.
 *
 * @import { DiaryLine, IncidentDraft, OutboxReport, Patrol, SealedVisit } from "../types.js"
 */

/**
 * @typedef {object} DayOfWork what the phone knows of one person's day at one site
 * @property {Patrol[]} patrols
 * @property {SealedVisit[]} visits
 * @property {OutboxReport[]} reports
 * @property {IncidentDraft[]} incidents
 *
 * @typedef {{ kind: "patrol", key: string, ref: string, at: string, route_name: string, done_count: number, total: number,
 *   defects_count: number, skipped: { point_id: string, reason: string|null }[], finished_at: string|null }} WalkFact
 * @typedef {{ kind: "visit", key: string, ref: string, at: string, place: string, defects_count: number }} VisitFact
 * @typedef {{ kind: "defect", key: string, ref: string, at: string, place: string, thing: string|null, item: string,
 *   preset: string|null, spot: string|null, note: string|null, handled: boolean, sighting: string|null,
 *   severity: string|null }} DefectFact
 * @typedef {{ kind: "order", key: string, ref: string, at: string, number: string, step: string, note: string|null }} OrderFact
 * @typedef {{ kind: "incident", key: string, ref: string, at: string, category: string, step: string,
 *   description: string }} IncidentFact
 * @typedef {{ kind: "key", key: string, ref: string, at: string, name: string, step: string }} KeyFact
 * @typedef {WalkFact|VisitFact|DefectFact|OrderFact|IncidentFact|KeyFact} Fact
 */

/**
 * What was done between two moments, in the order it happened.
 *
 * @param {DayOfWork} day
 * @param {{ from_ms: number, until_ms: number, site_id: string }} within
 * @returns {Fact[]}
 */
export function factsOf(day, { from_ms, until_ms, site_id }) {
  const isThen = (/** @type {string} */ at) => Date.parse(at) >= from_ms && Date.parse(at) < until_ms;
  const visits = day.visits.filter((one) => one.draft.site_id === site_id && isThen(one.draft.started_at));
  const facts = [
    ...day.patrols
      .filter((one) => one.site_id === site_id && isThen(one.started_at))
      .map((one) => walkFact(one, day.visits)),
    ...visits.filter((one) => one.draft.unit_id).map(visitFact),
    ...visits.flatMap(defectFacts),
    ...day.reports.filter((one) => one.site_id === site_id && isThen(one.about.at ?? one.sealed_at)).flatMap(stepFact),
    ...day.incidents.filter((one) => one.site_id === site_id).flatMap((one) => incidentFacts(one, isThen)),
  ];
  return facts.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** @param {Patrol} patrol @param {SealedVisit[]} visits @returns {WalkFact} */
function walkFact(patrol, visits) {
  const own = visits.filter((visit) => visit.patrol_id === patrol.patrol_id);
  return {
    kind: "patrol",
    key: `patrol ${patrol.patrol_id}`,
    ref: patrol.patrol_id,
    at: patrol.started_at,
    route_name: patrol.route_name,
    done_count: patrol.stops.filter((stop) => stop.state === "done").length,
    total: patrol.stops.length,
    defects_count: own.reduce((sum, visit) => sum + wrongOf(visit).length, 0),
    skipped: patrol.stops
      .filter((stop) => stop.state === "skipped")
      .map((stop) => ({ point_id: stop.point_id, reason: stop.reason })),
    finished_at: patrol.finished_at,
  };
}

/** @param {SealedVisit} visit @returns {VisitFact} */
function visitFact(visit) {
  const { id, draft } = visit;
  return {
    kind: "visit",
    key: `visit ${id}`,
    ref: id,
    at: draft.started_at,
    place: draft.place_name,
    defects_count: wrongOf(visit).length,
  };
}

/** @param {SealedVisit} visit */
function wrongOf({ draft }) {
  return draft.cards.flatMap((card) =>
    card.answers.filter((answer) => answer.result === "defect").map((answer) => ({ card, answer })),
  );
}

/** @param {SealedVisit} visit @returns {DefectFact[]} */
function defectFacts(visit) {
  return wrongOf(visit).map(({ card, answer }) => ({
    kind: "defect",
    key: `defect ${visit.id} ${card.key} ${answer.key}`,
    ref: visit.id,
    at: visit.draft.started_at,
    place: visit.draft.place_name,
    thing: card.asset_name,
    item: answer.item,
    preset: answer.preset ?? null,
    spot: answer.spot ?? null,
    note: answer.note ?? null,
    handled: answer.handled_on_spot === true,
    sighting: answer.sighting ?? null,
    severity: answer.severity ?? null,
  }));
}

/** Steps of orders and keys, as their reports are recognised by. @param {OutboxReport} report @returns {(OrderFact|KeyFact)[]} */
function stepFact({ id, kind, about, sealed_at }) {
  const at = about.at ?? sealed_at;
  if (kind === "work" && about.order_id && about.step) {
    const note = about.note ?? about.step_reason ?? null;
    const number = about.title ?? "";
    return [{ kind: "order", key: `order ${id}`, ref: about.order_id, at, number, step: about.step, note }];
  }
  if (kind === "key" && about.key_id && about.key_step) {
    return [{ kind: "key", key: `key ${id}`, ref: about.key_id, at, name: about.title ?? "", step: about.key_step }];
  }
  return [];
}

/** @param {IncidentDraft} draft @param {(at: string) => boolean} isThen @returns {IncidentFact[]} */
function incidentFacts(draft, isThen) {
  return draft.sealed
    .filter((body) => isThen(body.at))
    .map((body) => ({
      kind: "incident",
      key: `incident ${draft.id} ${body.step} ${body.at}`,
      ref: draft.id,
      at: body.at,
      category: body.category,
      step: body.step,
      description: body.description,
    }));
}

/**
 * The diary with what was drafted: new things are put in where they happened, words the person has changed stay, what
 * they took out stays out.
 *
 * @param {{ entries: DiaryLine[], dropped: string[] }} standing
 * @param {DiaryLine[]} drafted in the order it happened
 * @returns {DiaryLine[]} the person's own entries last
 */
export function withDrafted({ entries, dropped }, drafted) {
  const standing = new Map(entries.map((one) => [one.key, one]));
  const kept = drafted
    .filter((one) => !dropped.includes(one.key))
    .map((one) => {
      const before = standing.get(one.key);
      return before?.edited ? before : one;
    });
  const keys = new Set(drafted.map((one) => one.key));
  // What is no longer on the phone (sent and cleared away) was still done that day.
  const gone = entries.filter((one) => !keys.has(one.key) && !one.key.startsWith("own "));
  return [...gone, ...kept, ...entries.filter((one) => one.key.startsWith("own "))];
}

/**
 * What is sealed: without what only the phone needs, and without empty lines.
 *
 * @param {DiaryLine[]} entries
 * @returns {{ kind: string, text: string, ref?: string }[]}
 */
export function sealedEntries(entries) {
  return entries
    .map(({ kind, text, ref }) => ({ kind, text: text.trim(), ...(ref ? { ref } : {}) }))
    .filter((one) => one.text !== "");
}
