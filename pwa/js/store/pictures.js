/**
 * Small pictures of what the bundle names (known defects, last time's photos), so that they can be seen offline.
 * Never the evidence itself: that lies in photos.
 */
import { read, write } from "./db.js";
import { photoBytes } from "./photos.js";

/**
 * @param {string} person_id
 * @param {string} sha256
 * @returns {Promise<{ bytes: ArrayBuffer, mime: string }|null>} this phone's own photo, else the small picture
 */
export async function pictureOf(person_id, sha256) {
  const own = await photoBytes(person_id, sha256);
  if (own) return own;
  return (await read(["pictures"], (tx) => tx.objectStore("pictures").get([person_id, sha256]))) ?? null;
}

/**
 * @param {string} person_id
 * @param {string} sha256
 * @param {{ bytes: ArrayBuffer, mime: string }} picture
 * @returns {Promise<void>}
 */
export async function keepPicture(person_id, sha256, { bytes, mime }) {
  await write(["pictures"], (tx) => tx.objectStore("pictures").put({ person_id, sha256, bytes, mime }));
}

/**
 * Pictures the bundle no longer names go; those it names and that are not here are told.
 *
 * @param {string} person_id
 * @param {string[]} wanted digests
 * @returns {Promise<string[]>} digests to fetch
 */
export function sortPictures(person_id, wanted) {
  return write(["pictures", "photo_bytes"], async (tx) => {
    const pictures = tx.objectStore("pictures");
    const own = IDBKeyRange.bound([person_id], [person_id, []]);
    const held = (await pictures.getAllKeys(own)).map(([, sha256]) => sha256);
    for (const sha256 of held) {
      if (!wanted.includes(sha256)) await pictures.delete([person_id, sha256]);
    }
    const taken = (await tx.objectStore("photo_bytes").getAllKeys(own)).map(([, sha256]) => sha256);
    return [...new Set(wanted)].filter((sha256) => !held.includes(sha256) && !taken.includes(sha256));
  });
}
