import assert from "node:assert/strict";
import { test } from "node:test";
import * as answering from "../../../pwa/js/domain/answering.js";
import { draftState, severityOf } from "../../../pwa/js/domain/answers.js";
import { cardsFor } from "../../../pwa/js/domain/cards.js";
import { checkOf } from "../../../pwa/js/domain/checks.js";
import { bulkPlan, fillTheRest, undoFill } from "../../../pwa/js/domain/filling.js";
import { openInOrder, partsOf, stormRound } from "../../../pwa/js/domain/units.js";
import { FLAT, item, siteData } from "./cast.js";

/** @import { BundleData, Draft, OpenDefect } from "../../../pwa/js/types.js" */

const key = "unit:vacant-unit";
const visit_on = "2026-11-23";

/** @param {(data: BundleData) => void} [change] */
function siteWithFlat(change) {
  const data = siteData();
  const list = data.checklists.find((one) => one.key === "vacant-unit");
  if (list) {
    list.items = [
      item("VU01"),
      item("VU03", { by_hand: true }),
      item("VU06", { type: "number", unit: "m³", meter: { kind: "water", growth_max: 0.1 }, input: { min: 0 } }),
      item("VU09"),
      item("VU12"),
      item("VU23", { blocking: true, by_hand: true, photo: "always", severity: "critical" }),
      item("VU24", { blocking: true, by_hand: true, photo: "never" }),
      item("VU90", { frequency: "event" }),
    ];
  }
  change?.(data);
  return data;
}

/** @param {BundleData} [data] @returns {Draft} */
function visit(data = siteWithFlat()) {
  const cards = cardsFor(data, { unit_id: FLAT, visit_on, round: stormRound(data, FLAT, visit_on) });
  return /** @type {any} */ ({ id: "d", unit_id: FLAT, cards, photos: [], note: "", correction_of: null });
}

/** @param {Draft} draft */
const kinds = (draft) => draftState(draft).missing.map((one) => `${one.item} ${one.kind}${one.blocking ? "!" : ""}`);
/** @param {Draft} draft */
const open = (draft) => openInOrder(draft).map((one) => one.item.id);
/** @param {Draft} draft */
const card = (draft) => draft.cards[0];

test("a unit is walked from the door to the check before leaving", () => {
  const parts = partsOf(visit());
  const ids = (/** @type {keyof typeof parts} */ part) => parts[part].map((one) => one.item.id);
  assert.deepEqual(
    [ids("known"), ids("door"), ids("meters"), ids("rooms"), ids("exit")],
    [[], ["VU01", "VU03"], ["VU06"], ["VU09", "VU12"], ["VU23", "VU24"]],
  );
});

test("what was found before comes first, also an item that is not asked today", () => {
  /** @type {OpenDefect} */
  const stain = {
    ...{ id: "s", asset_id: null, unit_id: FLAT, checklist: "vacant-unit", item: "VU09", spot: "", severity: "major" },
    ...{ order_id: null, sightings_count: 1, opened_at: "2026-11-16T02:00:00.000Z" },
  };
  const data = siteWithFlat((one) => one.day.open_defects.push(stain, { ...stain, id: "e", item: "VU90" }));
  let draft = visit(data);
  assert.deepEqual(
    partsOf(draft).known.map((one) => one.item.id),
    ["VU09", "VU90"],
  );
  assert.deepEqual(open(draft).slice(0, 3), ["VU09", "VU90", "VU01"]);
  draft = answering.setSighting(draft, key, "s", "still", "a");
  draft = answering.setSighting(draft, key, "e", "gone", "b");
  assert.deepEqual(open(draft), ["VU01", "VU03", "VU06", "VU12", "VU23", "VU24"]);
});

test("each item is answered for itself, and a fault says nothing about the others", () => {
  const draft = answering.setItem(visit(), key, "VU12", "defect", "a");
  assert.deepEqual(open(draft), ["VU01", "VU03", "VU06", "VU09", "VU23", "VU24"]);
  assert.deepEqual(checkOf(card(draft))?.asked, ["VU12"]);
  assert.deepEqual(checkOf(card(draft))?.items, [{ item: "VU12", result: "defect", photos: [], severity: "major" }]);
});

test("what was said of a fault comes back when it is a fault again", () => {
  let draft = answering.setItem(visit(), key, "VU12", "defect", "a");
  draft = answering.changeAnswer(draft, key, "a", { spot: "主卫", note: "滴水" });
  draft = answering.setItem(draft, key, "VU12", "ok", "b");
  assert.deepEqual(checkOf(card(draft))?.items, [{ item: "VU12", result: "ok", photos: [] }]);
  draft = answering.setItem(draft, key, "VU12", "na", "b");
  draft = answering.setItem(draft, key, "VU12", "defect", "b");
  assert.deepEqual(
    [card(draft).answers[0].spot, card(draft).answers[0].note, card(draft).answers.length],
    ["主卫", "滴水", 1],
  );
});

test("the rest ok fills what a look is enough for, and can be undone", () => {
  const filled = fillTheRest(visit());
  assert.deepEqual(bulkPlan(visit()).fill, ["VU01", "VU09", "VU12"]);
  assert.deepEqual(open(filled), ["VU03", "VU06", "VU23", "VU24"]);
  const changed = answering.setItem(filled, key, "VU12", "defect", "a");
  assert.deepEqual(open(undoFill(changed)), ["VU01", "VU03", "VU06", "VU09", "VU23", "VU24"]);
});

test("water that ran in an empty unit is a fault of the meter", () => {
  let draft = answering.setValue(visit(), key, "VU06", 121.8, "m");
  const [meter] = card(draft).answers;
  assert.deepEqual([meter.result, meter.judged, severityOf(card(draft), meter)], ["defect", true, "major"]);
  draft = answering.changeAnswer(draft, key, "m", { meter: { changed: true, old_end: 120, new_start: 121.8 } });
  assert.equal(card(draft).answers[0].result, "ok");
  const lived = siteWithFlat((data) => {
    data.places.units[0].vacant_since = "2026-11-20T00:00:00.000Z"; // after the last reading
  });
  assert.equal(card(answering.setValue(visit(lived), key, "VU06", 121.8, "m")).answers[0].result, "ok");
  const let_out = siteWithFlat((data) => {
    data.places.units[0].vacant = false;
  });
  assert.equal(card(answering.setValue(visit(let_out), key, "VU06", 121.8, "m")).answers[0].result, "ok");
});

test("a number no meter shows is kept and is no alarm", () => {
  const draft = answering.setValue(visit(), key, "VU06", -3, "m");
  assert.deepEqual(checkOf(card(draft))?.items, [{ item: "VU06", result: "ok", photos: [], value: -3 }]);
  assert.ok(!kinds(draft).includes("VU06 meter-reason"));
});

test("nobody leaves without the exit check: what can't be shut says why", () => {
  let draft = visit();
  assert.ok(kinds(draft).includes("VU23 verdict!") && kinds(draft).includes("VU24 verdict!"));
  draft = answering.setItem(draft, key, "VU24", "na", "k");
  draft = answering.setItem(draft, key, "VU23", "defect", "a");
  const left = kinds(draft).filter((kind) => /VU2[34]/.test(kind));
  assert.deepEqual(left, ["VU23 photo", "VU23 exit-reason!"]);
  draft = answering.changeAnswer(draft, key, "a", { spot: "水阀", note: "手轮空转" });
  assert.deepEqual(
    kinds(draft).filter((kind) => kind.endsWith("!")),
    [],
  );
  assert.equal(severityOf(card(draft), card(draft).answers[1]), "critical");
  draft = answering.setItem(draft, key, "VU23", "ok", "a");
  assert.ok(kinds(draft).includes("VU23 photo"), "the locked door");
});

test("a storm's round asks more, until somebody has been there", () => {
  const stormy = (/** @type {string|null} */ by) =>
    siteWithFlat((data) => {
      const round = data.plan.rounds[0];
      Object.assign(round, { event: "before-storm", unit_ids: [FLAT], due: { [FLAT]: ["VU90"] } });
      round.inspected = by ? [{ point_id: null, unit_id: FLAT, person_id: by, at: "2026-11-23T02:00:00.000Z" }] : [];
    });
  assert.deepEqual(
    partsOf(visit(stormy(null))).rooms.map((one) => one.item.id),
    ["VU09", "VU12", "VU90"],
  );
  assert.equal(stormRound(stormy("x"), FLAT, visit_on), null);
  assert.equal(stormRound(stormy(null), FLAT, "2026-11-24"), null);
  assert.equal(stormRound(stormy(null), "another", visit_on), null);
});
