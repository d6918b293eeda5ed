/**
 * Telling the server that a person has agreed to what is recorded about staff.
 *
 * @import { SignedIn } from "../types.js"
 * @import { Round } from "./round.js"
 */
import { personOf, settleConsent } from "../store/people.js";
import { askAs, settle } from "./round.js";

/**
 * @param {Round} round
 * @param {SignedIn} person
 * @returns {Promise<void>}
 */
export async function sendConsent(round, person) {
  const consent = (await personOf(person.person_id))?.consent;
  if (consent?.state !== "waiting" || round.refused.has(person.person_id)) return;
  const { version, at, language } = consent;
  const json = { version, at, language };
  try {
    await askAs(round, person, { path: "/api/v1/consents", method: "POST", json, wants: "nothing" });
    await settleConsent(person.person_id, version, "kept");
  } catch (error) {
    if (await settle(round, person, error)) await settleConsent(person.person_id, version, "refused");
  }
}
