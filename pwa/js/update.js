/**
 * A new version of the app: downloaded in the background, put in place when no walk is on or when the person asks.
 * Everything typed is in the phone's store at every moment, so a reload loses nothing.
 */

/** @type {ServiceWorker | null} */
let waiting = null;
/** @type {() => void} */
let told = () => {};
let asked = false;

/**
 * Register the service worker and watch for a newer one.
 * @param {() => void} onReady called when a new version waits
 */
export async function watchForUpdates(onReady) {
  told = onReady;
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (asked) location.reload(); // only when asked for: the first worker taking over must not wipe anything
  });
  const registration = await navigator.serviceWorker.register("/app/sw.js", {
    type: "module",
    scope: "/app/",
    updateViaCache: "none",
  });
  if (registration.waiting && navigator.serviceWorker.controller) found(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) found(coming);
    });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void registration.update().catch(() => undefined); // no signal: next time
  });
}

export function isUpdateReady() {
  return waiting !== null;
}

/** Put the new version in place and load it. */
export function applyUpdate() {
  if (!waiting) return;
  asked = true;
  waiting.postMessage("apply-update");
}

/** @param {ServiceWorker} worker */
function found(worker) {
  waiting = worker;
  told();
}
