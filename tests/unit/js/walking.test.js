/** Rounds from hand to hand, what the finish says of them, doubts at the spot, whom to ring, words added later. */
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { notRung } from "../../../pwa/js/domain/answers.js";
import { finishSummary } from "../../../pwa/js/domain/summary.js";
import { roundsOfOthers, roundsToday, seenByOthers, stopsOf } from "../../../pwa/js/domain/windows.js";
import { addNoteLater, declineRetake, retakesAnswered } from "../../../pwa/js/store/adding.js";
import * as drafts from "../../../pwa/js/store/drafts.js";
import { linesOf } from "../../../pwa/js/store/outbox.js";
import { dropPatrol, getPatrol, skipStop, startPatrol } from "../../../pwa/js/store/patrols.js";
import { addPhotoLater, sealDraft } from "../../../pwa/js/store/sealing.js";
import {
  arrive,
  CHEN,
  DOOR,
  EAST,
  FLAT,
  freshPhone,
  LIN,
  picture,
  ROUND,
  SITE,
  siteData,
  TAKEN,
  WEST,
} from "./cast.js";

const SHANGHAI = "Asia/Shanghai";
const NOON = Date.parse("2026-11-23T03:00:00Z");

const door = `${DOOR}:fire-door`;

beforeEach(async () => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-23T02:00:00.000Z") });
  await freshPhone();
});

/** lin at the first point of her round. */
async function visit() {
  const here = await arrive();
  const [today] = roundsToday(here.bundle.data, LIN, SHANGHAI, Date.now());
  const patrol = await startPatrol({ person: here.person, bundle: here.bundle, today });
  const draft = await drafts.openDraft({ ...here, patrol, point_id: EAST });
  return { ...here, patrol, draft };
}

/** @param {string} id */
async function bodyOf(id) {
  const line = (await linesOf([id])).get(id);
  return JSON.parse(new TextDecoder().decode(line)).body;
}

test("a colleague's round is among the others' until it is gone on with; practice is nobody else's", () => {
  const data = siteData();
  data.plan.rounds[0].person_ids = [CHEN];
  assert.deepEqual(roundsToday(data, LIN, SHANGHAI, NOON), []);
  assert.deepEqual(
    roundsOfOthers(data, LIN, SHANGHAI, NOON).map((one) => one.round.round_id),
    [ROUND],
  );
  assert.deepEqual(
    roundsToday(data, LIN, SHANGHAI, NOON, new Set([ROUND])).map((one) => one.round.round_id),
    [ROUND],
  );
  data.plan.rounds[0].kind = "practice";
  assert.deepEqual(roundsOfOthers(data, LIN, SHANGHAI, NOON), []);
  data.plan.rounds[0].person_ids = [];
  assert.deepEqual(roundsOfOthers(data, LIN, SHANGHAI, NOON), [], "planned for nobody is everybody's");
});

test("a round walks its own order; of units only, no point; of an older server, the route's", () => {
  const data = siteData();
  const [round] = data.plan.rounds;
  const [route] = data.plan.routes;
  assert.deepEqual(stopsOf(round, route), route.stops);
  assert.deepEqual(stopsOf({ ...round, stops: [WEST, EAST] }, route), [WEST, EAST]);
  assert.deepEqual(stopsOf({ ...round, stops: [], unit_ids: [FLAT] }, route), []);
  assert.deepEqual(stopsOf({ ...round, stops: [], unit_ids: [] }, route), route.stops);
});

test("what others have seen is theirs, the latest visit of each place; one's own is not among it", () => {
  const [round] = siteData().plan.rounds;
  const at = (/** @type {number} */ hour) => `2026-11-23T0${hour}:00:00.000Z`;
  const seen = seenByOthers(
    {
      ...round,
      inspected: [
        { point_id: EAST, unit_id: null, person_id: CHEN, at: at(2) },
        { point_id: EAST, unit_id: null, person_id: CHEN, at: at(1) },
        { point_id: WEST, unit_id: null, person_id: LIN, at: at(2) },
        { point_id: null, unit_id: FLAT, person_id: CHEN, at: at(3) },
      ],
    },
    LIN,
  );
  assert.deepEqual(
    [...seen],
    [
      [EAST, { person_id: CHEN, at: at(2) }],
      [FLAT, { person_id: CHEN, at: at(3) }],
    ],
  );
  assert.equal(seenByOthers(round, LIN).size, 0);
});

test("the finish asks no reason for what a colleague has seen, and counts what was made up", () => {
  const stop = (/** @type {string} */ point_id, /** @type {string} */ state, /** @type {string|null} */ at = null) => ({
    ...{ point_id, state, at },
    ...{ reason: null, inspection_id: null },
  });
  const patrol = /** @type {any} */ ({
    ...{ started_at: "2026-11-23T03:50:00.000Z", window_start_at: "2026-11-23T01:30:00.000Z" },
    window_end_at: "2026-11-23T04:00:00.000Z",
    stops: [
      stop("a", "done", "2026-11-23T03:55:00.000Z"),
      stop("b", "done", "2026-11-23T04:05:00.000Z"),
      stop("c", "todo"),
      stop("d", "todo"),
    ],
  });
  const summary = finishSummary(patrol, [], NOON, 0, new Set(["b", "c"]));
  assert.deepEqual(
    [summary.covered_count, summary.todo_count, summary.made_up_count],
    [1, 1, 1],
    "seen by both is one's own; at 12:05 the window was over",
  );
  assert.deepEqual(
    summary.without_reason.map((one) => one.point_id),
    ["d"],
  );
  assert.equal(finishSummary(patrol, [], NOON, -10 * 60_000).made_up_count, 0, "by the true time it was 11:55");
});

test("a walk taken over by a slip leaves no trace; one with a skip or a visit stays", async () => {
  const { patrol, draft } = await visit();
  assert.equal(await dropPatrol(patrol.patrol_id), false, "a visit was begun");
  await drafts.discardDraft(draft.id);
  await skipStop(patrol.patrol_id, WEST, "门锁着");
  assert.equal(await dropPatrol(patrol.patrol_id), false, "a stop was skipped");
  const other = await arrive();
  const [today] = roundsToday(other.bundle.data, LIN, SHANGHAI, Date.now());
  await freshPhone();
  const again = await startPatrol({ person: (await arrive()).person, bundle: other.bundle, today });
  assert.equal(await dropPatrol(again.patrol_id), true);
  assert.equal(await getPatrol(again.patrol_id), null);
});

test("a photo in doubt is kept with its doubt until the person decides, and never travels as a doubt", async () => {
  const { draft } = await visit();
  const { answer } = await drafts.addAnswer(draft.id, door, "FD01");
  const place = { card: door, answer: answer.key };
  const { sha256 } = await drafts.attachPhoto(draft.id, place, picture(1), /** @type {any} */ (TAKEN), true);
  assert.deepEqual((await drafts.getDraft(draft.id))?.doubted, [sha256], "also after a kill");
  assert.deepEqual((await drafts.settleDoubt(draft.id, sha256)).doubted, []);
  const [report] = await sealDraft(draft.id);
  const body = await bodyOf(report.id);
  assert.equal(body.photos[0].sha256, sha256);
  assert.equal("doubted" in body, false);
});

test("critical faults nobody was rung for are named once", async () => {
  const { draft } = await visit();
  const { answer } = await drafts.addAnswer(draft.id, door, "FD01", { severity: "critical" });
  const told = (await drafts.getDraft(draft.id)) ?? draft;
  assert.deepEqual(
    notRung(told).map((one) => [one.card, one.answer.key]),
    [[door, answer.key]],
  );
  const rang = await drafts.saveAnswer(draft.id, door, answer.key, { ring: "rang", note: "10:01 打过电话" });
  assert.deepEqual(notRung(rang), []);
  const minor = await drafts.saveAnswer(draft.id, door, answer.key, { ring: null, severity: "minor" });
  assert.deepEqual(notRung(minor), []);
  await drafts.saveAnswer(draft.id, door, answer.key, { severity: "critical", ring: "shown", note: "没有从这里拨" });
  const [report] = await sealDraft(draft.id);
  const [item] = (await bodyOf(report.id)).checks[0].items;
  assert.equal(item.note, "没有从这里拨");
  assert.equal("ring" in item, false, "kept in words the protocol has room for");
});

test("words added later stand beside the report; a retake is answered by a photo or by words", async () => {
  const { person, draft } = await visit();
  await drafts.saveVerdict(draft.id, door, "ok");
  const [report] = await sealDraft(draft.id);
  const [words] = await addNoteLater(person, report.id, "门把手也松");
  assert.deepEqual((({ of, reason, note }) => ({ of, reason, note }))(await bodyOf(words.id)), {
    of: report.id,
    reason: "correction",
    note: "门把手也松",
  });
  assert.equal(words.about.title, report.about.title);
  await assert.rejects(addNoteLater(person, "00000000-0000-7000-8000-0000000000ff", "x"));

  const retake = /** @type {any} */ ({ id: "00000000-0000-7000-8000-000000000081", report_id: report.id });
  const [no] = await declineRetake(person, SITE, retake, "3栋", "灯已经拆了");
  assert.equal((await bodyOf(no.id)).retake_id, retake.id);
  const second = "00000000-0000-7000-8000-000000000082";
  const [yes] = await addPhotoLater(
    report.id,
    picture(2),
    /** @type {any} */ (TAKEN),
    { retake_id: second, site_id: SITE, bundle: "v1", title: "3栋 25层" },
    person,
  );
  const body = await bodyOf(yes.id);
  assert.deepEqual([body.reason, body.retake_id, body.photos.length], ["retake", second, 1]);
  assert.equal(yes.about.title, "3栋 25层");
  assert.deepEqual(await retakesAnswered(LIN), new Set([retake.id, second]));
});
