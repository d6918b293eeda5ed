import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { judge, measured, withLimits } from "../../../pwa/js/domain/judging.js";
import { stepsFor } from "../../../pwa/js/domain/orders.js";
import { siteData } from "./cast.js";

/** @param {string} name */
const cases = (name) => JSON.parse(readFileSync(new URL(`../../cases/${name}.json`, import.meta.url), "utf8"));

test("the phone judges every value as the server does", async (t) => {
  for (const one of cases("judging")) {
    await t.test(one.name, () => {
      const item = withLimits(one.item, one.limits && { [one.item.id]: one.limits });
      const { result, severity } = judge(item, one.answer, one.visit_on);
      assert.deepEqual({ verdict: result, severity }, { verdict: one.verdict, severity: one.severity });
      if (one.answer.result === "na" || !["number", "date"].includes(item.type)) return;
      assert.equal(measured(item, one.answer.value, one.visit_on) === null, one.value_missing);
    });
  }
});

test("the phone offers the steps the server allows", async (t) => {
  const elsewhere = ["dispatch", "rework", "cancel", "merge", "unmerge", "split"];
  for (const one of cases("steps").open_to) {
    await t.test(one.name, () => {
      const steps = one.own ? [{ step: "complete", at: "2026-11-23T01:00:00.000Z", person_id: "me" }] : [];
      const order = { ...siteData().day.orders[0], state: one.state, steps };
      const atDesk = (/** @type {string} */ step) => !elsewhere.includes(step);
      assert.deepEqual(stepsFor(order, one.role, "me").sort(), one.steps.filter(atDesk).sort());
    });
  }
});
