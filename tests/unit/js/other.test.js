import assert from "node:assert/strict";
import { test } from "node:test";
import * as answering from "../../../pwa/js/domain/answering.js";
import { cardsFor } from "../../../pwa/js/domain/cards.js";
import { checkOf } from "../../../pwa/js/domain/checks.js";
import { itemForOther, OTHER_FAULT, otherSpot, otherWords } from "../../../pwa/js/domain/other.js";
import { DOOR, EAST, siteData } from "./cast.js";

/** @import { Draft } from "../../../pwa/js/types.js" */

const door = `${DOOR}:fire-door`;

/** @returns {Draft} */
function visit() {
  const data = siteData();
  const cards = cardsFor(data, { point_id: EAST, round: data.plan.rounds[0], visit_on: "2026-11-23" });
  return /** @type {any} */ ({ id: "visit", cards, photos: [], note: "" });
}

/** @param {Draft} draft */
const listed = (draft) => checkOf(answering.cardIn(draft, door))?.items.map(({ item, spot }) => [item, spot ?? ""]);

test("an unlisted fault has a spot of its own and never melts into a real fault of its item", () => {
  let draft = answering.addAnswer(visit(), door, "FD01", "a", { result: "defect", preset: OTHER_FAULT });
  assert.deepEqual(listed(draft), [["FD01", "其他"]]);
  draft = answering.addAnswer(draft, door, "FD01", "b", { result: "defect", preset: "常闭门没关" });
  assert.deepEqual(listed(draft), [
    ["FD01", "其他"],
    ["FD01", ""],
  ]);
  draft = answering.changeAnswer(draft, door, "a", { spot: "左下角" });
  draft = answering.changeAnswer(draft, door, "b", { spot: "左下角" });
  assert.deepEqual(listed(draft), [
    ["FD01", "其他：左下角"],
    ["FD01", "左下角"],
  ]);
});

test("the first words of the note tell two unlisted faults of one asset apart", () => {
  const other = (/** @type {object} */ more) =>
    otherSpot({ key: "a", item: "FD01", result: "defect", preset: OTHER_FAULT, photos: [], ...more });
  assert.equal(other({ note: " 门牌掉了\n在地上" }), "其他：门牌掉了");
  assert.notEqual(other({ note: "门牌掉了" }), other({ note: "贴了小广告" }));
  assert.equal(other({ spot: "门框", note: "门牌掉了" }), "其他：门框");
  assert.equal(other({ note: "长".repeat(99) }), `其他：${"长".repeat(40)}`);
  assert.equal(other({ spot: "  " }), "其他");
});

test("a known unlisted fault is shown by its own words, not by the item it travels under", () => {
  assert.equal(otherWords("其他：门牌掉了"), "门牌掉了");
  assert.equal(otherWords("其他"), "");
  assert.equal(otherWords("窗下"), null);
  assert.equal(otherWords(""), null);
});

test("an unlisted fault travels under a plain item nothing was said about, never under a gauge if there is another", () => {
  let draft = visit();
  assert.equal(itemForOther(answering.cardIn(draft, door))?.id, "FD01");
  draft = answering.addAnswer(draft, door, "FD01", "a", { result: "defect" });
  assert.equal(itemForOther(answering.cardIn(draft, door))?.id, "FD02");
});
