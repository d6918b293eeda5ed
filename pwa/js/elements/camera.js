/**
 * Asking the phone for a photo. The camera app is the default; the gallery only where the site allows it. The browser
 * may be killed while the camera is open: whoever calls has saved before which answer waits for the photo.
 */

/** @type {HTMLInputElement | null} */
let field = null;

/**
 * Open the camera (or the gallery) and wait for one picture.
 * @param {{gallery?: boolean}} [how]
 * @returns {Promise<File | null>} null when the person went back without one
 */
export function askForPhoto({ gallery = false } = {}) {
  field?.remove();
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/*";
  if (!gallery) input.setAttribute("capture", "environment");
  input.id = "camera";
  input.hidden = true;
  document.body.append(input); // iOS forgets a field that is not in the page
  field = input;
  return new Promise((answer) => {
    input.addEventListener("change", () => answer(input.files?.[0] ?? null));
    input.addEventListener("cancel", () => answer(null));
    input.click();
  });
}

/** When the picture was taken: a gallery file says so itself, the camera's is from now. @param {File} file @param {boolean} gallery */
export function takenAt(file, gallery) {
  const moment = gallery && file.lastModified > 0 ? file.lastModified : Date.now();
  return new Date(moment).toISOString();
}
