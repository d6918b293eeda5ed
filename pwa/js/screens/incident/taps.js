/**
 * What each tap on an incident does. Everything is saved in its draft before it is shown.
 *
 * @import { IncidentBody, IncidentWords } from "../../types.js"
 * @import { Telling } from "./one.js"
 */
import { shrink } from "../../camera/shrink.js";
import { busyWith } from "../../elements/busy.js";
import { askForPhoto, takenAt } from "../../elements/camera.js";
import { saveTyped, soon } from "../../elements/typing.js";
import { _ } from "../../i18n.js";
import { bundle } from "../../session.js";
import { buzz, toast } from "../../shell.js";
import { nowIso } from "../../store/clock.js";
import { attachIncidentPhoto, saveIncident } from "../../store/incidents.js";
import { doubt } from "../point/shooting.js";

/** @typedef {import("../../store/incidents.js").Whose} Whose */

const TYPED = ["description", "place_text", "contact_name", "contact_phone"];

/**
 * @param {Telling} telling
 * @param {Whose} whose
 * @param {() => void} redraw
 * @returns {Record<string, import("../../shell.js").Action>}
 */
export function incidentTaps(telling, whose, redraw) {
  const value = (/** @type {HTMLElement} */ element) => /** @type {HTMLInputElement} */ (element).value;
  const saveNow = async (/** @type {Parameters<typeof saveIncident>[1]} */ change) => {
    await saveTyped();
    telling.draft = await saveIncident(whose, change);
    redraw();
  };
  const save = (/** @type {Parameters<typeof saveIncident>[1]} */ change) => busyWith(telling, saveNow(change));
  return {
    open: async ({ dataset }) => {
      const step = /** @type {IncidentBody["step"]} */ (dataset.step);
      telling.open = telling.open === step ? null : step;
      telling.errors = {};
      await save({});
    },
    place: (element) => {
      const chosen = value(element);
      return save(chosen === "here" ? { place_text: "" } : { point_id: null, unit_id: null });
    },
    level: (element) => {
      const level = /** @type {1|2|3|4} */ (Number(value(element)));
      return save((before) => ({ level: before.level === level ? null : level }));
    },
    due: (element) => save({ due_on: value(element) }),
    right: (element) => save({ put_right: value(element) === "yes" }),
    order: (element) => save({ order: /** @type {HTMLInputElement} */ (element).checked }),
    text: (element) => {
      const field = /** @type {keyof IncidentWords} */ (element.dataset.field);
      if (!TYPED.includes(field)) return;
      const text = value(element);
      return soon(`incident.${field}`, async () => {
        telling.draft = await saveIncident(whose, { [field]: text });
      });
    },
    drop: ({ dataset }) =>
      save((before) => ({ photos: before.photos.filter((photo) => photo.sha256 !== dataset.photo) })),
    shoot: ({ dataset }) => shootIncident(telling, whose, dataset.gallery === "1", redraw),
  };
}

/** As for a point: saved first what the photo is for, then the camera. @param {Telling} telling @param {Whose} whose @param {boolean} gallery @param {() => void} redraw */
async function shootIncident(telling, whose, gallery, redraw) {
  await saveTyped();
  await saveIncident(whose, {}, { card: null, answer: null, role: "evidence", since: nowIso() });
  const file = await askForPhoto({ gallery });
  if (!file) {
    telling.draft = await saveIncident(whose, {});
    return;
  }
  await busyWith(telling, keep(telling, whose, file, gallery, redraw));
}

/**
 * @param {Telling} telling
 * @param {Whose} whose
 * @param {File} file
 * @param {boolean} gallery
 * @param {() => void} redraw
 * @returns {Promise<boolean>} false: the picture can't be opened
 */
async function keep(telling, whose, file, gallery, redraw) {
  toast(_("正在存照片…"));
  const settings = bundle().data.settings;
  const taken_at = takenAt(file, gallery);
  const shrunk = await shrink(file, { max_px: settings.photo_max_px }).catch((/** @type {unknown} */ error) => {
    console.error(error);
    return null;
  });
  if (!shrunk) {
    telling.draft = await saveIncident(whose, {});
    toast(_("这张照片打不开。换一张，或再拍一次。"));
    return false;
  }
  const warning = await doubt(shrunk, settings.photo_prints, telling.draft.draft.photos);
  const source = gallery ? "gallery" : "camera";
  telling.draft = await attachIncidentPhoto(whose, shrunk, { taken_at, source, role: "evidence" });
  buzz();
  redraw();
  toast(warning?.words ?? _("照片已存在手机里"));
  return true;
}
