import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { bitsApart, differenceHash, looksUsed, printOfPicture } from "../../../pwa/js/domain/likeness.js";
import { attachPhoto, openDraft } from "../../../pwa/js/store/drafts.js";
import { printsTaken } from "../../../pwa/js/store/photos.js";
import { arrive, EAST, freshPhone, picture, TAKEN } from "./cast.js";

const cases = JSON.parse(readFileSync(new URL("../../cases/likeness.json", import.meta.url), "utf8"));

beforeEach(freshPhone);

test("a print is the same on the phone and on the server", async (t) => {
  for (const one of cases.prints) {
    await t.test(one.name, () => assert.equal(differenceHash(one.grey), one.print));
  }
});

test("a whole picture is boxed the same on the phone and on the server", async (t) => {
  for (const one of cases.pictures) {
    await t.test(one.name, () => assert.equal(printOfPicture(one.grey, one.width), one.print));
  }
});

test("what is alike is alike on the phone and on the server", async (t) => {
  for (const one of cases.apart) {
    await t.test(one.name, () => {
      assert.equal(bitsApart(one.a, one.b), one.bits);
      assert.equal(looksUsed(one.a, ["5a".repeat(8), one.b]), one.alike);
    });
  }
});

test("a picture is held against those taken on this phone, but not against its own visit's and not against marked copies", async () => {
  const { person, bundle } = await arrive();
  const { id } = await openDraft({ bundle, person, point_id: EAST });
  const first = await attachPhoto(
    id,
    { card: null, answer: null },
    { ...picture(1), print: "00000000000000ff" },
    TAKEN,
  );
  const marked = { ...TAKEN, role: /** @type {const} */ ("annotated"), of: first.sha256 };
  const second = await attachPhoto(
    id,
    { card: null, answer: null },
    { ...picture(2), print: "ff00000000000000" },
    marked,
  );
  assert.deepEqual(await printsTaken(new Set()), ["00000000000000ff"]);
  assert.deepEqual(await printsTaken(new Set(second.draft.photos.map((one) => one.sha256))), []);
});
