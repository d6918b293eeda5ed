import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { beforeEach, mock, test } from "node:test";
import { finishSummary } from "../../../pwa/js/domain/summary.js";
import { roundsToday } from "../../../pwa/js/domain/windows.js";
import { busyWith, notBusy } from "../../../pwa/js/elements/busy.js";
import { bundleOf, replaceBundle } from "../../../pwa/js/store/bundles.js";
import { onChange } from "../../../pwa/js/store/changes.js";
import { noteExchange, noteSleep } from "../../../pwa/js/store/clock.js";
import { closeStore, onStoreTrouble, openStore, read, StoreFull, write } from "../../../pwa/js/store/db.js";
import * as drafts from "../../../pwa/js/store/drafts.js";
import { PHOTO_BYTES, readiness, tidy } from "../../../pwa/js/store/housekeeping.js";
import { lockOf, setPasscode } from "../../../pwa/js/store/locks.js";
import { changeReports, linesOf, listReports } from "../../../pwa/js/store/outbox.js";
import { patrolOfRound, skipStop, startPatrol } from "../../../pwa/js/store/patrols.js";
import {
  currentPerson,
  deviceId,
  forgetPerson,
  keepPerson,
  leavePhone,
  personOf,
} from "../../../pwa/js/store/people.js";
import { listPhotos, photoBytes } from "../../../pwa/js/store/photos.js";
import * as sealing from "../../../pwa/js/store/sealing.js";
import { getVisit, visitsOf } from "../../../pwa/js/store/visits.js";
import { askedWork, attachWorkPhoto, removeWorkPhoto, saveWork, workDraft } from "../../../pwa/js/store/work_drafts.js";
import {
  arrive,
  BOX,
  bundleAnswer,
  CHEN,
  DOOR,
  EAST,
  freshPhone,
  LIN,
  ORDER,
  person,
  picture,
  ROUND,
  SITE,
  TAKEN,
  WEST,
} from "./cast.js";

const door = `${DOOR}:fire-door`;
const box = `${BOX}:hydrant-box`;

beforeEach(async () => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-23T02:00:00.000Z") });
  await freshPhone();
});

/** @param {Awaited<ReturnType<typeof arrive>>} who */
function walk({ person: who, bundle }) {
  const [today] = roundsToday(bundle.data, LIN, "Asia/Shanghai", Date.now());
  return startPatrol({ person: who, bundle, today });
}

/** @param {string} point_id */
async function visit(point_id = EAST) {
  const here = await arrive();
  const patrol = await walk(here);
  const presence = { method: /** @type {const} */ ("qr"), code: "7K2M9QX4TB", at: "2026-11-23T02:00:00.000Z" };
  const draft = await drafts.openDraft({ ...here, patrol, point_id, presence });
  return { ...here, patrol, draft };
}

/** @param {string} id */
async function bodyOf(id) {
  const line = (await linesOf([id])).get(id);
  return JSON.parse(new TextDecoder().decode(line));
}

test("every write is strict", async () => {
  const modes = /** @type {string[]} */ ([]);
  const original = globalThis.IDBDatabase.prototype.transaction;
  mock.method(
    globalThis.IDBDatabase.prototype,
    "transaction",
    /** @this {IDBDatabase} @param {any[]} args */ function (...args) {
      if (args[1] === "readwrite") modes.push(args[2]?.durability);
      return original.apply(this, /** @type {any} */ (args));
    },
  );
  const { draft } = await visit();
  await drafts.saveVerdict(draft.id, door, "ok");
  await drafts.attachPhoto(draft.id, { card: null, answer: null }, picture(1), TAKEN);
  await sealing.sealDraft(draft.id);
  mock.restoreAll();
  assert.ok(modes.length > 5);
  assert.deepEqual([...new Set(modes)], ["strict"]);
});

test("every tap is there again after the app was killed", async () => {
  const { draft } = await visit();
  await drafts.saveVerdict(draft.id, door, "ok");
  await drafts.saveValue(draft.id, box, "HY09", 0.3);
  await drafts.saveNote(draft.id, "走廊有水");
  await closeStore();
  const again = await drafts.getDraft(draft.id);
  assert.equal(again?.cards.find((card) => card.key === door)?.verdict, "ok");
  assert.equal(again?.cards.find((card) => card.key === box)?.answers[0].value, 0.3);
  assert.equal(again?.note, "走廊有水");
});

test("opening the same point again goes on with the same draft", async () => {
  const { draft, person: who, bundle, patrol } = await visit();
  const again = await drafts.openDraft({ person: who, bundle, patrol, point_id: EAST });
  assert.equal(again.id, draft.id);
  assert.equal(again.presence?.method, "qr");
});

test("the place that asks for a photo is known after a kill, and forgotten with the photo", async () => {
  const { draft } = await visit();
  const { answer } = await drafts.addAnswer(draft.id, door, "FD01");
  await drafts.startAsking(draft.id, { card: door, answer: answer.key, role: "evidence" });
  await closeStore();
  const asked = await drafts.askedDraft(LIN);
  assert.deepEqual([asked?.draft.id, asked?.asking.answer], [draft.id, answer.key]);
  const { sha256 } = await drafts.attachPhoto(draft.id, { card: door, answer: answer.key }, picture(1), TAKEN);
  assert.equal(await drafts.askedDraft(LIN), null);
  const bytes = (await photoBytes(LIN, sha256))?.bytes;
  assert.ok(bytes instanceof ArrayBuffer);
  assert.equal(createHash("sha256").update(new Uint8Array(bytes)).digest("hex"), sha256);
});

test("sealing fixes bytes and digest, takes the next place in the chain and ends the draft, all at once", async () => {
  const { draft, patrol } = await visit();
  const { answer } = await drafts.addAnswer(draft.id, door, "FD01", { severity: "critical" });
  await drafts.attachPhoto(draft.id, { card: door, answer: answer.key }, picture(1), TAKEN);
  const [first] = await sealing.sealDraft(draft.id);
  const [second] = await sealing.sealPatrol(patrol.patrol_id, { by_hand: true });
  assert.deepEqual([first.seq, second.seq, first.critical], [1, 2, true]);
  assert.equal(first.id, draft.id);
  const one = await bodyOf(first.id);
  const two = await bodyOf(second.id);
  assert.deepEqual([one.previous, two.previous], [null, first.digest]);
  const bytes = (await linesOf([first.id])).get(first.id);
  assert.equal(
    createHash("sha256")
      .update(new Uint8Array(bytes ?? new ArrayBuffer(0)))
      .digest("hex"),
    first.digest,
  );
  assert.equal(await drafts.getDraft(draft.id), null);
  assert.equal((await listPhotos(LIN))[0].state, "waiting");
  assert.deepEqual(
    two.body.stops.map((/** @type {any} */ stop) => [stop.state, stop.inspection_id]),
    [
      ["done", draft.id],
      ["skipped", undefined],
    ],
  );
  assert.deepEqual(one.body.round, { round_id: ROUND });
});

test("two tabs sealing at once make one chain without a gap", async () => {
  const { draft, person: who, bundle, patrol } = await visit();
  const other = await drafts.openDraft({ person: who, bundle, patrol, point_id: WEST });
  await drafts.saveVerdict(draft.id, door, "ok");
  await drafts.saveVerdict(other.id, "w-lamp:lamp", "ok");
  await Promise.all([sealing.sealDraft(draft.id), sealing.sealDraft(other.id)]);
  const [a, b] = await listReports(LIN);
  assert.deepEqual([a.seq, b.seq], [1, 2]);
  assert.equal((await bodyOf(b.id)).previous, a.digest);
});

test("a tap saved while the report is being made is in the report", async () => {
  const { draft } = await visit();
  await drafts.saveVerdict(draft.id, door, "ok");
  const digest = crypto.subtle.digest.bind(crypto.subtle);
  let isFirst = true;
  mock.method(
    crypto.subtle,
    "digest",
    /** @param {string} how @param {ArrayBuffer} bytes */ async (how, bytes) => {
      if (isFirst) {
        isFirst = false;
        await drafts.saveNote(draft.id, "门口堆了纸箱");
      }
      return digest(how, bytes);
    },
  );
  const [report] = await sealing.sealDraft(draft.id);
  mock.restoreAll();
  assert.equal((await bodyOf(report.id)).body.note, "门口堆了纸箱");
  assert.equal((await getVisit(draft.id))?.draft.note, "门口堆了纸箱");
  assert.deepEqual([report.seq, (await listReports(LIN)).length], [1, 1]);
});

test("the button tapped twice seals once: a visit, a change to it, a walk", async () => {
  const { draft, patrol } = await visit();
  await drafts.saveVerdict(draft.id, door, "ok");
  const twice = async (/** @type {() => Promise<any[]>} */ sealed) => (await Promise.all([sealed(), sealed()])).flat();
  assert.equal((await twice(() => sealing.sealDraft(draft.id))).length, 1);
  const correction = await sealing.openCorrection(draft.id);
  await drafts.addAnswer(correction.id, door, "FD02", { note: "忘了" });
  assert.equal((await twice(() => sealing.sealDraft(correction.id))).length, 1);
  assert.equal((await twice(() => sealing.sealPatrol(patrol.patrol_id, { by_hand: true }))).length, 1);
  assert.deepEqual(
    (await listReports(LIN)).map(({ seq, kind }) => [seq, kind]),
    [
      [1, "inspection"],
      [2, "addendum"],
      [3, "patrol"],
    ],
  );
});

test("when the transaction breaks nothing of the sealing has happened", async () => {
  const { draft } = await visit();
  await drafts.saveVerdict(draft.id, door, "ok");
  const put = globalThis.IDBObjectStore.prototype.put;
  mock.method(
    globalThis.IDBObjectStore.prototype,
    "put",
    /** @this {IDBObjectStore} @param {any[]} args */ function (...args) {
      if (this.name === "visits") throw new DOMException("no room", "QuotaExceededError");
      return put.apply(this, /** @type {any} */ (args));
    },
  );
  await assert.rejects(sealing.sealDraft(draft.id), StoreFull);
  mock.restoreAll();
  assert.deepEqual(await listReports(LIN), []);
  assert.equal((await drafts.getDraft(draft.id))?.id, draft.id);
  const [report] = await sealing.sealDraft(draft.id);
  assert.equal(report.seq, 1);
});

test("an untouched visit leaves no trace; one where nothing is asked proves presence", async () => {
  const { draft, person: who, bundle } = await visit();
  assert.deepEqual(await sealing.sealDraft(draft.id), []);
  assert.equal(await drafts.getDraft(draft.id), null);
  bundle.data.places.points[1].assets = [];
  const bare = await drafts.openDraft({ person: who, bundle, point_id: WEST });
  assert.equal((await sealing.sealDraft(bare.id)).length, 1);
});

test("a later change is an addendum to the sealed report, and the visit stands as changed", async () => {
  const { draft } = await visit();
  await drafts.saveVerdict(draft.id, door, "ok");
  await sealing.sealDraft(draft.id);
  const correction = await sealing.openCorrection(draft.id);
  await drafts.addAnswer(correction.id, door, "FD02", { note: "忘了" });
  const [report] = await sealing.sealDraft(correction.id);
  const { kind, body } = await bodyOf(report.id);
  assert.deepEqual([kind, body.of, body.reason, body.checks[0].asked], ["addendum", draft.id, "correction", ["FD02"]]);
  assert.equal((await getVisit(draft.id))?.draft.cards.find((card) => card.key === door)?.verdict, "defect");
  const unchanged = await sealing.openCorrection(draft.id);
  assert.deepEqual(await sealing.sealDraft(unchanged.id), []);
});

test("a lost photo is declared, a later one is added with its bytes", async () => {
  const { draft } = await visit();
  const { sha256 } = await drafts.attachPhoto(draft.id, { card: null, answer: null }, picture(1), TAKEN);
  const [report] = await sealing.sealDraft(draft.id);
  const [lost] = await sealing.declareLost(report.id, [sha256], "相册被清理");
  assert.deepEqual((await bodyOf(lost.id)).body, {
    of: report.id,
    at: "2026-11-23T02:00:00.000Z",
    reason: "photo_lost",
    lost_photos: [sha256],
    note: "相册被清理",
  });
  assert.deepEqual((await listReports(LIN))[0].lost_photos, [sha256]);
  const [later] = await sealing.addPhotoLater(report.id, picture(2), TAKEN);
  const { body } = await bodyOf(later.id);
  assert.deepEqual([body.reason, body.photos.length], ["photo_later", 1]);
  assert.equal((await photoBytes(LIN, body.photos[0].sha256))?.bytes.byteLength, 64);
});

test("a photo taken in a lost one's place has its role, and one report tells both", async () => {
  const { draft } = await visit();
  const after = { ...TAKEN, role: /** @type {const} */ ("after") };
  const { sha256 } = await drafts.attachPhoto(draft.id, { card: null, answer: null }, picture(1), after);
  const marked = { ...TAKEN, role: /** @type {const} */ ("annotated"), of: sha256 };
  const copy = await drafts.attachPhoto(draft.id, { card: null, answer: null }, picture(2), marked);
  const [report] = await sealing.sealDraft(draft.id);
  const [later, ...none] = await sealing.retakeLost(report.id, sha256, picture(3), "2026-11-23T01:59:00.000Z");
  const { body } = await bodyOf(later.id);
  assert.deepEqual([body.of, body.reason, body.lost_photos, none], [report.id, "photo_later", [sha256], []]);
  assert.deepEqual([body.photos[0].role, body.photos[0].taken_at], ["after", "2026-11-23T01:59:00.000Z"]);
  assert.deepEqual((await listReports(LIN))[0].lost_photos, [sha256]);
  const [again] = await sealing.retakeLost(report.id, copy.sha256, picture(4), "2026-11-23T01:59:00.000Z");
  assert.equal((await bodyOf(again.id)).body.photos[0].role, "after", "a marked copy's place is its original's");
});

test("a walk nobody finished is sealed at the next start after its window, marked so", async () => {
  const { draft, patrol } = await visit();
  await drafts.saveVerdict(draft.id, door, "ok");
  mock.timers.setTime(Date.parse("2026-11-23T03:30:00.000Z"));
  assert.equal(await sealing.sealAbandoned(), 0, "its window is still open");
  mock.timers.setTime(Date.parse("2026-11-23T06:00:00.000Z"));
  assert.equal(await sealing.sealAbandoned(), 1);
  const reports = await listReports(LIN);
  assert.deepEqual(
    reports.map((report) => report.kind),
    ["inspection", "patrol"],
  );
  const { body } = await bodyOf(reports[1].id);
  assert.deepEqual(
    [body.finished_by_hand, body.finished_at, body.stops[0].state],
    [false, "2026-11-23T02:00:00.000Z", "done"],
  );
  assert.equal(await sealing.sealAbandoned(), 0);
  assert.equal((await patrolOfRound(LIN, ROUND))?.report_id, reports[1].id);
  assert.ok(patrol);
});

test("a late walk still under way is not ended by a start of the app", async () => {
  const { draft } = await visit();
  mock.timers.setTime(Date.parse("2026-11-23T04:20:00.000Z"));
  await drafts.saveVerdict(draft.id, door, "ok");
  mock.timers.setTime(Date.parse("2026-11-23T04:30:00.000Z"));
  assert.equal(await sealing.sealAbandoned(), 0);
});

test("the summary counts stops, the orders to come and skips without a reason", async () => {
  const { draft, patrol } = await visit();
  await drafts.addAnswer(draft.id, door, "FD02");
  await drafts.addAnswer(draft.id, door, "FD01");
  await sealing.sealDraft(draft.id);
  const skipped = await skipStop(patrol.patrol_id, WEST, null);
  const visits = (await visitsOf(LIN, patrol.patrol_id)).map((one) => one.draft);
  const summary = finishSummary(skipped, visits, Date.now());
  assert.deepEqual(
    [summary.ok_count, summary.defect_count, summary.skipped_count, summary.without_reason.length],
    [0, 1, 1, 1],
  );
  assert.deepEqual(
    summary.orders.map((order) => [order.department, order.severity, order.close_h]),
    [
      ["engineering", "major", 24],
      ["security", "critical", 1],
    ],
  );
  assert.ok(summary.is_in_window);
});

test("a technician's step is kept tap by tap and sealed with its after-photo", async () => {
  const { person: who, bundle } = await arrive(CHEN);
  await saveWork(CHEN, ORDER, {
    step: "complete",
    note: "换闭门器",
    asking: { card: null, answer: null, role: "after", since: "" },
  });
  assert.equal((await askedWork(CHEN))?.work.order_id, ORDER);
  const work = await attachWorkPhoto(CHEN, ORDER, picture(3), { ...TAKEN, role: "after" });
  assert.equal(work.asking, null);
  const [report] = await sealing.sealWork(who, { order: bundle.data.day.orders[0], bundle: bundle.version, work });
  const { body } = await bodyOf(report.id);
  assert.deepEqual(
    [body.step, body.note, body.photos[0].role, body.reason],
    ["complete", "换闭门器", "after", undefined],
  );
  assert.deepEqual((await workDraft(CHEN, ORDER)).photos, []);
  assert.equal((await listPhotos(CHEN))[0].state, "waiting");
});

test("two quick taps on an order both count, and a photo taken meanwhile stays", async () => {
  const { person: who } = await visit();
  const first = await attachWorkPhoto(who.person_id, ORDER, picture(1), TAKEN);
  await Promise.all([
    saveWork(who.person_id, ORDER, (before) => ({ materials: [...before.materials, { name: "灯泡", quantity: 1 }] })),
    saveWork(who.person_id, ORDER, (before) => ({ materials: [...before.materials, { name: "胶带", quantity: 1 }] })),
    attachWorkPhoto(who.person_id, ORDER, picture(2), TAKEN),
    removeWorkPhoto(who.person_id, ORDER, first.photos[0].sha256),
  ]);
  const { materials, photos } = await workDraft(who.person_id, ORDER);
  assert.deepEqual(
    materials.map(({ name }) => name),
    ["灯泡", "胶带"],
  );
  assert.equal(photos.length, 1);
});

test("whoever seals waits for what is being saved, and hears of what was not", async () => {
  const screen = { busy: notBusy() };
  const photo = new Promise((_kept, broke) => setTimeout(() => broke(new Error("no room")), 5));
  const saves = [busyWith(screen, photo), busyWith(screen, Promise.resolve("saved"))];
  assert.equal(await screen.busy, false);
  assert.deepEqual(
    (await Promise.allSettled(saves)).map(({ status }) => status),
    ["rejected", "fulfilled"],
  );
  assert.equal(await screen.busy, true, "told once: the next tap goes on");
});

test("the comparison of clocks travels, without elapsed time once the phone may have slept", async () => {
  const { draft, person: who, bundle } = await visit();
  await noteExchange("2026-11-23T02:00:01.000Z");
  await drafts.saveVerdict(draft.id, door, "ok");
  const [awake] = await sealing.sealDraft(draft.id);
  assert.equal(typeof (await bodyOf(awake.id)).clock.elapsed_ms, "number");
  noteSleep();
  const other = await drafts.openDraft({ person: who, bundle, point_id: WEST });
  await drafts.saveVerdict(other.id, "w-lamp:lamp", "ok");
  const [slept] = await sealing.sealDraft(other.id);
  assert.deepEqual((await bodyOf(slept.id)).clock, {
    server_time: "2026-11-23T02:00:01.000Z",
    device_time: "2026-11-23T02:00:00.000Z",
  });
});

test("a bundle is replaced whole or not at all", async () => {
  await arrive();
  const next = bundleAnswer(undefined, "v2");
  for (const name of ["places", "checklists"]) next.parts[name] = { digest: `${name}-v1` };
  assert.equal(await replaceBundle(LIN, next), true);
  const bundle = await bundleOf(LIN, SITE);
  assert.equal(bundle?.version, "v2");
  assert.equal(bundle?.data.places.points.length, 2, "the part left out is the one we had");
  const broken = bundleAnswer(undefined, "v3");
  broken.parts.plan = { digest: "plan-unknown" };
  assert.equal(await replaceBundle(LIN, broken), false);
  assert.equal((await bundleOf(LIN, SITE))?.version, "v2");
});

test("of a part told in sections only what has changed travels", async () => {
  await arrive();
  const { day } = bundleAnswer().parts;
  const sections = Object.fromEntries(
    Object.entries(day.data).map(([key, data]) => [key, { digest: `${key}-1`, data }]),
  );
  const first = bundleAnswer(undefined, "v2");
  first.parts.day = { digest: "day-v2", sections };
  assert.equal(await replaceBundle(LIN, first), true);
  const held = Object.fromEntries(Object.keys(sections).map((key) => [key, { digest: `${key}-1` }]));
  const note = { digest: "note-2", data: "看一下屋顶" };
  const next = bundleAnswer(undefined, "v3");
  next.parts.day = { digest: "day-v3", sections: { ...held, note } };
  assert.equal(await replaceBundle(LIN, next), true);
  const bundle = await bundleOf(LIN, SITE);
  assert.equal(bundle?.data.day.note, "看一下屋顶");
  assert.deepEqual(bundle?.data.day.people, day.data.people);
  assert.equal(bundle?.section_digests?.["day.note"], "note-2");
  const unknown = bundleAnswer(undefined, "v4");
  unknown.parts.day = { digest: "day-v4", sections: { ...held, note: { digest: "note-9" } } };
  assert.equal(await replaceBundle(LIN, unknown), false, "left out, and not what we hold");
});

test("signing out hides the person and keeps the token; signing in again keeps device and chain", async () => {
  const { draft } = await visit();
  await drafts.saveVerdict(draft.id, door, "ok");
  await sealing.sealDraft(draft.id);
  await leavePhone(LIN);
  assert.equal(await currentPerson(), null);
  assert.equal((await personOf(LIN))?.token, `token-of-${LIN}`);
  const device_id = await deviceId();
  await keepPerson({ device_id, token: "new", person: person(LIN, "林"), server_time: "" });
  await forgetPerson(LIN);
  assert.equal((await currentPerson())?.token, "new", "who is signed in again is not forgotten");
});

test("only what was confirmed goes: after seven days, sooner and oldest first when room is short", async () => {
  const { draft, person: who, bundle, patrol } = await visit();
  const { sha256 } = await drafts.attachPhoto(draft.id, { card: null, answer: null }, picture(1), TAKEN);
  const [confirmed] = await sealing.sealDraft(draft.id);
  const other = await drafts.openDraft({ person: who, bundle, patrol, point_id: WEST });
  await drafts.saveVerdict(other.id, "w-lamp:lamp", "ok");
  const [waiting] = await sealing.sealDraft(other.id);
  await changeReports(
    new Map([
      [confirmed.id, { state: "confirmed", confirmed_at: "2026-11-23T02:00:00.000Z" }],
      [waiting.id, { state: "delivered" }],
    ]),
  );
  mock.timers.setTime(Date.parse("2026-11-30T01:59:00.000Z"));
  assert.equal(await tidy(), 0);
  mock.timers.setTime(Date.parse("2026-11-30T02:01:00.000Z"));
  assert.equal(await tidy(), 1);
  assert.deepEqual(
    (await listReports(LIN)).map((report) => report.id),
    [waiting.id],
  );
  assert.equal(await photoBytes(LIN, sha256), null);
  assert.equal((await linesOf([confirmed.id])).size, 0);
  assert.equal(await tidy({ isShort: true }), 0, "what is not confirmed stays, however short the room");
});

test("a full phone gives room by removing confirmed things, and the write is tried again", async () => {
  const { draft, person: who, bundle } = await visit();
  await drafts.saveVerdict(draft.id, door, "ok");
  const [report] = await sealing.sealDraft(draft.id);
  await changeReports(new Map([[report.id, { state: "confirmed", confirmed_at: "2026-11-23T02:00:00.000Z" }]]));
  const next = await drafts.openDraft({ person: who, bundle, point_id: WEST });
  const put = globalThis.IDBObjectStore.prototype.put;
  let isFull = true;
  mock.method(
    globalThis.IDBObjectStore.prototype,
    "put",
    /** @this {IDBObjectStore} @param {any[]} args */ function (...args) {
      if (this.name === "photo_bytes" && isFull) {
        isFull = false;
        throw new DOMException("no room", "QuotaExceededError");
      }
      return put.apply(this, /** @type {any} */ (args));
    },
  );
  await drafts.attachPhoto(next.id, { card: null, answer: null }, picture(1), TAKEN);
  mock.restoreAll();
  assert.equal((await listPhotos(LIN)).length, 1);
  assert.deepEqual(await listReports(LIN), []);
});

test("a phone too full even to make room says so instead of trying for ever", async () => {
  const { draft } = await visit();
  await drafts.saveVerdict(draft.id, door, "ok");
  const [report] = await sealing.sealDraft(draft.id);
  await changeReports(new Map([[report.id, { state: "confirmed", confirmed_at: "2026-11-23T02:00:00.000Z" }]]));
  for (const name of /** @type {const} */ (["put", "delete"])) {
    mock.method(globalThis.IDBObjectStore.prototype, name, () => {
      throw new DOMException("no room", "QuotaExceededError");
    });
  }
  await assert.rejects(
    write(["facts"], (tx) => tx.objectStore("facts").put({ key: "x" })),
    StoreFull,
  );
  mock.restoreAll();
  assert.equal((await listReports(LIN)).length, 1, "what could not be removed is still there");
});

test("a lost connection is opened anew and the write is made", async () => {
  const { draft } = await visit();
  (await openStore()).close(); // as the browser does in the background
  await drafts.saveVerdict(draft.id, door, "ok");
  assert.equal((await drafts.getDraft(draft.id))?.cards.find((card) => card.key === door)?.verdict, "ok");
});

test("a newer app in another tab is let through and this one is told to reload", async () => {
  await openStore();
  /** @type {string[]} */
  const troubles = [];
  const stop = onStoreTrouble((trouble) => troubles.push(trouble));
  await new Promise((resolve, reject) => {
    const request = indexedDB.open("louxun", 999);
    request.onsuccess = () => {
      request.result.close();
      resolve(null);
    };
    request.onerror = reject;
  });
  stop();
  assert.deepEqual(troubles, ["reload-needed"]);
});

/** The store as version 1 of it was made. @returns {Promise<IDBDatabase>} */
function openFirstVersion() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("louxun", 1);
    request.onupgradeneeded = () => {
      const db = request.result;
      for (const [name, keyPath] of /** @type {[string, string|string[]][]} */ ([
        ["facts", "key"],
        ["people", "person_id"],
        ["bundles", ["person_id", "site_id"]],
        ["lines", "id"],
        ["chains", ["device_id", "person_id"]],
        ["photo_bytes", ["person_id", "sha256"]],
        ["pictures", ["person_id", "sha256"]],
      ]))
        db.createObjectStore(name, { keyPath });
      for (const [name, keyPath] of /** @type {[string, string|string[]][]} */ ([
        ["drafts", "id"],
        ["work_drafts", ["person_id", "order_id"]],
        ["visits", "id"],
        ["patrols", "patrol_id"],
        ["photos", ["person_id", "sha256"]],
        ["outbox", "id"],
      ]))
        db.createObjectStore(name, { keyPath }).createIndex("person_id", "person_id");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

test("a phone with the store's first version keeps everything when the new app opens it", async () => {
  // What a phone of today holds: somebody signed in, a sealed visit with its photo, a begun one, a step with a photo.
  const here = await visit();
  const { answer } = await drafts.addAnswer(here.draft.id, door, "FD01");
  await drafts.attachPhoto(here.draft.id, { card: door, answer: answer.key }, picture(7), TAKEN);
  await sealing.sealDraft(here.draft.id);
  const begun = await drafts.openDraft({ ...here, point_id: WEST });
  await attachWorkPhoto(LIN, ORDER, picture(8), TAKEN);
  const names = /** @type {const} */ ([
    ...["facts", "people", "bundles", "lines", "chains", "photo_bytes", "pictures", "drafts"],
    ...["work_drafts", "visits", "patrols", "photos", "outbox"],
  ]);
  /** @type {Map<(typeof names)[number], any[]>} */
  const held = new Map();
  for (const name of names) held.set(name, await read([name], (tx) => tx.objectStore(name).getAll()));

  // The same in the first version's store, as it lies on the phone before the update.
  await freshPhone();
  const old = await openFirstVersion();
  for (const [name, rows] of held) {
    const tx = old.transaction(name, "readwrite");
    for (const row of rows) tx.objectStore(name).put(row);
    await new Promise((resolve, reject) => {
      tx.oncomplete = resolve;
      tx.onerror = reject;
    });
  }
  old.close();

  assert.equal((await openStore()).version, 2);
  for (const [name, rows] of held) {
    assert.deepEqual(await read([name], (tx) => tx.objectStore(name).getAll()), rows, name);
  }
  assert.equal((await currentPerson())?.person_id, LIN);
  assert.equal(await deviceId(), here.person.device_id);
  assert.ok((await bundleOf(LIN, SITE))?.data.places);
  const [report] = await listReports(LIN);
  assert.equal(report.state, "sealed");
  assert.equal((await bodyOf(report.id)).id, report.id);
  assert.deepEqual(new Uint8Array((await photoBytes(LIN, report.photos[0]))?.bytes ?? new ArrayBuffer(0)).at(0), 7);
  assert.deepEqual(
    (await drafts.listDrafts(LIN)).map((one) => one.id),
    [begun.id],
  );
  assert.equal((await workDraft(LIN, ORDER)).photos.length, 1);
  // And the new stores are there to be written to.
  await setPasscode(LIN, "270491");
  assert.equal((await lockOf(LIN))?.wrong_count, 0);
});

test("an older tab that holds the store is told of; once it lets go, the app goes on by itself", async () => {
  await freshPhone();
  const old = await openFirstVersion();
  /** @type {string[]} */
  const troubles = [];
  const stop = onStoreTrouble((trouble) => troubles.push(trouble));
  const opening = deviceId();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(troubles, ["blocked"]);
  old.close();
  assert.ok(await opening);
  stop();
});

test("what nobody came back to is announced when it is sealed, so that its screen closes", async () => {
  await visit();
  /** @type {string[]} */
  const topics = [];
  const stop = onChange((topic) => topics.push(topic));
  mock.timers.setTime(Date.parse("2026-11-23T04:31:00.000Z"));
  assert.equal(await sealing.sealAbandoned(), 1);
  assert.ok(topics.includes("abandoned"));
  topics.length = 0;
  assert.equal(await sealing.sealAbandoned(), 0);
  assert.deepEqual(topics, []);
  stop();
});

test("an error in a write leaves nothing behind", async () => {
  await assert.rejects(
    write(["facts"], async (tx) => {
      await tx.objectStore("facts").put({ key: "x" });
      throw new Error("no");
    }),
    /no/,
  );
  assert.equal(await read(["facts"], (tx) => tx.objectStore("facts").get("x")), undefined);
});

test("readiness tells of an old bundle", async () => {
  const { bundle } = await arrive();
  assert.equal((await readiness(bundle, { person_id: LIN, stops_count: 30 })).is_ready, true);
  mock.timers.setTime(Date.parse("2026-11-23T15:00:00.000Z"));
  assert.equal((await readiness(bundle, null)).bundle.is_fresh, false);
});

/**
 * A phone that says these things of itself.
 *
 * @param {{ free: number, isPersisted: boolean, camera: string }} says
 * @param {() => Promise<void>} work
 */
async function onPhone({ free, isPersisted, camera }, work) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  const storage = {
    estimate: () => Promise.resolve({ usage: 1_000, quota: 1_000 + free }),
    persisted: () => Promise.resolve(isPersisted),
  };
  const permissions = { query: () => Promise.resolve({ state: camera }) };
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { storage, permissions } });
  try {
    await work();
  } finally {
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else Reflect.deleteProperty(globalThis, "navigator");
  }
}

test("readiness: room for the day by the usual number of photos, the camera, and storage that is at risk", async () => {
  const { bundle, draft } = await visit();
  const { answer } = await drafts.addAnswer(draft.id, door, "FD01");
  for (const seed of [1, 2, 3])
    await drafts.attachPhoto(draft.id, { card: door, answer: answer.key }, picture(seed), TAKEN);
  await sealing.sealDraft(draft.id);
  const day = { person_id: LIN, stops_count: 40 };
  const MB = 1024 * 1024;
  await onPhone({ free: 4_000 * MB, isPersisted: false, camera: "granted" }, async () => {
    const ready = await readiness(bundle, day);
    assert.equal(ready.space.needed, 3 * 40 * PHOTO_BYTES, "three photos a stop, as on the walks before");
    assert.deepEqual([ready.is_ready, ready.is_at_risk, ready.camera], [true, false, "granted"]);
  });
  await onPhone({ free: 120 * MB, isPersisted: false, camera: "denied" }, async () => {
    const ready = await readiness(bundle, day);
    assert.deepEqual([ready.space.is_enough, ready.is_at_risk, ready.camera], [true, true, "denied"]);
  });
  await onPhone({ free: 90 * MB, isPersisted: true, camera: "prompt" }, async () => {
    const ready = await readiness(bundle, day);
    assert.deepEqual([ready.space.is_enough, ready.is_ready, ready.is_at_risk], [false, false, false]);
  });
});
