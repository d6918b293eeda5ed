/** Words being typed are saved when the fingers rest, and at the latest before the next tap or when the screen is left. */

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {{field: string, saving: () => Promise<unknown>} | undefined} */
let waiting;

/**
 * Save soon; an unsaved other field is saved first.
 * @param {string} field which one, so that fast typing in it is saved once
 * @param {() => Promise<unknown>} saving
 */
export async function soon(field, saving) {
  if (waiting && waiting.field !== field) await saveTyped();
  clearTimeout(timer);
  waiting = { field, saving };
  timer = setTimeout(() => void saveTyped(), 300);
}

/** Save now what is still waiting. */
export async function saveTyped() {
  clearTimeout(timer);
  const saving = waiting?.saving;
  waiting = undefined;
  await saving?.();
}
