/**
 * Who has signed in on this phone. On a shared phone several may have something to send; one at most is at work.
 *
 * @import { SignInAnswer, SignedIn } from "../types.js"
 */
import { announce } from "./changes.js";
import { nowIso, nowMs } from "./clock.js";
import { read, write } from "./db.js";
import { newId } from "./ids.js";
import { MOST_WRONG } from "./locks.js";

/** @returns {Promise<string>} this installation's id, made once */
export function deviceId() {
  return write(["facts"], async (tx) => {
    const facts = tx.objectStore("facts");
    const standing = await facts.get("device");
    if (standing) return standing.device_id;
    const device_id = newId();
    await facts.put({ key: "device", device_id });
    return device_id;
  });
}

/** @returns {Promise<boolean>} somebody has signed in on this phone and not out, at work or behind a passcode */
export async function isSomebodyHere() {
  return (await listPeople()).some((person) => person.state === "active");
}

/** @returns {Promise<SignedIn|null>} who is at work; null on the sign-in screen, and while the app is locked */
export function currentPerson() {
  return read(["facts", "people"], async (tx) => {
    const current = await tx.objectStore("facts").get("current");
    const person = current && (await tx.objectStore("people").get(current.person_id));
    return person?.state === "active" ? person : null;
  });
}

/** @returns {Promise<SignedIn[]>} everyone this phone holds a token of, signed out or not */
export function listPeople() {
  return read(["people"], (tx) => tx.objectStore("people").getAll());
}

/**
 * @param {string} person_id
 * @returns {Promise<SignedIn|null>}
 */
export async function personOf(person_id) {
  return (await read(["people"], (tx) => tx.objectStore("people").get(person_id))) ?? null;
}

/**
 * A full sign-in also forgives wrong passcodes: after ten of them the passcode is gone and another one can be set.
 *
 * @param {SignInAnswer} answer
 * @returns {Promise<SignedIn>} with the site chosen before, or the first
 */
export async function keepPerson(answer) {
  const { person, token, device_id } = answer;
  const signedIn = await write(["facts", "people", "locks"], async (tx) => {
    const before = await tx.objectStore("people").get(person.id);
    const stays = person.sites.some((site) => site.id === before?.site_id);
    /** @type {SignedIn} */
    const row = {
      person_id: person.id,
      person,
      token,
      device_id,
      site_id: stays ? (before?.site_id ?? null) : (person.sites[0]?.id ?? null),
      state: "active",
      token_state: "good",
      signed_in_at: nowIso(),
      consent: before?.consent ?? null,
    };
    await tx.objectStore("people").put(row);
    await tx.objectStore("facts").put({ key: "current", person_id: person.id, seen_at: nowMs() });
    const lock = await tx.objectStore("locks").get(person.id);
    if (lock && lock.wrong_count >= MOST_WRONG) await tx.objectStore("locks").delete(person.id);
    else if (lock) await tx.objectStore("locks").put({ ...lock, wrong_count: 0 });
    return row;
  });
  announce("people");
  return signedIn;
}

/**
 * @param {string} person_id
 * @param {Partial<Pick<SignedIn, "site_id"|"state"|"token_state"|"person"|"consent">>} change
 * @returns {Promise<void>}
 */
export async function changePerson(person_id, change) {
  await write(["people"], async (tx) => {
    const row = await tx.objectStore("people").get(person_id);
    if (row) await tx.objectStore("people").put({ ...row, ...change });
  });
  announce("people");
}

/**
 * The person has read what is recorded about staff and agreed; the server is told with the next round of sending.
 *
 * @param {string} person_id
 * @param {number} version
 * @param {"zh"|"en"} language in which it was read
 */
export function agreeTo(person_id, version, language) {
  return changePerson(person_id, { consent: { version, at: nowIso(), language, state: "waiting" } });
}

/**
 * What the server said to a consent. One given meanwhile to another version is not meant.
 *
 * @param {string} person_id
 * @param {number} version
 * @param {"kept"|"refused"} state
 */
export async function settleConsent(person_id, version, state) {
  await write(["people"], async (tx) => {
    const row = await tx.objectStore("people").get(person_id);
    if (row?.consent?.version === version)
      await tx.objectStore("people").put({ ...row, consent: { ...row.consent, state } });
  });
}

/**
 * The server no longer takes this token. One got meanwhile by signing in again is not meant.
 *
 * @param {string} person_id
 * @param {string} token
 * @returns {Promise<void>}
 */
export async function refuseToken(person_id, token) {
  await write(["people"], async (tx) => {
    const row = await tx.objectStore("people").get(person_id);
    if (row?.token === token) await tx.objectStore("people").put({ ...row, token_state: "refused" });
  });
  announce("people");
}

/**
 * @param {string} site_id one of the person's
 * @returns {Promise<void>}
 */
export async function chooseSite(site_id) {
  const person = await currentPerson();
  if (person) await changePerson(person.person_id, { site_id });
}

/**
 * Hides the person's data and keeps the token for sending only; the passcode opens nothing any more.
 *
 * @param {string} person_id
 * @returns {Promise<void>}
 */
export async function leavePhone(person_id) {
  await write(["facts", "people", "locks"], async (tx) => {
    await tx.objectStore("locks").delete(person_id);
    const row = await tx.objectStore("people").get(person_id);
    if (row) await tx.objectStore("people").put({ ...row, state: "sending-only" });
    const current = await tx.objectStore("facts").get("current");
    if (current?.person_id === person_id) await tx.objectStore("facts").delete("current");
  });
  announce("people");
}

/**
 * Everything was confirmed and the token is ended: nothing but confirmed reports is left, and those go by age.
 *
 * @param {string} person_id
 * @returns {Promise<void>}
 */
export async function forgetPerson(person_id) {
  await write(["people", "bundles", "pictures"], async (tx) => {
    const people = tx.objectStore("people");
    if ((await people.get(person_id))?.state !== "sending-only") return; // signed in again meanwhile
    await people.delete(person_id);
    const own = IDBKeyRange.bound([person_id], [person_id, []]);
    await tx.objectStore("bundles").delete(own);
    await tx.objectStore("pictures").delete(own);
  });
  announce("people");
}
