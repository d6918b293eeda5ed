/**
 * The cards of one visit: every asset of the point with what is due of it now, known defects first. A card is frozen
 * when the visit opens: a new checklist starts with the next visit, and what was answered is never asked again.
 *
 * @import { Asset, BundleData, Card, Checklist, Item, OpenDefect, Point, Round, Unit } from "../types.js"
 */
import { withLimits } from "./judging.js";
import { pointOf, unitOf } from "./places.js";

/** Asked at every visit outside a round, where no plan says what is due. */
const EVERY_VISIT = new Set(["daily", "visit"]);

/**
 * @param {BundleData} data
 * @param {{ point_id?: string|null, unit_id?: string|null, round?: Round|null, visit_on: string }} visit visit_on: the site's date
 * @returns {Card[]} cards with known defects first, else in the bundle's order; empty when the place is unknown
 */
export function cardsFor(data, { point_id, unit_id, round, visit_on }) {
  const found = point_id ? cardsOfPoint(data, pointOf(data, point_id), round ?? null) : [];
  if (unit_id) found.push(...cardsOfUnit(data, unitOf(data, unit_id), round ?? null));
  const cards = found.map((card) => ({ ...card, visit_on }));
  return [...cards.filter((card) => card.known.length > 0), ...cards.filter((card) => card.known.length === 0)];
}

/**
 * @param {BundleData} data
 * @param {Point|null} point
 * @param {Round|null} round
 * @returns {Card[]}
 */
function cardsOfPoint(data, point, round) {
  const cards = [];
  for (const asset of point?.assets ?? []) {
    for (const checklist of listsOf(data, asset.checklists)) {
      const due = round ? (round.due[asset.id] ?? []) : null;
      const card = cardOf(data, checklist, { asset, due, round });
      if (card.items.length > 0 || card.known.length > 0) cards.push(card);
    }
  }
  return cards;
}

/**
 * @param {BundleData} data
 * @param {Unit|null} unit
 * @param {Round|null} round before or after a storm: what it asks of the unit comes on top
 * @returns {Card[]}
 */
function cardsOfUnit(data, unit, round) {
  if (!unit) return [];
  const planned = data.day.units_due.find((one) => one.unit_id === unit.id)?.items ?? null;
  return listsOf(data, unit.checklists)
    .map((checklist) => {
      const extra = round?.due[unit.id] ?? [];
      const due = extra.length > 0 ? [...(planned ?? unplannedOf(checklist, unit)), ...extra] : planned;
      return {
        ...cardOf(data, checklist, { unit, due, round: null }),
        by_item: true,
        ...(unit.vacant ? { empty_since: unit.vacant_since ?? null } : {}),
      };
    })
    .filter((card) => card.items.length > 0 || card.known.length > 0);
}

/**
 * @param {BundleData} data
 * @param {string[]} keys
 * @returns {Checklist[]}
 */
function listsOf(data, keys) {
  return keys.flatMap((key) => data.checklists.find((checklist) => checklist.key === key) ?? []);
}

/**
 * @param {BundleData} data
 * @param {Checklist} checklist
 * @param {{ asset?: Asset, unit?: Unit, due: string[]|null, round: Round|null }} of due null: no plan says
 * @returns {Card}
 */
function cardOf(data, checklist, { asset, unit, due, round }) {
  const items = checklist.items.map((item) => withLimits(item, asset?.limits));
  const isDue = (/** @type {Item} */ item) => (due ? due.includes(item.id) : isAskedUnplanned(item, { asset, unit }));
  const asked = items.filter(isDue);
  const known = data.day.open_defects.filter((defect) => isOf(defect, checklist, asset, unit));
  return {
    key: `${asset?.id ?? "unit"}:${checklist.key}`,
    asset_id: asset?.id ?? null,
    asset_name: asset?.name ?? null,
    kind: asset?.kind ?? "unit",
    checklist: { key: checklist.key, version: checklist.version },
    name: checklist.name,
    visit_on: "",
    items: asked,
    others: items.filter((item) => !asked.includes(item)),
    known,
    proof: (round?.proof ?? []).filter((one) => one.asset_id === asset?.id).map((one) => one.item),
    last: lastReadings(data, asset, unit),
    last_photos: lastPhotos(data, asset, unit),
    verdict: null,
    bulk: false,
    answers: [],
  };
}

/**
 * @param {Checklist} checklist
 * @param {Unit} unit
 */
function unplannedOf(checklist, unit) {
  return checklist.items.filter((item) => isAskedUnplanned(item, { unit })).map((item) => item.id);
}

/**
 * What needs a plan to be asked (a season, a part of the day, a limit the asset does not carry) waits for one.
 *
 * @param {Item} item with the asset's limits
 * @param {{ asset?: Asset, unit?: Unit }} of a unit's visit asks everything of it but what only an event calls for
 */
function isAskedUnplanned(item, { asset, unit }) {
  if (item.window || item.season || (item.needs_limits && !asset?.limits?.[item.id])) return false;
  return unit ? item.frequency !== "event" : EVERY_VISIT.has(item.frequency);
}

/**
 * @param {OpenDefect} defect
 * @param {Checklist} checklist
 * @param {Asset|undefined} asset
 * @param {Unit|undefined} unit
 */
function isOf(defect, checklist, asset, unit) {
  if (defect.checklist !== checklist.key) return false;
  // A report may name only items its checklist version has: one taken out of the checklist can't be answered any more.
  if (!checklist.items.some((item) => item.id === defect.item)) return false;
  return asset ? defect.asset_id === asset.id : defect.unit_id === unit?.id;
}

/**
 * @param {BundleData} data
 * @param {Asset} [asset]
 * @param {Unit} [unit]
 */
function lastReadings(data, asset, unit) {
  const rows = data.day.last_readings.filter((row) => (asset ? row.asset_id === asset.id : row.unit_id === unit?.id));
  return Object.fromEntries(rows.map((row) => [row.item, { value: row.value, at: row.at }]));
}

/**
 * @param {BundleData} data
 * @param {Asset} [asset]
 * @param {Unit} [unit]
 */
function lastPhotos(data, asset, unit) {
  const rows = data.day.last_photos.filter((row) => (asset ? row.asset_id === asset.id : row.unit_id === unit?.id));
  return Object.fromEntries(rows.map((row) => [row.item, row.sha256]));
}
