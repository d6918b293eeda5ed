import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isPossible, isTooMuch, reckon } from "../../../pwa/js/domain/meters.js";
import { item } from "./cast.js";

const CASES = JSON.parse(readFileSync(new URL("../../cases/meters.json", import.meta.url), "utf8"));

test("the phone reckons every meter as the server does", async (t) => {
  for (const one of CASES) {
    await t.test(one.name, () => {
      const told = reckon(one.before, one.value, one.why);
      assert.deepEqual(told, { growth: one.growth, went_back: one.went_back });
      const water = item("VU06", { type: "number", meter: { kind: "water", growth_max: one.growth_max } });
      assert.equal(isTooMuch(water, told.growth), one.too_much);
    });
  }
});

test("no meter shows what lies beyond its digits", () => {
  const water = item("VU06", { type: "number", input: { min: 0, max: 999999 } });
  assert.deepEqual(
    [0, 999999, 1000000, -0.1].map((value) => isPossible(water, value)),
    [true, true, false, false],
  );
});
