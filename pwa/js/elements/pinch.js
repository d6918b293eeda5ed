/**
 * Two fingers zoom and move a picture within its place, and it always fills that place. Pure: ink.js applies it.
 *
 * @typedef {{ x: number, y: number }} Spot pixels from the place's top left corner
 * @typedef {{ scale: number, x: number, y: number }} View how far the picture is drawn out, and where its corner is
 */

/** @type {View} */
export const WHOLE = { scale: 1, x: 0, y: 0 };

const MOST = 6;

/**
 * What was under the fingers stays under them.
 *
 * @param {View} view when the second finger came down
 * @param {[Spot, Spot]} from the fingers then
 * @param {[Spot, Spot]} to the fingers now
 * @param {{ width: number, height: number }} place
 * @returns {View}
 */
export function pinched(view, from, to, { width, height }) {
  const spread = apart(from) === 0 ? 1 : apart(to) / apart(from);
  const scale = Math.min(MOST, Math.max(1, view.scale * spread));
  const was = middle(from);
  const is = middle(to);
  return {
    scale,
    x: within(is.x - ((was.x - view.x) * scale) / view.scale, width - width * scale),
    y: within(is.y - ((was.y - view.y) * scale) / view.scale, height - height * scale),
  };
}

/** @param {[Spot, Spot]} fingers */
function apart([a, b]) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** @param {[Spot, Spot]} fingers @returns {Spot} */
function middle([a, b]) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** @param {number} corner @param {number} least */
function within(corner, least) {
  return Math.min(0, Math.max(least, corner));
}
