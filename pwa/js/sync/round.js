/**
 * What the steps of one round of sending share.
 *
 * @import { SignedIn } from "../types.js"
 * @import { Ask, Answer, Fetch } from "./client.js"
 * @import { Pace } from "./pace.js"
 */
import { refuseToken } from "../store/people.js";
import { RequestFailed, request } from "./client.js";

/**
 * @typedef {object} Round
 * @property {Fetch} fetch
 * @property {Pace} pace
 * @property {Set<string>} refused persons whose token the server no longer takes
 * @property {Set<string>} skipped reports and photos not tried again in this round
 * @property {boolean} isAgain something turned up that another round should send
 */

/**
 * A request in the name of a person.
 *
 * @param {Round} round
 * @param {SignedIn} person
 * @param {Ask} ask
 * @param {(answer: Answer) => boolean} [fits] an answer that does not fit the question counts as a failure
 * @returns {Promise<Answer>}
 */
export async function askAs(round, person, ask, fits = () => true) {
  const answer = await request({ ...ask, token: person.token }, round.fetch);
  if (!fits(answer)) throw new RequestFailed("retry", `${ask.path}: the answer does not fit the question`);
  await round.pace.succeeded();
  return answer;
}

/**
 * Everything stays; the person is asked to sign in.
 *
 * @param {Round} round
 * @param {SignedIn} person
 */
export async function noteRefused(round, person) {
  round.refused.add(person.person_id);
  await refuseToken(person.person_id, person.token);
}

/**
 * The failure handled as every step handles it: patience where it helps, sign-in where that helps.
 *
 * @param {Round} round
 * @param {SignedIn} person
 * @param {unknown} error
 * @returns {Promise<RequestFailed|null>} null: settled (waited, or the person must sign in); else a refusal for the
 *   step itself to settle
 * @throws what is not a failed request, and RoundOver
 */
export async function settle(round, person, error) {
  if (!(error instanceof RequestFailed)) throw error;
  if (error.kind === "unauthorized") {
    await round.pace.succeeded(); // the server was reached
    await noteRefused(round, person);
    return null;
  }
  if (error.kind === "refused") {
    await round.pace.succeeded(); // the server was reached
    return error;
  }
  await round.pace.failed(error);
  return null;
}
