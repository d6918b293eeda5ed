/**
 * The phone app starts here: the icons, the routes, who is at work, the first screen; then sending, and watching for a
 * newer version. Read next: shell.js (what a screen is), screens/today.js, screens/point.js.
 */
import { doubtSyncState, setSyncState } from "./elements/frame.js";
import { sprite } from "./elements/icons.js";
import { fillPictures, forgetMissingPictures } from "./elements/picture.js";
import { _ } from "./i18n.js";
import { go, reopen, startRouter } from "./router.js";
import { openAnnotate } from "./screens/annotate.js";
import { openCode } from "./screens/code.js";
import { openFinish } from "./screens/finish.js";
import { keepInstallOffer, openInstall } from "./screens/install.js";
import { openKeys } from "./screens/keys.js";
import { openMe } from "./screens/me.js";
import { openOrder } from "./screens/order.js";
import { openOrdersList } from "./screens/orders.js";
import { openPoint } from "./screens/point.js";
import { openRoute } from "./screens/route.js";
import { openScan } from "./screens/scan.js";
import { openSignIn, rememberTarget } from "./screens/sign-in.js";
import { openSync } from "./screens/sync.js";
import { openToday } from "./screens/today.js";
import { openUnit } from "./screens/unit.js";
import { openUnits } from "./screens/units.js";
import { loadSession, maybeBundle, maybePerson } from "./session.js";
import { refresh, show, startShell, toast } from "./shell.js";
import { onChange } from "./store/changes.js";
import { askedDraft } from "./store/drafts.js";
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
  { pattern: "/app/orders", open: openOrdersList },
  { pattern: "/app/order/:id", open: (params) => openOrder(/** @type {any} */ (params)) },
  { pattern: "/app/keys", open: openKeys },
  { pattern: "/app/sync", open: openSync },
  { pattern: "/app/me", open: openMe },
];

/** @type {string | null} for whom the screen that is shown was opened; null: nobody was signed in */
let shownFor = null;

/** Screens that need nothing of the day's data. */
const WITHOUT_BUNDLE = new Set(["/app/", "/app/sync", "/app/me", "/app/orders", "/app/units"]);

async function start() {
  document.body.insertAdjacentHTML("afterbegin", sprite().text);
  keepInstallOffer();
  startShell();
  await loadSession();
  await backToTheCamera();
  await startRouter(
    ROUTES,
    (screen) => {
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

/** Nobody at work: sign in first, and come back to the address then. @param {import("./router.js").Route} route */
async function guard(route) {
  await loadSession();
  if (route.open_to_all) return null;
  if (!maybePerson()) {
    rememberTarget(location.pathname);
    return "/app/sign-in";
  }
  return maybeBundle() || WITHOUT_BUNDLE.has(route.pattern) ? null : "/app/";
}

/** The store changed, here or in another tab. @param {import("./store/changes.js").Topic} topic */
async function follow(topic) {
  if (topic === "sealed") doubtSyncState();
  if (topic === "bundle") {
    const before = maybeBundle()?.version;
    await loadSession();
    forgetMissingPictures();
    if (maybeBundle()?.version !== before) {
      if (/^\/app\/(orders|units|route\/.*)?$/.test(location.pathname)) await reopen();
      else redraw(); // nothing half done on the screen may fold under the finger
    }
  }
  if (topic === "photo") {
    forgetMissingPictures();
    fillPictures(document);
  }
  if (topic === "people") {
    const before = maybePerson()?.person_id;
    await loadSession();
    if (before && maybePerson()?.person_id !== before) await go("/app/", { replace: true });
  }
}

/** The browser was killed while the camera was open: back to the very place that asked for a photo. */
async function backToTheCamera() {
  const person_id = maybePerson()?.person_id;
  if (!person_id) return;
  const point = await askedDraft(person_id);
  const order = await askedWork(person_id);
  if (point) {
    const { draft } = point;
    history.replaceState({}, "", draft.point_id ? `/app/point/${draft.point_id}` : `/app/unit/${draft.unit_id}`);
  } else if (order) {
    await saveWork(person_id, order.work.order_id, { asking: null });
    history.replaceState({}, "", `/app/order/${order.work.order_id}`);
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
