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
 * The tag's number: four digits, unique at a site; full-width digits are taken too.
 *
 * @param {BundleData} data
 * @param {string} digits
 * @returns {Point|null}
 */
export function findByNumber(data, digits) {
  const number = digits.normalize("NFKC").trim();
  return data.places.points.find((point) => point.number === number) ?? null;
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
