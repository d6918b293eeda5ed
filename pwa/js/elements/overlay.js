/**
 * A camera inside the page, with the last photo faintly over its picture, so that the same thing is taken from the same
 * angle. The phone's own camera app stays the usual way, and the way out where this one can't be had.
 */
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { maybePerson } from "../session.js";
import { pictureOf } from "../store/pictures.js";
import { askForPhoto } from "./camera.js";
import { icon } from "./icons.js";

/** As fine as a photo may be kept; the phone gives what it has. */
const WANTED = { facingMode: "environment", width: { ideal: 2048 }, height: { ideal: 1536 } };
const FAINT = 35;
const JPEG = 0.92;

/** Whether this browser lets a page show the camera's picture at all. */
export function canLookThrough() {
  return Boolean(navigator.mediaDevices?.getUserMedia) && window.isSecureContext;
}

/**
 * @param {string} sha digest of the last photo
 * @returns {Promise<File | null>} null: the person went back without one
 */
export async function lookThrough(sha) {
  const owner = maybePerson();
  const last = owner ? await pictureOf(owner.person_id, sha) : null;
  /** @type {MediaStream} */
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: WANTED, audio: false });
  } catch (error) {
    console.info("no camera in the page", error);
    return askForPhoto();
  }
  const address = last ? URL.createObjectURL(new Blob([last.bytes], { type: last.mime })) : "";
  try {
    const answer = await finder(stream, address);
    return answer === "own-camera" ? await askForPhoto() : answer;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    if (address) URL.revokeObjectURL(address);
  }
}

/**
 * The finder over the whole page; the rest of the page waits behind it.
 * @param {MediaStream} stream
 * @param {string} address of the last photo; empty: it is not on this phone
 * @returns {Promise<File | "own-camera" | null>}
 */
function finder(stream, address) {
  const dialog = document.createElement("dialog");
  dialog.className = "finder";
  dialog.setAttribute("aria-label", _("相机，叠着上次的照片"));
  dialog.innerHTML = markup(address !== "").text;
  document.body.append(dialog);
  const video = /** @type {HTMLVideoElement} */ (dialog.querySelector("video"));
  const ghost = dialog.querySelector("img");
  const slider = dialog.querySelector("input");
  video.srcObject = stream;
  void video.play();
  if (ghost) {
    ghost.src = address;
    ghost.style.opacity = String(FAINT / 100);
  }
  slider?.addEventListener("input", () => {
    if (ghost) ghost.style.opacity = String(Number(slider.value) / 100);
  });
  dialog.showModal();
  dialog.querySelector("button")?.focus();
  return new Promise((answer) => {
    const end = (/** @type {File | "own-camera" | null} */ result) => {
      document.removeEventListener("visibilitychange", hidden);
      dialog.remove();
      answer(result);
    };
    // A phone that goes to sleep, or another app: the camera is let go.
    const hidden = () => document.visibilityState === "hidden" && end(null);
    document.addEventListener("visibilitychange", hidden);
    dialog.addEventListener("cancel", () => end(null));
    dialog.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      const what = button?.dataset.finder;
      if (what === "back") end(null);
      if (what === "own") end("own-camera");
      if (what === "take" && button) {
        button.disabled = true;
        void pictureFrom(video).then(end, (error) => {
          console.error(error);
          end("own-camera");
        });
      }
    });
  });
}

/** @param {boolean} hasLast */
function markup(hasLast) {
  return html`<div class="finder-view"><video muted playsinline aria-label="${_("相机画面")}"></video>${hasLast ? html`<img class="finder-ghost" alt="">` : ""}</div>
  <div class="finder-tools">${
    hasLast
      ? html`<label class="finder-slide"><span>${_("上次的照片")}</span><input type="range" min="0" max="80" value="${FAINT}" aria-label="${_("上次的照片有多明显")}"></label>`
      : html`<p>${_("上次的照片不在手机里，照常拍就行。")}</p>`
  }<div class="finder-buttons"><button type="button" class="btn" data-finder="back">${icon("back")}${_("返回")}</button><button type="button" class="btn btn--primary btn--lg" data-finder="take">${icon("camera")}${_("拍照")}</button><button type="button" class="btn" data-finder="own">${icon("phone")}${_("手机相机")}</button></div></div>`;
}

/** @param {HTMLVideoElement} video @returns {Promise<File>} */
async function pictureFrom(video) {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext("2d");
  if (!context || canvas.width === 0) throw new Error("the camera gave no picture");
  context.drawImage(video, 0, 0);
  const blob = await new Promise((/** @type {BlobCallback} */ give) => canvas.toBlob(give, "image/jpeg", JPEG));
  canvas.width = 0; // gives its memory back at once
  if (!blob) throw new Error("the camera's picture could not be kept");
  return new File([blob], "photo.jpg", { type: blob.type, lastModified: Date.now() });
}
