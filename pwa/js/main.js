/**
 * The phone app starts here: the icons, the routes, who is at work, the first screen; then sending, and watching for a
 * newer version. Read next: shell.js (what a screen is), screens/today.js, screens/point.js.
 */
import { doubtSyncState, forgetSyncState, setSyncState } from "./elements/frame.js";
import { sprite } from "./elements/icons.js";
import { dropPictures, fillPictures, forgetMissingPictures } from "./elements/picture.js";
import { _, useLanguageOf } from "./i18n.js";
import { startLocking } from "./locking.js";
import { go, reopen, startRouter } from "./router.js";
import { openAnnotate } from "./screens/annotate.js";
import { openCode } from "./screens/code.js";
import { isConsentAsked, openConsent } from "./screens/consent.js";
import { openDiary } from "./screens/diary.js";
import { openFinish } from "./screens/finish.js";
import { openIncident } from "./screens/incident/one.js";
import { openIncidents } from "./screens/incident.js";
import { keepInstallOffer, openInstall } from "./screens/install.js";
import { openKeys } from "./screens/keys.js";
import { openMe } from "./screens/me.js";
import { openOrder } from "./screens/order.js";
import { openOrdersList } from "./screens/orders.js";
import { openPasscode } from "./screens/passcode.js";
import { openPoint } from "./screens/point.js";
import { openRetake } from "./screens/retake.js";
import { openRoute } from "./screens/route.js";
import { openScan } from "./screens/scan.js";
import { rememberTarget, takeTarget } from "./screens/sign-in/target.js";
import { openSignIn } from "./screens/sign-in.js";
import { openSync } from "./screens/sync.js";
import { openToday } from "./screens/today.js";
import { troubleScreen } from "./screens/trouble.js";
import { openUnit } from "./screens/unit.js";
import { openUnits } from "./screens/units.js";
import { loadSession, maybeBundle, maybePerson } from "./session.js";
import { clearWords, refresh, show, startShell, toast } from "./shell.js";
import { onChange } from "./store/changes.js";
import { onStoreTrouble } from "./store/db.js";
import { askedDraft } from "./store/drafts.js";
import { askedIncident, saveIncident } from "./store/incidents.js";
import { currentPerson } from "./store/people.js";
import { persist } from "./store/persisting.js";
import { askedWork, saveWork } from "./store/work_drafts.js";
import { subscribe } from "./sync/state.js";
import { startSyncing } from "./sync/triggers.js";
import { watchForUpdates } from "./update.js";

/** @type {import("./router.js").Route[]} the first is where an unknown address leads */
const ROUTES = [
  { pattern: "/app/", open: openToday },
  { pattern: "/app/sign-in", open: openSignIn, open_to_all: true },
  { pattern: "/app/install", open: openInstall, open_to_all: true },
  { pattern: "/app/route/:round_id", open: (params) => openRoute(/** @type {any} */ (params)) },
  { pattern: "/app/scan", open: openScan },
  { pattern: "/app/scan/:point_id", open: openScan },
  { pattern: "/app/p/:code", open: (params) => openCode(/** @type {any} */ (params)) },
  { pattern: "/app/point/:point_id", open: (params) => openPoint(/** @type {any} */ (params)) },
  { pattern: "/app/units", open: openUnits },
  { pattern: "/app/unit/:unit_id", open: (params) => openUnit(/** @type {any} */ (params)) },
  { pattern: "/app/annotate/:draft_id/:sha", open: (params) => openAnnotate(/** @type {any} */ (params)) },
  { pattern: "/app/finish/:round_id", open: (params) => openFinish(/** @type {any} */ (params)) },
  { pattern: "/app/retake/:id", open: (params) => openRetake(/** @type {any} */ (params)) },
  { pattern: "/app/orders", open: openOrdersList },
  { pattern: "/app/order/:id", open: (params) => openOrder(/** @type {any} */ (params)) },
  { pattern: "/app/keys", open: openKeys },
  { pattern: "/app/incident", open: openIncidents },
  { pattern: "/app/incident/:id", open: (params) => openIncident(/** @type {any} */ (params)) },
  { pattern: "/app/diary", open: openDiary },
  { pattern: "/app/sync", open: openSync },
  { pattern: "/app/me", open: openMe },
  { pattern: "/app/consent", open: openConsent, before_consent: true },
  { pattern: "/app/passcode", open: openPasscode, before_consent: true },
  { pattern: "/app/passcode/:first", open: openPasscode, before_consent: true },
];

/** @type {string | null} for whom the screen that is shown was opened; null: nobody was signed in */
let shownFor = null;

/** Screens that need nothing of the day's data. */
const WITHOUT_BUNDLE = new Set([
  ...["/app/", "/app/sync", "/app/me", "/app/orders", "/app/units", "/app/passcode", "/app/passcode/:first"],
]);

/** @type {string | null} who was at work last, before the app was locked */
let last = null;

/** The store does not answer: nothing but that is shown from then on, until the page is loaded anew. */
let isInTrouble = false;

async function start() {
  document.body.insertAdjacentHTML("afterbegin", sprite().text);
  keepInstallOffer();
  startShell();
  onStoreTrouble((trouble) => void showTrouble(trouble));
  last = (await currentPerson())?.person_id ?? null;
  await startLocking();
  await loadSession();
  await backToTheCamera();
  await startRouter(
    ROUTES,
    (screen) => {
      if (isInTrouble) return;
      shownFor = maybePerson()?.person_id ?? null;
      show(screen);
    },
    guard,
  );
  subscribe((state) => {
    setSyncState(state);
    redraw();
  });
  onChange((topic) => void follow(topic));
  void startSyncing();
  void persist();
  await watchForUpdates(redraw);
}

/** Draws the shown screen again, unless whom it was opened for has signed out or in since: another one is on its way. */
function redraw() {
  if ((maybePerson()?.person_id ?? null) === shownFor) refresh();
}

/**
 * Nobody at work: sign in (or unlock) first. Then what is recorded is read and agreed to, then the day's data come; and
 * then the address is opened. Another person's last screen is not theirs to see; a scanned link is everybody's.
 *
 * @param {import("./router.js").Route} route
 */
async function guard(route) {
  await loadSession();
  if (route.open_to_all) return null;
  const who = maybePerson()?.person_id ?? null;
  const path = location.pathname;
  if (!who) {
    rememberTarget(path, route.pattern === "/app/p/:code" ? null : last);
    return "/app/sign-in";
  }
  if (!route.before_consent && isConsentAsked(route.pattern)) {
    rememberTarget(path, who);
    return "/app/consent";
  }
  if (maybeBundle() || WITHOUT_BUNDLE.has(route.pattern)) return null;
  rememberTarget(path, who);
  return "/app/";
}

/** What one person had on the screen is gone before another one comes. @param {string | null} before */
function forget(before) {
  last = before ?? last;
  dropPictures();
  forgetSyncState();
  clearWords();
}

/** @param {import("./store/db.js").Trouble} trouble */
async function showTrouble(trouble) {
  if (isInTrouble) return;
  isInTrouble = trouble !== "blocked"; // a page that waits goes on by itself
  if (trouble === "blocked") {
    const late = new Promise((resolve) => setTimeout(resolve, 500)); // the choice is kept in the store, which is held
    await Promise.race([useLanguageOf(null), late]);
  }
  show(troubleScreen(trouble));
}

/** The store changed, here or in another tab. @param {import("./store/changes.js").Topic} topic */
async function follow(topic) {
  if (topic === "sealed") doubtSyncState();
  if (topic === "bundle") {
    const before = maybeBundle()?.version;
    await loadSession();
    forgetMissingPictures();
    if (maybeBundle()?.version !== before) {
      if (!before && location.pathname === "/app/")
        await go(takeTarget(maybePerson()?.person_id ?? ""), { replace: true });
      else if (/^\/app\/(orders|units|route\/.*|incident)?$/.test(location.pathname)) await reopen();
      else redraw(); // nothing half done on the screen may fold under the finger
    }
  }
  if (topic === "photo") {
    forgetMissingPictures();
    fillPictures(document);
  }
  if (topic === "people") {
    const before = maybePerson()?.person_id ?? null;
    await loadSession();
    const now = maybePerson()?.person_id ?? null;
    if (now === before) return;
    forget(before);
    if (before) await go(now ? "/app/" : "/app/sign-in", { replace: true });
  }
  if (topic === "abandoned") await reopen(); // what was open on the screen has been sealed
}

/** The browser was killed while the camera was open: back to the very place that asked for a photo. */
async function backToTheCamera() {
  const person_id = maybePerson()?.person_id;
  if (!person_id) return;
  const point = await askedDraft(person_id);
  const order = await askedWork(person_id);
  const incident = await askedIncident(person_id);
  if (point) {
    const { draft } = point;
    history.replaceState({}, "", draft.point_id ? `/app/point/${draft.point_id}` : `/app/unit/${draft.unit_id}`);
  } else if (order) {
    await saveWork(person_id, order.work.order_id, { asking: null });
    history.replaceState({}, "", `/app/order/${order.work.order_id}`);
  } else if (incident) {
    await saveIncident(incident, {});
    history.replaceState({}, "", `/app/incident/${incident.id}`);
  } else return;
  toast(_("刚才拍照时手机关掉了楼巡。填的都在，照片再拍一次。"));
}

start().catch((error) => {
  console.error(error);
  const place = document.getElementById("main");
  if (place)
    place.textContent =
      "楼巡没能打开。关掉再开一次；记录都还在手机里。 Louxun could not start. Close it and open it again; your records are still on this phone.";
});
