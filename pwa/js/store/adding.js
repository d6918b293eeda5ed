/**
 * Words added to a report that has been sealed, from the sync screen or in answer to a retake. The report stays as it
 * is; both are shown.
 *
 * @import { AddendumBody, OutboxReport, Retake, SignedIn } from "../types.js"
 */
import { bundleOf } from "./bundles.js";
import { nowIso } from "./clock.js";
import { getReport, listReports } from "./outbox.js";
import { sealPlain } from "./sealing.js";

/**
 * @param {SignedIn} person
 * @param {string} report_id a report of theirs on this phone
 * @param {string} note
 * @returns {Promise<OutboxReport[]>}
 */
export async function addNoteLater(person, report_id, note) {
  const report = await getReport(report_id);
  if (!report) throw new Error(`no report ${report_id} on this phone`);
  const told = { of: report_id, title: report.about.title ?? "", reason: /** @type {const} */ ("correction") };
  return addWords(person, report.site_id, told, { note });
}

/**
 * There can be no other photo, and why.
 *
 * @param {SignedIn} person
 * @param {string} site_id
 * @param {Retake} retake
 * @param {string} title what the sync screen calls it
 * @param {string} note
 * @returns {Promise<OutboxReport[]>}
 */
export function declineRetake(person, site_id, retake, title, note) {
  const told = { of: retake.report_id, title, reason: /** @type {const} */ ("retake"), retake_id: retake.id };
  return addWords(person, site_id, told, { note, retake_id: retake.id });
}

/**
 * Retakes answered from this phone: whatever the bundle says, nothing is asked any more.
 *
 * @param {string} person_id
 * @returns {Promise<Set<string>>}
 */
export async function retakesAnswered(person_id) {
  const reports = await listReports(person_id);
  return new Set(reports.flatMap((report) => report.about.retake_id ?? []));
}

/**
 * @param {SignedIn} person
 * @param {string} site_id
 * @param {{ of: string, title: string, reason: AddendumBody["reason"], retake_id?: string }} about
 * @param {{ note: string, retake_id?: string }} more
 */
async function addWords(person, site_id, about, more) {
  const bundle = (await bundleOf(person.person_id, site_id))?.version ?? "";
  const body = { of: about.of, at: nowIso(), reason: about.reason, ...more };
  return sealPlain(person, { kind: "addendum", site_id, bundle, body, about });
}
