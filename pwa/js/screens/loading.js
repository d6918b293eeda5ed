/** Fetching the day's data by hand: the first time, and after choosing another site. */
import { _ } from "../i18n.js";
import { loadSession, maybeBundle } from "../session.js";
import { syncNow } from "../sync/triggers.js";

/** @returns {Promise<string>} what to tell when it did not come; empty when it is here */
export async function loadBundle() {
  await syncNow();
  await loadSession();
  return maybeBundle() ? "" : _("还没下载到。走到有信号的地方再点一次。");
}
