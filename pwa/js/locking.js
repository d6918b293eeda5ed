/**
 * When the app locks itself: by the button, and when it has been out of sight for as long as the person has chosen.
 * While it is out of sight its page is veiled, so that neither the list of open apps nor the moment of coming back shows
 * anything before that has been looked at.
 */

import { saveTyped } from "./elements/typing.js";
import { rememberTarget } from "./screens/sign-in/target.js";
import { maybePerson } from "./session.js";
import { lockIfAway, lockNow, lockOf, noteSeen } from "./store/locks.js";

const EVERY_MS = 60_000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Once, at app start, before anybody's work is read. */
export async function startLocking() {
  await lockIfAway();
  document.addEventListener("visibilitychange", () => {
    const turned = document.visibilityState === "hidden" ? goneFromSight() : backInSight();
    turned.catch((error) => console.error("The lock could not be looked at.", error));
  });
  setInterval(() => {
    if (document.visibilityState === "visible") void noteSeen();
  }, EVERY_MS);
}

/** The button. What has been typed is saved first. */
export async function lock() {
  await saveTyped();
  await leaving(lockNow);
}

async function goneFromSight() {
  const who = maybePerson();
  const lock_ = who ? await lockOf(who.person_id) : null;
  if (!lock_ || document.visibilityState !== "hidden") return;
  veil(true);
  await noteSeen();
  clearTimeout(timer);
  timer = setTimeout(() => void leaving(lockIfAway), lock_.after_minutes * 60_000);
}

async function backInSight() {
  clearTimeout(timer);
  try {
    await leaving(lockIfAway);
    await noteSeen();
  } finally {
    veil(false);
  }
}

/** Whoever comes back finds the place where they were; the screens themselves leave when they hear of it. @param {() => Promise<boolean>} locking */
async function leaving(locking) {
  const who = maybePerson()?.person_id;
  const path = location.pathname;
  if ((await locking()) && who) rememberTarget(path, who);
}

/** @param {boolean} isOn */
function veil(isOn) {
  document.documentElement.classList.toggle("veiled", isOn);
}
