/**
 * What the console's pages need beyond HTML: the CSRF token on htmx requests, photos in large, the before-after slider,
 * filters that apply themselves, and keys. Everything works without it but these.
 */

const KEYS_OFF = "louxun-keys-off";

/** @template {Element} E @param {ParentNode} root @param {string} selector @param {new () => E} kind @returns {E | null} */
function find(root, selector, kind) {
  const found = root.querySelector(selector);
  return found instanceof kind ? found : null;
}

/* ── htmx: the token, and no polling for a page nobody sees ─────────────── */
document.addEventListener("htmx:configRequest", (event) => {
  const token = find(document, "meta[name=csrf-token]", HTMLMetaElement)?.content ?? "";
  /** @type {CustomEvent} */ (event).detail.headers["x-csrftoken"] = token;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const isBusy = document.hidden || document.querySelector("dialog[open], #live details[open]");
  if (event.target instanceof Element && event.target.id === "live" && isBusy) event.preventDefault();
});

/* ── Filters apply themselves; their button is for browsers without scripts ── */
for (const button of document.querySelectorAll("[data-submits] [data-plain]")) button.setAttribute("hidden", "");
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field instanceof HTMLElement) {
    const form = field.closest("form[data-submits]");
    if (form instanceof HTMLFormElement) form.requestSubmit();
  }
});

/* ── A form is sent once, however often its button is pressed ────────────── */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) form.removeAttribute("data-sent");
});

/* ── Photos in large: fit to the window, or the original to scroll in ────── */
const viewer = find(document, "dialog.viewer", HTMLDialogElement);
/** @type {HTMLAnchorElement[]} */
let shots = [];
let shown = 0;

/** @param {number} index @param {boolean} large */
function show(index, large) {
  const stage = viewer && find(viewer, ".viewer-stage", HTMLElement);
  const link = shots[(index + shots.length) % shots.length];
  if (!viewer || !stage || !link) return;
  shown = (index + shots.length) % shots.length;
  const image = new Image();
  image.src = `${link.dataset.zoom}?size=${large ? "original" : "preview"}`;
  image.alt = link.dataset.words ?? "";
  stage.replaceChildren(image);
  stage.classList.toggle("is-large", large);
  find(viewer, "[data-large]", HTMLButtonElement)?.setAttribute("aria-pressed", String(large));
  const words = find(viewer, "[data-words]", HTMLElement);
  if (words) words.textContent = `${shown + 1} / ${shots.length} · ${link.dataset.words ?? ""}`;
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !viewer) return;
  const link = event.target.closest("a[data-zoom]");
  if (link instanceof HTMLAnchorElement && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    const scope = link.closest("[data-photos], .gallery, .thumbs, .pair") ?? document;
    shots = [...scope.querySelectorAll("a[data-zoom]")].filter((one) => one instanceof HTMLAnchorElement);
    show(shots.indexOf(link), false);
    viewer.showModal();
    return;
  }
  if (!viewer.contains(event.target)) return;
  const step = event.target.closest("[data-step]");
  const isLarge = Boolean(viewer.querySelector(".is-large"));
  if (step instanceof HTMLElement) show(shown + Number(step.dataset.step), false);
  else if (event.target.closest("[data-large]") || event.target instanceof HTMLImageElement) show(shown, !isLarge);
});
viewer?.addEventListener("keydown", (event) => {
  if (viewer.querySelector(".is-large")) return;
  if (event.key === "ArrowRight") show(shown + 1, false);
  if (event.key === "ArrowLeft") show(shown - 1, false);
});

/* ── Printing ─────────────────────────────────────────────────────────────── */
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
});

/* ── Before and after ────────────────────────────────────────────────────── */
for (const compare of document.querySelectorAll("[data-compare]")) {
  const range = find(compare, "input[type=range]", HTMLInputElement);
  range?.addEventListener("input", () => {
    if (compare instanceof HTMLElement) compare.style.setProperty("--x", `${range.value}%`);
  });
}

/* ── Keys (DESIGN, "Keys"): never while typing, and they can be turned off ── */
const keylist = find(document, "dialog.keylist", HTMLDialogElement);
const keysOff = find(document, "[data-keys-off]", HTMLInputElement);
let after = "";

if (keysOff) {
  keysOff.checked = localStorage.getItem(KEYS_OFF) === "1";
  keysOff.addEventListener("change", () => localStorage.setItem(KEYS_OFF, keysOff.checked ? "1" : "0"));
}

/** @param {number} way 1 for the next entry of the list, -1 for the one before */
function walk(way) {
  const items = [...document.querySelectorAll("#main [data-item]")].filter((one) => one instanceof HTMLElement);
  const active = document.activeElement instanceof HTMLElement ? items.indexOf(document.activeElement) : -1;
  items[Math.max(0, Math.min(items.length - 1, active + way))]?.focus();
}

/** @param {string} key */
function press(key) {
  if (after === "g") {
    after = "";
    find(document, `.rail [data-key="${CSS.escape(key)}"]`, HTMLAnchorElement)?.click();
    return true;
  }
  if (key === "g") {
    after = "g";
    setTimeout(() => {
      after = "";
    }, 1500);
  } else if (key === "j") walk(1);
  else if (key === "k") walk(-1);
  else if (key === "/") find(document, ".filters .input", HTMLElement)?.focus();
  else if (key === "?") keylist?.showModal();
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  const at = event.target instanceof HTMLElement ? event.target : document.body;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = at.closest("form[method=post]");
    if (form instanceof HTMLFormElement) form.requestSubmit();
    return;
  }
  const isTyping = at.matches("input, select, textarea") || at.isContentEditable;
  const isOff = localStorage.getItem(KEYS_OFF) === "1" && event.key !== "?";
  const isElsewhere = event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]");
  if (isTyping || isOff || isElsewhere) return;
  if (press(event.key.toLowerCase())) event.preventDefault();
});
