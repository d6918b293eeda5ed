/** Incidents on the phone stand as on the server (tests/cases/incidents.json), and what is told once is shown once. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import {
  BREACHES,
  CATEGORIES,
  EMERGENCIES,
  incidentsNow,
  REPORT_WITHIN,
  stand,
  stepsOffered,
  unitNamed,
} from "../../../pwa/js/domain/incidents.js";
import { isCritical } from "../../../pwa/js/domain/report.js";
import { tidy } from "../../../pwa/js/store/housekeeping.js";
import {
  askedIncident,
  attachIncidentPhoto,
  dropIncident,
  incidentDraft,
  listIncidents,
  saveIncident,
  sealIncident,
} from "../../../pwa/js/store/incidents.js";
import { listReports } from "../../../pwa/js/store/outbox.js";
import { listPhotos } from "../../../pwa/js/store/photos.js";
import { arrive, CHEN, FLAT, freshPhone, LIN, picture, SITE, siteData, TAKEN } from "./cast.js";

const cases = JSON.parse(readFileSync(new URL("../../cases/incidents.json", import.meta.url), "utf8"));
const START = Date.parse("2026-11-23T01:00:00.000Z");
const at = (/** @type {number} */ minutes) => new Date(START + minutes * 60_000).toISOString();
const ID = "00000000-0000-7000-8000-0000000000a1";
const WHOSE = { person_id: LIN, site_id: SITE, id: ID };

/** @param {any[]} steps */
function told(steps) {
  return steps.map(([step, minutes, more = {}]) => ({
    step,
    at: at(minutes),
    due_at: more.due === undefined ? null : at(more.due),
    put_right: more.right ?? null,
  }));
}

for (const one of cases.standing) {
  test(`an incident stands as on the server: ${one.name}`, () => {
    for (const steps of [one.steps, [...one.steps].reverse()]) {
      const standing = stand(told(steps));
      assert.equal(standing.state, one.state);
      assert.equal(standing.due_at, one.due === null ? null : at(one.due));
    }
  });
}

test("categories and the times to report are the server's", () => {
  const known = Object.entries(cases.categories).filter(([, one]) => one.known);
  assert.deepEqual(new Set(CATEGORIES), new Set(known.map(([name]) => name)));
  assert.deepEqual(new Set(EMERGENCIES), new Set(known.filter(([, one]) => one.emergency).map(([name]) => name)));
  assert.deepEqual(new Set(BREACHES), new Set(known.filter(([, one]) => one.breach).map(([name]) => name)));
  for (const [level, minutes] of cases.report_within) if (level) assert.equal(REPORT_WITHIN[level], minutes);
});

test("a deadline is offered only where somebody has to put something right", () => {
  assert.deepEqual(stepsOffered({ category: "fire", state: "open" }), ["note", "hand_over", "close"]);
  assert.deepEqual(stepsOffered({ category: "violation", state: "open" }), [
    "note",
    "notice",
    "recheck",
    "hand_over",
    "close",
  ]);
  assert.deepEqual(stepsOffered({ category: "violation", state: "closed" }), []);
  assert.deepEqual(stepsOffered({ category: "violation", state: "unopened" }), ["note"]);
});

/** @param {Partial<import("../../../pwa/js/types.js").IncidentBody>} more */
function body(more) {
  return /** @type {import("../../../pwa/js/types.js").IncidentBody} */ ({
    ...{ incident_id: ID, step: "open", category: "violation", at: at(0), description: "堆物", photos: [] },
    ...more,
  });
}

/** @param {import("../../../pwa/js/types.js").IncidentBody[]} sealed */
function draft(sealed) {
  const words = /** @type {any} */ ({ photos: [] });
  return { ...WHOSE, incident_id: `${LIN} ${ID}`, changed_at: at(0), draft: words, asking: null, sealed };
}

test("what this phone told is shown at once, and once when the server tells it too", () => {
  const opening = body({});
  const notice = body({ step: "notice", at: at(5), description: "限期", due_at: at(100) });
  const [own] = incidentsNow([], [draft([opening, notice])]);
  assert.equal(own.state, "noticed");
  assert.equal(own.due_at, at(100));
  assert.deepEqual(
    own.steps.map((step) => step.is_pending),
    [true, true],
  );
  /** The server has the first one, put at another moment: this phone's clock is off. */
  const bundled = {
    ...{ id: ID, category: "violation", state: /** @type {const} */ ("open"), level: null, severity: null },
    ...{ point_id: null, unit_id: null, place_text: "3栋", description: "堆物", opened_at: at(7), opened_by: LIN },
    ...{
      due_at: null,
      order_id: "o",
      steps: [{ step: /** @type {const} */ ("open"), at: at(4), person_id: LIN, description: "堆物" }],
    },
  };
  const [joined] = incidentsNow([bundled], [draft([opening, notice])]);
  assert.deepEqual(
    joined.steps.map((step) => [step.step, step.is_pending]),
    [
      ["open", false],
      ["notice", true],
    ],
  );
  assert.equal(joined.state, "noticed");
  assert.equal(joined.order_id, "o");
  const [plain] = incidentsNow([bundled], [draft([opening])]);
  assert.equal(plain.state, "open");
});

test("emergencies come first, ended ones last", () => {
  const row = (/** @type {string} */ id, /** @type {any} */ more) => ({
    ...draft([body({ incident_id: id, ...more })]),
    id,
  });
  const now = incidentsNow(
    [],
    [
      {
        ...row("ended", { category: "fire" }),
        sealed: [body({ category: "fire" }), body({ step: "close", at: at(9) })],
      },
      row("plain", { category: "problem" }),
      { ...row("due", {}), sealed: [body({}), body({ step: "notice", at: at(1), due_at: at(50) })] },
      row("fire", { category: "fire", level: 1 }),
    ],
  );
  assert.deepEqual(
    now.map((one) => one.id),
    ["fire", "due", "plain", "ended"],
  );
  assert.equal(now[0].report_by, at(10));
});

test("a flat written by hand is the flat, unless several are called so", () => {
  const data = siteData();
  const unit = data.places.units[0];
  assert.equal(unitNamed(data, ` ${unit.name} `), FLAT);
  assert.equal(unitNamed(data, `3栋 ${unit.name}`), FLAT);
  assert.equal(unitNamed(data, "大厅"), null);
  assert.equal(unitNamed(data, "  "), null);
  data.places.units.push({ ...unit, id: "other", building_id: "c" });
  assert.equal(unitNamed(data, unit.name), null);
});

test("photos of an emergency go before all others", () => {
  assert.equal(isCritical(body({ category: "fire" })), true);
  assert.equal(isCritical(body({ category: "violation" })), false);
});

beforeEach(freshPhone);

test("what is written is saved at every tap, with its photos, until it is sealed", async () => {
  const { person, bundle } = await arrive();
  await saveIncident(WHOSE, { category: "fire", description: "烟" });
  await saveIncident(WHOSE, {}, { card: null, answer: null, role: "evidence", since: at(0) });
  assert.equal((await askedIncident(LIN))?.id, ID);
  const kept = await attachIncidentPhoto(WHOSE, picture(1), TAKEN);
  assert.equal(kept.asking, null);
  assert.equal(await askedIncident(LIN), null);
  await tidy({ isShort: true });
  assert.equal((await listPhotos(LIN)).length, 1, "a photo of what is being written stays");
  const sealed = body({ category: "fire", photos: kept.draft.photos, description: "烟" });
  const after = await sealIncident(person, bundle, sealed, "火情");
  assert.equal(after.draft.description, "");
  assert.deepEqual(after.sealed, [sealed]);
  const [report] = await listReports(LIN);
  assert.deepEqual([report.kind, report.critical, report.about.incident_step], ["incident", true, "open"]);
  assert.deepEqual(report.photos, [kept.draft.photos[0].sha256]);
  assert.equal((await listPhotos(LIN))[0].state, "waiting");
});

test("two persons of one phone write to the same incident apart", async () => {
  await saveIncident(WHOSE, { category: "fire", description: "林的" });
  await saveIncident({ ...WHOSE, person_id: CHEN }, { category: "fire", description: "陈的" });
  assert.equal((await incidentDraft(WHOSE)).draft.description, "林的");
  assert.equal((await listIncidents(CHEN, SITE))[0].draft.description, "陈的");
  assert.deepEqual(await listIncidents(LIN, "another site"), []);
});

test("a slip is forgotten, what was told stays", async () => {
  const { person, bundle } = await arrive();
  await saveIncident(WHOSE, { category: "fire" });
  await dropIncident(WHOSE);
  assert.deepEqual(await listIncidents(LIN, SITE), []);
  await sealIncident(person, bundle, body({}), "违章");
  await saveIncident(WHOSE, { description: "半句" });
  await dropIncident(WHOSE);
  const [left] = await listIncidents(LIN, SITE);
  assert.equal(left.draft.description, "");
  assert.equal(left.sealed.length, 1);
});
