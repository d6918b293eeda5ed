/** Where to go after signing in or unlocking: a scanned link, or where a person was when the app was locked. */

/** For this tab only. */
const AFTER = "louxun.target";

/**
 * @param {string} path
 * @param {string | null} person_id for whom alone; null: for whoever comes first (a link was scanned)
 */
export function rememberTarget(path, person_id) {
  if (path !== "/app/sign-in") sessionStorage.setItem(AFTER, JSON.stringify({ path, person_id }));
}

/**
 * Asked once: what another person left behind is nobody's business.
 *
 * @param {string} person_id who has come
 * @returns {string}
 */
export function takeTarget(person_id) {
  const kept = sessionStorage.getItem(AFTER);
  sessionStorage.removeItem(AFTER);
  if (!kept) return "/app/";
  const target = JSON.parse(kept);
  return target.person_id === null || target.person_id === person_id ? target.path : "/app/";
}
