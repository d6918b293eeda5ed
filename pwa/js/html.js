/**
 * Pages as text that cannot inject: the `html` tag escapes everything put into it, `render` changes an element into that
 * text while keeping what did not change (focus, scroll, a half-typed word, an open panel).
 */

/** Markup that is safe to insert. Only `html` and `raw` make it. */
export class Markup {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/**
 * Template tag: strings, numbers and booleans are escaped, Markup and arrays go in as they are, null and
 * undefined vanish.
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 * @returns {Markup}
 */
export function html(strings, ...values) {
  return new Markup(strings.reduce((text, part, n) => text + part + (n < values.length ? asText(values[n]) : ""), ""));
}

/**
 * Markup from a constant of ours. Never from data.
 * @param {string} text
 */
export function raw(text) {
  return new Markup(text);
}

/** @param {unknown} value @returns {string} */
function asText(value) {
  if (value === null || value === undefined) return "";
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(asText).join("");
  return escaped(String(value));
}

/** @param {string} text */
export function escaped(text) {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * Make an element's children what the markup says, touching only what differs. Children with `data-key` (or
 * an id) keep their identity when their order changes.
 * @param {Element} element
 * @param {Markup} markup
 */
export function render(element, markup) {
  const template = document.createElement("template");
  template.innerHTML = markup.text;
  matchChildren(element, template.content);
  applyMeasures(element);
}

/** @param {Node} current @param {Node} wanted */
function matchChildren(current, wanted) {
  const keyed = byKey(current);
  const staying = new Set(byKey(wanted).keys());
  let place = current.firstChild;
  for (const child of [...wanted.childNodes]) {
    const kept = keyed.get(keyOf(child) ?? "");
    if (kept) place = withoutLeaving(place, kept, staying);
    if (kept && kept !== place) current.insertBefore(kept, place);
    const candidate = kept ?? place;
    if (candidate && alike(candidate, child)) {
      matchNode(candidate, child);
      place = candidate.nextSibling;
    } else {
      current.insertBefore(child, place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

/**
 * What stands before a kept node and does not stay goes, so that the kept one need not be moved: a moved field loses the
 * focus, and with it the keyboard.
 * @param {ChildNode | null} place
 * @param {ChildNode} kept
 * @param {Set<string>} staying
 */
function withoutLeaving(place, kept, staying) {
  while (place && place !== kept && !staying.has(keyOf(place) ?? "")) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
  return place;
}

/** @param {Node} parent @returns {Map<string, ChildNode>} */
function byKey(parent) {
  const found = new Map();
  for (const child of parent.childNodes) if (keyOf(child) !== null) found.set(keyOf(child), child);
  return found;
}

/** What makes an element itself wherever it stands: its key, its id, or for a form what it submits. @param {Node} node @returns {string | null} */
function keyOf(node) {
  if (!(node instanceof Element)) return null;
  return node.getAttribute("data-key") ?? (node.id || node.getAttribute("data-submit"));
}

/** @param {Node} a @param {Node} b */
function alike(a, b) {
  return a.nodeName === b.nodeName && keyOf(a) === keyOf(b);
}

/** @param {ChildNode} current @param {Node} wanted */
function matchNode(current, wanted) {
  if (!(current instanceof Element) || !(wanted instanceof Element)) {
    if (current.nodeValue !== wanted.nodeValue) current.nodeValue = wanted.nodeValue;
    return;
  }
  if (current.hasAttribute("data-own")) return; // filled by its own code (a canvas, a video)
  if (current instanceof HTMLTextAreaElement) matchField(current, wanted, wanted.textContent ?? "");
  else if (current instanceof HTMLInputElement && !/^(radio|checkbox|file)$/.test(current.type))
    matchField(current, wanted, wanted.getAttribute("value") ?? "");
  matchAttributes(current, wanted);
  if (!(current instanceof HTMLTextAreaElement)) matchChildren(current, wanted);
}

/** Attributes set from code and not from markup: picture addresses, measures, a panel the person opened. */
const OWN_ATTRIBUTES = new Set(["style", "src", "open"]);

/** @param {Element} current @param {Element} wanted */
function matchAttributes(current, wanted) {
  if (current.getAttribute("data-sha") !== wanted.getAttribute("data-sha")) current.removeAttribute("src");
  for (const { name } of [...current.attributes]) {
    if (!wanted.hasAttribute(name) && !OWN_ATTRIBUTES.has(name)) current.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (name !== "open" && current.getAttribute(name) !== value) current.setAttribute(name, value);
  }
  if (current instanceof HTMLInputElement && /^(radio|checkbox)$/.test(current.type))
    current.checked = wanted.hasAttribute("checked");
  if (current instanceof HTMLOptionElement) current.selected = wanted.hasAttribute("selected");
}

/**
 * What was typed is the person's until the markup itself says something new: a drawing between the typing and the tap on
 * the button must not empty the field. Called before the attributes are matched.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {Element} wanted
 * @param {string} value
 */
function matchField(field, wanted, value) {
  const isSame = field.id === wanted.id && field.name === (wanted.getAttribute("name") ?? "");
  if (isSame && field.defaultValue === value) return;
  field.defaultValue = value;
  if (!isSame || document.activeElement !== field) field.value = value;
}

/** The content policy forbids style attributes: `data-n="3"` becomes the CSS variable `--n`. @param {Element} root */
function applyMeasures(root) {
  for (const element of root.querySelectorAll("[data-n]")) {
    if (element instanceof HTMLElement) element.style.setProperty("--n", element.dataset.n ?? "0");
  }
}
