/**
 * Signing in and out. Signing in needs the network; signing out never loses anything.
 *
 * @import { SignedIn } from "../types.js"
 * @import { Fetch } from "./client.js"
 */

import { currentPerson, deviceId, keepPerson, leavePhone } from "../store/people.js";
import { sealOpenVisits } from "../store/sealing.js";
import { APP_VERSION } from "../version.js";
import { RequestFailed, request } from "./client.js";

/**
 * @param {{ username: string, password: string, device_name: string }} who
 * @param {Fetch} [fetch]
 * @returns {Promise<SignedIn>} what was sealed under an earlier token goes out with the new one
 * @throws {RequestFailed} its problem has the words to show (bad-credentials, too-many-attempts); kind "network"
 *   without signal
 */
export async function signIn({ username, password, device_name }, fetch = globalThis.fetch) {
  const json = { username, password, device_id: await deviceId(), device_name, app_version: APP_VERSION };
  const { json: answer } = await request({ path: "/api/v1/devices", method: "POST", json }, fetch);
  if (!answer?.token || !answer.person?.id) throw new RequestFailed("network", "not an answer to a sign-in");
  return keepPerson(answer);
}

/**
 * Hides the person's data; what is sealed still goes out with the kept token, and then the device is signed out for
 * good (see drain).
 *
 * @returns {Promise<void>}
 */
export async function signOut() {
  const person = await currentPerson();
  if (!person) return;
  await sealOpenVisits(person.person_id);
  await leavePhone(person.person_id);
}
