import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { closeStore, read, write } from "../../../pwa/js/store/db.js";
import * as locks from "../../../pwa/js/store/locks.js";
import {
  agreeTo,
  currentPerson,
  forgetPerson,
  isSomebodyHere,
  keepPerson,
  leavePhone,
  personOf,
} from "../../../pwa/js/store/people.js";
import { saveWork, unsealedPhotos } from "../../../pwa/js/store/work_drafts.js";
import { drain } from "../../../pwa/js/sync/drain.js";
import { signOut } from "../../../pwa/js/sync/signing.js";
import { readSyncState } from "../../../pwa/js/sync/state.js";
import { arrive, CHEN, freshPhone, LIN, ORDER, person } from "./cast.js";
import { meansOf, NETWORK_DOWN, problem, ScriptedServer } from "./scripted.js";

const RIGHT = "270491";
const WRONG = "111111";
const MINUTE = 60_000;
const START = Date.parse("2026-11-23T02:00:00.000Z");

beforeEach(async () => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date"], now: START });
  await freshPhone();
});

/** @param {number} ms since the start */
const later = (ms) => mock.timers.setTime(START + ms);

test("the passcode opens the person's work; nothing of it can be read back from the store", async () => {
  await arrive();
  await locks.setPasscode(LIN, RIGHT);
  const lock = await locks.lockOf(LIN);
  assert.ok(!JSON.stringify(lock).includes(RIGHT));
  assert.ok((lock?.iterations ?? 0) >= 100_000);
  assert.equal(await locks.lockNow(), true);
  assert.equal(await currentPerson(), null);
  assert.equal((await readSyncState()).person_id, null);
  assert.deepEqual(await locks.tryPasscode(LIN, WRONG), { is_right: false, left: 9 });
  assert.equal(await currentPerson(), null);
  assert.equal((await locks.tryPasscode(LIN, RIGHT)).is_right, true);
  assert.equal((await currentPerson())?.person_id, LIN);
  assert.equal((await locks.lockOf(LIN))?.wrong_count, 0);
});

test("the same passcode of two persons is not the same in the store", async () => {
  await arrive();
  await arrive(CHEN);
  await locks.setPasscode(LIN, RIGHT);
  await locks.setPasscode(CHEN, RIGHT);
  assert.notEqual((await locks.lockOf(LIN))?.check, (await locks.lockOf(CHEN))?.check);
});

test("a try is counted before it is judged: an app killed in between wins nobody another one", async () => {
  await arrive();
  await locks.setPasscode(LIN, RIGHT);
  await locks.lockNow();
  const derive = mock.method(crypto.subtle, "deriveBits", () => Promise.reject(new Error("killed")));
  for (let n = 0; n < 9; n++) await assert.rejects(locks.tryPasscode(LIN, WRONG), /killed/);
  derive.mock.restore();
  await closeStore();
  assert.equal((await locks.lockOf(LIN))?.wrong_count, 9);
  assert.deepEqual(await locks.tryPasscode(LIN, WRONG), { is_right: false, left: 0 });
});

test("tries made all at once are counted all", async () => {
  await arrive();
  await locks.setPasscode(LIN, RIGHT);
  await locks.lockNow();
  await Promise.all(Array.from({ length: 15 }, () => locks.tryPasscode(LIN, WRONG)));
  assert.equal((await locks.lockOf(LIN))?.wrong_count, locks.MOST_WRONG);
});

test("after ten wrong tries the right one opens nothing; a full sign-in does, and takes the passcode away", async () => {
  const { person: lin } = await arrive();
  await locks.setPasscode(LIN, RIGHT);
  await locks.lockNow();
  for (let n = 1; n <= 10; n++) assert.equal((await locks.tryPasscode(LIN, WRONG)).left, 10 - n);
  assert.deepEqual(await locks.tryPasscode(LIN, RIGHT), { is_right: false, left: 0 });
  assert.equal(await currentPerson(), null);
  assert.deepEqual(await locks.listReturning(), [{ person_id: LIN, name: "某人", is_locked_out: true }]);
  const server_time = "2026-11-23T02:00:00.000Z";
  await keepPerson({ device_id: lin.device_id, token: "new", person: person(LIN, "林"), server_time });
  assert.equal((await currentPerson())?.token, "new");
  assert.equal(await locks.lockOf(LIN), null);
});

test("a sign-in after fewer wrong tries keeps the passcode and forgives them", async () => {
  const { person: lin } = await arrive();
  await locks.setPasscode(LIN, RIGHT);
  await locks.lockNow();
  for (let n = 0; n < 3; n++) await locks.tryPasscode(LIN, WRONG);
  const server_time = "2026-11-23T02:00:00.000Z";
  await keepPerson({ device_id: lin.device_id, token: "new", person: person(LIN, "林"), server_time });
  assert.equal((await locks.lockOf(LIN))?.wrong_count, 0);
});

test("who has no passcode is not locked: there would be no way back", async () => {
  await arrive();
  assert.equal(await locks.lockNow(), false);
  later(24 * 60 * MINUTE);
  assert.equal(await locks.lockIfAway(), false);
  assert.equal((await currentPerson())?.person_id, LIN);
});

test("out of sight for as long as the person chose it locks itself, also over a restart and a clock set back", async () => {
  await arrive();
  await locks.setPasscode(LIN, RIGHT);
  await locks.lockAfter(LIN, 15);
  assert.equal(await locks.noteSeen(), true);
  later(14 * MINUTE);
  assert.equal(await locks.lockIfAway(), false);
  await locks.noteSeen();
  later(28 * MINUTE);
  assert.equal(await locks.lockIfAway(), false);
  later(29 * MINUTE);
  await closeStore();
  assert.equal(await locks.lockIfAway(), true);
  assert.equal(await currentPerson(), null);
  assert.equal(await locks.noteSeen(), false);
  await locks.tryPasscode(LIN, RIGHT);
  later(5 * MINUTE);
  assert.equal(await locks.lockIfAway(), true);
});

test("several persons come back by their own passcodes; one of them never opens another's", async () => {
  await arrive();
  await locks.setPasscode(LIN, RIGHT);
  assert.equal(await locks.isSharedPhone(), false);
  await locks.lockNow();
  await arrive(CHEN);
  await locks.setPasscode(CHEN, "805316");
  assert.equal(await locks.isSharedPhone(), true);
  await locks.lockNow();
  assert.deepEqual(
    (await locks.listReturning()).map((one) => one.person_id),
    [LIN, CHEN],
  );
  assert.equal((await locks.tryPasscode(CHEN, RIGHT)).is_right, false);
  assert.equal((await locks.tryPasscode(LIN, RIGHT)).is_right, true);
  assert.equal((await currentPerson())?.person_id, LIN);
});

test("signing out takes the passcode along: coming back needs a full sign-in", async () => {
  await arrive();
  await locks.setPasscode(LIN, RIGHT);
  await signOut();
  assert.equal(await locks.lockOf(LIN), null);
  assert.deepEqual(await locks.listReturning(), []);
  assert.equal((await locks.tryPasscode(LIN, RIGHT)).is_right, false);
  assert.equal(await isSomebodyHere(), false);
});

test("a link is somebody's as long as one person is here, locked or not", async () => {
  assert.equal(await isSomebodyHere(), false);
  await arrive();
  await locks.setPasscode(LIN, RIGHT);
  await locks.lockNow();
  assert.equal(await isSomebodyHere(), true);
  await leavePhone(LIN);
  assert.equal(await isSomebodyHere(), false);
});

test("what everybody tries first is refused as a passcode", () => {
  for (const easy of ["000000", "777777", "123456", "654321", "456789"]) assert.ok(locks.isEasilyGuessed(easy), easy);
  for (const good of ["135792", "112233", "270491", "121212"]) assert.ok(!locks.isEasilyGuessed(good), good);
  assert.rejects(locks.setPasscode(LIN, "12345"));
});

test("the consent goes to the server once, and nobody is signed out for good before", async () => {
  await arrive();
  const server = new ScriptedServer();
  /** @type {any[]} */
  const told = [];
  await agreeTo(LIN, 1, "zh");
  server.script("POST /api/v1/consents", NETWORK_DOWN);
  await drain({}, meansOf(server));
  assert.equal((await personOf(LIN))?.consent?.state, "waiting");
  await signOut();
  server.script("POST /api/v1/consents", NETWORK_DOWN);
  await drain({ isByHand: true }, meansOf(server));
  assert.ok(await personOf(LIN), "still here: the consent is not at the server");
  const taken = (/** @type {any} */ { body, token }) => {
    told.push({ ...JSON.parse(body), token });
    return new Response(null, { status: 204 });
  };
  server.script("POST /api/v1/consents", taken, 5);
  await drain({ isByHand: true }, meansOf(server));
  const at = "2026-11-23T02:00:00.000Z";
  assert.deepEqual(told, [{ version: 1, at, language: "zh", token: `token-of-${LIN}` }]);
  assert.equal(await personOf(LIN), null);
});

test("a consent the server does not know is not told again and again, and signing in keeps what was agreed", async () => {
  const { person: lin } = await arrive();
  const server = new ScriptedServer();
  await agreeTo(LIN, 7, "en");
  server.script("POST /api/v1/consents", () => problem(422, "bad-fields"));
  await drain({}, meansOf(server));
  await drain({ isByHand: true }, meansOf(server));
  assert.equal(server.log.filter((line) => line.includes("consents")).length, 1);
  const server_time = "2026-11-23T02:00:00.000Z";
  await keepPerson({ device_id: lin.device_id, token: "new", person: person(LIN, "林"), server_time });
  assert.deepEqual(
    { version: (await personOf(LIN))?.consent?.version, state: (await personOf(LIN))?.consent?.state },
    { version: 7, state: "refused" },
  );
});

test("photos of a step that is not sealed are counted, and stay when their person signs out for good", async () => {
  await arrive();
  const photo = /** @type {any} */ ({ sha256: "a".repeat(64) });
  await saveWork(LIN, ORDER, { step: "complete", photos: [photo, { ...photo, sha256: "b".repeat(64) }] });
  assert.equal(await unsealedPhotos(LIN), 2);
  assert.equal(await unsealedPhotos(CHEN), 0);
  await signOut();
  await forgetPerson(LIN);
  assert.equal(await unsealedPhotos(LIN), 2);
});

test("a person at work before passcodes came is at work still", async () => {
  await arrive();
  await write(["facts"], (tx) => tx.objectStore("facts").put({ key: "current", person_id: LIN }));
  assert.equal(await locks.lockIfAway(), false);
  await locks.setPasscode(LIN, RIGHT);
  assert.equal(typeof (await read(["facts"], (tx) => tx.objectStore("facts").get("current")))?.seen_at, "number");
  assert.equal(await locks.lockIfAway(), false);
});
