import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { dueAt, keysNow, offersOf, stageOf } from "../../../pwa/js/domain/keys.js";
import { listKeys, takeKeyStep } from "../../../pwa/js/store/keys.js";
import { listReports } from "../../../pwa/js/store/outbox.js";
import { arrive, CHEN, freshPhone, LIN, siteData } from "./cast.js";

const CASES = JSON.parse(readFileSync(new URL("../../cases/keys.json", import.meta.url), "utf8"));
const ZONE = "Asia/Shanghai";
/** @type {Record<string, string>} */
const IDS = { lin: LIN, chen: CHEN };

/** @type {import("../../../pwa/js/types.js").BundleKey} */
const KEY = {
  ...{ id: "k1", number: "K-031", name: "3栋 1702", kind: "unit", unit_id: null, state: "in", held_by: null },
  ...{ borrowed_at: null, due_at: null, purpose: null, order_id: null, needs_approval: false, overdue: null },
};

test("the phone says when a key is due as the server does", async (t) => {
  for (const one of CASES.due.filter((/** @type {any} */ each) => each.borrower === "staff")) {
    await t.test(one.name, () => {
      const due = dueAt(Date.parse(one.out_at), one.zone ?? ZONE, one.back_by ?? "18:30");
      assert.equal(new Date(due).toISOString(), one.due_at);
    });
  }
});

test("an overdue key climbs the ladder on the phone too", async (t) => {
  for (const one of CASES.ladder) {
    await t.test(one.name, () => {
      assert.equal(stageOf(Date.parse(one.due_at), Date.parse(one.now), ZONE), one.stage);
    });
  }
});

test("a key is what the bundle says with the steps taken here on top", async (t) => {
  for (const one of CASES.now) {
    await t.test(one.name, () => {
      const told = { ...KEY, ...one.key, held_by: one.key.held_by ? IDS[one.key.held_by] : null };
      const server_time = one.server_time ?? "2026-11-23T00:00:00.000Z";
      const around = { me: LIN, server_time, time_zone: ZONE, back_by: "18:30" };
      const reports = one.steps.map((/** @type {any} */ step, /** @type {number} */ n) => ({
        ...{
          id: `r${n}`,
          kind: "key",
          seq: n + 1,
          sealed_at: step.at,
          state: step.received_at ? "delivered" : "sealed",
        },
        problem: step.refused ? { title: "", status: 422, code: "unknown-key", retry: false } : null,
        receipt: step.received_at ? { received_at: step.received_at } : null,
        about: { key_id: "k1", key_step: step.step, at: step.at },
      }));
      const [key] = keysNow([told], reports, around);
      assert.deepEqual(
        { state: key.state, held_by: key.held_by, due_at: key.due_at, offers: offersOf(key, LIN) },
        {
          state: one.state,
          held_by: one.held_by ? IDS[one.held_by] : null,
          due_at: one.due_at ?? null,
          offers: one.offers,
        },
      );
    });
  }
});

beforeEach(freshPhone);

test("two taps borrow a key once, and what was sealed says when it is due", async () => {
  const { person, bundle } = await arrive(LIN, { ...siteData(), day: { ...siteData().day, keys: [KEY] } });
  const [key] = await listKeys(person, bundle, ZONE);
  const borrow = () =>
    takeKeyStep(person, { key, step: "borrow", bundle, time_zone: ZONE, purpose: "inspection", note: " " });
  const sealed = await Promise.all([borrow(), borrow()]);
  assert.deepEqual(sealed.map((reports) => reports.length).sort(), [0, 1]);
  const [report] = await listReports(LIN);
  assert.equal(report.kind, "key");
  assert.equal(report.about.title, "K-031 3栋 1702");
  const [held] = await listKeys(person, bundle, ZONE);
  assert.deepEqual([held.state, held.held_by, held.purpose], ["out", LIN, "inspection"]);
  assert.equal((await takeKeyStep(person, { key: held, step: "return", bundle, time_zone: ZONE })).length, 1);
  assert.equal((await listKeys(person, bundle, ZONE))[0].state, "in");
});
