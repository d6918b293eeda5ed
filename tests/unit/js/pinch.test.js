import assert from "node:assert/strict";
import { test } from "node:test";
import { pinched, WHOLE } from "../../../pwa/js/elements/pinch.js";

const place = { width: 400, height: 300 };
/** @param {number[]} xy @returns {[{ x: number, y: number }, { x: number, y: number }]} */
const fingers = ([ax, ay, bx, by]) => [
  { x: ax, y: ay },
  { x: bx, y: by },
];

test("what is under two fingers stays under them while they spread", () => {
  const view = pinched(WHOLE, fingers([150, 150, 250, 150]), fingers([100, 150, 300, 150]), place);
  assert.deepEqual(view, { scale: 2, x: -200, y: -150 });
  const moved = pinched(view, fingers([100, 100, 200, 100]), fingers([130, 120, 230, 120]), place);
  assert.deepEqual(moved, { scale: 2, x: -170, y: -130 });
});

test("the picture always fills its place and is drawn out at most six times", () => {
  assert.deepEqual(pinched(WHOLE, fingers([100, 100, 300, 100]), fingers([180, 100, 220, 100]), place), WHOLE);
  assert.deepEqual(pinched(WHOLE, fingers([0, 0, 10, 0]), fingers([350, 250, 360, 250]), place), WHOLE);
  assert.equal(pinched(WHOLE, fingers([199, 150, 201, 150]), fingers([0, 150, 400, 150]), place).scale, 6);
  assert.equal(pinched(WHOLE, fingers([5, 5, 5, 5]), fingers([0, 0, 9, 9]), place).scale, 1, "two fingers at one spot");
});
