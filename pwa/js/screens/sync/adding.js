/**
 * Adding to a report that has been sealed: a photo, a few words, or another answer. The first one stays as it is.
 *
 * @import { ReportRow } from "../../types.js"
 */
import { shrink } from "../../camera/shrink.js";
import { askForPhoto, takenAt } from "../../elements/camera.js";
import { icon } from "../../elements/icons.js";
import { html } from "../../html.js";
import { _ } from "../../i18n.js";
import { go } from "../../router.js";
import { maybeBundle, person } from "../../session.js";
import { toast } from "../../shell.js";
import { addNoteLater } from "../../store/adding.js";
import { addPhotoLater, openCorrection } from "../../store/sealing.js";
import { getVisit } from "../../store/visits.js";

/** @typedef {{ open: string | null, note: string }} Adding the report whose panel is open, and what is typed there */

/** What can be added to. */
const KINDS = new Set(["inspection", "patrol", "work", "incident"]);

/** @param {ReportRow} row @param {Adding} adding */
export function addButton(row, adding) {
  if (!KINDS.has(row.kind)) return "";
  const isOpen = adding.open === row.id;
  return html`<button type="button" class="iconbtn" data-do="add" data-report="${row.id}" aria-expanded="${isOpen}" aria-label="${_("补充：{name}", { name: row.title || row.about.title || "" })}">${icon(isOpen ? "close" : "plus")}</button>`;
}

/** @param {ReportRow} row @param {Adding} adding */
export function addPanel(row, adding) {
  if (adding.open !== row.id) return "";
  const visit = row.kind === "inspection" && row.about.point_id ? (row.about.draft_id ?? row.id) : "";
  return html`<div class="add-panel stack" data-key="add-${row.id}"><p class="muted">${_("原来的留着，补充和它放在一起，主管都看得到。")}</p>
    <p class="rowx"><button type="button" class="btn" data-do="add-photo" data-report="${row.id}">${icon("camera")}${_("加一张照片")}</button>${
      visit
        ? html`<button type="button" class="btn" data-do="add-correction" data-visit="${visit}" data-point="${row.about.point_id}">${icon("undo")}${_("改答案")}</button>`
        : ""
    }</p>
    <div class="field"><label for="add-${row.id}">${_("补一句说明")}</label><textarea class="input" id="add-${row.id}" rows="2" maxlength="1000" data-input="add-note">${adding.note}</textarea></div>
    <button type="button" class="btn btn--block" data-do="add-words" data-report="${row.id}">${icon("check")}${_("存好这句话")}</button></div>`;
}

/** @param {Adding} adding @param {() => void} redraw @returns {Record<string, import("../../shell.js").Action>} */
export function addingTaps(adding, redraw) {
  const close = () => {
    adding.open = null;
    adding.note = "";
    redraw();
  };
  return {
    add: (element) => {
      const id = element.dataset.report ?? "";
      if (adding.open === id) return close();
      adding.open = id;
      adding.note = "";
      redraw();
    },
    "add-note": (element) => {
      adding.note = /** @type {HTMLTextAreaElement} */ (element).value;
    },
    "add-words": async (element) => {
      const note = adding.note.trim();
      if (note === "") return toast(_("先写一句。"));
      await addNoteLater(person(), element.dataset.report ?? "", note);
      close();
      toast(_("补充已存好，有信号自动上传"));
    },
    "add-photo": async (element) => {
      const file = await askForPhoto();
      if (!file) return;
      const shrunk = await shrink(file, { max_px: maybeBundle()?.data.settings.photo_max_px }).catch((error) => {
        console.error(error);
        return null;
      });
      if (!shrunk) return toast(_("这张照片打不开。换一张，或再拍一次。"));
      const note = adding.note.trim();
      await addPhotoLater(
        element.dataset.report ?? "",
        shrunk,
        { taken_at: takenAt(file, false), source: "camera", role: "evidence" },
        note ? { note } : {},
      );
      close();
      toast(_("补充已存好，有信号自动上传"));
    },
    "add-correction": async (element) => {
      const visit = element.dataset.visit ?? "";
      if (!(await getVisit(visit))) return toast(_("这份记录已经不在手机里了。补一句说明也行。"));
      await openCorrection(visit);
      await go(`/app/point/${element.dataset.point}`);
    },
  };
}
