import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { paceDoubts } from "../../../pwa/js/domain/pace.js";

const cases = JSON.parse(readFileSync(new URL("../../cases/pace.json", import.meta.url), "utf8"));
const START = Date.parse("2026-11-23T01:30:00.000Z");

/** @param {any} scan a scan as the table has it */
function visit(scan) {
  const at = START + scan.at * 1000;
  return {
    id: scan.id,
    started_at: new Date(at).toISOString(),
    finished_at: new Date(at + scan.stay * 1000).toISOString(),
    building_id: scan.building,
    floor_id: scan.floor === null ? null : `${scan.building}-${scan.floor}`,
    level: scan.floor,
    cards_count: scan.cards,
  };
}

test("a walk too fast to be true is doubted on the phone as on the server", async (t) => {
  for (const one of cases.doubts) {
    await t.test(one.name, () => {
      const found = paceDoubts(one.scans.map(visit), one.pace);
      assert.deepEqual(
        found.map((doubt) => [doubt.code, doubt.id]),
        one.doubts.map((/** @type {any[]} */ doubt) => [doubt[0], doubt[1]]),
      );
      found.forEach((doubt, place) => {
        assert.ok(Math.abs(doubt.measured - one.doubts[place][2]) < 1e-9);
      });
    });
  }
});
