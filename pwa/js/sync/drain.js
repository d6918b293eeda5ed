/**
 * One round of sending, for everyone on this phone: reports, photos, what became of them, a sign of life, the bundle.
 * One sender at a time. Start here to read how anything leaves the phone.
 *
 * @import { SignedIn } from "../types.js"
 * @import { Fetch } from "./client.js"
 * @import { Round } from "./round.js"
 */
import { isTouched } from "../domain/answering.js";
import { bundleOf } from "../store/bundles.js";
import { announce } from "../store/changes.js";
import { nowMs } from "../store/clock.js";
import { contact, noteContact } from "../store/contact.js";
import { listDrafts } from "../store/drafts.js";
import { estimate, tidy } from "../store/housekeeping.js";
import { listReports } from "../store/outbox.js";
import { listPatrols } from "../store/patrols.js";
import { currentPerson, forgetPerson, listPeople, personOf } from "../store/people.js";
import { listPhotos } from "../store/photos.js";
import { APP_VERSION } from "../version.js";
import { RequestFailed } from "./client.js";
import { sendConsent } from "./consents.js";
import { fetchPictures, refreshBundle } from "./fetching.js";
import { Pace, RoundOver } from "./pace.js";
import { sendPhotos } from "./photos.js";
import { sendReports } from "./reports.js";
import { askAs, noteRefused, settle } from "./round.js";
import { askStatus } from "./status.js";

/** The Web Lock of the one sender. */
export const SENDER_LOCK = "louxun-sender";

/** The tag of Background Sync. */
export const SYNC_TAG = "louxun-outbox";

/** A bundle older than this is asked for again in passing. */
const BUNDLE_AGE_MS = 5 * 60_000;

/**
 * @typedef {object} Means what a round needs from the world; tests script it
 * @property {Fetch} fetch
 * @property {(ms: number) => Promise<void>} sleep
 * @property {() => number} random in [0, 1)
 * @property {Pick<LockManager, "request">|null} locks null where the browser has none
 *
 * @typedef {"done"|"over"|"busy"|"held"} RoundEnd done: nothing left to try; over: ended by failures; busy: another tab
 *   or worker is sending; held: the server asked for patience
 */

/** @returns {Means} the browser's */
function browserMeans() {
  return {
    fetch: (input, init) => globalThis.fetch(input, init),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    locks: globalThis.navigator?.locks ?? null,
  };
}

let isDrainingHere = false;

/**
 * @param {{ wantsBundle?: boolean, isByHand?: boolean }} [why] wantsBundle: fetch it even if it is young; isByHand: do
 *   not wait out our own backoff (what the server asked for is always waited out)
 * @param {Means} [means]
 * @returns {Promise<RoundEnd>}
 */
export async function drain({ wantsBundle = false, isByHand = false } = {}, means = browserMeans()) {
  const { held_until, retry_at } = await contact();
  const notBefore = Math.max(Date.parse(held_until ?? "") || 0, isByHand ? 0 : Date.parse(retry_at ?? "") || 0);
  if (notBefore > nowMs()) return "held";
  return asOnlySender(means.locks, async () => {
    const pace = await new Pace(means).begin();
    /** @type {Round} */
    const round = { fetch: means.fetch, pace, refused: new Set(), skipped: new Set(), isAgain: false };
    try {
      await runRound(round, wantsBundle);
      return round.isAgain ? "over" : "done";
    } catch (error) {
      if (error instanceof RoundOver) return "over";
      throw error;
    } finally {
      announce("sync");
    }
  });
}

/**
 * @param {Means["locks"]} locks
 * @param {() => Promise<RoundEnd>} work
 * @returns {Promise<RoundEnd>}
 */
async function asOnlySender(locks, work) {
  if (locks) return locks.request(SENDER_LOCK, { ifAvailable: true }, (lock) => (lock ? work() : "busy"));
  if (isDrainingHere) return "busy";
  isDrainingHere = true;
  try {
    return await work();
  } finally {
    isDrainingHere = false;
  }
}

/**
 * @param {Round} round
 * @param {boolean} wantsBundle
 */
async function runRound(round, wantsBundle) {
  const people = (await listPeople()).filter((person) => person.token_state === "good");
  await fetchFirstBundle(round);
  for (const person of people) await sendConsent(round, person);
  for (const person of people) await sendReports(round, person);
  await sendPhotos(round, people);
  for (const person of people) await askStatus(round, person);
  for (const person of people) await sendHeartbeat(round, person);
  const current = await currentPerson();
  if (current && current.token_state === "good") await refresh(round, current, wantsBundle);
  await endSignedOut(round);
  await tidy();
}

/**
 * Who has just signed in cannot begin without it: on a shared phone that must not wait for what others left to send.
 *
 * @param {Round} round
 */
async function fetchFirstBundle(round) {
  const current = await currentPerson();
  if (!current?.site_id || current.token_state !== "good") return;
  if (!(await bundleOf(current.person_id, current.site_id))) await refreshBundle(round, current, current.site_id);
}

/**
 * @param {Round} round
 * @param {SignedIn} person
 */
async function sendHeartbeat(round, person) {
  if (round.refused.has(person.person_id)) return;
  const left = (await listReports(person.person_id)).filter((report) => report.state !== "confirmed");
  const photos = (await listPhotos(person.person_id)).filter(
    (photo) => photo.state === "waiting" || photo.state === "parked",
  );
  const { used, quota } = await estimate();
  const bundle = person.site_id ? await bundleOf(person.person_id, person.site_id) : null;
  const json = {
    outbox_reports: left.length,
    outbox_photos: photos.length,
    ...(left[0] ? { oldest_sealed_at: left[0].sealed_at } : {}),
    ...(used === null ? {} : { storage_used: Math.round(used) }),
    ...(quota === null ? {} : { storage_quota: Math.round(quota) }),
    ...(bundle ? { bundle: bundle.version } : {}),
    app_version: APP_VERSION,
  };
  try {
    await askAs(round, person, { path: "/api/v1/heartbeat", method: "POST", json, wants: "nothing" });
  } catch (error) {
    await settle(round, person, error); // a sign of life that is not taken is no reason to stop
  }
}

/**
 * @param {Round} round
 * @param {SignedIn} person
 * @param {boolean} wantsBundle
 */
async function refresh(round, person, wantsBundle) {
  if (!person.site_id || round.refused.has(person.person_id)) return;
  const standing = await bundleOf(person.person_id, person.site_id);
  const age = standing ? nowMs() - Date.parse(standing.fetched_at) : Number.POSITIVE_INFINITY;
  if (!wantsBundle && age >= 0 && age < BUNDLE_AGE_MS) return;
  if (await refreshBundle(round, person, person.site_id)) await fetchPictures(round, person, person.site_id);
}

/**
 * Who has signed out and has everything confirmed is signed out for good.
 *
 * @param {Round} round
 */
async function endSignedOut(round) {
  for (const person of await listPeople()) {
    if (person.state !== "sending-only" || (await hasWork(person.person_id))) continue;
    if (person.token_state === "good") {
      try {
        await askAs(round, person, { path: "/api/v1/devices/current", method: "DELETE", wants: "nothing" });
      } catch (error) {
        const isEnded = error instanceof RequestFailed && error.kind === "unauthorized";
        if (isEnded) await noteRefused(round, person);
        else {
          await settle(round, person, error);
          continue;
        }
      }
    }
    await forgetPerson(person.person_id);
  }
}

/**
 * @param {string} person_id
 * @returns {Promise<boolean>} something of theirs is unsealed or not confirmed
 */
async function hasWork(person_id) {
  if ((await listReports(person_id)).some((report) => report.state !== "confirmed")) return true;
  if ((await personOf(person_id))?.consent?.state === "waiting") return true;
  if ((await listDrafts(person_id)).some(isTouched)) return true;
  return (await listPatrols(person_id)).some((patrol) => patrol.report_id === null);
}

/** The network is back, or someone signed in: our own backoff starts anew. */
export function forgetBackoff() {
  return noteContact({ failures_count: 0, retry_at: null });
}
