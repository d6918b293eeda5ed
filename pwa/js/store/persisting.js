/**
 * Asks the browser to keep our data until the person removes it. Shown, never relied on. Pages only: a worker cannot ask.
 *
 * @returns {Promise<boolean|null>} null: the browser has no such promise
 */
export async function persist() {
  const storage = globalThis.navigator?.storage;
  if (!storage?.persist) return null;
  return (await storage.persisted()) || (await storage.persist());
}
