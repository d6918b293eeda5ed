/**
 * The service worker: the app starts without network. It keeps the shell of one version, whole and verified, and
 * nothing of /api/. A new version waits until the person asks for it.
 */
import { sha256Hex } from "./js/store/digest.js";
import { isSomebodyHere } from "./js/store/people.js";
import { drain, SYNC_TAG } from "./js/sync/drain.js";

/** @typedef {{ version: string, files: { path: string, sha256: string, bytes: number }[] }} FileList */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

const SHELL = "louxun-shell-";
/** Says which shell is in use and which one is installed and waits. */
const POINTERS = "louxun-pointers";
const INSTALLED = "/app/.installed";
const ACTIVE = "/app/.active";

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", answer);
worker.addEventListener("message", (event) => {
  const wish = event.data?.type ?? event.data;
  if (wish === "apply-update") event.waitUntil(worker.skipWaiting());
});
worker.addEventListener(/** @type {any} */ ("sync"), (/** @type {any} */ event) => {
  if (event.tag === SYNC_TAG) event.waitUntil(sendInBackground());
});

/** All files of the list with the bytes it promises, or no new version at all. */
async function install() {
  const list = await fileList();
  const name = SHELL + list.version;
  try {
    const cache = await caches.open(name);
    for (const file of list.files) await cache.put(file.path, await verified(file));
    await point(INSTALLED, list.version);
  } catch (error) {
    const whole = [await pointed(ACTIVE), await pointed(INSTALLED)]; // in use, or waiting to be
    if (!whole.includes(list.version)) await caches.delete(name);
    throw error;
  }
}

/** @returns {Promise<FileList>} */
async function fileList() {
  const response = await fetch("/app/files.json", { cache: "no-store", redirect: "error" });
  if (!response.ok) throw new Error(`/app/files.json: ${response.status}`);
  return response.json();
}

/**
 * From an older shell when it has the same bytes, else from the network.
 *
 * @param {FileList["files"][number]} file
 * @returns {Promise<Response>}
 * @throws when the bytes are others than promised (a captive portal, a deployment under way)
 */
async function verified({ path, sha256 }) {
  const held = path === "/app/" ? undefined : await caches.match(path); // the page brings its headers along
  if (held && (await digestOf(held)) === sha256) return held;
  const response = await fetch(path, { cache: "no-store", redirect: "error" });
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  if ((await digestOf(response)) !== sha256) throw new Error(`${path}: not the bytes the list of files promises`);
  return response;
}

/** @param {Response} response read as a copy */
async function digestOf(response) {
  return sha256Hex(await response.clone().arrayBuffer());
}

/** The waiting shell takes over; older ones go. */
async function activate() {
  const version = await pointed(INSTALLED);
  if (version) await point(ACTIVE, version);
  active = undefined;
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(SHELL) && name !== SHELL + version);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/**
 * Navigations and files of the shell, cache first. Everything else goes its way untouched.
 *
 * @param {FetchEvent} event
 */
function answer(event) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const isOurs = request.method === "GET" && origin === worker.location.origin && pathname.startsWith("/app/");
  if (!isOurs || pathname === "/app/files.json" || pathname === "/app/sw.js") return;
  event.respondWith(fromShell(request, pathname));
}

/**
 * @param {Request} request
 * @param {string} pathname
 * @returns {Promise<Response>}
 */
async function fromShell(request, pathname) {
  if (pathname.startsWith("/app/p/") && (await isForNobody())) {
    const page = await fetch(request).catch(() => null);
    if (page) return page;
  }
  const cache = await activeShell();
  const file = await cache?.match(pathname);
  if (file) return file;
  const page = request.mode === "navigate" ? await cache?.match("/app/") : undefined;
  return page ?? fetch(request);
}

/** How long the store may take to say who is here; it may be held by an older tab. */
const PATIENCE_MS = 2_000;

/**
 * A tag's link where nobody has signed in: the server's page names the place (sync/tag_page there).
 *
 * @returns {Promise<boolean>}
 */
async function isForNobody() {
  const late = new Promise((resolve) => setTimeout(() => resolve(true), PATIENCE_MS));
  return !(await Promise.race([isSomebodyHere().catch(() => true), late]));
}

/** @type {string|null|undefined} undefined: not looked up since this worker started */
let active;

/** @returns {Promise<Cache|null>} */
async function activeShell() {
  active ??= await pointed(ACTIVE);
  return active ? caches.open(SHELL + active) : null;
}

/**
 * @param {string} pointer
 * @param {string} version
 */
async function point(pointer, version) {
  const cache = await caches.open(POINTERS);
  await cache.put(pointer, new Response(version));
}

/**
 * @param {string} pointer
 * @returns {Promise<string|null>}
 */
async function pointed(pointer) {
  const cache = await caches.open(POINTERS);
  return (await (await cache.match(pointer))?.text()) ?? null;
}

/** The same round as in the page. Rejecting makes the browser try again later. */
async function sendInBackground() {
  const end = await drain({ isByHand: true });
  if (end === "over" || end === "held") throw new Error(`a round of sending ended early: ${end}`);
}
