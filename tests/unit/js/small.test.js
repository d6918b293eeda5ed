import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { startScanner } from "../../../pwa/js/camera/scanner.js";
import { isWorthRetrying, retryAfterMs, waitBeforeRetry } from "../../../pwa/js/domain/backoff.js";
import { comparisonOf, estimatedServerTime } from "../../../pwa/js/domain/clock.js";
import { bitsApart, differenceHash, looksUsed } from "../../../pwa/js/domain/likeness.js";
import { ordersNow } from "../../../pwa/js/domain/orders.js";
import { codeFromText, findByCodeHash, placeLine, pointOf, pointsByNumber } from "../../../pwa/js/domain/places.js";
import { blurOf, darknessOf } from "../../../pwa/js/domain/quality.js";
import { sealedLine } from "../../../pwa/js/domain/report.js";
import { finishSummary, hoursToClose } from "../../../pwa/js/domain/summary.js";
import { uuid7 } from "../../../pwa/js/domain/uuid7.js";
import { dateAt, expectedEnd, instantAt, roundsToday, timedRound } from "../../../pwa/js/domain/windows.js";
import { sha256OfText } from "../../../pwa/js/store/digest.js";
import { EAST, item, LIN, ORDER, siteData, WEST } from "./cast.js";

const SHANGHAI = "Asia/Shanghai";

test("ids sort by the moment they were made and carry version 7", () => {
  const random = new Uint8Array(10).fill(255);
  const early = uuid7(Date.parse("2026-11-23T01:00:00Z"), random);
  assert.match(early, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(early < uuid7(Date.parse("2026-11-23T01:00:00.001Z"), new Uint8Array(10)));
});

test("the wait doubles to five minutes, jitters fully, and is never shorter than the server asks", () => {
  assert.deepEqual(
    [1, 2, 3, 9, 50].map((n) => waitBeforeRetry(n, 1)),
    [2_000, 4_000, 8_000, 300_000, 300_000],
  );
  assert.equal(waitBeforeRetry(5, 0), 0);
  assert.equal(waitBeforeRetry(1, 0, 7_000), 7_000);
  assert.equal(retryAfterMs("12", 0), 12_000);
  assert.equal(retryAfterMs("Mon, 23 Nov 2026 01:00:10 GMT", Date.parse("2026-11-23T01:00:00Z")), 10_000);
  assert.equal(retryAfterMs("soon", 0), 0);
  assert.deepEqual(
    [400, 401, 404, 408, 413, 422, 425, 429, 500, 503, 507].filter(isWorthRetrying),
    [408, 425, 429, 500, 503, 507],
  );
});

test("elapsed time is told only where the monotonic clock can be believed", () => {
  const exchange = {
    server_time: "2026-11-23T01:00:00.000Z",
    device_time: "2026-11-23T01:00:01.500Z",
    monotonic_ms: 1000,
    runner: "a",
  };
  assert.equal(
    comparisonOf(exchange, { monotonic_ms: 61_000, runner: "a", slept_since_exchange: false })?.elapsed_ms,
    60_000,
  );
  assert.equal(
    comparisonOf(exchange, { monotonic_ms: 61_000, runner: "b", slept_since_exchange: false })?.elapsed_ms,
    undefined,
  );
  assert.equal(
    comparisonOf(exchange, { monotonic_ms: 61_000, runner: "a", slept_since_exchange: true })?.elapsed_ms,
    undefined,
  );
  assert.equal(comparisonOf(null, { monotonic_ms: 0, runner: "a", slept_since_exchange: false }), undefined);
  assert.equal(estimatedServerTime(exchange, 5_000), 3_500);
});

test("a phone five hours off sees its windows in true time, also when someone sets its clock in between", () => {
  const five_hours = 5 * 3_600_000;
  const true_ms = Date.parse("2026-11-23T02:00:00.000Z");
  const exchange = {
    server_time: new Date(true_ms).toISOString(),
    device_time: new Date(true_ms + five_hours).toISOString(),
    monotonic_ms: 1000,
    runner: "a",
  };
  const later = { monotonic_ms: 1000 + 48 * 60_000, runner: "a", slept_since_exchange: false };
  const phone_ms = true_ms + five_hours + 48 * 60_000;
  const seen = (/** @type {number} */ now) =>
    roundsToday(siteData(), LIN, SHANGHAI, now).map((one) => [one.phase, one.minutes_left]);
  assert.deepEqual(seen(phone_ms), [["after", 0]], "by its own clock the window would be over");
  assert.deepEqual(seen(estimatedServerTime(exchange, phone_ms)), [["in", 72]]);
  assert.deepEqual(
    seen(estimatedServerTime(exchange, phone_ms - five_hours, later)),
    [["in", 72]],
    "set right meanwhile",
  );
  const asleep = { ...later, slept_since_exchange: true };
  assert.deepEqual(seen(estimatedServerTime(exchange, phone_ms, asleep)), [["in", 72]]);
});

test("a walk within its window is within it, whatever the phone's clock says", () => {
  const offset_ms = -5 * 3_600_000;
  const patrol = /** @type {any} */ ({
    ...{ stops: [], started_at: "2026-11-23T06:40:00.000Z" },
    ...{ window_start_at: "2026-11-23T01:30:00.000Z", window_end_at: "2026-11-23T04:00:00.000Z" },
  });
  const end = Date.parse("2026-11-23T08:30:00.000Z");
  assert.equal(finishSummary(patrol, [], end, offset_ms).is_in_window, true);
  assert.equal(finishSummary(patrol, [], end + 3_600_000, offset_ms).is_in_window, false);
  assert.equal(finishSummary(patrol, [], end).is_in_window, false);
});

test("a window is a span of true time at the site, over midnight and over a change of clocks", () => {
  assert.equal(new Date(instantAt("2026-11-23", "09:30", SHANGHAI)).toISOString(), "2026-11-23T01:30:00.000Z");
  assert.equal(new Date(instantAt("2026-03-29", "03:30", "Europe/Berlin")).toISOString(), "2026-03-29T01:30:00.000Z");
  assert.equal(dateAt(Date.parse("2026-11-22T16:30:00Z"), SHANGHAI), "2026-11-23");
  const data = siteData();
  data.plan.windows[0] = { ...data.plan.windows[0], start: "22:00", end: "02:00" };
  const night = timedRound(data, data.plan.rounds[0], SHANGHAI, Date.parse("2026-11-23T17:00:00Z"));
  assert.deepEqual([night?.phase, night?.minutes_left], ["in", 60]);
});

test("today's rounds are mine, of today, with the time left", () => {
  const at = (/** @type {string} */ time) =>
    roundsToday(siteData(), LIN, SHANGHAI, Date.parse(time)).map((one) => [one.phase, one.minutes_left]);
  assert.deepEqual(at("2026-11-23T01:00:00Z"), [["before", 30]]);
  assert.deepEqual(at("2026-11-23T02:48:00Z"), [["in", 72]]);
  assert.deepEqual(at("2026-11-23T04:00:00Z"), [["after", 0]]);
  assert.deepEqual(at("2026-11-24T02:00:00Z"), []);
  assert.deepEqual(roundsToday(siteData(), "someone else", SHANGHAI, Date.parse("2026-11-23T02:00:00Z")), []);
});

test("the end is foreseen from the third stop on", () => {
  const stops = Array.from({ length: 10 }, (_, i) => ({ state: i < 4 ? "done" : "todo" }));
  const patrol = /** @type {any} */ ({ started_at: "2026-11-23T01:30:00.000Z", stops });
  const end = expectedEnd(patrol, Date.parse("2026-11-23T02:10:00.000Z"));
  assert.equal(new Date(end ?? 0).toISOString(), "2026-11-23T03:10:00.000Z");
  assert.equal(expectedEnd({ ...patrol, stops: stops.slice(2, 8) }, 0), null);
});

test("a number that two buildings have is the one where somebody is going, else it is asked", () => {
  const data = siteData();
  const east = /** @type {any} */ (pointOf(data, EAST));
  const other = { ...east, id: "elsewhere", floor_id: "floor-2b" };
  data.places.points.push(other);
  data.places.floors.push({ id: "floor-2b", building_id: "building-2", name: "25层", ordinal: 25 });
  const ids = (/** @type {any} */ wanted) => pointsByNumber(data, east.number, wanted).map((point) => point.id);
  assert.deepEqual(ids(null), [EAST, "elsewhere"]);
  assert.deepEqual(ids(other), ["elsewhere"]);
  assert.deepEqual(ids(pointOf(data, WEST)), [EAST]);
});

test("a point is found by its code's digest, its number, and a tag's link", async () => {
  const data = siteData();
  assert.equal(codeFromText("https://example.org/app/p/7K2M9QX4TB?x=1"), "7K2M9QX4TB");
  assert.equal(codeFromText(" 7K2M9QX4TB\n"), "7K2M9QX4TB");
  assert.equal(codeFromText("https://example.org/app/p/%E0%A4%A"), "%E0%A4%A");
  assert.equal(findByCodeHash(data, await sha256OfText("7K2M9QX4TB"))?.id, EAST);
  assert.deepEqual(
    pointsByNumber(data, " ３１２６ ", null).map((point) => point.id),
    [WEST],
  );
  assert.deepEqual(pointsByNumber(data, "9999", null), []);
  const point = pointOf(data, EAST);
  assert.deepEqual(point && placeLine(data, point), { building: "3栋", floor: "25层", name: "25层 东侧走廊" });
});

test("steps taken here show at once, and no longer once the server tells them or refuses them", () => {
  const [order] = siteData().day.orders;
  const report = (/** @type {any} */ more) => ({
    id: "r1",
    kind: "work",
    seq: 1,
    person_id: LIN,
    state: "sealed",
    problem: null,
    about: { order_id: ORDER, step: "accept", at: "2026-11-23T02:00:00.000Z" },
    ...more,
  });
  const later = report({
    id: "r2",
    seq: 2,
    about: { order_id: ORDER, step: "complete", at: "2026-11-23T03:00:00.000Z" },
  });
  const local = ordersNow([order], [later, report({})])[0];
  assert.deepEqual([local.state, local.person_id, local.pending_steps.length], ["completed", LIN, 2]);
  const received_at = "2026-11-23T02:05:00.000Z";
  const steps = [{ step: "accept", at: "2026-11-23T02:00:00.007Z", received_at, person_id: LIN }];
  const told = { ...order, state: /** @type {const} */ ("accepted"), steps };
  const delivered = report({ state: "delivered", receipt: { received_at } });
  assert.deepEqual(ordersNow([told], [delivered])[0].pending_steps, []);
  assert.equal(ordersNow([order], [delivered])[0].pending_steps.length, 1, "delivered, and the bundle is older");
  const refused = report({ state: "delivered", problem: { code: "step-not-applied" } });
  assert.equal(ordersNow([order], [refused])[0].state, "dispatched");
});

test("hours to close: the item's own first, a raised severity takes the earlier", () => {
  assert.equal(hoursToClose(item("a", { severity: "major", close_h: 100 }), "major"), 100);
  assert.equal(hoursToClose(item("a", { severity: "major", close_h: 100 }), "critical"), 24);
  assert.equal(hoursToClose(item("a", { severity: "major" }), "minor"), 168);
});

test("pictures: dark, blurred and alike are numbers", () => {
  assert.equal(darknessOf([0, 0]), 1);
  assert.equal(darknessOf([255, 255]), 0);
  assert.equal(blurOf(new Array(100).fill(7), 10), 1);
  assert.equal(
    blurOf(
      Array.from({ length: 100 }, (_, i) => (i % 2) * 255),
      10,
    ),
    0,
  );
  const ramp = Array.from({ length: 72 }, (_, i) => i % 9);
  assert.equal(differenceHash(ramp), "ffffffffffffffff");
  assert.equal(bitsApart("ff", "fc"), 2);
  assert.ok(looksUsed("ffffffffffffffff", ["0000000000000000", "fffffffffffffffc"]));
  assert.ok(!looksUsed("ffffffffffffffff", ["0000000000000000"]));
});

test("the example lines of the protocol are what this phone would seal, byte for byte", () => {
  const wire = new URL("../../cases/lines.json", import.meta.url);
  for (const { line } of JSON.parse(readFileSync(wire, "utf8"))) {
    const { body, ...head } = JSON.parse(line);
    assert.equal(sealedLine(head, body), line);
  }
});

test("a screen left while the camera starts leaves no camera on", async () => {
  let isOn = true;
  const stream = { getTracks: () => [{ stop: () => (isOn = false) }] };
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  const value = { mediaDevices: { getUserMedia: async () => stream } };
  Object.defineProperty(globalThis, "navigator", { value, configurable: true });
  const video = /** @type {any} */ ({
    play: () => Promise.reject(new DOMException("the element was removed", "AbortError")),
  });
  await assert.rejects(
    startScanner(video, () => undefined),
    { name: "AbortError" },
  );
  assert.deepEqual([isOn, video.srcObject], [false, null]);
  if (before) Object.defineProperty(globalThis, "navigator", before);
  else delete (/** @type {any} */ (globalThis).navigator);
});
