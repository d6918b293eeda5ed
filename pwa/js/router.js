/**
 * Addresses of the app (history API): which screen an address opens, links without loading a page, scroll kept on the
 * way back, focus on the new screen's heading so that a screen reader says where one is.
 */

/** @typedef {Record<string, string>} Params */
/** @typedef {(params: Params) => Promise<import("./shell.js").Screen> | import("./shell.js").Screen} Opening */
/** @typedef {{pattern: string, open: Opening, open_to_all?: boolean, before_consent?: boolean}} Route */

/** @type {{routes: Route[], show: (screen: import("./shell.js").Screen) => void, guard: (route: Route) => Promise<string | null>} | null} */
let table = null;
let visit = 0;

/**
 * Start listening to addresses and open the present one.
 * @param {Route[]} routes the first whose pattern fits wins; `:name` takes one segment
 * @param {(screen: import("./shell.js").Screen) => void} show
 * @param {(route: Route) => Promise<string | null>} guard an address to go to instead, or null
 */
export async function startRouter(routes, show, guard) {
  table = { routes, show, guard };
  history.scrollRestoration = "manual";
  document.addEventListener("click", followLink);
  window.addEventListener("popstate", (event) => void openPresent(Number(event.state?.scroll ?? 0)));
  await openPresent(0);
}

/**
 * Go to an address of the app.
 * @param {string} path
 * @param {{replace?: boolean}} [how]
 */
export async function go(path, how = {}) {
  if (how.replace) history.replaceState({}, "", path);
  else {
    history.replaceState({ ...history.state, scroll: window.scrollY }, "");
    history.pushState({ inside: true }, "", path);
  }
  await openPresent(0);
}

/** Back to where one came from inside the app, else to the address given. @param {string} fallback */
export async function goBack(fallback) {
  if (history.state?.inside) history.back();
  else await go(fallback, { replace: true });
}

/** Open the present address anew (another language, another person). */
export async function reopen() {
  await openPresent(window.scrollY, false);
}

/** @param {MouseEvent} event */
function followLink(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.hasAttribute("download"))
    return;
  const address = new URL(link.href);
  if (address.origin !== location.origin || !address.pathname.startsWith("/app/") || address.hash) return;
  event.preventDefault();
  void go(address.pathname + address.search);
}

/** @param {number} scroll @param {boolean} [isMove] the person goes somewhere: the heading is told */
async function openPresent(scroll, isMove = true) {
  if (!table) return;
  const mine = ++visit;
  const { route, params } = match(table.routes, location.pathname);
  const instead = await table.guard(route);
  if (instead !== null && instead !== location.pathname) return go(instead, { replace: true });
  const screen = await route.open(params);
  if (mine !== visit) return; // the person has gone on meanwhile
  table.show(screen);
  window.scrollTo(0, scroll);
  const heading = document.querySelector("h1");
  if (heading instanceof HTMLElement && screen.focus !== false && isMove) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

/**
 * @param {Route[]} routes
 * @param {string} path
 * @returns {{route: Route, params: Params}}
 */
export function match(routes, path) {
  for (const route of routes) {
    const params = fit(route.pattern, path);
    if (params) return { route, params };
  }
  return { route: routes[0], params: {} };
}

/** @param {string} pattern @param {string} path @returns {Params | null} */
function fit(pattern, path) {
  const wanted = pattern.split("/");
  const given = path.replace(/(.)\/$/, "$1").split("/");
  if (pattern === "/app/" && /^\/app\/?$/.test(path)) return {};
  if (wanted.length !== given.length) return null;
  /** @type {Params} */
  const params = {};
  for (const [n, part] of wanted.entries()) {
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(given[n]);
    else if (part !== given[n]) return null;
  }
  return params;
}
