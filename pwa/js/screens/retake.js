/**
 * A photo asked for once more: the first one and why it will not do, and the camera. The new photo is sealed as soon as
 * it is taken; one that is in doubt is shown first, while one still stands before the thing. Needs no signal.
 *
 * @import { Retake, ShrunkPhoto } from "../types.js"
 */
import { shrink } from "../camera/shrink.js";
import { banner } from "../elements/banner.js";
import { askForPhoto, takenAt } from "../elements/camera.js";
import { actionbar, topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { canLookThrough, lookThrough } from "../elements/overlay.js";
import { picture } from "../elements/picture.js";
import { dayAndTime } from "../format.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { go } from "../router.js";
import { bundle, person, personName } from "../session.js";
import { buzz, refreshIf, toast } from "../shell.js";
import { declineRetake, retakesAnswered } from "../store/adding.js";
import { addPhotoLater } from "../store/sealing.js";
import { doubt } from "./point/shooting.js";
import { reasonWords, retakeItem, retakePlace } from "./today/retakes.js";

/** @typedef {{shrunk: ShrunkPhoto, taken_at: string, address: string, words: string}} Doubted */
/** @typedef {{doubted: Doubted | null, busy: boolean, note: string}} State */

/** /app/retake/:id @param {{id: string}} params @returns {Promise<import("../shell.js").Screen>} */
export async function openRetake({ id }) {
  const retake = bundle().data.day.retakes.find((one) => one.id === id);
  if (!retake || (await retakesAnswered(person().person_id)).has(id)) {
    await go("/app/", { replace: true });
    return { title: _("今日"), view: () => html`` };
  }
  /** @type {State} */
  const state = { doubted: null, busy: false, note: "" };
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("补拍"),
    view: () => view(retake, state),
    actions: {
      take: (element) => take(element.dataset.overlay === "1"),
      keep: async () => {
        if (state.doubted) await keep(state.doubted);
      },
      note: (element) => {
        state.note = /** @type {HTMLTextAreaElement} */ (element).value;
      },
      decline: async () => {
        const note = state.note.trim();
        if (note === "") return toast(_("写一句为什么拍不了，主管就明白。"));
        await declineRetake(person(), bundle().site_id, retake, retakePlace(retake), note);
        await leave(_("已告诉主管，有信号自动上传"));
      },
    },
    close: () => forget(state),
  };
  return screen;

  /** @param {boolean} overlay */
  async function take(overlay) {
    if (state.busy) return;
    const file = overlay ? await lookThrough(retake?.photo ?? "") : await askForPhoto();
    if (!file) return;
    state.busy = true;
    refreshIf(screen);
    try {
      const { photo_max_px, photo_prints } = bundle().data.settings;
      const taken_at = takenAt(file, false);
      const shrunk = await shrink(file, { max_px: photo_max_px }).catch((error) => {
        console.error(error);
        return null;
      });
      if (!shrunk) return toast(_("这张照片打不开。换一张，或再拍一次。"));
      const warning = await doubt(shrunk, photo_prints, []);
      if (!warning) return await keep({ shrunk, taken_at, address: "", words: "" });
      forget(state);
      const address = URL.createObjectURL(new Blob([shrunk.bytes], { type: shrunk.mime }));
      state.doubted = { shrunk, taken_at, address, words: doubtWords(warning.kind) };
    } finally {
      state.busy = false;
      refreshIf(screen);
    }
  }

  /** @param {Doubted} photo */
  async function keep({ shrunk, taken_at }) {
    const asked = /** @type {Retake} */ (retake);
    const title = retakePlace(asked);
    const { site_id, version } = bundle();
    await addPhotoLater(
      asked.report_id,
      shrunk,
      { taken_at, source: "camera", role: "evidence" },
      { retake_id: asked.id, site_id, bundle: version, title },
      person(),
    );
    buzz();
    await leave(_("补拍的照片已存好，有信号自动上传。"));
  }

  /** @param {string} words */
  async function leave(words) {
    await go("/app/", { replace: true });
    toast(words);
  }
}

/** @param {State} state */
function forget(state) {
  if (state.doubted) URL.revokeObjectURL(state.doubted.address);
  state.doubted = null;
}

/** @param {"dark" | "used" | "blurred"} kind */
function doubtWords(kind) {
  if (kind === "dark") return _("这张很暗");
  return kind === "used" ? _("这张和以前用过的一张很像") : _("这张有点糊");
}

/** @param {Retake} retake @param {State} state */
function view(retake, state) {
  const item = retakeItem(retake);
  const who = personName(retake.asked_by) || _("主管");
  return html`${topbar({ title: _("补拍"), sub: retakePlace(retake), back: "/app/", backLabel: _("返回今日") })}
  <main id="main" class="screen">
    ${banner({ kind: "warn", icon: "camera", title: reasonWords(retake.reason), text: _("{name} {time} 请您再拍一张。", { name: who, time: dayAndTime(retake.asked_at, Date.now()) }) })}
    <section class="card stack"><h2>${retakePlace(retake)}</h2>${item ? html`<p>${item}</p>` : ""}
      <div class="pair-photos"><figure><span class="photo photo--large">${picture(retake.photo, _("原来的照片"))}</span><figcaption>${_("原来的")}</figcaption></figure>${
        state.doubted
          ? html`<figure><span class="photo photo--large"><img src="${state.doubted.address}" alt="${_("刚拍的照片")}"></span><figcaption>${_("刚拍的")}</figcaption></figure>`
          : ""
      }</div>
      ${
        state.doubted
          ? banner({
              kind: "warn",
              icon: "image",
              title: state.doubted.words,
              text: _("还在现场的话，再拍一张更好。"),
              actions: html`<button type="button" class="btn" data-do="keep">${icon("check")}${_("就用这张")}</button>`,
            })
          : ""
      }
      ${canLookThrough() ? html`<button type="button" class="btn btn--block" data-do="take" data-overlay="1">${icon("eye")}${_("叠着原来的拍，角度一样")}</button>` : ""}
    </section>
    <details class="fold"><summary>${icon("text")}${_("拍不了？告诉主管为什么")}${icon("down")}</summary><div class="stack">
      <div class="field"><label for="why-not">${_("为什么拍不了")}</label><textarea class="input" id="why-not" rows="2" data-input="note" maxlength="500">${state.note}</textarea></div>
      <button type="button" class="btn btn--block" data-do="decline">${icon("check")}${_("就这样告诉主管")}</button></div></details>
  </main>
  ${actionbar(
    html`<button type="button" class="btn btn--primary btn--lg" data-do="take"${state.busy ? html` disabled` : ""}>${icon("camera")}${state.busy ? _("正在存照片…") : state.doubted ? _("重拍") : _("拍照")}</button>`,
  )}`;
}
