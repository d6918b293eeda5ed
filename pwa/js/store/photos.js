/**
 * Photos by their digest, per person: what is known of one, and apart from it its bytes, so that lists stay light.
 *
 * @import { Photo, PhotoRole, ShrunkPhoto, WirePhoto } from "../types.js"
 * @import { WriteTransaction } from "./db.js"
 */
import { announce } from "./changes.js";
import { read, write } from "./db.js";
import { sha256Hex } from "./digest.js";

/**
 * @typedef {{ taken_at: string, source: "camera"|"gallery", role: PhotoRole, of?: string|null }} Taken
 */

/**
 * What a report says of a photo, and what the phone keeps of it.
 *
 * @param {string} person_id
 * @param {ShrunkPhoto} shrunk
 * @param {Taken} taken taken_at is when the shutter was pressed, by the phone's clock
 * @returns {Promise<{ photo: Photo, wire: WirePhoto, bytes: ArrayBuffer }>}
 */
export async function describePhoto(person_id, shrunk, { taken_at, source, role, of }) {
  const { bytes, mime, width, height, darkness, blur, print } = shrunk;
  const sha256 = await sha256Hex(bytes);
  /** @type {WirePhoto} */
  const wire = { sha256, bytes: bytes.byteLength, width, height, taken_at, source, role, ...(of ? { of } : {}) };
  return {
    wire,
    bytes,
    photo: {
      ...wire,
      person_id,
      mime,
      of: of ?? null,
      darkness,
      blur,
      print,
      state: "draft",
      problem: null,
      attempts: 0,
    },
  };
}

/**
 * Bytes and description in the caller's transaction (stores `photos`, `photo_bytes`). The same picture twice is kept
 * once, in the state it is in.
 *
 * @param {WriteTransaction} tx
 * @param {{ photo: Photo, bytes: ArrayBuffer }} described
 */
export async function putPhoto(tx, { photo, bytes }) {
  const { person_id, sha256 } = photo;
  await tx.objectStore("photo_bytes").put({ person_id, sha256, bytes });
  const standing = await tx.objectStore("photos").get([person_id, sha256]);
  const isWhole = standing && standing.state !== "lost";
  if (!isWhole) await tx.objectStore("photos").put(standing ? { ...photo, state: "waiting" } : photo);
}

/**
 * @param {string} person_id
 * @param {string} sha256
 * @returns {Promise<{ bytes: ArrayBuffer, mime: string }|null>} null: not, or no longer, on this phone
 */
export function photoBytes(person_id, sha256) {
  return read(["photos", "photo_bytes"], async (tx) => {
    const photo = await tx.objectStore("photos").get([person_id, sha256]);
    const row = await tx.objectStore("photo_bytes").get([person_id, sha256]);
    return row ? { bytes: row.bytes, mime: photo?.mime ?? "image/jpeg" } : null;
  });
}

/**
 * What pictures taken on this phone look like, whoever took them; annotated copies are their originals'.
 *
 * @param {Set<string>} but digests that do not count: taken just now, at the same place
 * @returns {Promise<string[]>} prints
 */
export async function printsTaken(but) {
  const photos = await read(["photos"], (tx) => tx.objectStore("photos").getAll());
  return photos.filter((photo) => photo.role !== "annotated" && !but.has(photo.sha256)).map((photo) => photo.print);
}

/**
 * @param {string} person_id
 * @returns {Promise<Photo[]>}
 */
export function listPhotos(person_id) {
  return read(["photos"], (tx) => tx.objectStore("photos").index("person_id").getAll(person_id));
}

/**
 * @param {string} person_id
 * @param {string} sha256
 * @returns {Promise<Photo|null>}
 */
export async function photoOf(person_id, sha256) {
  return (await read(["photos"], (tx) => tx.objectStore("photos").get([person_id, sha256]))) ?? null;
}

/**
 * @param {string} person_id
 * @param {string} sha256
 * @param {Partial<Pick<Photo, "state"|"problem"|"attempts">>} change
 * @returns {Promise<void>}
 */
export async function changePhoto(person_id, sha256, change) {
  await write(["photos"], async (tx) => {
    const photo = await tx.objectStore("photos").get([person_id, sha256]);
    if (photo) await tx.objectStore("photos").put({ ...photo, ...change });
  });
  announce("photo");
}
