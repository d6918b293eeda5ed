/**
 * The photos of an answer: those taken, with a way to mark them; a button for the next one; what a photo is asked for.
 *
 * @import { Answer, Card, Draft, PhotoRole, WirePhoto } from "../../types.js"
 * @import { CardState } from "../../domain/answers.js"
 */
import { itemOf } from "../../domain/answers.js";
import { banner } from "../../elements/banner.js";
import { icon } from "../../elements/icons.js";
import { canLookThrough } from "../../elements/overlay.js";
import { picture } from "../../elements/picture.js";
import { clockTime } from "../../format.js";
import { html } from "../../html.js";
import { _, pick } from "../../i18n.js";
import { bundle } from "../../session.js";

/**
 * @param {object} row
 * @param {Card} row.card
 * @param {Answer | null} row.answer null: the item has no answer of its own (a proof of an ordinary ok)
 * @param {string} [row.item]
 * @param {Draft} row.draft
 * @param {PhotoRole} row.role
 * @param {string} row.legend
 */
export function photoRow({ card, answer, item, draft, role, legend }) {
  const taken = photosOf(answer, draft).filter((photo) => roleOf(photo, draft) === role);
  const at = [card.key, answer?.key ?? "", item ?? answer?.item ?? "", role].join("|");
  const last = card.last_photos[item ?? answer?.item ?? ""];
  return html`<span class="legend">${legend}</span><div class="photos">${
    last && taken.length === 0
      ? html`<span class="photo">${picture(last, _("上次的照片，照着同一角度拍"))}<span class="badge">${_("上次")}</span></span>`
      : ""
  }${taken.map((photo) => thumb(photo, draft))}
    <button type="button" class="photo photo--add" data-do="shoot" data-at="${at}">${icon("camera")}${taken.length > 0 ? _("再拍一张") : _("拍照")}</button>
    ${last && taken.length === 0 && canLookThrough() ? html`<button type="button" class="photo photo--add" data-do="shoot" data-at="${at}" data-overlay="${last}">${icon("eye")}${_("叠着上次的拍")}</button>` : ""}
    ${bundle().data.settings.gallery_allowed ? html`<button type="button" class="photo photo--add" data-do="shoot" data-at="${at}" data-gallery="1">${icon("image")}${_("从相册选")}</button>` : ""}
  </div>${taken.filter((photo) => draft.doubted?.includes(photo.sha256)).map((photo) => usedBefore(photo, at))}`;
}

/** A doubt told at the spot, where it can still be settled: the photo is kept until the person decides. @param {WirePhoto} photo @param {string} at */
function usedBefore(photo, at) {
  return banner({
    key: `doubt-${photo.sha256}`,
    kind: "warn",
    icon: "image",
    title: _("这张和以前用过的一张很像"),
    text: _("拿错了就重拍。真是这个样子，就用这张。"),
    actions: html`<button type="button" class="btn" data-do="reshoot" data-at="${at}" data-photo="${photo.sha256}">${icon("camera")}${_("重拍")}</button><button type="button" class="btn btn--quiet" data-do="use-anyway" data-photo="${photo.sha256}">${icon("check")}${_("就用这张")}</button>`,
  });
}

/** The second fault often is on the same picture. @param {Card} card @param {Answer} answer @param {Answer} first */
export function sharedPhoto(card, answer, first) {
  const photo = first.photos.find((sha) => !answer.photos.includes(sha));
  if (!photo || answer.photos.length > 0) return "";
  return html`<button type="button" class="btn btn--quiet" data-do="share" data-at="${card.key}|${answer.key}" data-photo="${photo}">${icon("image")}${_("和上面同一张照片")}</button>`;
}

/**
 * Photos asked for although nothing is wrong: items that always want one, and the proof now and then.
 * @param {Card} card
 * @param {Draft} draft
 * @param {CardState} state
 */
export function wantedPhotos(card, draft, state) {
  const wanted = state.missing.filter(
    (one) => one.kind === "proof-photo" || (one.kind === "photo" && isPlain(card, one.answer)),
  );
  const given = card.answers.filter(
    (answer) => answer.result === "ok" && !answer.sighting_of && answer.photos.length > 0,
  );
  return html`${wanted.map((one) => {
    const item = itemOf(card, one.item ?? "");
    const proof = one.kind === "proof-photo";
    const legend = proof
      ? _("抽查：拍一张“{item}”", { item: pick(item?.text) })
      : _("“{item}”要拍一张", { item: pick(item?.text) });
    const answer = card.answers.find((own) => own.key === one.answer) ?? null;
    return html`<div data-key="wanted-${one.item}">${photoRow({ card, answer, item: one.item ?? "", draft, role: proof ? "proof" : "evidence", legend })}</div>`;
  })}${given
    .filter((answer) => !wanted.some((one) => one.item === answer.item))
    .map(
      (answer) =>
        html`<div data-key="given-${answer.key}">${photoRow({ card, answer, draft, role: card.proof.includes(answer.item) ? "proof" : "evidence", legend: pick(itemOf(card, answer.item)?.text) })}</div>`,
    )}`;
}

/** @param {Card} card @param {string | null} key */
function isPlain(card, key) {
  const answer = card.answers.find((one) => one.key === key);
  return answer?.result !== "defect";
}

/** What is shown of an answer's photos: an annotated copy stands for its original. @param {Answer | null} answer @param {Draft} draft */
function photosOf(answer, draft) {
  const all = draft.photos.filter((photo) => answer?.photos.includes(photo.sha256));
  return all.filter((photo) => !all.some((copy) => copy.of === photo.sha256));
}

/** @param {WirePhoto} photo @param {Draft} draft @returns {PhotoRole} */
function roleOf(photo, draft) {
  const original = draft.photos.find((one) => one.sha256 === photo.of);
  return original?.role ?? photo.role;
}

/** @param {WirePhoto} photo @param {Draft} draft */
function thumb(photo, draft) {
  const time = clockTime(photo.taken_at);
  const marked = photo.role === "annotated";
  return html`<a class="photo" data-key="${photo.sha256}" href="/app/annotate/${draft.id}/${photo.of ?? photo.sha256}">${picture(photo.sha256, marked ? _("{time} 拍的照片，已标注", { time }) : _("{time} 拍的照片，点开标注或删除", { time }))}<span class="badge">${icon(marked ? "edit" : "phonesave", "s")}${marked ? _("已标注") : time}</span></a>`;
}
