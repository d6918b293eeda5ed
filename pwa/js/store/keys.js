/**
 * Keys on this phone: what was sealed of them lies in the outbox, the cabinet in the bundle; both together are told by
 * domain/keys.js.
 *
 * @import { Bundle, KeyBody, OutboxReport, SignedIn } from "../types.js"
 * @import { Around, LocalKey } from "../domain/keys.js"
 * @import { WriteTransaction } from "./db.js"
 */
import { BACK_BY, dueAt, keysNow, offersOf } from "../domain/keys.js";
import { nowIso } from "./clock.js";
import { listReports, Overtaken } from "./outbox.js";
import { sealPlain } from "./sealing.js";

/**
 * The site's cabinet as this person's phone knows it.
 *
 * @param {SignedIn} person
 * @param {Bundle} bundle
 * @param {string} time_zone the site's
 * @returns {Promise<LocalKey[]>} by number
 */
export async function listKeys(person, bundle, time_zone) {
  return cabinetNow(person, bundle, time_zone, await listReports(person.person_id));
}

/**
 * The same, of reports read before: for drawing again with a newer bundle.
 *
 * @param {SignedIn} person
 * @param {Bundle} bundle
 * @param {string} time_zone
 * @param {OutboxReport[]} reports
 * @returns {LocalKey[]}
 */
export function cabinetNow(person, bundle, time_zone, reports) {
  return keysNow(bundle.data.day.keys, reports, around(person, bundle, time_zone));
}

/**
 * A key borrowed, given back or lost: sealed at once, goes out by itself. Two taps are one step: what no longer fits what
 * this phone holds by then is not sealed.
 *
 * @param {SignedIn} person
 * @param {{ key: LocalKey, step: KeyBody["step"], bundle: Bundle, time_zone: string,
 *   purpose?: string, unit_state?: string, note?: string, order_id?: string, inspection_id?: string }} told
 * @returns {Promise<OutboxReport[]>} empty when it no longer fits
 */
export async function takeKeyStep(person, { key, step, bundle, time_zone, ...more }) {
  const at = nowIso();
  const said = Object.fromEntries(Object.entries(more).filter(([, value]) => value?.trim()));
  /** @type {KeyBody} */
  const body = { key_id: key.id, step, at, ...said };
  if (step === "borrow") {
    const due = dueAt(Date.parse(at), time_zone, bundle.data.settings.keys_back_by ?? BACK_BY);
    body.due_at = new Date(due).toISOString();
  }
  const about = {
    ...{ title: `${key.number} ${key.name}`, key_id: key.id, key_step: step, at },
    ...(key.unit_id ? { unit_id: key.unit_id } : {}),
    ...(body.purpose ? { key_purpose: body.purpose } : {}),
    ...(body.note ? { note: body.note } : {}),
  };
  try {
    return await sealPlain(
      person,
      { kind: "key", site_id: bundle.site_id, bundle: bundle.version, body, about },
      {
        stores: [],
        change: async () => undefined,
        stands: (tx) => stillFits(tx, person, key.id, step, bundle, time_zone),
      },
    );
  } catch (error) {
    if (error instanceof Overtaken) return [];
    throw error;
  }
}

/**
 * @param {WriteTransaction} tx
 * @param {SignedIn} person
 * @param {string} key_id
 * @param {KeyBody["step"]} step
 * @param {Bundle} bundle
 * @param {string} time_zone
 * @returns {Promise<boolean>} what was sealed meanwhile, in another tab too, still leaves room for this step
 */
async function stillFits(tx, person, key_id, step, bundle, time_zone) {
  const reports = await tx.objectStore("outbox").index("person_id").getAll(person.person_id);
  const cabinet = bundle.data.day.keys.filter((one) => one.id === key_id);
  const [key] = keysNow(cabinet, reports, around(person, bundle, time_zone));
  return key !== undefined && offersOf(key, person.person_id).includes(step);
}

/**
 * @param {SignedIn} person
 * @param {Bundle} bundle
 * @param {string} time_zone
 * @returns {Around}
 */
function around(person, bundle, time_zone) {
  const back_by = bundle.data.settings.keys_back_by ?? BACK_BY;
  return { me: person.person_id, server_time: bundle.server_time, time_zone, back_by };
}
