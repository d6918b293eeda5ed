/**
 * The language chosen on this phone, where the service worker can read it too.
 */
import { read, write } from "./db.js";

/** @returns {Promise<"zh-CN"|"en">} */
export async function language() {
  const fact = await read(["facts"], (tx) => tx.objectStore("facts").get("language"));
  return fact?.tag === "en" ? "en" : "zh-CN";
}

/**
 * @param {"zh-CN"|"en"} tag
 * @returns {Promise<void>}
 */
export async function keepLanguage(tag) {
  await write(["facts"], (tx) => tx.objectStore("facts").put({ key: "language", tag }));
}
