/**
 * Finding a place in the bundle: by id, by the code on its tag, by its four digits.
 *
 * @import { BundleData, Point, Unit } from "../types.js"
 */

/**
 * @param {BundleData} data
 * @param {string} id
 * @returns {Point|null} null: no longer in the bundle
 */
export function pointOf(data, id) {
  return data.places.points.find((point) => point.id === id) ?? null;
}

/**
 * @param {BundleData} data
 * @param {string} id
 * @returns {Unit|null}
 */
export function unitOf(data, id) {
  return data.places.units.find((unit) => unit.id === id) ?? null;
}

/**
 * Where an asset hangs.
 *
 * @param {BundleData} data
 * @param {string} asset_id
 */
export function pointOfAsset(data, asset_id) {
  return data.places.points.find((point) => point.assets.some((asset) => asset.id === asset_id)) ?? null;
}

/**
 * @param {BundleData} data
 * @param {Point|Unit} place
 * @returns {{ building: string, floor: string, name: string }} empty strings where the bundle says nothing
 */
export function placeLine(data, place) {
  const floor = data.places.floors.find((one) => one.id === place.floor_id);
  const building_id = floor?.building_id ?? ("building_id" in place ? place.building_id : undefined);
  const building = data.places.buildings.find((one) => one.id === building_id);
  return { building: building?.name ?? "", floor: floor?.name ?? "", name: place.name };
}

/**
 * The points whose tag has this number: four digits, unique within a building, so there may be several. Full-width
 * digits are taken too. Somebody on the way to a point means that point's building, where it has such a number.
 *
 * @param {BundleData} data
 * @param {string} digits
 * @param {Point|null} wanted the point that is next, if one is
 * @returns {Point[]} empty: no such number
 */
export function pointsByNumber(data, digits, wanted) {
  const number = digits.normalize("NFKC").trim();
  const points = data.places.points.filter((point) => point.number === number);
  const here = wanted ? points.filter((point) => buildingOf(data, point) === buildingOf(data, wanted)) : [];
  return here.length > 0 ? here : points;
}

/** @param {BundleData} data @param {Point} point */
function buildingOf(data, point) {
  return data.places.floors.find((one) => one.id === point.floor_id)?.building_id;
}

/**
 * The bundle holds only the codes' digests, so that nobody can print tags from a phone.
 *
 * @param {BundleData} data
 * @param {string} hash SHA-256 of the code as printed
 * @returns {Point|null}
 */
export function findByCodeHash(data, hash) {
  return data.places.points.find((point) => point.code_hashes.includes(hash)) ?? null;
}

/**
 * A tag holds a link `https://…/app/p/<code>` or the bare code.
 *
 * @param {string} text as scanned
 * @returns {string} the code as printed
 */
export function codeFromText(text) {
  const found = /\/app\/p\/([^/?#\s]+)/.exec(text);
  if (!found) return text.trim();
  try {
    return decodeURIComponent(found[1]);
  } catch {
    return found[1]; // a broken % sequence: the code as it stands opens no point, and is kept as scanned
  }
}
