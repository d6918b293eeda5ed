/**
 * Sending photos, two at a time: those of critical defects first, then those of the oldest report.
 *
 * @import { Photo, SignedIn } from "../types.js"
 * @import { Round } from "./round.js"
 */
import { sha256Hex } from "../store/digest.js";
import { listReports } from "../store/outbox.js";
import { changePhoto, listPhotos, photoBytes, photoOf } from "../store/photos.js";
import { RequestFailed } from "./client.js";
import { sending } from "./progress.js";
import { askAs, settle } from "./round.js";

const AT_A_TIME = 2;
const DIGESTS_A_REQUEST = 500;
const PATIENCE_MS = 180_000;

/** Bytes that keep arriving damaged are shown to the person after this many tries. */
const TRIES_BEFORE_PARKING = 5;

/** @typedef {{ person: SignedIn, photo: Photo }} Parcel */

/**
 * @param {Round} round
 * @param {SignedIn[]} people
 * @returns {Promise<void>}
 */
export async function sendPhotos(round, people) {
  let queue = await photosToSend(people.filter((person) => !round.refused.has(person.person_id)));
  for (const person of people) queue = await withoutHeld(round, person, queue);
  const workers = Array.from({ length: AT_A_TIME }, () => sendFrom(round, queue));
  // Both are let finish before the first one's end of the round is passed on: no photo is in flight afterwards.
  const ends = await Promise.allSettled(workers);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/**
 * @param {SignedIn[]} people
 * @returns {Promise<Parcel[]>} in the order they go
 */
export async function photosToSend(people) {
  /** @type {(Parcel & { critical: boolean, sealed_at: string, seq: number })[]} */
  const parcels = [];
  for (const person of people) {
    const photos = new Map((await listPhotos(person.person_id)).map((photo) => [photo.sha256, photo]));
    const first = new Map();
    for (const report of await listReports(person.person_id)) {
      if (report.state === "confirmed") continue;
      for (const sha256 of report.photos) {
        const photo = photos.get(sha256);
        if (photo?.state !== "waiting" || report.lost_photos.includes(sha256)) continue;
        const known = first.get(sha256);
        if (known) known.critical ||= report.critical;
        else
          first.set(sha256, { person, photo, critical: report.critical, sealed_at: report.sealed_at, seq: report.seq });
      }
    }
    parcels.push(...first.values());
  }
  return parcels.sort(
    (a, b) =>
      Number(b.critical) - Number(a.critical) ||
      (a.sealed_at < b.sealed_at ? -1 : a.sealed_at > b.sealed_at ? 1 : a.seq - b.seq),
  );
}

/**
 * Photos whose bytes the server has had from this person (their answer was lost on the way) need not go again.
 *
 * @param {Round} round
 * @param {SignedIn} person
 * @param {Parcel[]} queue
 * @returns {Promise<Parcel[]>}
 */
async function withoutHeld(round, person, queue) {
  const tried = queue.filter(({ person: owner, photo }) => owner === person && photo.attempts > 0);
  const held = new Set();
  for (let at = 0; at < tried.length; at += DIGESTS_A_REQUEST) {
    const sha256 = tried.slice(at, at + DIGESTS_A_REQUEST).map(({ photo }) => photo.sha256);
    try {
      const { json } = await askAs(round, person, { path: "/api/v1/photos/missing", method: "POST", json: { sha256 } });
      const missing = new Set(json?.missing ?? sha256);
      for (const one of sha256) if (!missing.has(one)) held.add(one);
    } catch (error) {
      await settle(round, person, error); // unasked, they are simply sent
    }
  }
  for (const sha256 of held) await changePhoto(person.person_id, sha256, { state: "delivered", problem: null });
  return queue.filter(({ person: owner, photo }) => owner !== person || !held.has(photo.sha256));
}

/**
 * @param {Round} round
 * @param {Parcel[]} queue shared by the workers
 */
async function sendFrom(round, queue) {
  for (let parcel = queue.shift(); parcel; parcel = queue.shift()) {
    if (round.refused.has(parcel.person.person_id)) continue;
    try {
      await sendPhoto(round, parcel);
    } catch (error) {
      try {
        await settlePhoto(round, parcel, error, queue);
      } catch (end) {
        queue.length = 0; // the other worker finishes what it has begun and stops too
        throw end;
      }
    }
  }
}

/**
 * @param {Round} round
 * @param {Parcel} parcel
 */
async function sendPhoto(round, { person, photo }) {
  const { person_id, sha256 } = photo;
  const held = await photoBytes(person_id, sha256);
  if (!held || (await sha256Hex(held.bytes)) !== sha256) {
    await changePhoto(person_id, sha256, { state: "lost" });
    return;
  }
  // Counted before it goes: after a kill the next round asks the server first.
  await changePhoto(person_id, sha256, { attempts: photo.attempts + 1 });
  await sending([sha256], () =>
    askAs(round, person, {
      path: `/api/v1/photos/${sha256}`,
      method: "PUT",
      bytes: held.bytes,
      headers: { "Content-Type": held.mime },
      wants: "nothing",
      patience_ms: PATIENCE_MS,
    }),
  );
  await changePhoto(person_id, sha256, { state: "delivered", problem: null });
}

/**
 * @param {Round} round
 * @param {Parcel} parcel
 * @param {unknown} error
 * @param {Parcel[]} queue
 */
async function settlePhoto(round, { person, photo }, error, queue) {
  const { person_id, sha256 } = photo;
  const refusal = await settle(round, person, error);
  if (!refusal) {
    // No network: the same one again. The server's own fault: the others first, this one in the next round.
    const isNetwork = error instanceof RequestFailed && error.kind === "network";
    const isPatience = error instanceof RequestFailed && [429, 503, 507].includes(error.status);
    if (isNetwork || isPatience) queue.unshift({ person, photo: (await photoOf(person_id, sha256)) ?? photo });
    return;
  }
  const { problem } = refusal;
  if (problem?.code === "undecodable") await changePhoto(person_id, sha256, { state: "unreadable", problem });
  else if (problem?.code === "digest-mismatch" && photo.attempts + 1 < TRIES_BEFORE_PARKING) round.isAgain = true;
  else await changePhoto(person_id, sha256, { state: "parked", problem });
}
