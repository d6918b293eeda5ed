/**
 * The bodies of reports, and the line that is sealed. A line is made once and never re-made.
 *
 * @import { AddendumBody, Draft, InspectionBody, Patrol, PatrolBody, ReportBody, ReportHead, WireCheck, WirePhoto } from "../types.js"
 */
import { checkOf, correctionOf } from "./checks.js";
import { isEmergency } from "./incidents.js";

/** No report over this is sealed as one (protocol, "What the phone promises"); a line may have 256 KiB. */
export const LARGEST_REPORT = 200 * 1024;

/** Room for everything of a line beside its checks and photos: ids, times, clock, presence. */
const HEAD_ROOM = 4 * 1024;

/**
 * The reports of one visit: one, or several when it is too big for one.
 *
 * @param {Draft} draft
 * @param {string} finished_at
 * @param {number} [largest] bytes of a line
 * @returns {{ body: InspectionBody, cards: string[] }[]} never empty; cards: keys of those it carries
 */
export function inspectionBodies(draft, finished_at, largest = LARGEST_REPORT) {
  const room = largest - HEAD_ROOM - byteLength(JSON.stringify(draft.note));
  const parts = packed(pieces(draft, room), room);
  return parts.map((part, index) => {
    const named = new Set(part.checks.flatMap((check) => check.items.flatMap((item) => item.photos)));
    const isNamedSomewhere = (/** @type {WirePhoto} */ photo) => parts.some((one) => names(one.checks, photo.sha256));
    const photos = draft.photos.filter((photo) => named.has(photo.sha256) || isCopyOf(photo, named));
    // The visit's own photos, which no item names, travel with the first part.
    if (index === 0)
      photos.push(
        ...draft.photos.filter((one) => !photos.includes(one) && !isNamedSomewhere(one) && !isSetAside(draft, one)),
      );
    return { body: inspectionBody(draft, finished_at, part.checks, photos, index === 0), cards: part.cards };
  });
}

/**
 * @param {Draft} draft
 * @param {string} finished_at
 * @param {WireCheck[]} checks
 * @param {WirePhoto[]} photos
 * @param {boolean} isFirst only the first part carries the note
 * @returns {InspectionBody}
 */
function inspectionBody(draft, finished_at, checks, photos, isFirst) {
  return {
    ...(draft.patrol_id ? { patrol_id: draft.patrol_id } : {}),
    ...(draft.round_id ? { round: { round_id: draft.round_id } } : {}),
    ...(draft.point_id ? { point_id: draft.point_id } : {}),
    ...(draft.unit_id ? { unit_id: draft.unit_id } : {}),
    started_at: draft.started_at,
    finished_at,
    ...(draft.point_id ? { presence: draft.presence ?? { method: "manual", at: draft.started_at } } : {}),
    ...(draft.location ? { location: draft.location } : {}),
    checks,
    photos,
    ...(draft.note.trim() && isFirst ? { note: draft.note.trim() } : {}),
  };
}

/**
 * Checks small enough to travel: one per card, a very big one in several with its items shared out.
 *
 * @param {Draft} draft
 * @param {number} room
 * @returns {{ card: string, check: WireCheck, bytes: number }[]}
 */
function pieces(draft, room) {
  return draft.cards.flatMap((card) => {
    const check = checkOf(card);
    if (!check) return [];
    const whole = { card: card.key, check, bytes: weightOf(draft, check) };
    if (whole.bytes <= room || check.items.length < 2) return [whole];
    const unlisted = check.asked.filter((id) => !check.items.some((item) => item.item === id));
    return [...new Set(check.items.map((item) => item.item))].map((id, index) => {
      const part = {
        ...check,
        asked: index === 0 ? [id, ...unlisted] : [id],
        items: check.items.filter((item) => item.item === id),
      };
      return { card: card.key, check: part, bytes: weightOf(draft, part) };
    });
  });
}

/**
 * @param {{ card: string, check: WireCheck, bytes: number }[]} all
 * @param {number} room
 * @returns {{ checks: WireCheck[], cards: string[] }[]}
 */
function packed(all, room) {
  /** @type {{ checks: WireCheck[], cards: string[], bytes: number }[]} */
  const parts = [{ checks: [], cards: [], bytes: 0 }];
  for (const piece of all) {
    let part = parts[parts.length - 1];
    if (part.checks.length > 0 && part.bytes + piece.bytes > room) {
      part = { checks: [], cards: [], bytes: 0 };
      parts.push(part);
    }
    part.checks.push(piece.check);
    part.cards.push(piece.card);
    part.bytes += piece.bytes;
  }
  return parts;
}

/**
 * @param {Draft} draft
 * @param {WireCheck} check
 * @returns {number} bytes of the check and of the photos it brings
 */
function weightOf(draft, check) {
  const photos = draft.photos.filter((photo) => names([check], photo.sha256));
  return byteLength(JSON.stringify(check)) + byteLength(JSON.stringify(photos)) + 2;
}

/**
 * @param {WireCheck[]} checks
 * @param {string} sha256
 */
function names(checks, sha256) {
  return checks.some((check) => check.items.some((item) => item.photos.includes(sha256)));
}

/**
 * @param {WirePhoto} photo
 * @param {Set<string>} named
 */
function isCopyOf(photo, named) {
  return photo.of !== undefined && named.has(photo.of);
}

/**
 * A photo of a fault that was taken back does not travel.
 *
 * @param {Draft} draft
 * @param {WirePhoto} photo
 */
function isSetAside(draft, photo) {
  const holds = (/** @type {string} */ sha256) =>
    draft.cards.some((card) => card.answers.some((answer) => answer.photos.includes(sha256)));
  return holds(photo.sha256) || (photo.of !== undefined && holds(photo.of));
}

/**
 * @param {Patrol} patrol
 * @param {string} finished_at
 * @param {boolean} finished_by_hand
 * @returns {PatrolBody} stops nobody reached are skipped without a reason, which the server marks
 */
export function patrolBody(patrol, finished_at, finished_by_hand) {
  return {
    patrol_id: patrol.patrol_id,
    round: { round_id: patrol.round_id },
    started_at: patrol.started_at,
    finished_at,
    finished_by_hand,
    stops: patrol.stops.map((stop) => ({
      point_id: stop.point_id,
      state: stop.state === "done" ? "done" : "skipped",
      ...(stop.reason && stop.state !== "done" ? { reason: stop.reason } : {}),
      ...(stop.inspection_id ? { inspection_id: stop.inspection_id } : {}),
    })),
    ...(patrol.note.trim() ? { note: patrol.note.trim() } : {}),
  };
}

/**
 * What a changed visit adds to its sealed reports: one addendum per report whose cards changed.
 *
 * @param {NonNullable<Draft["correction_of"]>} visit as it stood
 * @param {Draft} draft as changed
 * @param {string} at
 * @returns {AddendumBody[]} empty when nothing changed
 */
export function correctionBodies(visit, draft, at) {
  const known = new Set(visit.photos.map((photo) => photo.sha256));
  const fresh = draft.photos.filter((photo) => !known.has(photo.sha256));
  const first = visit.draft_id;
  const changed = changedChecks(visit, draft);
  const note = draft.note.trim() === visit.note.trim() ? "" : draft.note.trim();
  const loose = fresh.filter((photo) => ![...changed.values()].some((checks) => names(checks, photo.sha256)));
  if ((note || loose.length > 0) && !changed.has(first)) changed.set(first, []);
  return [...changed].map(([of, checks]) => {
    const photos = fresh.filter((photo) => names(checks, photo.sha256) || (of === first && loose.includes(photo)));
    return {
      of,
      at,
      reason: checks.length === 0 && photos.length > 0 ? "photo_later" : "correction",
      ...(checks.length > 0 ? { checks } : {}),
      ...(photos.length > 0 ? { photos } : {}),
      ...(note && of === first ? { note } : {}),
    };
  });
}

/**
 * @param {NonNullable<Draft["correction_of"]>} visit
 * @param {Draft} draft
 * @returns {Map<string, WireCheck[]>} by the report that held the card
 */
function changedChecks(visit, draft) {
  const changed = new Map();
  for (const card of draft.cards) {
    const before = visit.cards.find((one) => one.key === card.key);
    const check = before && correctionOf(before, card);
    const of = visit.reports[card.key] ?? visit.draft_id;
    if (check) changed.set(of, [...(changed.get(of) ?? []), check]);
  }
  return changed;
}

/**
 * The sealed line, without its newline.
 *
 * @param {ReportHead} head
 * @param {ReportBody} body
 * @returns {string} JSON in the protocol's order of fields; text the server could not keep (NUL, half a surrogate
 *   pair) is cleaned here, for a line is judged as a whole
 */
export function sealedLine(head, body) {
  const {
    id,
    kind,
    device_id,
    person_id,
    site_id,
    seq,
    previous,
    sealed_at,
    utc_offset_minutes,
    clock,
    bundle,
    app_version,
  } = head;
  return JSON.stringify(
    cleaned({
      id,
      kind,
      device_id,
      person_id,
      site_id,
      seq,
      previous,
      sealed_at,
      utc_offset_minutes,
      clock,
      bundle,
      app_version,
      body,
    }),
  );
}

/**
 * Every digest a report needs on the server: those described, and those only named.
 *
 * @param {{ photos?: WirePhoto[], checks?: WireCheck[] }} body
 * @returns {string[]} each once
 */
export function photosOf(body) {
  const described = (body.photos ?? []).map((photo) => photo.sha256);
  const named = (body.checks ?? []).flatMap((check) => check.items.flatMap((item) => item.photos));
  return [...new Set([...described, ...named])];
}

/**
 * @param {{ checks?: WireCheck[], category?: string }} body an incident has a category
 * @returns {boolean} its photos go before all others
 */
export function isCritical(body) {
  if (body.category && isEmergency(body.category)) return true;
  const items = (body.checks ?? []).flatMap((check) => check.items);
  return items.some((item) => item.result === "defect" && item.severity === "critical");
}

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function cleaned(value) {
  if (typeof value === "string") return wellFormed(value).replaceAll("\u0000", "");
  if (Array.isArray(value)) return value.map(cleaned);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cleaned(one)]));
  }
  return value;
}

/**
 * @param {string} text
 * @returns {string} half surrogate pairs replaced by U+FFFD (`toWellFormed` is younger than the browsers we support)
 */
function wellFormed(text) {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}

/**
 * @param {string} text
 * @returns {number} bytes in UTF-8
 */
export function byteLength(text) {
  let bytes = 0;
  for (const character of text) {
    const code = /** @type {number} */ (character.codePointAt(0));
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
