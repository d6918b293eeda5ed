/**
 * What each tap on an order's page does. Everything is saved in the order's work draft before it is shown.
 *
 * @import { PhotoRole, WorkDraft, WorkStep } from "../../types.js"
 * @import { LocalOrder } from "../../domain/orders.js"
 */
import { shrink } from "../../camera/shrink.js";
import { busyWith } from "../../elements/busy.js";
import { askForPhoto, takenAt } from "../../elements/camera.js";
import { saveTyped, soon } from "../../elements/typing.js";
import { _ } from "../../i18n.js";
import { bundle, person } from "../../session.js";
import { buzz, toast } from "../../shell.js";
import { attachWorkPhoto, removeWorkPhoto, saveWork } from "../../store/work_drafts.js";
import { doubt } from "../point/shooting.js";

/** @typedef {{order: LocalOrder, draft: WorkDraft, open: WorkStep | "refuse" | null, busy: Promise<boolean>}} Work busy: taps and photos being saved */

/**
 * @param {Work} work
 * @param {() => void} redraw
 * @returns {Record<string, import("../../shell.js").Action>}
 */
export function workTaps(work, redraw) {
  const { person_id } = person();
  const order_id = work.order.id;
  const value = (/** @type {HTMLElement} */ element) => /** @type {HTMLInputElement} */ (element).value;
  const saveNow = async (/** @type {Parameters<typeof saveWork>[2]} */ change) => {
    await saveTyped();
    work.draft = await saveWork(person_id, order_id, change);
    redraw();
  };
  const save = (/** @type {Parameters<typeof saveWork>[2]} */ change) => busyWith(work, saveNow(change));
  return {
    open: async (element) => {
      const step = /** @type {Work["open"]} */ (element.dataset.step ?? null);
      work.open = work.open === step ? null : step;
      await save({ reason: "" });
    },
    reason: (element) => save({ reason: value(element) }),
    until: (element) => save({ until: value(element) || null }),
    minutes: (element) => save({ minutes: Number(value(element)) }),
    safeguard: (element) => {
      const { checked, value: word } = /** @type {HTMLInputElement} */ (element);
      return save((before) => {
        const others = before.safeguard.split("、").filter((one) => one !== "" && one !== word);
        return { safeguard: (checked ? [...others, word] : others).join("、") };
      });
    },
    text: (element) => {
      const text = value(element);
      return soon(`work.${element.dataset.field}`, async () => {
        work.draft = await saveWork(person_id, order_id, { note: text });
      });
    },
    material: async (element) => {
      const form = /** @type {HTMLFormElement} */ (element);
      const fields = new FormData(form);
      const name = String(fields.get("name") ?? "").trim();
      const quantity = Number(String(fields.get("quantity") ?? "1").replace(",", ".") || "1");
      const unit = String(fields.get("unit") ?? "").trim();
      if (name === "" || !Number.isFinite(quantity)) return toast(_("写上名称和数量。"));
      form.reset();
      const material = { name, quantity, ...(unit ? { unit } : {}) };
      await save((before) => ({ materials: [...before.materials, material] }));
    },
    "material-drop": (element) =>
      save((before) => ({ materials: before.materials.filter((_one, n) => n !== Number(element.dataset.nTh)) })),
    drop: async (element) => {
      work.draft = await removeWorkPhoto(person_id, order_id, element.dataset.photo ?? "");
      redraw();
    },
    shoot: (element) =>
      shootWork(
        work,
        /** @type {PhotoRole} */ (element.dataset.role ?? "after"),
        element.dataset.gallery === "1",
        redraw,
      ),
  };
}

/** As for a point: saved first what the photo is for, then the camera. @param {Work} work @param {PhotoRole} role @param {boolean} gallery @param {() => void} redraw */
async function shootWork(work, role, gallery, redraw) {
  const { person_id } = person();
  await saveTyped();
  await saveWork(person_id, work.order.id, {
    asking: { card: null, answer: null, role, since: new Date().toISOString() },
  });
  const file = await askForPhoto({ gallery });
  if (!file) {
    work.draft = await saveWork(person_id, work.order.id, { asking: null });
    return;
  }
  await busyWith(work, keepWork(work, role, file, gallery, redraw));
}

/**
 * @param {Work} work
 * @param {PhotoRole} role
 * @param {File} file
 * @param {boolean} gallery
 * @param {() => void} redraw
 * @returns {Promise<boolean>} false: the picture can't be opened
 */
async function keepWork(work, role, file, gallery, redraw) {
  const { person_id } = person();
  toast(_("正在存照片…"));
  const settings = bundle().data.settings;
  const taken_at = takenAt(file, gallery);
  const shrunk = await shrink(file, { max_px: settings.photo_max_px }).catch((/** @type {unknown} */ error) => {
    console.error(error);
    return null;
  });
  if (!shrunk) {
    work.draft = await saveWork(person_id, work.order.id, { asking: null });
    toast(_("这张照片打不开。换一张，或再拍一次。"));
    return false;
  }
  const warning = await doubt(shrunk, settings.photo_prints, work.draft.photos);
  work.draft = await attachWorkPhoto(person_id, work.order.id, shrunk, {
    taken_at,
    source: gallery ? "gallery" : "camera",
    role,
  });
  buzz();
  redraw();
  toast(warning?.words ?? _("照片已存在手机里"));
  return true;
}
