/**
 * A person's diary of a date at a site: drafted, changed and sealed here. A second one of the same date is another report.
 *
 * @import { Bundle, DiaryBody, DiaryDraft, SignedIn } from "../types.js"
 */
import { sealedEntries } from "../domain/diary.js";
import { announce } from "./changes.js";
import { nowIso } from "./clock.js";
import { read, write } from "./db.js";
import { newId } from "./ids.js";
import { seal } from "./outbox.js";

/** @typedef {{ person_id: string, site_id: string, date: string }} Whose */
/** @typedef {Partial<Pick<DiaryDraft, "entries"|"dropped"|"suggestions">>} DiaryChange */

/** @param {Whose} whose @returns {[string, string, string]} */
const keyOf = ({ person_id, site_id, date }) => [person_id, site_id, date];

/** @param {Whose} whose @returns {DiaryDraft} not saved yet */
function emptyDiary(whose) {
  return {
    ...whose,
    entries: [],
    dropped: [],
    suggestions: "",
    changed_at: nowIso(),
    report_id: null,
    sealed_at: null,
  };
}

/**
 * @param {Whose} whose
 * @returns {Promise<DiaryDraft>} the standing one, or an empty one
 */
export async function diaryOf(whose) {
  return (await read(["diaries"], (tx) => tx.objectStore("diaries").get(keyOf(whose)))) ?? emptyDiary(whose);
}

/**
 * One tap: read, change, write, all in one strict transaction.
 *
 * @param {Whose} whose
 * @param {DiaryChange|((before: DiaryDraft) => DiaryChange)} change
 * @returns {Promise<DiaryDraft>} as saved
 */
export async function saveDiary(whose, change) {
  const diary = await write(["diaries"], async (tx) => {
    const before = (await tx.objectStore("diaries").get(keyOf(whose))) ?? emptyDiary(whose);
    const changed = typeof change === "function" ? change(before) : change;
    const after = { ...before, ...changed, changed_at: nowIso() };
    await tx.objectStore("diaries").put(after);
    return after;
  });
  announce("draft");
  return diary;
}

/**
 * Submits the diary as it stands; it may be changed and submitted again.
 *
 * @param {SignedIn} person
 * @param {Bundle} bundle
 * @param {DiaryDraft} diary
 * @returns {Promise<DiaryDraft>}
 */
export async function sealDiary(person, bundle, diary) {
  const submitted_at = nowIso();
  const suggestions = diary.suggestions.trim();
  /** @type {DiaryBody} */
  const body = {
    date: diary.date,
    entries: sealedEntries(diary.entries),
    ...(suggestions ? { suggestions } : {}),
    submitted_at,
  };
  const id = newId();
  const report = { id, kind: /** @type {const} */ ("diary"), site_id: diary.site_id, bundle: bundle.version };
  const after = { ...diary, report_id: id, sealed_at: submitted_at, changed_at: submitted_at };
  await seal(person, [{ ...report, body, about: { title: diary.date, at: submitted_at } }], {
    stores: ["diaries"],
    change: async (tx) => {
      await tx.objectStore("diaries").put(after);
    },
  });
  return after;
}
