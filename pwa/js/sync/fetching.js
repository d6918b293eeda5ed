/**
 * Fetching: the bundle, whole or not at all, and the small pictures it names.
 *
 * @import { Bundle, BundleAnswer, SignedIn } from "../types.js"
 * @import { Answer } from "./client.js"
 * @import { Round } from "./round.js"
 */
import { bundleOf, confirmBundle, replaceBundle } from "../store/bundles.js";
import { announce } from "../store/changes.js";
import { keepPicture, sortPictures } from "../store/pictures.js";
import { RequestFailed } from "./client.js";
import { askAs, settle } from "./round.js";

/** Pictures fetched in one round; the rest comes with the next ones. */
const PICTURES_A_ROUND = 60;

/** The parts in which often only a little changes: an order, a round, a point. */
const IN_SECTIONS = "places,plan,day";

/**
 * @param {Round} round
 * @param {SignedIn} person
 * @param {string} site_id
 * @returns {Promise<boolean>} whether the bundle is known to be the newest
 */
export async function refreshBundle(round, person, site_id) {
  const standing = await bundleOf(person.person_id, site_id);
  try {
    return await fetchBundle(round, person, site_id, standing);
  } catch (error) {
    await settle(round, person, error);
    return false;
  }
}

/**
 * @param {Round} round
 * @param {SignedIn} person
 * @param {string} site_id
 * @param {Bundle|null} standing null asks for all of it
 * @returns {Promise<boolean>}
 */
async function fetchBundle(round, person, site_id, standing) {
  const query = new URLSearchParams({ site: site_id, sections: IN_SECTIONS });
  const held = Object.entries({ ...standing?.digests, ...standing?.section_digests });
  if (standing) query.set("have", held.map(([name, digest]) => `${name}:${digest}`).join(","));
  /** @type {Record<string, string>} */
  const headers = standing ? { "If-None-Match": `"${standing.version}"` } : {};
  const ask = { path: `/api/v1/bundle?${query}`, headers };
  const isOfSite = (/** @type {Answer} */ { status, json }) =>
    status === 304 || (json?.site_id === site_id && Boolean(json.parts));
  const { status, json } = await askAs(round, person, ask, isOfSite);
  if (status === 304) {
    await confirmBundle(person.person_id, site_id);
    return true;
  }
  if (await replaceBundle(person.person_id, /** @type {BundleAnswer} */ (json))) return true;
  if (!standing) throw new RequestFailed("retry", "the bundle lacks a part");
  return fetchBundle(round, person, site_id, null);
}

/**
 * @param {Round} round
 * @param {SignedIn} person
 * @param {string} site_id
 * @returns {Promise<void>}
 */
export async function fetchPictures(round, person, site_id) {
  const bundle = await bundleOf(person.person_id, site_id);
  if (!bundle) return;
  const missing = await sortPictures(person.person_id, picturesOf(bundle));
  let kept_count = 0;
  for (const sha256 of missing.slice(0, PICTURES_A_ROUND)) {
    if (round.refused.has(person.person_id)) return;
    try {
      const path = `/api/v1/photos/${sha256}?size=thumb`;
      const { bytes, headers } = await askAs(round, person, { path, wants: "bytes", headers: { Accept: "image/*" } });
      const mime = headers.get("Content-Type") ?? "image/jpeg";
      if (bytes && mime.startsWith("image/")) {
        await keepPicture(person.person_id, sha256, { bytes, mime });
        kept_count += 1;
      }
    } catch (error) {
      await settle(round, person, error); // refused: not there (yet); the screen shows a place without a picture
    }
  }
  if (kept_count > 0) announce("photo"); // screens that showed a place without a picture
}

/**
 * @param {Bundle} bundle
 * @returns {string[]} known defects first
 */
function picturesOf({ data }) {
  const defects = data.day.open_defects.flatMap((defect) => defect.photo ?? []);
  const retakes = data.day.retakes.map((retake) => retake.photo);
  return [...defects, ...retakes, ...data.day.last_photos.map((photo) => photo.sha256)];
}
