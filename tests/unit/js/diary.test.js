/** A diary drafts itself from the day; what the person wrote, changed or took out stays so. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { factsOf, sealedEntries, withDrafted } from "../../../pwa/js/domain/diary.js";
import { diaryOf, saveDiary, sealDiary } from "../../../pwa/js/store/diaries.js";
import { linesOf, listReports } from "../../../pwa/js/store/outbox.js";
import { arrive, CHEN, EAST, freshPhone, LIN, ORDER, SITE, WEST } from "./cast.js";

const FROM = Date.parse("2026-11-22T16:00:00.000Z"); // midnight at the site
const WITHIN = { from_ms: FROM, until_ms: FROM + 86_400_000, site_id: SITE };
const at = (/** @type {number} */ hours) => new Date(FROM + hours * 3_600_000).toISOString();
const WHOSE = { person_id: LIN, site_id: SITE, date: "2026-11-23" };

/** @param {any} more */
function patrol(more = {}) {
  return {
    ...{ patrol_id: "p1", person_id: LIN, site_id: SITE, route_name: "3栋", started_at: at(9.5), finished_at: null },
    stops: [
      { point_id: EAST, state: "done", reason: null, inspection_id: "v1", at: at(9.6) },
      { point_id: WEST, state: "skipped", reason: "锁着", inspection_id: null, at: at(9.7) },
    ],
    ...more,
  };
}

/** @param {any} more */
function visit(more = {}) {
  const answers = [
    { key: "a1", item: "FD01", result: "defect", photos: [], spot: "上", handled_on_spot: true },
    { key: "a2", item: "FD02", result: "ok", photos: [] },
  ];
  return {
    ...{ id: "v1", person_id: LIN, patrol_id: "p1", sealed_at: at(9.7), reports: {} },
    draft: {
      ...{ site_id: SITE, started_at: at(9.6), point_id: EAST, unit_id: null, place_name: "25层 东侧走廊" },
      cards: [{ key: "c1", asset_name: "防火门 A", answers }],
    },
    ...more,
  };
}

/** @param {any} about @param {any} more */
function report(about, more = {}) {
  return { ...{ id: "r1", site_id: SITE, kind: "work", sealed_at: at(11) }, about, ...more };
}

/** @param {any} more */
function day(more = {}) {
  return /** @type {any} */ ({ patrols: [], visits: [], reports: [], incidents: [], ...more });
}

test("walks, units, problems, orders, incidents and keys in the order they happened", () => {
  const unit = { id: "v2", draft: { ...visit().draft, unit_id: "u", point_id: null, started_at: at(14), cards: [] } };
  const sealed = [{ step: "open", at: at(13), category: "fire", description: "烟", photos: [], incident_id: "i1" }];
  const facts = factsOf(
    day({
      patrols: [patrol()],
      visits: [visit(), { ...visit(), ...unit }],
      reports: [
        report({ order_id: ORDER, step: "verify", title: "W-1123-07", note: "看过" }),
        report({ key_id: "k", key_step: "borrow", title: "K-1 1702" }, { id: "r2", kind: "key", sealed_at: at(13.5) }),
        report({}, { id: "r3", kind: "inspection" }),
      ],
      incidents: [{ id: "i1", site_id: SITE, person_id: LIN, sealed }],
    }),
    WITHIN,
  );
  assert.deepEqual(
    facts.map((fact) => fact.kind),
    ["patrol", "defect", "order", "incident", "key", "visit"],
  );
  const [walk, defect] = /** @type {any[]} */ (facts);
  assert.deepEqual([walk.done_count, walk.total, walk.defects_count], [1, 2, 1]);
  assert.deepEqual(walk.skipped, [{ point_id: WEST, reason: "锁着" }]);
  assert.deepEqual([defect.thing, defect.item, defect.spot, defect.handled], ["防火门 A", "FD01", "上", true]);
  assert.equal(new Set(facts.map((fact) => fact.key)).size, facts.length);
});

test("nothing of another day or another site", () => {
  const yesterday = patrol({ started_at: at(-1) });
  const tomorrow = patrol({ started_at: at(24) });
  const elsewhere = patrol({ site_id: "court" });
  assert.deepEqual(factsOf(day({ patrols: [yesterday, tomorrow, elsewhere] }), WITHIN), []);
  assert.equal(factsOf(day({ patrols: [patrol({ started_at: at(0) })] }), WITHIN).length, 1);
});

const line = (/** @type {string} */ key, /** @type {string} */ text, more = {}) => ({
  key,
  kind: "patrol",
  text,
  ...more,
});

test("what is new comes in, what was changed, taken out or added by hand stays so", () => {
  const standing = {
    entries: [line("a", "旧的"), line("b", "我改的", { edited: true }), line("own 1", "我加的", { edited: true })],
    dropped: ["c"],
  };
  const drafted = [line("a", "新的"), line("b", "机器的"), line("c", "去掉的"), line("d", "后来的")];
  assert.deepEqual(
    withDrafted(standing, drafted).map((one) => [one.key, one.text]),
    [
      ["a", "新的"],
      ["b", "我改的"],
      ["d", "后来的"],
      ["own 1", "我加的"],
    ],
  );
});

test("what the phone has meanwhile sent and cleared away is still in the diary", () => {
  const standing = { entries: [line("a", "早上的")], dropped: [] };
  assert.deepEqual(
    withDrafted(standing, [line("b", "下午的")]).map((one) => one.key),
    ["a", "b"],
  );
});

test("empty lines and what only the phone needs are not sealed", () => {
  assert.deepEqual(sealedEntries([line("a", " 巡查 ", { ref: "p1", edited: true }), line("own 1", "  ")]), [
    { kind: "patrol", text: "巡查", ref: "p1" },
  ]);
});

beforeEach(freshPhone);

test("a diary is saved at every tap, sealed, and may be sealed again", async () => {
  const { person, bundle } = await arrive();
  await saveDiary(WHOSE, { suggestions: "换灯" });
  await saveDiary(WHOSE, ({ entries }) => ({ entries: [...entries, line("a", "一")] }));
  await saveDiary(WHOSE, ({ entries }) => ({ entries: [...entries, line("own 1", "二")] }));
  const sealed = await sealDiary(person, bundle, await diaryOf(WHOSE));
  assert.ok(sealed.report_id);
  await saveDiary(WHOSE, { suggestions: "" });
  await sealDiary(person, bundle, await diaryOf(WHOSE));
  const reports = await listReports(LIN);
  assert.deepEqual(
    reports.map((one) => [one.kind, one.about.title]),
    [
      ["diary", "2026-11-23"],
      ["diary", "2026-11-23"],
    ],
  );
  const bytes = (await linesOf([reports[0].id])).get(reports[0].id);
  const { body } = JSON.parse(new TextDecoder().decode(bytes));
  assert.deepEqual(
    body.entries.map((/** @type {any} */ one) => one.text),
    ["一", "二"],
  );
  assert.deepEqual([body.date, body.suggestions], ["2026-11-23", "换灯"]);
  assert.equal((await diaryOf({ ...WHOSE, person_id: CHEN })).suggestions, "");
});
