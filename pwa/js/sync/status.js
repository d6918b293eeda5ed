/**
 * Asking what became of delivered reports. Only "complete", or "quarantined" with no photo missing, lets the phone
 * forget one (later, by age).
 *
 * @import { OutboxReport, ReportStatus, SignedIn } from "../types.js"
 * @import { Round } from "./round.js"
 */
import { nowIso } from "../store/clock.js";
import { changeReports, listReports } from "../store/outbox.js";
import { changePhoto, photoOf } from "../store/photos.js";
import { askAs, settle } from "./round.js";

const IDS_A_REQUEST = 500;

/**
 * @param {Round} round
 * @param {SignedIn} person
 * @returns {Promise<void>}
 */
export async function askStatus(round, person) {
  const delivered = (await listReports(person.person_id)).filter((report) => report.state === "delivered");
  for (let at = 0; at < delivered.length; at += IDS_A_REQUEST) {
    if (round.refused.has(person.person_id)) return;
    const batch = delivered.slice(at, at + IDS_A_REQUEST);
    const ids = batch.map((report) => report.id);
    try {
      const { json } = await askAs(round, person, { path: "/api/v1/reports/status", method: "POST", json: { ids } });
      const states = /** @type {ReportStatus[]} */ (json?.states ?? []);
      await noteStates(round, batch, new Map(states.map((state) => [state.id, state])));
    } catch (error) {
      await settle(round, person, error); // unasked, they stay "delivered" until the next round
    }
  }
}

/**
 * @param {Round} round
 * @param {OutboxReport[]} reports
 * @param {Map<string, ReportStatus>} states by id
 */
async function noteStates(round, reports, states) {
  /** @type {Map<string, Partial<OutboxReport>>} */
  const changes = new Map();
  for (const report of reports) {
    const status = states.get(report.id);
    const change = status && changeBy(report, status);
    if (!change) continue;
    changes.set(report.id, change);
    if (change.state !== "confirmed") await sendAgain(round, report, status);
  }
  await changeReports(changes);
}

/**
 * @param {OutboxReport} report
 * @param {ReportStatus} status
 * @returns {Partial<OutboxReport>|null} null: nothing to conclude from this
 */
function changeBy(report, status) {
  const missing_photos = status.missing_photos ?? [];
  const damaged_photos = status.damaged_photos ?? [];
  const isSettled = status.state === "complete" || (status.state === "quarantined" && missing_photos.length === 0);
  if (isSettled) {
    const receipt = status.receipt ?? report.receipt;
    return { state: "confirmed", confirmed_at: nowIso(), receipt, missing_photos: [], damaged_photos };
  }
  if (status.state === "waiting_photos" || status.state === "quarantined") return { missing_photos, damaged_photos };
  // The server has lost what it had stored (a backup was put back): the same bytes go once more.
  if (status.state === "unknown" && report.outcome !== "conflict") return { state: "sealed" };
  return null;
}

/**
 * Photos the server misses though it took them once go again.
 *
 * @param {Round} round
 * @param {OutboxReport} report
 * @param {ReportStatus} status
 */
async function sendAgain(round, report, status) {
  if (status.state === "unknown") round.isAgain = true;
  for (const sha256 of status.missing_photos ?? []) {
    const photo = await photoOf(report.person_id, sha256);
    if (photo?.state !== "delivered") continue;
    await changePhoto(report.person_id, sha256, { state: "waiting" });
    round.isAgain = true;
  }
}
