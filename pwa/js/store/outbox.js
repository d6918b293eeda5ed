/**
 * Sealed reports. A line is made once, here, and never re-made; it takes the next place in the chain of this device and
 * person. Nothing is removed before the server has confirmed it.
 *
 * @import { OutboxReport, ReportAbout, ReportBody, ReportHead, ReportKind, SignedIn } from "../types.js"
 * @import { StoreName, WriteTransaction } from "./db.js"
 */
import { isCritical, photosOf, sealedLine } from "../domain/report.js";
import { APP_VERSION } from "../version.js";
import { announce } from "./changes.js";
import { comparisonNow, nowIso, utcOffsetMinutes } from "./clock.js";
import { read, write } from "./db.js";
import { sha256Hex } from "./digest.js";

/**
 * @typedef {{ id: string, kind: ReportKind, site_id: string, bundle: string, body: ReportBody, about: ReportAbout }} Unsealed
 * @typedef {{ seq: number, digest: string|null }} ChainHead
 */

/** Another tab may seal at the same moment: the chain is then read anew, this often at most. */
const TRIES = 20;

/** What was to be sealed has changed, or is sealed already, since it was read: nothing was sealed. Read it again. */
export class Overtaken extends Error {
  /** @override */
  name = "Overtaken";
}

/**
 * Seals reports in order: lines, outbox, the chain's head, the photos' states and whatever the caller changes with
 * them are written in one strict transaction.
 *
 * @param {SignedIn} person
 * @param {Unsealed[]} reports
 * @param {{ stores: StoreName[], change: (tx: WriteTransaction) => Promise<void>, stands?: (tx: WriteTransaction) => Promise<boolean> }} also
 *   stands: whether what the reports were made of is still what the phone holds, asked in the transaction
 * @returns {Promise<OutboxReport[]>}
 * @throws {Overtaken} when it no longer stands
 */
export async function seal(person, reports, also) {
  for (let tries = 0; tries < TRIES; tries++) {
    const head = await chainHead(person);
    const sealed = await sealedAfter(head, person, reports);
    const stores = /** @type {StoreName[]} */ ([...new Set(["outbox", "lines", "chains", "photos", ...also.stores])]);
    const isDone = await write(stores, async (tx) => {
      const now = await tx.objectStore("chains").get([person.device_id, person.person_id]);
      if ((now?.seq ?? 0) !== head.seq) return false;
      if (also.stands && !(await also.stands(tx))) throw new Overtaken("it changed while it was being sealed");
      for (const { row, line } of sealed) {
        await tx.objectStore("lines").put({ id: row.id, bytes: line });
        await tx.objectStore("outbox").add(row);
        await releasePhotos(tx, row);
      }
      const last = sealed.at(-1)?.row;
      const { device_id, person_id } = person;
      if (last) await tx.objectStore("chains").put({ device_id, person_id, seq: last.seq, digest: last.digest });
      await also.change(tx);
      return true;
    });
    if (isDone) {
      announce("sealed");
      return sealed.map(({ row }) => row);
    }
  }
  throw new Error("the chain of reports kept moving while a report was sealed");
}

/**
 * @param {SignedIn} person
 * @returns {Promise<ChainHead>}
 */
async function chainHead(person) {
  const head = await read(["chains"], (tx) => tx.objectStore("chains").get([person.device_id, person.person_id]));
  return { seq: head?.seq ?? 0, digest: head?.digest ?? null };
}

/**
 * @param {ChainHead} head
 * @param {SignedIn} person
 * @param {Unsealed[]} reports
 * @returns {Promise<{ row: OutboxReport, line: ArrayBuffer }[]>}
 */
async function sealedAfter(head, person, reports) {
  const clock = await comparisonNow();
  const sealed_at = nowIso();
  const sealed = [];
  let { seq, digest: previous } = head;
  for (const { id, kind, site_id, bundle, body, about } of reports) {
    seq += 1;
    /** @type {ReportHead} */
    const line_head = {
      id,
      kind,
      device_id: person.device_id,
      person_id: person.person_id,
      site_id,
      seq,
      previous,
      sealed_at,
      utc_offset_minutes: utcOffsetMinutes(),
      ...(clock ? { clock } : {}),
      bundle,
      app_version: APP_VERSION,
    };
    const line = new TextEncoder().encode(sealedLine(line_head, body)).buffer;
    const digest = await sha256Hex(line);
    sealed.push({ line, row: outboxRow(line_head, body, about, digest, line.byteLength) });
    previous = digest;
  }
  return sealed;
}

/**
 * @param {ReportHead} head
 * @param {ReportBody} body
 * @param {ReportAbout} about
 * @param {string} digest
 * @param {number} bytes
 * @returns {OutboxReport}
 */
function outboxRow(head, body, about, digest, bytes) {
  const { id, person_id, device_id, site_id, kind, seq, sealed_at } = head;
  return {
    ...{ id, person_id, device_id, site_id, kind, seq, digest, bytes, sealed_at },
    state: "sealed",
    outcome: null,
    problem: null,
    flags: [],
    receipt: null,
    photos: photosOf(/** @type {Parameters<typeof photosOf>[0]} */ (body)),
    missing_photos: [],
    damaged_photos: [],
    lost_photos: [],
    critical: isCritical(/** @type {Parameters<typeof isCritical>[0]} */ (body)),
    about,
    delivered_at: null,
    confirmed_at: null,
    attempts: 0,
  };
}

/**
 * Photos of a sealed report may be sent.
 *
 * @param {WriteTransaction} tx
 * @param {OutboxReport} row
 */
async function releasePhotos(tx, row) {
  const photos = tx.objectStore("photos");
  for (const sha256 of row.photos) {
    const photo = await photos.get([row.person_id, sha256]);
    if (photo?.state === "draft") await photos.put({ ...photo, state: "waiting" });
  }
}

/**
 * @param {string} person_id
 * @returns {Promise<OutboxReport[]>} oldest first
 */
export async function listReports(person_id) {
  const rows = await read(["outbox"], (tx) => tx.objectStore("outbox").index("person_id").getAll(person_id));
  return rows.sort((a, b) => a.seq - b.seq);
}

/**
 * @param {string} id
 * @returns {Promise<OutboxReport|null>}
 */
export async function getReport(id) {
  return (await read(["outbox"], (tx) => tx.objectStore("outbox").get(id))) ?? null;
}

/**
 * The sealed bytes, without the newline.
 *
 * @param {string[]} ids
 * @returns {Promise<Map<string, ArrayBuffer>>} by id; one that is gone from this phone is left out
 */
export function linesOf(ids) {
  return read(["lines"], async (tx) => {
    const lines = new Map();
    for (const id of ids) {
      const line = await tx.objectStore("lines").get(id);
      if (line) lines.set(id, line.bytes);
    }
    return lines;
  });
}

/**
 * @param {Map<string, Partial<OutboxReport>>} changes by id
 * @returns {Promise<void>} all in one strict transaction
 */
export async function changeReports(changes) {
  if (changes.size === 0) return;
  await write(["outbox"], async (tx) => {
    for (const [id, change] of changes) {
      const row = await tx.objectStore("outbox").get(id);
      if (row) await tx.objectStore("outbox").put({ ...row, ...change });
    }
  });
  announce("outbox");
}

/**
 * A parked report (or a report with parked photos) is tried again.
 *
 * @param {string} id
 * @returns {Promise<void>}
 */
export async function retryParked(id) {
  await write(["outbox", "photos"], async (tx) => {
    const row = await tx.objectStore("outbox").get(id);
    if (!row) return;
    if (row.state === "parked") await tx.objectStore("outbox").put({ ...row, state: "sealed", problem: null });
    for (const sha256 of row.photos) {
      const photo = await tx.objectStore("photos").get([row.person_id, sha256]);
      if (photo?.state === "parked") await tx.objectStore("photos").put({ ...photo, state: "waiting", problem: null });
    }
  });
  announce("sealed");
}
