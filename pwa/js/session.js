/** Who is using the app now, at which site, with which bundle. Loaded before every screen; screens only read it. */
import { useTimeZone } from "./format.js";
import { useLanguageOf } from "./i18n.js";
import { bundleOf } from "./store/bundles.js";
import { lastExchange } from "./store/clock.js";
import { currentPerson } from "./store/people.js";

/** @typedef {import("./types.js").SignedIn} SignedIn */
/** @typedef {import("./types.js").Bundle} Bundle */
/** @typedef {import("./types.js").PersonSite} PersonSite */

/** @type {{person: SignedIn | null, site: PersonSite | null, bundle: Bundle | null}} */
const session = { person: null, site: null, bundle: null };

/** @type {string | null | undefined} whose language is spoken; undefined: none has been chosen yet */
let speaks;

/** Readings one after the other: on a shared phone an earlier one must not put its person back in the place of a later. */
let reading = Promise.resolve();

/** Read person and bundle from the phone's store. */
export function loadSession() {
  reading = reading.catch(() => undefined).then(readSession);
  return reading;
}

async function readSession() {
  const person = await currentPerson();
  const bundle = person?.site_id ? await bundleOf(person.person_id, person.site_id) : null;
  await lastExchange(); // so that screens know the true time
  const sites = person?.person.sites ?? [];
  session.person = person;
  session.site = sites.find((site) => site.id === person?.site_id) ?? sites[0] ?? null;
  session.bundle = bundle;
  if (session.site) useTimeZone(session.site.time_zone);
  const speaker = session.person?.person_id ?? null;
  if (speaks !== speaker) await useLanguageOf(speaker);
  speaks = speaker;
}

export function maybePerson() {
  return session.person;
}

export function maybeBundle() {
  return session.bundle;
}

/** The signed-in person. The router's guard lets no screen that needs one open without. @returns {SignedIn} */
export function person() {
  if (!session.person) throw new Error("nobody is signed in");
  return session.person;
}

/** @returns {PersonSite} */
export function site() {
  if (!session.site) throw new Error("the person has no site");
  return session.site;
}

/** @returns {Bundle} */
export function bundle() {
  if (!session.bundle) throw new Error("the bundle has not been loaded");
  return session.bundle;
}

/** Name of a person of the site. @param {string | null | undefined} id */
export function personName(id) {
  return session.bundle?.data.day.people.find((one) => one.id === id)?.name ?? "";
}

/** Name of a department, by its id or its key. @param {string | null | undefined} id */
export function departmentName(id) {
  return session.bundle?.data.day.departments.find((one) => one.id === id || one.key === id)?.name ?? "";
}
