import assert from "node:assert/strict";
import { test } from "node:test";
import * as answering from "../../../pwa/js/domain/answering.js";
import { draftState } from "../../../pwa/js/domain/answers.js";
import { cardsFor } from "../../../pwa/js/domain/cards.js";
import { bulkPlan, fillTheRest, undoFill } from "../../../pwa/js/domain/filling.js";
import { inspectionBodies } from "../../../pwa/js/domain/report.js";
import { BOX, DOOR, EAST, FLAT, item, LEAK, siteData, WALL } from "./cast.js";

/** @import { Draft, WirePhoto } from "../../../pwa/js/types.js" */

const door = `${DOOR}:fire-door`;
const box = `${BOX}:hydrant-box`;
const wall = `${WALL}:wall`;
const visit_on = "2026-11-23";

/** @param {Partial<Draft>} [more] @returns {Draft} a visit of the east corridor in the morning round */
function visit(more = {}) {
  const data = siteData();
  const cards = cardsFor(data, { point_id: EAST, round: data.plan.rounds[0], visit_on });
  const at = "2026-11-23T01:42:00.000Z";
  return {
    ...{
      id: "visit",
      person_id: "lin",
      site_id: "s",
      bundle: "v1",
      patrol_id: "p",
      round_id: "r",
      point_id: EAST,
      unit_id: null,
    },
    ...{
      place_name: "东侧",
      started_at: at,
      changed_at: at,
      presence: { method: "qr", at },
      location: null,
      cards,
      photos: [],
      note: "",
    },
    ...{ asking: null, correction_of: null },
    ...more,
  };
}

/** @param {string} sha256 @param {Partial<WirePhoto>} [more] @returns {WirePhoto} */
function photo(sha256, more = {}) {
  return { sha256, bytes: 1, width: 1, height: 1, taken_at: visit_on, source: "camera", role: "evidence", ...more };
}

/** @param {Draft} draft */
const kinds = (draft) =>
  draftState(draft)
    .missing.map((one) => `${one.card.split(":")[1]} ${one.kind}`)
    .sort();

/** @param {Draft} draft */
const checks = (draft) => inspectionBodies(draft, draft.changed_at)[0].body.checks;

test("cards with a known defect come first, and only what is due is asked", () => {
  const { cards } = visit();
  assert.deepEqual(
    cards.map((card) => card.key),
    [wall, door, box],
  );
  assert.deepEqual(
    cards[1].items.map((one) => one.id),
    ["FD01", "FD02"],
  );
  assert.deepEqual(
    cards[1].others.map((one) => one.id),
    ["FD09"],
  );
  assert.equal(cards[2].items[0].ok?.min, 0.15, "the asset's own limit");
});

test("a unit's visit asks all but what only an event calls for", () => {
  const cards = cardsFor(siteData(), { unit_id: FLAT, visit_on });
  assert.deepEqual(
    cards[0].items.map((one) => one.id),
    ["VU01", "VU06", "VU20"],
  );
  assert.equal(cards[0].asset_id, null);
});

test("a fresh visit is missing everything, and says so", () => {
  assert.deepEqual(kinds(visit()), ["fire-door verdict", "hydrant-box value", "wall known", "wall verdict"]);
  assert.equal(draftState(visit()).next_card, wall);
});

test("all the rest ok fills neither gauges nor cards with a known defect, and can be undone", () => {
  const filled = fillTheRest(visit());
  assert.deepEqual(bulkPlan(visit()), {
    fill: [door],
    leave: [
      { card: wall, why: "known" },
      { card: box, why: "gauge" },
    ],
  });
  assert.equal(answering.cardIn(filled, door).verdict, "ok");
  assert.equal(answering.cardIn(filled, box).verdict, null);
  assert.deepEqual(undoFill(filled), visit());
  const touched = answering.setVerdict(filled, door, "na");
  assert.equal(answering.cardIn(undoFill(touched), door).verdict, "na", "what was touched since stays");
});

test("by-hand items, exit checks and items with a photo always are left to the person", () => {
  for (const [more, why] of /** @type {const} */ ([
    [{ by_hand: true }, "by-hand"],
    [{ blocking: true }, "by-hand"],
    [{ photo: "always" }, "photo"],
  ])) {
    const draft = visit();
    const cards = draft.cards.map((card) => (card.key === door ? { ...card, items: [item("X", more)] } : card));
    assert.deepEqual(bulkPlan({ ...draft, cards }).leave.find((one) => one.card === door)?.why, why);
  }
});

test("an out-of-range value turns the item into a defect of the band's severity, back in range it is ok again", () => {
  const low = answering.setValue(visit(), box, "HY09", 0.05, "a");
  assert.equal(draftState(low).cards[2].state.verdict, "defect");
  assert.deepEqual(checks(low)[0].items, [
    { item: "HY09", result: "defect", photos: [], value: 0.05, severity: "critical" },
  ]);
  const again = answering.setValue(low, box, "HY09", 0.3, "b");
  assert.deepEqual(checks(again)[0].items, [{ item: "HY09", result: "ok", photos: [], value: 0.3 }]);
});

test("several faults, severity raised free, lowered only with a reason", () => {
  let draft = answering.addAnswer(visit(), door, "FD02", "a", { preset: "坏" });
  draft = answering.changeAnswer(draft, door, "a", { severity: "critical" });
  assert.deepEqual(
    kinds(draft).filter((one) => one.startsWith("fire-door")),
    ["fire-door photo", "fire-door proof-photo"],
  );
  draft = answering.changeAnswer(draft, door, "a", { severity: "minor" });
  assert.ok(kinds(draft).includes("fire-door severity-reason"));
  draft = answering.changeAnswer(draft, door, "a", { severity_reason: "已临时固定" });
  assert.ok(!kinds(draft).includes("fire-door severity-reason"));
  const check = checks(draft).find((one) => one.asset_id === DOOR);
  assert.deepEqual(check?.asked, ["FD01", "FD02"], "the item not listed was ok");
  assert.deepEqual(
    check?.items.map((one) => [one.item, one.severity]),
    [["FD02", "minor"]],
  );
});

test("a slip of the finger to ok loses no fault, and does not report it", () => {
  let draft = answering.addAnswer(visit(), door, "FD01", "a", {});
  draft = answering.addPhoto(draft, { card: door, answer: "a" }, photo("p1"), "x");
  draft = answering.setVerdict(draft, door, "ok");
  const { body } = inspectionBodies(draft, draft.changed_at)[0];
  assert.deepEqual(body.checks.find((one) => one.asset_id === DOOR)?.items, []);
  assert.deepEqual(body.photos, []);
  draft = answering.setVerdict(draft, door, "defect");
  assert.deepEqual(
    inspectionBodies(draft, draft.changed_at)[0].body.photos.map((one) => one.sha256),
    ["p1"],
  );
});

test("a known defect: still there, gone, and another one at the same spot", () => {
  let draft = answering.setSighting(visit(), wall, LEAK, "still", "a");
  assert.deepEqual(checks(draft)[0].items, [
    {
      item: "WA01",
      result: "defect",
      photos: [],
      spot: "窗下",
      sighting_of: LEAK,
      sighting: "still",
      severity: "minor",
    },
  ]);
  assert.ok(!kinds(draft).some((one) => one.startsWith("wall")), "the card is done with it");
  draft = answering.setSighting(draft, wall, LEAK, "gone", "b");
  assert.equal(checks(draft)[0].items[0].result, "ok");
  draft = answering.addAnswer(draft, wall, "WA01", "c", { separate_from: LEAK, spot: "窗下" });
  assert.deepEqual(
    checks(draft)[0].items.map((one) => one.separate_from),
    [undefined, LEAK],
  );
});

test("a known defect nobody looked at is not claimed to be ok", () => {
  const draft = answering.setVerdict(visit(), wall, "ok");
  assert.deepEqual(checks(draft), [], "its only item is the one with the known defect");
});

test("an unanswered card claims nothing, a gauge passed over stays named", () => {
  const data = siteData();
  data.checklists[1].items.push(item("HY01"));
  data.plan.rounds[0].due[BOX].push("HY01");
  const cards = cardsFor(data, { point_id: EAST, round: data.plan.rounds[0], visit_on });
  const draft = answering.setVerdict(visit({ cards }), box, "ok");
  assert.deepEqual(
    checks(draft).map((one) => [one.asset_id, one.asked, one.items]),
    [[BOX, ["HY09", "HY01"], []]],
  );
});

test("not applicable lists every asked item as such", () => {
  const draft = answering.setVerdict(visit(), door, "na");
  assert.deepEqual(
    checks(draft)[0].items.map((one) => one.result),
    ["na", "na"],
  );
});

test("an ok that asks for a proof photo wants one of that role", () => {
  let draft = answering.setVerdict(visit(), door, "ok");
  assert.ok(kinds(draft).includes("fire-door proof-photo"));
  draft = answering.addPhoto(draft, { card: door, answer: null, item: "FD01" }, photo("p", { role: "proof" }), "a");
  assert.ok(!kinds(draft).includes("fire-door proof-photo"));
  assert.deepEqual(checks(draft).find((one) => one.asset_id === DOOR)?.items, [
    { item: "FD01", result: "ok", photos: ["p"] },
  ]);
});

test("handled on the spot asks for an after-photo", () => {
  let draft = answering.addAnswer(visit(), door, "FD01", "a", { handled_on_spot: true });
  draft = answering.addPhoto(draft, { card: door, answer: "a" }, photo("p"), "x");
  assert.ok(kinds(draft).includes("fire-door after-photo"));
  draft = answering.addPhoto(draft, { card: door, answer: "a" }, photo("q", { role: "after" }), "x");
  assert.ok(!kinds(draft).includes("fire-door after-photo"));
});

test("a lower meter reading asks why, an exit check is marked as blocking", () => {
  const cards = cardsFor(siteData(), { unit_id: FLAT, visit_on });
  let draft = visit({ cards, point_id: null, unit_id: FLAT });
  assert.deepEqual(
    draftState(draft)
      .missing.filter((one) => one.blocking)
      .map((one) => one.kind),
    ["verdict"],
  );
  draft = answering.setValue(draft, "unit:vacant-unit", "VU06", 90, "m");
  assert.ok(kinds(draft).includes("vacant-unit meter-reason"));
  draft = answering.changeAnswer(draft, "unit:vacant-unit", "m", { meter: { changed: true } });
  assert.ok(!kinds(draft).includes("vacant-unit meter-reason"));
});

test("removing a photo takes its annotated copy along; removing an answer takes its photos", () => {
  let draft = answering.addAnswer(visit(), door, "FD01", "a", {});
  draft = answering.addPhoto(draft, { card: door, answer: "a" }, photo("p"), "x");
  draft = answering.addPhoto(draft, { card: door, answer: "a" }, photo("q", { role: "annotated", of: "p" }), "x");
  assert.deepEqual(answering.removePhoto(draft, "p").photos, []);
  assert.deepEqual(answering.removeAnswer(draft, door, "a").photos, []);
});

test("a single reading that does not apply here is answered, and a value takes that back", () => {
  let draft = answering.toggleNotHere(visit(), box, "HY09", "a");
  assert.deepEqual(
    draftState(draft)
      .cards.find(({ key }) => key === box)
      ?.state.open.map((one) => one.id),
    [],
  );
  assert.ok(!kinds(draft).some((kind) => kind.startsWith("hydrant-box")), "nothing is missing of it");
  const sent = checks(draft).find((check) => check.asset_id === BOX);
  assert.deepEqual(sent?.items, [{ item: "HY09", result: "na", photos: [] }]);
  draft = answering.setValue(draft, box, "HY09", 0.4, "b");
  assert.deepEqual(checks(draft).find((check) => check.asset_id === BOX)?.items, [
    { item: "HY09", result: "ok", photos: [], value: 0.4 },
  ]);
  draft = answering.setValue(answering.toggleNotHere(draft, box, "HY09", "c"), box, "HY09", 0.01, "d");
  assert.equal(answering.cardIn(draft, box).answers[0].result, "defect", "a value out of range still counts");
});

test("an item whose photo is always wanted wants none where it does not apply", () => {
  const data = siteData();
  const gauge = data.checklists.find((one) => one.key === "hydrant-box")?.items[0];
  if (gauge) gauge.photo = "always";
  const cards = cardsFor(data, { point_id: EAST, round: data.plan.rounds[0], visit_on });
  const read = answering.setValue(visit({ cards }), box, "HY09", 0.4, "a");
  assert.ok(kinds(read).includes("hydrant-box photo"));
  assert.ok(!kinds(answering.toggleNotHere(visit({ cards }), box, "HY09", "a")).includes("hydrant-box photo"));
});
