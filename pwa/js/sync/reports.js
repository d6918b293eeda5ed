/**
 * Sending sealed reports: oldest first, up to 50 a request, line by line when the whole is not taken.
 *
 * @import { OutboxReport, Problem, ReportResult, SignedIn } from "../types.js"
 * @import { Round } from "./round.js"
 */
import { nowIso } from "../store/clock.js";
import { changeReports, linesOf, listReports } from "../store/outbox.js";
import { RequestFailed } from "./client.js";
import { sending } from "./progress.js";
import { askAs, settle } from "./round.js";

const LINES_A_REQUEST = 50;
const BYTES_A_REQUEST = 2 * 1024 * 1024;

/**
 * @param {Round} round
 * @param {SignedIn} person
 * @returns {Promise<void>} when nothing sealed is left, or the person must sign in
 */
export async function sendReports(round, person) {
  let isLineByLine = false;
  while (!round.refused.has(person.person_id)) {
    const waiting = (await listReports(person.person_id)).filter(
      (report) => report.state === "sealed" && !round.skipped.has(report.id),
    );
    const batch = await nextBatch(waiting, isLineByLine ? 1 : LINES_A_REQUEST);
    if (batch.length === 0) return;
    try {
      await sendBatch(round, person, batch);
    } catch (error) {
      const isServersFault = error instanceof RequestFailed && error.status === 500;
      // Before the wait, which may end the round: a line the server stumbles over must not hold up the others.
      if (isServersFault && batch.length === 1) round.skipped.add(batch[0].report.id);
      if (isServersFault) isLineByLine = true;
      const refusal = await settle(round, person, error);
      if (!refusal) continue;
      if (batch.length > 1) isLineByLine = true;
      else await park(batch[0].report, refusal.problem);
    }
  }
}

/**
 * @param {OutboxReport[]} waiting oldest first
 * @param {number} most lines
 * @returns {Promise<{ report: OutboxReport, line: Uint8Array }[]>}
 */
async function nextBatch(waiting, most) {
  const chosen = [];
  let bytes = 0;
  for (const report of waiting.slice(0, most)) {
    bytes += report.bytes + 1;
    if (chosen.length > 0 && bytes > BYTES_A_REQUEST) break;
    chosen.push(report);
  }
  const lines = await linesOf(chosen.map((report) => report.id));
  const batch = [];
  for (const report of chosen) {
    const line = lines.get(report.id);
    if (line) batch.push({ report, line: new Uint8Array(line) });
    else await park(report, null);
  }
  return batch.length > 0 || chosen.length === 0 ? batch : nextBatch(waiting.slice(chosen.length), most);
}

/**
 * @param {Round} round
 * @param {SignedIn} person
 * @param {{ report: OutboxReport, line: Uint8Array }[]} batch
 */
async function sendBatch(round, person, batch) {
  const ids = batch.map(({ report }) => report.id);
  const ask = {
    path: "/api/v1/reports",
    method: /** @type {const} */ ("POST"),
    bytes: asLines(batch.map(({ line }) => line)),
    headers: { "Content-Type": "application/x-ndjson" },
  };
  const { json } = await sending(ids, () => askAs(round, person, ask, ({ json }) => areAbout(json?.results, batch)));
  const results = /** @type {ReportResult[]} */ (json.results);
  await changeReports(new Map(batch.map(({ report }, i) => [report.id, delivered(report, results[i])])));
}

/**
 * @param {Uint8Array[]} lines
 * @returns {Uint8Array<ArrayBuffer>} each ended by a newline
 */
function asLines(lines) {
  const body = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0));
  let at = 0;
  for (const line of lines) {
    body.set(line, at);
    body[at + line.length] = 10;
    at += line.length + 1;
  }
  return body;
}

/**
 * Only an answer with a receipt over the very bytes counts.
 *
 * @param {ReportResult[]|undefined} results
 * @param {{ report: OutboxReport }[]} batch
 */
function areAbout(results, batch) {
  const isAbout = (/** @type {ReportResult} */ result, /** @type {number} */ i) =>
    result?.digest === batch[i].report.digest && result.receipt?.digest === batch[i].report.digest;
  return Array.isArray(results) && results.length === batch.length && results.every(isAbout);
}

/**
 * Whatever the outcome, the server holds the bytes now; it is kept until the status says "complete".
 *
 * @param {OutboxReport} report
 * @param {ReportResult} result
 * @returns {Partial<OutboxReport>}
 */
function delivered(report, result) {
  return {
    state: "delivered",
    outcome: result.outcome,
    problem: result.problem ?? null,
    flags: result.flags ?? [],
    receipt: result.receipt,
    missing_photos: result.missing_photos ?? [],
    delivered_at: nowIso(),
    attempts: report.attempts + 1,
  };
}

/**
 * @param {OutboxReport} report
 * @param {Problem|null} problem null: the line is gone from this phone
 */
function park(report, problem) {
  return changeReports(new Map([[report.id, { state: "parked", problem, attempts: report.attempts + 1 }]]));
}
