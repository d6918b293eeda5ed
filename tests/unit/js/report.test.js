import assert from "node:assert/strict";
import { test } from "node:test";
import * as answering from "../../../pwa/js/domain/answering.js";
import {
  byteLength,
  correctionBodies,
  inspectionBodies,
  patrolBody,
  photosOf,
  sealedLine,
} from "../../../pwa/js/domain/report.js";
import { item } from "./cast.js";

/** @import { Card, Draft, ReportHead } from "../../../pwa/js/types.js" */

/** @type {ReportHead} */
const head = {
  id: "i",
  kind: "inspection",
  device_id: "d",
  person_id: "p",
  site_id: "s",
  seq: 1,
  previous: null,
  sealed_at: "t",
  utc_offset_minutes: 480,
  bundle: "b",
  app_version: "0",
};

/** @param {string} asset @param {number} items @returns {Card} */
function card(asset, items) {
  return {
    ...{
      key: `${asset}:x`,
      asset_id: asset,
      asset_name: asset,
      kind: "x",
      checklist: { key: "x", version: 1 },
      name: { zh: "x", en: "x" },
    },
    ...{
      visit_on: "2026-11-23",
      items: Array.from({ length: items }, (_, i) => item(`I${i}`)),
      others: [],
      known: [],
      proof: [],
    },
    ...{ last: {}, last_photos: {}, verdict: null, bulk: false, answers: [] },
  };
}

/** @param {Card[]} cards @returns {Draft} */
function draftOf(cards) {
  const at = "2026-11-23T01:00:00.000Z";
  return {
    ...{
      id: "v",
      person_id: "p",
      site_id: "s",
      bundle: "b",
      patrol_id: null,
      round_id: null,
      point_id: "pt",
      unit_id: null,
      place_name: "",
    },
    ...{
      started_at: at,
      changed_at: at,
      presence: { method: "manual", at, reason: "码坏了" },
      location: null,
      cards,
      photos: [],
      note: "记",
      asking: null,
      correction_of: null,
    },
  };
}

/** @param {Draft} draft @param {number} [largest] */
const linesOf = (draft, largest) =>
  inspectionBodies(draft, draft.changed_at, largest).map(({ body }) => sealedLine(head, body));

test("a usual visit is one report", () => {
  const draft = answering.setVerdict(draftOf([card("a", 3)]), "a:x", "ok");
  assert.equal(linesOf(draft).length, 1);
});

test("a visit over 200 KiB is sealed as several, each small enough, nothing left out and nothing twice", () => {
  let draft = draftOf([card("a", 8), card("b", 2), card("c", 1)]);
  for (let i = 0; i < 8; i++)
    draft = answering.addAnswer(draft, "a:x", `I${i}`, `a${i}`, { note: "渗".repeat(15_000) });
  draft = answering.addAnswer(draft, "b:x", "I0", "b0", { note: "水".repeat(30_000) });
  draft = answering.setVerdict(draft, "c:x", "ok");
  for (let i = 0; i < 4; i++) {
    const photo = {
      sha256: `p${i}`,
      bytes: 1,
      width: 1,
      height: 1,
      taken_at: "t",
      source: /** @type {const} */ ("camera"),
      role: /** @type {const} */ ("evidence"),
    };
    draft = answering.addPhoto(draft, { card: "a:x", answer: `a${i * 2}` }, photo, "n");
  }
  const parts = inspectionBodies(draft, draft.changed_at);
  assert.ok(parts.length > 1);
  for (const { body } of parts) assert.ok(byteLength(sealedLine(head, body)) <= 200 * 1024);
  const asked = parts.flatMap(({ body }) =>
    body.checks.flatMap((check) => check.asked.map((id) => `${check.asset_id} ${id}`)),
  );
  assert.deepEqual(asked.sort(), [...Array.from({ length: 8 }, (_, i) => `a I${i}`), "b I0", "b I1", "c I0"].sort());
  assert.deepEqual(parts.flatMap(({ body }) => body.photos.map((one) => one.sha256)).sort(), ["p0", "p1", "p2", "p3"]);
  for (const { body } of parts)
    assert.deepEqual(
      photosOf(body).sort(),
      body.photos.map((one) => one.sha256).sort(),
      "a part describes what it names",
    );
  assert.deepEqual(
    parts.map(({ body }) => Boolean(body.note)),
    parts.map((_, i) => i === 0),
  );
});

test("text the server could not keep is cleaned before sealing", () => {
  const draft = { ...draftOf([]), note: "前\u0000后\ud83d" };
  assert.equal(JSON.parse(linesOf(draft)[0]).body.note, "前后\ufffd");
  assert.equal(JSON.parse(linesOf({ ...draft, note: "😀" })[0]).body.note, "😀");
});

test("the line has the protocol's fields in its order", () => {
  const keys = Object.keys(JSON.parse(linesOf(draftOf([]))[0]));
  assert.deepEqual(keys, [
    "id",
    "kind",
    "device_id",
    "person_id",
    "site_id",
    "seq",
    "previous",
    "sealed_at",
    "utc_offset_minutes",
    "bundle",
    "app_version",
    "body",
  ]);
});

test("bytes are counted as UTF-8", () => {
  for (const text of ["a", "é", "楼", "😀", "楼巡 a😀"]) assert.equal(byteLength(text), Buffer.byteLength(text));
});

test("a correction names only what changed, to the report that held it", () => {
  let draft = answering.setVerdict(
    answering.setVerdict(draftOf([card("a", 2), card("b", 2)]), "a:x", "ok"),
    "b:x",
    "ok",
  );
  const visit = {
    draft_id: "v",
    reports: { "a:x": "v", "b:x": "second" },
    cards: draft.cards,
    photos: [],
    note: draft.note,
  };
  assert.deepEqual(correctionBodies(visit, draft, "now"), []);
  draft = answering.addAnswer(draft, "b:x", "I1", "n", { severity: "minor" });
  const [body, ...more] = correctionBodies(visit, draft, "now");
  assert.deepEqual(more, []);
  assert.deepEqual([body.of, body.reason, body.checks?.[0].asked], ["second", "correction", ["I1"]]);
  assert.equal(body.checks?.[0].items[0].result, "defect");
});

test("corrected back to ok is asked and not listed", () => {
  const before = answering.addAnswer(draftOf([card("a", 2)]), "a:x", "I1", "n", {});
  const visit = { draft_id: "v", reports: { "a:x": "v" }, cards: before.cards, photos: [], note: before.note };
  const [body] = correctionBodies(visit, answering.setVerdict(before, "a:x", "ok"), "now");
  assert.deepEqual([body.checks?.[0].asked, body.checks?.[0].items], [["I1"], []]);
});

test("a walk's body tells every stop, those nobody reached as skipped without a reason", () => {
  const stop = (/** @type {any} */ more) => ({
    point_id: "x",
    state: "todo",
    reason: null,
    inspection_id: null,
    at: null,
    ...more,
  });
  const stops = [
    stop({ point_id: "a", state: "done", inspection_id: "i" }),
    stop({ point_id: "b", state: "skipped", reason: "locked" }),
    stop({ point_id: "c" }),
  ];
  const patrol = /** @type {any} */ ({ patrol_id: "p", round_id: "r", started_at: "s", note: "", stops });
  assert.deepEqual(patrolBody(patrol, "f", false).stops, [
    { point_id: "a", state: "done", inspection_id: "i" },
    { point_id: "b", state: "skipped", reason: "locked" },
    { point_id: "c", state: "skipped" },
  ]);
});
