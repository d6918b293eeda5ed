/**
 * Taking a photo for an answer: first it is saved which answer asks for it (Android may kill the browser while the
 * camera is open), then the camera opens, then the picture is shrunk, kept and named in the answer. Doubts about the
 * picture are told at the spot, where it can still be taken again.
 *
 * @import { Asking, PhotoRole, ShrunkPhoto, WirePhoto } from "../../types.js"
 */
import { shrink } from "../../camera/shrink.js";
import { looksUsed } from "../../domain/likeness.js";
import { busyWith } from "../../elements/busy.js";
import { askForPhoto, takenAt } from "../../elements/camera.js";
import { lookThrough } from "../../elements/overlay.js";
import { saveTyped } from "../../elements/typing.js";
import { _ } from "../../i18n.js";
import { bundle } from "../../session.js";
import { buzz, refresh, toast } from "../../shell.js";
import { attachPhoto, startAsking, stopAsking } from "../../store/drafts.js";
import { printsTaken } from "../../store/photos.js";

/** Above these a picture is worth a second look; the server's own flags decide. */
const TOO_DARK = 0.88;
const TOO_BLURRED = 0.85;

/**
 * @param {import("./taps.js").Visit} visit
 * @param {string[]} at card, answer, item, role
 * @param {{gallery?: boolean, overlay?: string}} [how] overlay: digest of the last photo, laid over the camera's picture
 */
export async function shoot(visit, [card, answer, item, role], { gallery = false, overlay } = {}) {
  /** @type {Asking} */
  const asking = { card, answer: answer || null, item: item || null, role: /** @type {PhotoRole} */ (role), since: "" };
  await saveTyped();
  await startAsking(visit.draft.id, asking);
  const file = overlay ? await lookThrough(overlay) : await askForPhoto({ gallery });
  if (!file) {
    visit.draft = await stopAsking(visit.draft.id);
    return;
  }
  await busyWith(visit, keep(visit, asking, file, gallery));
}

/**
 * @param {import("./taps.js").Visit} visit
 * @param {Asking} asking
 * @param {File} file
 * @param {boolean} gallery
 * @returns {Promise<boolean>} false: the picture can't be opened
 */
async function keep(visit, asking, file, gallery) {
  const settings = bundle().data.settings;
  const taken_at = takenAt(file, gallery);
  toast(_("正在存照片…"));
  /** @type {ShrunkPhoto} */
  let shrunk;
  try {
    shrunk = await shrink(file, { max_px: settings.photo_max_px });
  } catch (error) {
    console.error(error);
    visit.draft = await stopAsking(visit.draft.id);
    toast(_("这张照片打不开。换一张，或再拍一次。"));
    return false;
  }
  const warning = await doubt(shrunk, settings.photo_prints, visit.draft.photos);
  /** @type {import("../../store/photos.js").Taken} */
  const taken = { taken_at, source: gallery ? "gallery" : "camera", role: asking.role };
  const kept = await attachPhoto(visit.draft.id, asking, shrunk, taken, warning?.kind === "used").catch(
    async (error) => {
      visit.draft = await stopAsking(visit.draft.id); // no camera is open any more: what is missing is room
      throw error;
    },
  );
  visit.draft = kept.draft;
  buzz();
  refresh();
  toast(warning && warning.kind !== "used" ? warning.words : _("照片已存在手机里"));
  return true;
}

/**
 * What to tell about a picture while one still stands before the thing. Two pictures of one visit may well look alike;
 * a dark one looks like every other dark one.
 *
 * @param {ShrunkPhoto} photo not kept yet
 * @param {any[]} prints the site's recent ones
 * @param {WirePhoto[]} here photos of this visit
 * @returns {Promise<{kind: "dark" | "used" | "blurred", words: string} | null>}
 */
export async function doubt(photo, prints, here) {
  if (photo.darkness > TOO_DARK) return { kind: "dark", words: _("照片很暗。开手电再拍一张更清楚。") };
  const taken = await printsTaken(new Set(here.map((one) => one.sha256)));
  if (looksUsed(photo.print, [...prints, ...taken]))
    return { kind: "used", words: _("这张和以前用过的一张很像。若是拿错了，点开它删掉再拍。") };
  return photo.blur > TOO_BLURRED ? { kind: "blurred", words: _("照片有点糊。拿稳再拍一张更清楚。") } : null;
}
