/**
 * The 6-digit passcode: opens a person's work on this phone without signal, and locks it while somebody else has the
 * phone or nobody looks at it. Locked means: nobody is at work (see currentPerson). Sending goes on for everyone.
 *
 * @import { Lock } from "../types.js"
 */
import { announce } from "./changes.js";
import { nowIso, nowMs } from "./clock.js";
import { read, write } from "./db.js";

export const PASSCODE_LENGTH = 6;

/** Wrong tries in a row after which only a full sign-in helps. */
export const MOST_WRONG = 10;

/** Minutes out of sight after which the app locks itself, where the person has chosen no other. */
export const USUAL_MINUTES = 5;

/** Of PBKDF2-SHA-256: about half a second on the phones we know of. */
const ITERATIONS = 300_000;

/**
 * @typedef {{ person_id: string, name: string, is_locked_out: boolean }} Returning who can come back with a passcode
 * @typedef {{ is_right: boolean, left: number }} Tried left: tries that remain
 */

/**
 * @param {string} person_id
 * @returns {Promise<Lock|null>} null: no passcode
 */
export async function lockOf(person_id) {
  return (await read(["locks"], (tx) => tx.objectStore("locks").get(person_id))) ?? null;
}

/** @returns {Promise<Returning[]>} by name */
export async function listReturning() {
  const [people, locks] = await read(["people", "locks"], (tx) =>
    Promise.all([tx.objectStore("people").getAll(), tx.objectStore("locks").getAll()]),
  );
  const found = people.flatMap((person) => {
    const lock = locks.find((one) => one.person_id === person.person_id);
    if (!lock || person.state !== "active") return [];
    const { person_id } = person;
    return [{ person_id, name: person.person.name, is_locked_out: lock.wrong_count >= MOST_WRONG }];
  });
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Six times the same digit, and digits in a row, are what everybody tries first.
 *
 * @param {string} passcode
 * @returns {boolean}
 */
export function isEasilyGuessed(passcode) {
  const steps = new Set([...passcode].slice(1).map((digit, n) => Number(digit) - Number(passcode[n])));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0]);
}

/**
 * @param {string} person_id
 * @param {string} passcode six digits
 * @returns {Promise<void>}
 */
export async function setPasscode(person_id, passcode) {
  if (!/^\d{6}$/.test(passcode)) throw new Error("a passcode has six digits");
  const salt = toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
  const check = await derive(passcode, salt, ITERATIONS);
  await write(["locks"], async (tx) => {
    const after_minutes = (await tx.objectStore("locks").get(person_id))?.after_minutes ?? USUAL_MINUTES;
    const rest = { iterations: ITERATIONS, wrong_count: 0, set_at: nowIso(), after_minutes };
    await tx.objectStore("locks").put({ person_id, salt, check, ...rest });
  });
  await noteSeen();
  announce("people");
}

/**
 * @param {string} person_id
 * @returns {Promise<void>}
 */
export async function removePasscode(person_id) {
  await write(["locks"], (tx) => tx.objectStore("locks").delete(person_id));
  announce("people");
}

/**
 * @param {string} person_id
 * @param {number} after_minutes out of sight
 * @returns {Promise<void>}
 */
export async function lockAfter(person_id, after_minutes) {
  await write(["locks"], async (tx) => {
    const lock = await tx.objectStore("locks").get(person_id);
    if (lock) await tx.objectStore("locks").put({ ...lock, after_minutes });
  });
  announce("people");
}

/**
 * A try. It is counted, durably, before it is judged: killing the app wins nobody another one. The right passcode makes
 * the person the one at work.
 *
 * @param {string} person_id
 * @param {string} passcode
 * @returns {Promise<Tried>} left 0: only a full sign-in helps now
 */
export async function tryPasscode(person_id, passcode) {
  const counted = await countTry(person_id);
  if (!counted) return { is_right: false, left: 0 };
  const left = MOST_WRONG - counted.wrong_count;
  if ((await derive(passcode, counted.salt, counted.iterations)) !== counted.check) return { is_right: false, left };
  const is_right = await open(counted);
  if (is_right) announce("people");
  return { is_right, left: is_right ? MOST_WRONG : left };
}

/**
 * @param {string} person_id
 * @returns {Promise<Lock|null>} as it stands with this try counted as wrong; null: no tries are left, or no passcode
 */
function countTry(person_id) {
  return write(["locks"], async (tx) => {
    const lock = await tx.objectStore("locks").get(person_id);
    if (!lock || lock.wrong_count >= MOST_WRONG) return null;
    const counted = { ...lock, wrong_count: lock.wrong_count + 1 };
    await tx.objectStore("locks").put(counted);
    return counted;
  });
}

/**
 * @param {Lock} tried
 * @returns {Promise<boolean>} false: another tab has changed the passcode or signed the person out meanwhile
 */
function open({ person_id, check }) {
  return write(["locks", "people", "facts"], async (tx) => {
    const lock = await tx.objectStore("locks").get(person_id);
    const person = await tx.objectStore("people").get(person_id);
    if (lock?.check !== check || person?.state !== "active") return false;
    await tx.objectStore("locks").put({ ...lock, wrong_count: 0 });
    await tx.objectStore("facts").put({ key: "current", person_id, seen_at: nowMs() });
    return true;
  });
}

/**
 * The button: nobody is at work any more. Without a passcode nothing happens, for there would be no way back.
 *
 * @returns {Promise<boolean>} whether it is locked now
 */
export function lockNow() {
  return lockIf(() => true);
}

/**
 * Out of sight for longer than the person has chosen, or the phone's clock was set back: locked.
 *
 * @returns {Promise<boolean>} whether it was locked by this
 */
export function lockIfAway() {
  const now = nowMs();
  return lockIf(({ after_minutes }, seen_at) => {
    const away = now - seen_at;
    return away < 0 || away >= after_minutes * 60_000;
  });
}

/**
 * @param {(lock: Lock, seen_at: number) => boolean} isTime
 * @returns {Promise<boolean>}
 */
async function lockIf(isTime) {
  const isLocked = await write(["facts", "locks"], async (tx) => {
    const current = await tx.objectStore("facts").get("current");
    const lock = current && (await tx.objectStore("locks").get(current.person_id));
    if (!lock || !isTime(lock, Number(current.seen_at ?? 0))) return false;
    await tx.objectStore("facts").delete("current");
    return true;
  });
  if (isLocked) announce("people");
  return isLocked;
}

/**
 * The person at work has the app before their eyes: called when it goes out of sight and every minute until then.
 *
 * @returns {Promise<boolean>} whether there is a passcode, so that being out of sight matters
 */
export function noteSeen() {
  return write(["facts", "locks"], async (tx) => {
    const current = await tx.objectStore("facts").get("current");
    if (!current || !(await tx.objectStore("locks").get(current.person_id))) return false;
    await tx.objectStore("facts").put({ ...current, seen_at: nowMs() });
    return true;
  });
}

/** @returns {Promise<boolean>} somebody said so, or several people have signed in here */
export async function isSharedPhone() {
  const [fact, people] = await read(["facts", "people"], (tx) =>
    Promise.all([tx.objectStore("facts").get("shared"), tx.objectStore("people").count()]),
  );
  return fact?.is_shared === true || people > 1;
}

/**
 * @param {boolean} is_shared
 * @returns {Promise<void>}
 */
export async function saySharedPhone(is_shared) {
  await write(["facts"], (tx) => tx.objectStore("facts").put({ key: "shared", is_shared }));
}

/**
 * @param {string} passcode
 * @param {string} salt base64url
 * @param {number} iterations
 * @returns {Promise<string>} base64url
 */
async function derive(passcode, salt, iterations) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(passcode), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: fromBase64Url(salt), iterations };
  return toBase64Url(new Uint8Array(await crypto.subtle.deriveBits(how, key, 256)));
}

/** @param {Uint8Array} bytes */
function toBase64Url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}

/** @param {string} text */
function fromBase64Url(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
}
