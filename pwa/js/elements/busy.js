/**
 * What a screen is still saving (taps, a photo being shrunk). Whoever seals what the screen shows waits for it, and does
 * not seal past something that was not saved.
 *
 * @typedef {{ busy: Promise<boolean> }} Busy false: something of it was not saved, and the person has been told
 */

/**
 * @template T
 * @param {Busy} screen
 * @param {Promise<T>} saving false, or an error: not saved
 * @returns {Promise<T>} the same
 */
export function busyWith(screen, saving) {
  const saved = saving.then(
    (done) => done !== false,
    () => false,
  );
  const all = Promise.all([screen.busy, saved]).then(([before, now]) => before && now);
  screen.busy = all;
  void all.then(() => {
    if (screen.busy === all) screen.busy = notBusy(); // what failed was told then; it does not stop a later tap
  });
  return saving;
}

/** @returns {Promise<boolean>} */
export function notBusy() {
  return Promise.resolve(true);
}
