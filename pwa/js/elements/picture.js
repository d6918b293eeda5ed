/**
 * Photos on the page. The markup names a digest; after drawing, the bytes come from the phone, else from the server
 * when there is signal. The addresses made for them live as long as the page.
 */
import { html } from "../html.js";
import { maybePerson } from "../session.js";
import { pictureOf } from "../store/pictures.js";
import { icon } from "./icons.js";

/** @type {Map<string, string | null>} digest → object URL; null: could not be had this time */
const addresses = new Map();
/** @type {Set<string>} */
const asked = new Set();

/**
 * A photo, or a picture sign until (or unless) it can be shown.
 * @param {string | null | undefined} sha
 * @param {string} alt
 */
export function picture(sha, alt) {
  return html`<span class="picture">${icon("image")}${sha ? html`<img data-sha="${sha}" alt="${alt}">` : html`<span class="vh">${alt}</span>`}</span>`;
}

/** Give every img[data-sha] its picture. @param {ParentNode} root */
export function fillPictures(root) {
  for (const image of root.querySelectorAll("img[data-sha]")) {
    if (image instanceof HTMLImageElement && !image.getAttribute("src")) void fill(image, image.dataset.sha ?? "");
  }
}

/** Try again what could not be had (signal came back). */
export function forgetMissingPictures() {
  for (const [sha, address] of addresses) if (address === null) addresses.delete(sha);
}

/** @param {HTMLImageElement} image @param {string} sha */
async function fill(image, sha) {
  const address = await addressOf(sha);
  if (address && image.dataset.sha === sha) image.src = address;
}

/** @param {string} sha @returns {Promise<string | null>} */
async function addressOf(sha) {
  const known = addresses.get(sha);
  if (known !== undefined || asked.has(sha)) return known ?? null;
  const owner = maybePerson();
  if (!owner) return null;
  asked.add(sha);
  try {
    const found = await pictureOf(owner.person_id, sha);
    const address = found ? URL.createObjectURL(new Blob([found.bytes], { type: found.mime })) : null;
    addresses.set(sha, address);
    for (const other of document.querySelectorAll(`img[data-sha="${sha}"]`))
      if (other instanceof HTMLImageElement && address) other.src = address;
    return address;
  } finally {
    asked.delete(sha);
  }
}

/** On signing out: nobody else sees the pictures. */
export function dropPictures() {
  for (const address of addresses.values()) if (address) URL.revokeObjectURL(address);
  addresses.clear();
}
