/**
 * When sending starts: at app start, after sealing, when the network or the person comes back, every minute while the
 * app is in view, by the button. Background Sync, where it exists, runs the same round in the service worker.
 *
 * @import { RoundEnd } from "./drain.js"
 *
 * @typedef {{ wantsBundle?: boolean, isByHand?: boolean }} Why
 */
import { onChange } from "../store/changes.js";
import { noteSleep, nowMs } from "../store/clock.js";
import { contact } from "../store/contact.js";
import { listReports } from "../store/outbox.js";
import { listPeople } from "../store/people.js";
import { sealAbandoned } from "../store/sealing.js";
import { drain, forgetBackoff, SYNC_TAG } from "./drain.js";

const EVERY_MS = 60_000;

/** Another tab or the worker is sending: what was sealed here meanwhile may have missed its round. */
const BUSY_MS = 3_000;

/** @type {Promise<RoundEnd>|null} */
let running = null;
/** The round after the one under way: what was sealed or chosen meanwhile has its turn in it. @type {Promise<RoundEnd>|null} */
let next = null;
/** @type {Why} */
let nextWhy = {};
/** @type {ReturnType<typeof setTimeout>|undefined} */
let retryTimer;

/**
 * Once, at app start: seals walks nobody finished (and again whenever the app comes into view, and every minute then),
 * and sends whenever there is reason to.
 *
 * @returns {Promise<void>}
 */
export async function startSyncing() {
  globalThis.addEventListener("online", () => run(forgetBackoff().then(() => sync({ isByHand: true }))));
  globalThis.addEventListener("pageshow", () => run(sync()));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") noteSleep();
    else run(sealAbandoned().finally(() => run(sync())));
  });
  setInterval(() => {
    if (document.visibilityState === "visible") run(sealAbandoned().finally(() => run(sync())));
  }, EVERY_MS);
  onChange((topic) => {
    if (topic !== "sealed") return;
    run(askForBackgroundSync());
    run(sync());
  });
  try {
    await sealAbandoned();
  } finally {
    run(sync({ wantsBundle: true }));
  }
}

/**
 * The button, and after signing in.
 *
 * @returns {Promise<RoundEnd>}
 */
export async function syncNow() {
  await forgetBackoff();
  return sync({ wantsBundle: true, isByHand: true });
}

/**
 * @param {Why} [why]
 * @returns {Promise<RoundEnd>} of a round that began after this was called
 */
function sync(why = {}) {
  if (running) {
    nextWhy = { ...nextWhy, ...why };
    next ??= running.catch(() => undefined).then(runNext);
    return next;
  }
  running = drain(why).finally(() => {
    running = null;
  });
  run(running.then(afterRound));
  return running;
}

function runNext() {
  const why = nextWhy;
  next = null;
  nextWhy = {};
  return sync(why);
}

/** @param {RoundEnd} end */
async function afterRound(end) {
  if (next) return;
  const { retry_at } = await contact();
  const wait = end === "busy" ? BUSY_MS : retry_at ? Math.max(0, Date.parse(retry_at) - nowMs()) : null;
  if (wait === null) return;
  clearTimeout(retryTimer);
  retryTimer = setTimeout(() => run(sync()), wait);
}

/** So that it goes out even when the app is closed before the network returns. */
async function askForBackgroundSync() {
  const registration = await globalThis.navigator.serviceWorker?.getRegistration("/app/");
  const sync_manager = /** @type {{ register(tag: string): Promise<void> }|undefined} */ (
    registration && "sync" in registration ? registration.sync : undefined
  );
  if (!sync_manager || !(await isAnythingLeft())) return;
  try {
    await sync_manager.register(SYNC_TAG);
  } catch (error) {
    console.warn("Background Sync is not allowed here; this page does the sending.", error);
  }
}

async function isAnythingLeft() {
  for (const { person_id } of await listPeople()) {
    if ((await listReports(person_id)).some((report) => report.state !== "confirmed")) return true;
  }
  return false;
}

/**
 * A trigger has nobody waiting for it: what goes wrong is told on the console, and the next trigger tries again.
 *
 * @param {Promise<unknown>} work
 */
function run(work) {
  work.catch((error) => console.error("A round of sending broke off.", error));
}
