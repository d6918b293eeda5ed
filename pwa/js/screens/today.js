/**
 * Today: the round that is on (or, before the first one, the briefing), the later ones, open problems on the way,
 * vacant units due, my orders, retakes, keys; and whether this phone is ready to go.
 *
 * @import { Walk } from "./walk.js"
 */

import { dateAt } from "../domain/windows.js";
import { tabbar, topbar, walksHere } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { keyDesk, keyTaps } from "../elements/key-card.js";
import { dayAndWeekday, isoDate } from "../format.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { maybeBundle, person, site } from "../session.js";
import { refreshIf } from "../shell.js";
import { retakesAnswered } from "../store/adding.js";
import { serverNow } from "../store/clock.js";
import { diaryOf } from "../store/diaries.js";
import { readiness } from "../store/housekeeping.js";
import { applyUpdate } from "../update.js";
import { answerCard } from "./diary/answer.js";
import { localIncidents } from "./incident/reading.js";
import { loadBundle } from "./loading.js";
import { isMine, openOrders } from "./order/reading.js";
import { briefingCard, isBriefingTime } from "./today/briefing.js";
import { diaryEntry, incidentEntry, incidentsSection, pressingSection } from "./today/incidents.js";
import { notReady, readyNotices, updateNotice } from "./today/notices.js";
import { retakesSection } from "./today/retakes.js";
import { colleaguesSection, roundCard } from "./today/rounds.js";
import {
  keysSection,
  knownSection,
  ordersSection,
  phonesSection,
  unitsSection,
  verifySection,
} from "./today/sections.js";
import { unitsDone, walksOfOthers, walksToday } from "./walk.js";

/** /app/ @returns {Promise<import("../shell.js").Screen>} */
export async function openToday() {
  if (!maybeBundle()) return firstTime();
  const walks = await walksToday();
  const others = walksHere() ? await walksOfOthers() : [];
  const orders = await openOrders();
  const done = await unitsDone();
  const keys = await keyDesk();
  const answered = await retakesAnswered(person().person_id);
  const incidents = await localIncidents();
  const diary = await diaryToday();
  const stops_count = stopsLeft(walks);
  const ready = await readiness(maybeBundle(), stops_count > 0 ? { person_id: person().person_id, stops_count } : null);
  const read = { briefing: isBriefingRead() };
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("今日"),
    view: () => {
      const before = isBriefingTime(walks) && !read.briefing;
      const main = mainWalk(walks);
      const mine = orders.filter(isMine);
      return html`${topbar({ title: _("今日"), sub: `${dayAndWeekday(serverNow())} · ${person().person.sites.length > 1 ? site().name : person().person.name}` })}
      <main id="main" class="screen">
        ${updateNotice()}
        ${pressingSection(incidents)}
        ${before ? briefingCard(orders) : isAnswerRead() ? "" : answerNotice()}
        ${inOrder(walks, before ? null : main).map((walk) => roundCard(walk, !before && walk === main))}
        ${walks.length === 0 && (site().role === "patroller" || orders.length === 0) ? noRounds() : ""}
        ${incidentEntry()}
        ${readyNotices(ready, before)}
        ${retakesSection(answered)}
        ${knownSection(walks)}
        ${walksHere() ? unitsSection(done) : ""}
        ${ordersSection(mine)}
        ${verifySection(orders)}
        ${incidentsSection(incidents)}
        ${keysSection(keys)}
        ${colleaguesSection(others)}
        ${diaryEntry(diary.sealed_at != null)}
        ${phonesSection()}
      </main>
      ${tabbar("today", mine.length)}`;
    },
    actions: {
      ...keyTaps(keys, () => refreshIf(screen)),
      "briefing-read": () => {
        localStorage.setItem(BRIEFING, briefingKey());
        read.briefing = true;
        refreshIf(screen);
      },
      "answer-read": () => {
        localStorage.setItem(ANSWER, answerKey());
        refreshIf(screen);
      },
      update: () => applyUpdate(),
    },
  };
  const clock = setInterval(() => refreshIf(screen), 30_000);
  screen.close = () => clearInterval(clock);
  return screen;
}

/** The round to go on with: begun and open first, then one whose window is on. @param {Walk[]} walks */
function mainWalk(walks) {
  const open = walks.filter((walk) => !walk.patrol?.finished_at);
  const isIn = (/** @type {Walk} */ walk) => walk.today.phase === "in";
  return open.find((walk) => walk.patrol && isIn(walk)) ?? open.find(isIn) ?? open.find((walk) => walk.patrol) ?? null;
}

/** Stops of today's rounds that are still to be walked: what room is wanted for. @param {Walk[]} walks */
function stopsLeft(walks) {
  const open = walks.filter((walk) => walk.today.phase !== "after" && !walk.patrol?.finished_at);
  return open.reduce((sum, walk) => sum + walk.stops.filter((stop) => stop.state === "todo").length, 0);
}

/** The main one on top, what is over at the end. @param {Walk[]} walks @param {Walk | null} main */
function inOrder(walks, main) {
  const rank = (/** @type {Walk} */ walk) =>
    walk === main ? 0 : walk.today.phase === "after" || walk.patrol?.finished_at ? 2 : 1;
  return [...walks].sort((a, b) => rank(a) - rank(b));
}

const BRIEFING = "louxun.briefing-read";

function briefingKey() {
  return `${person().person_id} ${isoDate(serverNow())}`;
}

function isBriefingRead() {
  return localStorage.getItem(BRIEFING) === briefingKey();
}

const ANSWER = "louxun.diary-answer-read";

function answerKey() {
  return `${person().person_id} ${maybeBundle()?.data.day.diary_answer?.at ?? ""}`;
}

function isAnswerRead() {
  return localStorage.getItem(ANSWER) === answerKey();
}

function answerNotice() {
  return answerCard(
    html`<button type="button" class="btn" data-do="answer-read">${icon("check")}${_("看过了")}</button>`,
  );
}

function diaryToday() {
  const date = dateAt(serverNow(), site().time_zone);
  return diaryOf({ person_id: person().person_id, site_id: site().id, date });
}

function noRounds() {
  return html`<div class="empty"><h2>${_("今天没有排您的巡查")}</h2><p>${_("有新的安排，联网后会出现在这里。")}</p></div>`;
}

/** Signed in, and nothing here yet: the only other step that needs signal. @returns {import("../shell.js").Screen} */
function firstTime() {
  const state = { busy: false, trouble: "" };
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("今日"),
    view: () =>
      html`${topbar({ title: _("今日"), sub: person().person.name })}<main id="main" class="screen">${notReady(state)}</main>${tabbar("today")}`,
    actions: {
      load: async () => {
        state.busy = true;
        refreshIf(screen);
        state.trouble = await loadBundle();
        state.busy = false;
        refreshIf(screen);
      },
    },
  };
  return screen;
}
