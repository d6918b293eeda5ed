/**
 * The icon set: 24-px line drawings, stroke 2, round caps. They stand in the page once as a sprite of symbols and are
 * used by name through `icon()`; always beside a word, so always hidden from screen readers.
 */
import { html, raw } from "../html.js";

/** Name → the paths of its symbol (our own drawings, no user data). @type {Record<string, string>} */
const SHAPES = {
  flame:
    '<path d="M12 21c-4 0-6.500-2.600-6.500-6.200 0-3.300 2.300-4.800 3.500-7.300.6-1.200.8-2.600.6-4.500 3.400 1.300 5 4 4.600 7 .9-.5 1.400-1.300 1.600-2.300 1.800 1.900 2.700 4.300 2.700 6.700 0 4-2.500 6.600-6.500 6.600z"/>',
  gas: '<path d="M4 20.500h16M7 20.500v-6h10v6M12 14.500V11M8 7c0 1.500 1.500 1.500 1.500 3M12 4c0 1.800 2 2 2 4M16 7c0 1.500 1.200 1.500 1.200 3"/>',
  drop: '<path d="M12 3c3.500 4.500 6 7.500 6 11a6 6 0 0 1-12 0c0-3.500 2.500-6.500 6-11z"/>',
  waves:
    '<path d="M3 8c2-2 4-2 6 0s4 2 6 0 4-2 6 0M3 13c2-2 4-2 6 0s4 2 6 0 4-2 6 0M3 18c2-2 4-2 6 0s4 2 6 0 4-2 6 0"/>',
  bolt: '<path d="M13 2.500L5 13.500h6l-1 8 8-11h-6z"/>',
  falling: '<path d="M8 3h8v6H8zM12 12v7M8.500 16l3.500 3.500 3.500-3.500M4 21.500h16"/>',
  cross: '<path d="M9 3.500h6V9h5.500v6H15v5.500H9V15H3.500V9H9z"/>',
  bug: '<path d="M8 9a4 4 0 0 1 8 0v6a4 4 0 0 1-8 0zM8 11H4M8 15l-3.500 2.500M16 11h4M16 15l3.500 2.500M9.500 5.500L8 3.500M14.500 5.500L16 3.500M12 9v9"/>',
  back: '<path d="M20 12H5M11 5.5L4.5 12l6.5 6.5"/>',
  qr: '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v2.5M14 20h2.5M19 19.5v.5"/>',
  cloudoff:
    '<path d="M7 18.5A4.4 4.4 0 0 1 6.6 9.8M9.4 6.6A5.6 5.6 0 0 1 17.3 10a4.3 4.3 0 0 1 3.2 6.6"/><path d="M4 4l16 16"/>',
  cloudok:
    '<path d="M7 18.5A4.5 4.5 0 0 1 6.7 9.5a5.6 5.6 0 0 1 10.6 1 4 4 0 0 1-.3 8z"/><path d="M9 14l2.2 2.2 3.9-4.2"/>',
  cloudup:
    '<path d="M7 17.5A4.3 4.3 0 0 1 6.7 9a5.6 5.6 0 0 1 10.6 1 3.8 3.8 0 0 1 .2 7.5"/><path d="M12 20.5v-8M8.8 15l3.2-3.2 3.2 3.2"/>',
  ok: '<circle cx="12" cy="12" r="9"/><path d="M7.5 12.5l3 3 6-6.5"/>',
  flag: '<path d="M12 3.2 21.3 20H2.7z"/><path d="M12 9.5v5"/><path d="M12 17.2v.1"/>',
  na: '<circle cx="12" cy="12" r="9"/><path d="M7.5 12h9"/>',
  check: '<path d="M4.5 12.5l5 5 10-11"/>',
  camera: '<path d="M3 8h4l1.6-2.5h6.8L17 8h4v11H3z"/><circle cx="12" cy="13.2" r="3.6"/>',
  wrench:
    '<path d="M16.8 3.6L13.5 6.9l.7 2.9 2.9.7 3.3-3.3a5.3 5.3 0 0 1-6.8 6.2l-6.2 6.2a2.12 2.12 0 0 1-3-3l6.2-6.2a5.3 5.3 0 0 1 6.2-6.8z"/>',
  minus: '<path d="M5 12h14"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.5 2"/>',
  corridor: '<path d="M3 4h18v16H3z"/><path d="M9 9.5h6v5H9zM3 4l6 5.5M21 4l-6 5.5M3 20l6-5.5M21 20l-6-5.5"/>',
  window: '<path d="M4 4h16v16H4zM12 4v16M4 12h16"/>',
  lift: '<path d="M4.5 3h15v18h-15zM12 3v18"/><path d="M7 9l1.5-2L10 9M14 15l1.5 2 1.5-2"/>',
  stairs: '<path d="M3 20h5v-4.5h4.5V11H17V6.5h4"/><path d="M4 13L15.5 3"/>',
  hydrant: '<path d="M4 3.5h16v17H4z"/><circle cx="12" cy="12" r="4.5"/><circle cx="12" cy="12" r="1"/>',
  lamp: '<path d="M12 3v4M5 15c0-5 3-8 7-8s7 3 7 8zM9.5 18.5c.5 1.5 4.5 1.5 5 0"/>',
  todo: '<circle cx="12" cy="12" r="8"/>',
  undo: '<path d="M4 9h10.5a5.5 5.5 0 0 1 0 11H9"/><path d="M8.5 4.5L4 9l4.5 4.5"/>',
  redo: '<path d="M20 9H9.5a5.5 5.5 0 0 0 0 11H15"/><path d="M15.5 4.5L20 9l-4.5 4.5"/>',
  edit: '<path d="M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM14 6.5l3.5 3.5"/>',
  up: '<path d="M5 15l7-7 7 7"/>',
  down: '<path d="M5 9l7 7 7-7"/>',
  wall: '<path d="M3.5 5h17v14h-17zM3.5 9.7h17M3.5 14.3h17M9 5v4.7M15 9.7v4.6M9 14.3V19"/>',
  door: '<path d="M6 21V3h12v18M3.5 21h17"/><path d="M14.5 12v1"/>',
  ext: '<path d="M8 10h7v11H8zM8 10c0-2 1.5-3 3.5-3s3.5 1 3.5 3M11.5 7V4.5M9 4.5h6M15 4.5c2.5 0 3.5 1.5 3.5 4"/>',
  droplet: '<path d="M12 3c4 4.8 6.2 8 6.2 11a6.2 6.2 0 0 1-12.4 0c0-3 2.2-6.2 6.2-11z"/>',
  phonesave: '<rect x="6.5" y="2.5" width="11" height="19" rx="2"/><path d="M9.3 12l2 2 3.6-4"/>',
  phone:
    '<path d="M5 3.5h4l1.7 4.6-2.3 1.7a13 13 0 0 0 5.8 5.8l1.7-2.3 4.6 1.7v4a1.8 1.8 0 0 1-2 1.8C10.6 20.3 3.7 13.4 3.2 5.5A1.8 1.8 0 0 1 5 3.5z"/>',
  eye: '<path d="M2.5 12C5 7.5 8.2 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12z"/><circle cx="12" cy="12" r="3"/>',
  lock: '<path d="M5.5 10.5h13V21h-13zM8 10.5V7.5a4 4 0 0 1 8 0v3"/>',
  globe: '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5.5 5 12.5 0 18-5-5.5-5-12.5 0-18z"/>',
  bell: '<path d="M5 17h14l-2-2.5V10a5 5 0 0 0-10 0v4.5zM10 20h4"/>',
  skip: '<circle cx="12" cy="12" r="9" stroke-dasharray="3 3.3"/><path d="M9 8.5l4 3.5-4 3.5M15.5 8.5v7"/>',
  info: '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>',
  home: '<path d="M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z"/>',
  key: '<circle cx="8" cy="15.5" r="4.5"/><path d="M11.3 12.3L20 3.6M16 7.5l3 3M13.3 10.2l2 2"/>',
  user: '<circle cx="12" cy="8" r="4.2"/><path d="M4 20.5c1-4.2 4-6 8-6s7 1.8 8 6"/>',
  sun: '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2.5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3L7 7M17 17l1.7 1.7M5.3 18.7L7 17M17 7l1.7-1.7"/>',
  next: '<path d="M4 12h15M13 5.5l6.5 6.5-6.5 6.5"/>',
  right: '<path d="M9 5l7 7-7 7"/>',
  close: '<path d="M6 6l12 12M18 6L6 18"/>',
  arrow: '<path d="M5 19L18.5 5.5M9 5h10v10"/>',
  circle: '<ellipse cx="12" cy="12" rx="9" ry="7.5"/>',
  text: '<path d="M5 7V4.5h14V7M12 4.5v15M9 19.5h6"/>',
  blur: '<path d="M4 4h5v5H4zM15 4h5v5h-5zM9.5 9.5h5v5h-5zM4 15h5v5H4zM15 15h5v5h-5z"/>',
  refresh: '<path d="M20 5v5h-5"/><path d="M19.5 10A8 8 0 1 0 20 14"/>',
  torch: '<path d="M7 3h10v4l-2.5 3.5V21h-5V10.5L7 7zM7 7h10M12 13v2.5"/>',
  scan: '<path d="M4 8.5V4h4.5M15.5 4H20v4.5M20 15.5V20h-4.5M8.5 20H4v-4.5"/><path d="M7 12h10"/>',
  image:
    '<path d="M3.5 4.5h17v15h-17z"/><path d="M3.5 16l5-5 4.5 4.5 2.5-2.5 5 4.5"/><circle cx="15.5" cy="9" r="1.5"/>',
  pin: '<path d="M12 21.5c4.5-5 7-8.3 7-11.5a7 7 0 0 0-14 0c0 3.2 2.5 6.5 7 11.5z"/><circle cx="12" cy="10" r="2.5"/>',
  shield: '<path d="M12 3l7.5 2.5V11c0 5-3 8-7.5 10-4.5-2-7.5-5-7.5-10V5.5z"/><path d="M8.5 12l2.5 2.5 4.5-5"/>',
  download: '<path d="M12 3.5v12M7 11l5 5 5-5M4 20.5h16"/>',
  escal: '<path d="M4 20h5v-5h5v-5h5"/><path d="M14.5 4.5H20V10"/>',
  users:
    '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.7-4 3.2-5.5 6.5-5.5s5.8 1.5 6.5 5.5M15.5 5.2a3.5 3.5 0 0 1 0 6.6M18 15c2 .8 3.1 2.4 3.5 5"/>',
  sliders: '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
  calendar: '<path d="M4 6h16v14.5H4zM4 10.5h16M8 3v5M16 3v5"/>',
};

/** @typedef {keyof typeof SHAPES & string} IconName */

/**
 * One icon by name.
 * @param {string} name a key of SHAPES
 * @param {"" | "s" | "l"} [size] s: the size of small text, l: 2 rem
 */
export function icon(name, size = "") {
  return html`<svg class="i${size ? ` i-${size}` : ""}" aria-hidden="true"><use href="#i-${name}"></use></svg>`;
}

/** The sprite, to be put into the page once at start. */
export function sprite() {
  const symbols = Object.entries(SHAPES).map(
    ([name, paths]) => `<symbol id="i-${name}" viewBox="0 0 24 24">${paths}</symbol>`,
  );
  return html`<svg class="sprite" aria-hidden="true">${raw(symbols.join(""))}</svg>`;
}

/** The mark of the product: a building and a route through it. */
export function logo() {
  return html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect class="logo-ground" x="1" y="1" width="30" height="30" rx="8"/><path class="logo-wall" d="M9 25V8.5h14V25"/><path class="logo-way" d="M13 12.5h6.5v4.2H13v4.3h6.5M19.5 25v-4"/><circle class="logo-start" cx="13" cy="12.5" r="2.2"/></svg>`;
}
