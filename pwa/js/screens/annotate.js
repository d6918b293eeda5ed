/**
 * Marking what is wrong on a photo. The marks go on a copy, the original stays as taken. Undo without end.
 *
 * @import { Draft, WirePhoto } from "../types.js"
 */
import { shrink } from "../camera/shrink.js";
import { icon } from "../elements/icons.js";
import { Ink } from "../elements/ink.js";
import { stampTime } from "../format.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { goBack } from "../router.js";
import { bundle, person } from "../session.js";
import { refreshIf, toast } from "../shell.js";
import { attachPhoto, getDraft, removePhoto } from "../store/drafts.js";
import { photoBytes } from "../store/photos.js";
import { cardName } from "./point/card.js";

/** /app/annotate/:draft_id/:sha @param {{draft_id: string, sha: string}} params @returns {Promise<import("../shell.js").Screen>} */
export async function openAnnotate({ draft_id, sha }) {
  const found = await getDraft(draft_id);
  const draft = found?.person_id === person().person_id ? found : null; // an address another person left behind
  const photo = draft?.photos.find((one) => one.sha256 === sha);
  const kept = photo ? await photoBytes(person().person_id, sha) : null;
  const home = draft?.unit_id ? `/app/unit/${draft.unit_id}` : `/app/point/${draft?.point_id ?? ""}`;
  if (!draft || !photo || !kept) return gone(draft ? home : "/app/");
  const picture = await createImageBitmap(new Blob([kept.bytes], { type: kept.mime }));
  const ui = { words: false, busy: false };
  const ink = new Ink(picture, () => refreshIf(screen));
  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("标注照片"),
    dark: true,
    view: () => view({ draft, photo, ink, ui, home }),
    drawn: (root) => {
      const canvas = root.querySelector("canvas");
      if (canvas) ink.attach(canvas);
    },
    close: () => picture.close(),
    actions: {
      back: (_element, event) => {
        event.preventDefault();
        return goBack(home);
      },
      undo: () => ink.undo(),
      redo: () => ink.redo(),
      tool: (element) => {
        ink.tool = /** @type {Ink["tool"]} */ (element.dataset.tool);
        ui.words = ink.tool === "text";
        refreshIf(screen);
        document.getElementById("ink-words")?.focus();
      },
      write: (form) => {
        const words = String(new FormData(/** @type {HTMLFormElement} */ (form)).get("words") ?? "").trim();
        ui.words = false;
        if (words) ink.write(words);
        else refreshIf(screen);
      },
      remove: async () => {
        await removePhoto(draft.id, sha);
        toast(_("照片已去掉"));
        await goBack(home);
      },
      use: async () => {
        if (ui.busy) return;
        ui.busy = true;
        if (ink.marks.length > 0) await keepCopy(draft, photo, ink);
        await goBack(home);
      },
    },
  };
  return screen;
}

/** The copy takes the place of an older copy of the same photo. @param {Draft} draft @param {WirePhoto} photo @param {Ink} ink */
async function keepCopy(draft, photo, ink) {
  const before = draft.photos.filter((one) => one.of === photo.sha256);
  const shrunk = await shrink(await ink.copy(), { max_px: bundle().data.settings.photo_max_px });
  const card = draft.cards.find((one) => one.answers.some((answer) => answer.photos.includes(photo.sha256)));
  const answer = card?.answers.find((one) => one.photos.includes(photo.sha256));
  await attachPhoto(draft.id, { card: card?.key ?? null, answer: answer?.key ?? null }, shrunk, {
    taken_at: photo.taken_at,
    source: photo.source,
    role: "annotated",
    of: photo.sha256,
  });
  for (const old of before) await removePhoto(draft.id, old.sha256);
}

/** @param {{draft: Draft, photo: WirePhoto, ink: Ink, ui: {words: boolean, busy: boolean}, home: string}} shown */
function view({ draft, photo, ink, ui, home }) {
  const card = draft.cards.find((one) => one.answers.some((answer) => answer.photos.includes(photo.sha256)));
  const thing = card ? cardName(card) : "";
  return html`<header class="topbar"><a class="iconbtn" data-do="back" href="${home}" aria-label="${_("不标注，返回检查")}">${icon("close")}</a><h1>${_("标出问题在哪")}<small>${thing ? `${thing} · ` : ""}${draft.place_name}</small></h1>
    <button type="button" class="iconbtn" data-do="undo" aria-label="${_("撤销")}"${ink.marks.length === 0 ? html` disabled` : ""}>${icon("undo")}</button><button type="button" class="iconbtn" data-do="redo" aria-label="${_("重做")}"${ink.undone.length === 0 ? html` disabled` : ""}>${icon("redo")}</button></header>
  <main id="main" class="canvas"><canvas data-own role="img" aria-label="${_("照片。手指拖动画{tool}，可以不标注直接用。", { tool: toolWord(ink.tool) })}"></canvas>
    <p class="stamp"><span class="num">${stampTime(photo.taken_at)}</span><span>${draft.place_name}${thing ? ` · ${thing}` : ""} · ${person().person.name}</span></p></main>
  <footer>${ui.words ? wordsForm() : ""}<div class="tools" role="toolbar" aria-label="${_("标注工具")}">${tool(ink, "arrow", "arrow")}${tool(ink, "circle", "circle")}${tool(ink, "text", "text")}</div>
  <p class="vh" role="status">${_("已画 {n} 处标注", { n: ink.marks.length })}</p>
  <div class="actionbar"><button type="button" class="btn btn--lg" data-do="remove">${icon("close")}${_("删掉")}</button><button type="button" class="btn btn--primary btn--lg" data-do="use">${icon("check")}${_("用这张")}</button></div></footer>`;
}

/** @param {Ink} ink @param {Ink["tool"]} which @param {string} shape */
function tool(ink, which, shape) {
  return html`<button type="button" class="tool" data-do="tool" data-tool="${which}" aria-pressed="${ink.tool === which}">${icon(shape)}${toolWord(which)}</button>`;
}

/** @param {Ink["tool"]} which */
function toolWord(which) {
  return { arrow: _("箭头"), circle: _("圆圈"), text: _("文字") }[which];
}

function wordsForm() {
  return html`<form class="ink-form" data-submit="write"><label class="vh" for="ink-words">${_("写在照片上的字")}</label><input class="input" id="ink-words" name="words" maxlength="20" placeholder="${_("写在照片上的字")}" autocomplete="off"><button class="btn">${_("写上")}</button></form>`;
}

/** @param {string} home @returns {import("../shell.js").Screen} */
function gone(home) {
  return {
    title: _("标注照片"),
    view: () =>
      html`<header class="topbar"><a class="iconbtn" href="${home}" aria-label="${_("返回")}">${icon("back")}</a><h1>${_("标注照片")}</h1></header><main id="main" class="screen"><p>${_("这张照片已经封存或去掉了，不能再标注。")}</p></main>`,
  };
}
