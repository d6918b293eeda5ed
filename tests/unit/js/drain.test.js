import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { bundleOf } from "../../../pwa/js/store/bundles.js";
import { contact } from "../../../pwa/js/store/contact.js";
import { closeStore, write } from "../../../pwa/js/store/db.js";
import * as drafts from "../../../pwa/js/store/drafts.js";
import { listReports, retryParked } from "../../../pwa/js/store/outbox.js";
import { currentPerson, deviceId, keepPerson, listPeople, personOf } from "../../../pwa/js/store/people.js";
import { listPhotos, photoBytes } from "../../../pwa/js/store/photos.js";
import { pictureOf } from "../../../pwa/js/store/pictures.js";
import * as sealing from "../../../pwa/js/store/sealing.js";
import { RequestFailed } from "../../../pwa/js/sync/client.js";
import { drain } from "../../../pwa/js/sync/drain.js";
import { photosToSend } from "../../../pwa/js/sync/photos.js";
import { signIn, signOut } from "../../../pwa/js/sync/signing.js";
import { readSyncState } from "../../../pwa/js/sync/state.js";
import { arrive, bundleAnswer, CHEN, DOOR, EAST, freshPhone, LIN, person, picture, SITE, TAKEN, WEST } from "./cast.js";
import {
  ANSWER_LOST,
  json,
  linesOf,
  meansOf,
  NETWORK_DOWN,
  oneLock,
  problem,
  ScriptedServer,
  sha256,
} from "./scripted.js";

/** @import { Severity } from "../../../pwa/js/types.js" */

const door = `${DOOR}:fire-door`;

/** @type {ScriptedServer} */
let server;

beforeEach(async () => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-23T02:00:00.000Z") });
  await freshPhone();
  server = new ScriptedServer();
});

/**
 * A sealed visit, with as many pictures as asked for.
 *
 * @param {{ who?: string, seeds?: number[], severity?: Severity }} [what]
 */
async function report({ who = LIN, seeds = [], severity = "major" } = {}) {
  const signedIn = await personOf(who);
  const bundle = await bundleOf(who, SITE);
  if (!signedIn || !bundle) throw new Error("arrive first");
  const draft = await drafts.openDraft({ person: signedIn, bundle, point_id: EAST });
  const { answer } = await drafts.addAnswer(draft.id, door, "FD01", { severity });
  const digests = [];
  for (const seed of seeds) {
    digests.push((await drafts.attachPhoto(draft.id, { card: door, answer: answer.key }, picture(seed), TAKEN)).sha256);
  }
  await sealing.sealDraft(draft.id);
  return { id: draft.id, digests };
}

/** @param {string} [who] */
const states = async (who = LIN) => (await listReports(who)).map((one) => one.state);

/** @param {string} part */
const count = (part) => server.log.filter((line) => line.includes(part)).length;

test("a report and its photos go out, and are confirmed only when the server says complete", async () => {
  await arrive();
  await report({ seeds: [1, 2] });
  server.script("/status", () => json({ states: [] }));
  assert.equal(await drain({}, meansOf(server)), "done");
  assert.deepEqual(await states(), ["delivered"]);
  assert.notEqual((await readSyncState()).kind, "synced");
  await drain({}, meansOf(server));
  assert.deepEqual(await states(), ["confirmed"]);
  assert.equal((await readSyncState()).kind, "synced");
  assert.equal(server.kept.size, 1);
  assert.equal(server.photos.get(`token-of-${LIN}`)?.size, 2);
});

test("reports go first, oldest first, then photos, then the status, then a sign of life", async () => {
  await arrive();
  await report({ seeds: [1] });
  await report({ seeds: [2] });
  await drain({}, meansOf(server));
  const kinds = server.log.map((line) => line.replace(/[0-9a-f]{64}/, "…"));
  assert.deepEqual(kinds, [
    "POST /api/v1/reports",
    "PUT /api/v1/photos/…",
    "PUT /api/v1/photos/…",
    "POST /api/v1/reports/status",
    "POST /api/v1/heartbeat",
  ]);
  const seqs = linesOf(server.asked[0]).map((line) => JSON.parse(line.toString()).seq);
  assert.deepEqual(seqs, [1, 2]);
});

test("an answer lost after the commit: the same bytes again, kept once", async () => {
  await arrive();
  await report({ seeds: [1] });
  server.script("POST /api/v1/reports", ANSWER_LOST);
  server.script("PUT", ANSWER_LOST);
  assert.equal(await drain({}, meansOf(server)), "done");
  const sent = server.asked
    .filter((asked) => asked.path === "/api/v1/reports")
    .map((asked) => linesOf(asked)[0].toString());
  assert.equal(sent.length, 2);
  assert.equal(sent[0], sent[1]);
  assert.equal(server.kept.size, 1);
  const [row] = await listReports(LIN);
  assert.deepEqual([row.state, row.outcome], ["confirmed", "repeat"]);
});

test("a photo whose answer was lost in the last round is asked about and not sent again", async () => {
  await arrive();
  const { digests } = await report({ seeds: [1] });
  server.script("PUT", ANSWER_LOST);
  server.script("PUT", NETWORK_DOWN, 2);
  assert.equal(await drain({}, meansOf(server)), "over");
  assert.equal(count("PUT"), 3);
  mock.timers.tick(400_000);
  await drain({}, meansOf(server));
  assert.deepEqual([count("PUT"), count("photos/missing")], [3, 1]);
  assert.equal((await listPhotos(LIN)).find((photo) => photo.sha256 === digests[0])?.state, "delivered");
});

test("too big as a whole: line by line, and only the line that is too big is parked", async () => {
  await arrive();
  for (let i = 0; i < 3; i++) await report();
  server.script(
    (asked) => asked.path === "/api/v1/reports" && linesOf(asked).length > 1,
    () => new Response("<html>413</html>", { status: 413 }),
  );
  server.script(
    (asked) => asked.path === "/api/v1/reports" && JSON.parse(linesOf(asked)[0].toString()).seq === 2,
    () => problem(413, "line-too-big"),
  );
  await drain({}, meansOf(server));
  assert.deepEqual(await states(), ["confirmed", "parked", "confirmed"]);
  const state = await readSyncState();
  assert.deepEqual(
    [state.kind, state.needs_you[0].kind, state.needs_you[0].problem?.code],
    ["needs-you", "report-parked", "line-too-big"],
  );
  await retryParked((await listReports(LIN))[1].id);
  await drain({}, meansOf(server));
  assert.deepEqual(await states(), ["confirmed", "confirmed", "confirmed"]);
});

test("a line the server stumbles over does not hold up the others, and stays in the outbox", async () => {
  await arrive();
  for (let i = 0; i < 3; i++) await report();
  server.script(
    (asked) => asked.path === "/api/v1/reports" && linesOf(asked).some((line) => JSON.parse(line.toString()).seq === 1),
    () => problem(500, "internal", { retry: true }),
    9,
  );
  await drain({}, meansOf(server));
  assert.deepEqual(await states(), ["sealed", "confirmed", "confirmed"]);
});

test("an ended token keeps everything and asks to sign in; the new token sends the very same bytes", async () => {
  await arrive();
  await report({ seeds: [1] });
  const digest = (await listReports(LIN))[0].digest;
  server.ended.add(`token-of-${LIN}`);
  await drain({}, meansOf(server));
  assert.deepEqual(await states(), ["sealed"]);
  assert.equal((await readSyncState()).needs_you[0].kind, "sign-in");
  const asked = server.asked.length;
  await drain({}, meansOf(server));
  assert.equal(server.asked.length, asked, "nothing is tried with a token that is not taken");
  await keepPerson({ device_id: await deviceId(), token: "again", person: person(LIN, "林"), server_time: "" });
  await drain({}, meansOf(server));
  assert.deepEqual(await states(), ["confirmed"]);
  assert.deepEqual([...server.kept.keys()], [digest]);
});

test("an old token refused while its person has signed in again does not take the new one away", async () => {
  await arrive();
  await report();
  server.script("/reports", async () => {
    await keepPerson({ device_id: await deviceId(), token: "again", person: person(LIN, "林"), server_time: "" });
    return problem(401, "token-revoked");
  });
  await drain({}, meansOf(server));
  assert.equal((await personOf(LIN))?.token_state, "good");
  await drain({}, meansOf(server));
  assert.deepEqual(await states(), ["confirmed"]);
});

test("500 waits with a growing jittered wait, three in a row end the round, the next goes on from there", async () => {
  await arrive();
  await report();
  server.script("POST /api/v1/reports", () => problem(503, "busy", { retry: true }), 4);
  const means = meansOf(server);
  assert.equal(await drain({}, means), "over");
  assert.deepEqual(means.waits, [1_000, 2_000], "half of 2 s, half of 4 s; the third ends the round");
  assert.equal(count("POST /api/v1/reports"), 3);
  assert.equal((await contact()).retry_at, "2026-11-23T02:00:04.000Z");
  assert.equal(await drain({}, means), "held", "by itself only after the wait");
  mock.timers.tick(4_000);
  assert.equal(await drain({}, means), "done");
  assert.deepEqual(means.waits, [1_000, 2_000, 8_000], "the fourth failure in a row: half of 16 s");
  assert.deepEqual(await states(), ["confirmed"]);
});

test("Retry-After is waited out, even when the button is pressed", async () => {
  await arrive();
  await report();
  server.script("POST /api/v1/reports", () =>
    problem(429, "too-many", { retry: true, headers: { "Retry-After": "60" } }),
  );
  assert.equal(await drain({}, meansOf(server)), "over");
  assert.equal(await drain({ isByHand: true }, meansOf(server)), "held");
  mock.timers.tick(60_000);
  assert.equal(await drain({}, meansOf(server)), "done");
});

test("the button does not wait out our own backoff", async () => {
  await arrive();
  await report();
  server.script("POST /api/v1/reports", NETWORK_DOWN, 3);
  assert.equal(await drain({}, meansOf(server)), "over");
  assert.equal((await readSyncState()).kind, "offline");
  assert.equal(await drain({ isByHand: true }, meansOf(server)), "done");
  assert.equal((await readSyncState()).kind, "synced");
});

test("three network failures in a row end the round; nothing else is tried and nothing is lost", async () => {
  await arrive();
  await report({ seeds: [1, 2, 3] });
  server.script("", NETWORK_DOWN, 99);
  assert.equal(await drain({}, meansOf(server)), "over");
  assert.equal(server.asked.length, 3);
  await closeStore();
  assert.deepEqual(await states(), ["sealed"]);
  assert.equal((await listPhotos(LIN)).length, 3);
});

test("a sign-in page of a hotel's network is not an answer", async () => {
  await arrive();
  await report({ seeds: [1] });
  const portal = () => new Response("<html>welcome</html>", { status: 200, headers: { "Content-Type": "text/html" } });
  server.script("", portal, 3);
  assert.equal(await drain({}, meansOf(server)), "over");
  assert.deepEqual(await states(), ["sealed"]);
  server.script(
    "",
    () => new Response("<html>no</html>", { status: 403, headers: { "Content-Type": "text/html" } }),
    3,
  );
  await drain({ isByHand: true }, meansOf(server));
  assert.deepEqual(await states(), ["sealed"], "nor is its refusal: nothing is parked");
});

test("an answer about other bytes is not taken for a receipt", async () => {
  await arrive();
  await report();
  server.script(
    "POST /api/v1/reports",
    () =>
      json({
        results: [
          { id: "x", digest: "other", outcome: "stored", receipt: { digest: "other" }, missing_photos: [], flags: [] },
        ],
      }),
    3,
  );
  await drain({}, meansOf(server));
  assert.deepEqual(await states(), ["sealed"]);
});

test("photos of critical defects go first, then those of the oldest report", async () => {
  await arrive();
  const old = await report({ seeds: [1, 2], severity: "minor" });
  const middle = await report({ seeds: [3] });
  const urgent = await report({ seeds: [4, 5], severity: "critical" });
  const inOrder = (await photosToSend(await listPeople())).map(({ photo }) => photo.sha256);
  assert.deepEqual(inOrder, [...urgent.digests, ...old.digests, ...middle.digests]);
  await drain({}, meansOf(server));
  assert.equal(count("PUT"), 5);
});

test("two photos are under way at a time, never more", async () => {
  await arrive();
  await report({ seeds: [1, 2, 3, 4, 5] });
  let now = 0;
  let most = 0;
  server.script(
    "PUT",
    async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      return json({}, 201);
    },
    5,
  );
  await drain({}, meansOf(server));
  assert.equal(most, 2);
});

test("two tabs: one sender", async () => {
  await arrive();
  await report({ seeds: [1] });
  const locks = oneLock();
  const ends = await Promise.all([drain({}, meansOf(server, { locks })), drain({}, meansOf(server, { locks }))]);
  assert.deepEqual(ends.sort(), ["busy", "done"]);
  assert.deepEqual([count("POST /api/v1/reports") - count("status"), count("PUT")], [1, 1]);
});

test("the reports of who has signed out go while another works, and then the device is signed out for good", async () => {
  await arrive(LIN);
  await report({ who: LIN, seeds: [1] });
  await signOut();
  await arrive(CHEN);
  await report({ who: CHEN });
  assert.equal((await readSyncState()).others_waiting, 1);
  server.script("/status", () => json({ states: [] }), 2);
  assert.equal(await drain({}, meansOf(server)), "done");
  assert.deepEqual([await states(LIN), await states(CHEN)], [["delivered"], ["delivered"]]);
  assert.equal((await personOf(LIN))?.state, "sending-only");
  assert.equal(count("DELETE"), 0);
  await drain({ isByHand: true }, meansOf(server));
  assert.deepEqual([await states(LIN), await states(CHEN)], [["confirmed"], ["confirmed"]]);
  assert.deepEqual(
    server.asked.filter((asked) => asked.method === "DELETE").map((asked) => asked.token),
    [`token-of-${LIN}`],
  );
  assert.equal(await personOf(LIN), null);
  assert.equal((await currentPerson())?.person_id, CHEN);
});

test("signing out seals what is open, so that nothing stays behind", async () => {
  const { person: who, bundle } = await arrive();
  const draft = await drafts.openDraft({ person: who, bundle, point_id: WEST });
  await drafts.saveVerdict(draft.id, "w-lamp:lamp", "ok");
  await signOut();
  assert.deepEqual(await states(), ["sealed"]);
  assert.equal(await currentPerson(), null);
});

test("a photo the server misses though it took it goes again; the report stays until complete", async () => {
  await arrive();
  const { digests } = await report({ seeds: [1] });
  server.script("PUT", () => json({}, 201));
  assert.equal(await drain({}, meansOf(server)), "over", "there is more to do");
  assert.deepEqual(await states(), ["delivered"]);
  await drain({}, meansOf(server));
  assert.equal(count("PUT"), 2);
  assert.deepEqual(await states(), ["confirmed"]);
  assert.ok(await photoBytes(LIN, digests[0]), "kept for seven days after");
});

test("a server that has lost a stored report gets the same bytes again", async () => {
  await arrive();
  await report();
  server.script("/status", () => json({ states: [] }));
  await drain({}, meansOf(server));
  server.kept.clear();
  await drain({}, meansOf(server));
  assert.deepEqual(await states(), ["sealed"]);
  await drain({}, meansOf(server));
  assert.deepEqual(await states(), ["confirmed"]);
});

test("quarantined counts as delivered, its photos go, and it may be forgotten once none is missing", async () => {
  await arrive();
  await report({ seeds: [1] });
  server.script("POST /api/v1/reports", (asked) => {
    const [line] = linesOf(asked);
    const digest = sha256(line);
    return json({
      results: [
        {
          id: null,
          digest,
          outcome: "quarantined",
          receipt: { digest },
          missing_photos: [],
          flags: [],
          problem: { title: "点位不认识", status: 422, code: "unknown-point", retry: false },
        },
      ],
    });
  });
  const quarantined = (/** @type {string[]} */ missing) => (/** @type {any} */ asked) =>
    json({
      states: JSON.parse(asked.body).ids.map((/** @type {string} */ id) => ({
        id,
        state: "quarantined",
        missing_photos: missing,
        damaged_photos: [],
      })),
    });
  server.script("/status", quarantined(["x"]));
  server.script("/status", quarantined([]));
  await drain({}, meansOf(server));
  assert.deepEqual([await states(), count("PUT")], [["delivered"], 1]);
  await drain({}, meansOf(server));
  const [row] = await listReports(LIN);
  assert.deepEqual([row.state, row.outcome, row.problem?.code], ["confirmed", "quarantined", "unknown-point"]);
});

test("an unreadable photo counts as delivered and is shown; one refused otherwise is parked", async () => {
  await arrive();
  const { digests } = await report({ seeds: [1, 2] });
  server.script(digests[0], () => problem(422, "undecodable"));
  server.script(digests[1], () => problem(415, "not-a-photo"));
  await drain({}, meansOf(server));
  const photos = await listPhotos(LIN);
  assert.deepEqual(
    digests.map((digest) => photos.find((photo) => photo.sha256 === digest)?.state),
    ["unreadable", "parked"],
  );
  assert.deepEqual(
    (await readSyncState()).needs_you.map((need) => need.kind),
    ["photo-unreadable", "photo-parked"],
  );
});

test("a photo nobody can open stays the person's business after its report is complete, until it is taken again", async () => {
  await arrive();
  const { id, digests } = await report({ seeds: [1] });
  server.script(digests[0], () => problem(422, "undecodable"));
  server.script("/status", (asked) =>
    json({
      states: JSON.parse(String(asked.body)).ids.map((/** @type {string} */ one) => ({
        ...{ id: one, state: "complete", missing_photos: [], damaged_photos: digests },
      })),
    }),
  );
  await drain({}, meansOf(server));
  assert.deepEqual(await states(), ["confirmed"]);
  const { kind, needs_you } = await readSyncState();
  assert.deepEqual([kind, needs_you.map((need) => need.kind)], ["needs-you", ["photo-unreadable"]]);
  await sealing.declareLost(id, digests);
  assert.deepEqual((await readSyncState()).needs_you, []);
});

test("a photo this phone has lost is never sent as something else; declared lost, the report is complete", async () => {
  await arrive();
  const { id, digests } = await report({ seeds: [1] });
  await write(["photo_bytes"], (tx) =>
    tx.objectStore("photo_bytes").put({ person_id: LIN, sha256: digests[0], bytes: new ArrayBuffer(3) }),
  );
  await drain({}, meansOf(server));
  assert.equal(count("PUT"), 0);
  assert.deepEqual(
    (await readSyncState()).needs_you.map((need) => [need.kind, need.sha256]),
    [["photo-lost", digests[0]]],
  );
  await sealing.declareLost(id, digests);
  await drain({}, meansOf(server));
  assert.deepEqual(await states(), ["confirmed", "confirmed"]);
  assert.equal((await readSyncState()).kind, "synced");
});

test("more than fifty reports go in requests of fifty", async () => {
  await arrive();
  for (let i = 0; i < 52; i++) await report();
  await drain({}, meansOf(server));
  const sizes = server.asked.filter((asked) => asked.path === "/api/v1/reports").map((asked) => linesOf(asked).length);
  assert.deepEqual(sizes, [50, 2]);
});

test("a sender killed between the answer and its note sends again, and the server keeps one", async () => {
  await arrive();
  await report();
  const put = globalThis.IDBObjectStore.prototype.put;
  mock.method(
    globalThis.IDBObjectStore.prototype,
    "put",
    /** @this {IDBObjectStore} @param {any[]} args */ function (...args) {
      if (this.name === "outbox") throw new Error("killed");
      return put.apply(this, /** @type {any} */ (args));
    },
  );
  await assert.rejects(drain({}, meansOf(server)), /killed/);
  mock.restoreAll();
  await closeStore();
  await drain({}, meansOf(server));
  assert.equal(server.kept.size, 1);
  assert.equal((await listReports(LIN))[0].outcome, "repeat");
});

test("the bundle: unchanged parts are left out, a broken answer leaves the old one, 304 makes it fresh", async () => {
  await arrive();
  server.bundle = bundleAnswer(undefined, "v2");
  server.bundle.parts.places = { digest: "places-v1" };
  await drain({ wantsBundle: true }, meansOf(server));
  const [asked] = server.asked.filter((one) => one.path.startsWith("/api/v1/bundle"));
  assert.match(decodeURIComponent(asked.path), /have=places:places-v1,checklists:checklists-v1/);
  assert.equal((await bundleOf(LIN, SITE))?.version, "v2");
  server.script(
    "/bundle",
    () => new Response('{"version":"v3","parts":{', { headers: { "Content-Type": "application/json" } }),
  );
  await drain({ wantsBundle: true }, meansOf(server));
  assert.equal((await bundleOf(LIN, SITE))?.version, "v2");
  server.bundle = null;
  mock.timers.tick(3_600_000);
  await drain({}, meansOf(server));
  assert.equal((await bundleOf(LIN, SITE))?.fetched_at, "2026-11-23T03:00:00.000Z");
});

test("small pictures of known defects are fetched for offline", async () => {
  const data = bundleAnswer();
  data.parts.day.data.open_defects[0].photo = "f".repeat(64);
  await arrive();
  server.bundle = { ...data, version: "v2", parts: { ...data.parts, day: { ...data.parts.day, digest: "day-v2" } } };
  server.script(
    "?size=thumb",
    () => new Response(new Uint8Array([1, 2]), { headers: { "Content-Type": "image/jpeg" } }),
  );
  await drain({ wantsBundle: true }, meansOf(server));
  assert.equal((await pictureOf(LIN, "f".repeat(64)))?.bytes.byteLength, 2);
});

test("signing in keeps the token; a wrong password says so in the server's words", async () => {
  const answer = {
    device_id: await deviceId(),
    token: "t",
    person: person(LIN, "林"),
    server_time: "2026-11-23T02:00:00.500Z",
  };
  server.script("/devices", () => problem(401, "bad-credentials"));
  server.script("/devices", () => json(answer, 201));
  const who = { username: "lin", password: "x", device_name: "Redmi 12" };
  await assert.rejects(
    signIn(who, server.fetch),
    (error) => error instanceof RequestFailed && error.problem?.code === "bad-credentials",
  );
  assert.equal((await signIn(who, server.fetch)).site_id, SITE);
  assert.equal((await currentPerson())?.token, "t");
});
