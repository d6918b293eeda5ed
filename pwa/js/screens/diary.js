/**
 * Today's diary: drafted from what this phone did, the person puts words right, takes out, adds, suggests and submits. It
 * may be submitted again; the supervisor sees both, the later one first.
 *
 * @import { DiaryDraft, DiaryLine } from "../types.js"
 */
import { factsOf, withDrafted } from "../domain/diary.js";
import { dateAt, instantAt } from "../domain/windows.js";
import { banner, empty } from "../elements/banner.js";
import { busyWith, notBusy } from "../elements/busy.js";
import { actionbar, topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { saveTyped, soon } from "../elements/typing.js";
import { clockTime, dayAndWeekday } from "../format.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { bundle, person, site } from "../session.js";
import { buzz, refreshIf, toast } from "../shell.js";
import { serverNow } from "../store/clock.js";
import { diaryOf, saveDiary, sealDiary } from "../store/diaries.js";
import { newId } from "../store/ids.js";
import { listIncidents } from "../store/incidents.js";
import { listReports } from "../store/outbox.js";
import { listPatrols } from "../store/patrols.js";
import { listVisits } from "../store/visits.js";
import { answerCard } from "./diary/answer.js";
import { factLine, kindIcon, kindWord } from "./diary/words.js";

/** /app/diary @returns {Promise<import("../shell.js").Screen>} */
export async function openDiary() {
  const date = dateAt(serverNow(), site().time_zone);
  const whose = { person_id: person().person_id, site_id: bundle().site_id, date };
  const ui = { diary: await drafted(whose), isChanged: false, busy: notBusy() };
  let isSending = false;
  const save = (/** @type {Parameters<typeof saveDiary>[1]} */ change) =>
    busyWith(
      ui,
      (async () => {
        await saveTyped();
        ui.diary = await saveDiary(whose, change);
        refreshIf(screen);
      })(),
    );
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("工作日记"),
    view: () => view(ui.diary),
    actions: {
      entry: (element) => {
        const { key } = element.dataset;
        const text = /** @type {HTMLTextAreaElement} */ (element).value;
        return soon(`diary.${key}`, async () => {
          ui.diary = await saveDiary(whose, ({ entries }) => ({
            entries: entries.map((one) => (one.key === key ? { ...one, text, edited: true } : one)),
          }));
        });
      },
      suggestions: (element) => {
        const suggestions = /** @type {HTMLTextAreaElement} */ (element).value;
        return soon("diary.suggestions", async () => {
          ui.diary = await saveDiary(whose, { suggestions });
        });
      },
      "entry-drop": async ({ dataset }) => {
        const before = ui.diary;
        const key = dataset.key ?? "";
        await save(({ entries, dropped }) => ({
          entries: entries.filter((one) => one.key !== key),
          dropped: [...dropped, key],
        }));
        toast(_("去掉了一条"), () => save({ entries: before.entries, dropped: before.dropped }));
      },
      "entry-add": async () => {
        const key = `own ${newId()}`;
        await save(({ entries }) => ({ entries: [...entries, { key, kind: "note", text: "", edited: true }] }));
        document.getElementById(`d-${key.slice(4)}`)?.focus();
      },
      submit: async () => {
        if (isSending) return;
        isSending = true;
        try {
          await saveTyped();
          if (!(await ui.busy)) return;
          ui.diary = await sealDiary(person(), bundle(), await diaryOf(whose));
          buzz();
          refreshIf(screen);
          toast(_("日记已存好，有信号自动上传"));
          window.scrollTo(0, 0);
        } finally {
          isSending = false;
        }
      },
    },
    close: () => void saveTyped(),
  };
  return screen;
}

/** The standing diary with what has been done since. @param {import("../store/diaries.js").Whose} whose @returns {Promise<DiaryDraft>} */
async function drafted(whose) {
  const { person_id, site_id, date } = whose;
  const day = {
    patrols: await listPatrols(person_id),
    visits: await listVisits(person_id),
    reports: await listReports(person_id),
    incidents: await listIncidents(person_id, site_id),
  };
  const from_ms = instantAt(date, "00:00", site().time_zone);
  const lines = factsOf(day, { from_ms, until_ms: from_ms + 86_400_000, site_id }).map(factLine);
  const standing = await diaryOf(whose);
  const entries = withDrafted(standing, lines);
  if (JSON.stringify(entries) === JSON.stringify(standing.entries)) return standing;
  return saveDiary(whose, (before) => ({ entries: withDrafted(before, lines) }));
}

/** @param {DiaryDraft} diary */
function view(diary) {
  const sent = diary.sealed_at;
  return html`${topbar({ title: _("工作日记"), sub: dayAndWeekday(serverNow()), back: "/app/", backLabel: _("返回今日") })}
  <main id="main" class="screen">
    ${answerCard()}
    ${sent ? banner({ kind: "ok", icon: "check", title: _("{time} 交过了", { time: clockTime(sent) }), text: _("改了可以再交一次，主管两份都看得到，先看后交的。") }) : ""}
    <section class="stack" aria-labelledby="done"><div class="section-h"><h2 id="done">${_("今天做了什么")}</h2><span class="muted num">${diary.entries.length}</span></div>
    ${diary.entries.length === 0 ? empty({ icon: "text", title: _("还没有内容"), text: _("巡查、工单、事件会自动写进来。") }) : ""}
    ${diary.entries.map(entry)}
    <button type="button" class="btn btn--block" data-do="entry-add">${icon("plus")}${_("再写一条")}</button></section>
    <section class="card"><div class="field"><label for="suggestions">${_("建议（可不填）")}</label><textarea class="input" id="suggestions" rows="3" maxlength="2000" data-input="suggestions">${diary.suggestions}</textarea></div></section>
  </main>${actionbar(html`<button type="button" class="btn btn--primary btn--lg" data-do="submit">${icon("check")}${sent ? _("再交一次") : _("交给主管")}</button>`, _("主管的回复会出现在明早的简报里"), "info")}`;
}

/** @param {DiaryLine} line */
function entry({ key, kind, text }) {
  const id = `d-${key.startsWith("own ") ? key.slice(4) : key.replace(/[^\w-]/g, "-")}`;
  return html`<div class="card diary-entry" data-key="${key}"><div class="between"><label class="rowx" for="${id}">${icon(kindIcon(kind))}<b>${kindWord(kind)}</b></label><button type="button" class="iconbtn" data-do="entry-drop" data-key="${key}" aria-label="${_("去掉这一条：{text}", { text: text.slice(0, 20) })}">${icon("close")}</button></div>
  <textarea class="input" id="${id}" rows="2" maxlength="2000" data-input="entry" data-key="${key}">${text}</textarea></div>`;
}
