/**
 * Opening a stop: by its code through the camera, by a photo of the code, by the four digits under it, or by hand with
 * a reason. Any valid code opens its point; nothing here blocks.
 *
 * @import { Point, Presence } from "../types.js"
 */
import { canTouch, listenForTags } from "../camera/nfc.js";
import { canScan, scanImage, startScanner } from "../camera/scanner.js";
import { codeFromText, findByCodeHash, placeLine, pointOf, pointsByNumber } from "../domain/places.js";
import { banner } from "../elements/banner.js";
import { askForPhoto } from "../elements/camera.js";
import { chips } from "../elements/chips.js";
import { topbar } from "../elements/frame.js";
import { icon } from "../elements/icons.js";
import { html } from "../html.js";
import { _ } from "../i18n.js";
import { go } from "../router.js";
import { bundle } from "../session.js";
import { buzz, refreshIf } from "../shell.js";
import { sha256OfText } from "../store/digest.js";
import { beginVisit, walkFor, walksToday } from "./walk.js";

/** @typedef {{wanted: Point | null, home: string, camera: "starting" | "on" | "blocked" | "none", torch: boolean, unknown: string, wrongNumber: boolean, alike: Point[], reason: string, nfc: "none" | "offered" | "on" | "blocked"}} Scan */

/** /app/scan/:point_id and /app/scan @param {{point_id?: string}} params @returns {Promise<import("../shell.js").Screen>} */
export async function openScan({ point_id }) {
  const wanted = point_id ? pointOf(bundle().data, point_id) : null;
  const walk = wanted ? walkFor(await walksToday(), wanted.id) : null;
  const home = walk ? `/app/route/${walk.today.round.round_id}` : "/app/";
  /** @type {Scan} */
  const scan = {
    wanted,
    home,
    camera: canScan() ? "starting" : "none",
    torch: false,
    unknown: "",
    wrongNumber: false,
    alike: [],
    reason: "",
    nfc: canTouch() ? "offered" : "none",
  };
  /** @type {{stop: () => void, setTorch: ((on: boolean) => Promise<void>) | null} | null} */
  let scanner = null;
  /** @type {(() => void) | null} */
  let stopTouching = null;
  let closed = false;
  let opening = false;

  /** @type {import("../shell.js").Screen} */
  const screen = {
    title: _("扫码"),
    view: () => view(scan, Boolean(scanner?.setTorch)),
    drawn: (root) => {
      const video = root.querySelector("video");
      if (scan.camera === "starting" && video && !scanner) void start(video);
    },
    close: () => {
      closed = true;
      scanner?.stop();
      stopTouching?.();
    },
    actions: {
      torch: async () => {
        scan.torch = !scan.torch;
        await scanner?.setTorch?.(scan.torch);
        refreshIf(screen);
      },
      nfc: async () => {
        try {
          stopTouching = await listenForTags((text) => void arrive(text ?? "?", "nfc"));
          scan.nfc = "on";
        } catch (error) {
          console.info("no NFC", error);
          scan.nfc = "blocked";
        }
        if (closed) stopTouching?.();
        refreshIf(screen);
      },
      picture: async () => {
        const file = await askForPhoto();
        const code = file ? await scanImage(file) : null;
        if (code) await arrive(code);
        else if (file) {
          scan.unknown = "?";
          refreshIf(screen);
        }
      },
      number: async (form) => {
        const digits = String(new FormData(/** @type {HTMLFormElement} */ (form)).get("number") ?? "");
        const points = pointsByNumber(bundle().data, digits, wanted);
        scan.wrongNumber = points.length === 0;
        scan.alike = points.length > 1 ? points : [];
        if (points.length === 1) await byNumber(points[0]);
        else refreshIf(screen);
      },
      alike: async (element) => {
        const point = scan.alike.find((one) => one.id === element.dataset.id);
        if (point) await byNumber(point);
      },
      reason: (element) => {
        scan.reason = /** @type {HTMLInputElement} */ (element).value;
        refreshIf(screen);
      },
      "reason-text": (element) => {
        scan.reason = /** @type {HTMLInputElement} */ (element).value;
      },
      "by-hand": () =>
        wanted && open(wanted, { method: "manual", at: new Date().toISOString(), reason: scan.reason.trim() || null }),
    },
  };
  return screen;

  /** @param {HTMLVideoElement} video */
  async function start(video) {
    scan.camera = "on";
    try {
      const started = await startScanner(video, (text) => void arrive(text));
      if (closed) started.stop();
      else scanner = started;
    } catch (error) {
      console.info("no camera for scanning", error);
      scan.camera = "blocked";
    }
    refreshIf(screen);
  }

  /** @param {string} text as scanned @param {"qr" | "nfc"} [method] */
  async function arrive(text, method = "qr") {
    if (closed || opening) return;
    const code = codeFromText(text);
    const point = findByCodeHash(bundle().data, await sha256OfText(code));
    if (point) {
      buzz();
      await open(point, { method, code, at: new Date().toISOString() });
    } else if (scan.unknown !== code) {
      scan.unknown = code;
      refreshIf(screen);
    }
  }

  /** @param {Point} point */
  async function byNumber(point) {
    await open(point, { method: "number", code: point.number, at: new Date().toISOString() });
  }

  /** @param {Point} point @param {Presence} presence */
  async function open(point, presence) {
    if (closed || opening) return;
    opening = true;
    scanner?.stop();
    try {
      await beginVisit(point.id, walkFor(await walksToday(), point.id), presence);
    } catch (error) {
      opening = false; // not saved (the phone is full): that is said, and the other ways in can be tried again
      scan.camera = "none";
      refreshIf(screen);
      throw error;
    }
    if (closed) return; // the person has gone elsewhere meanwhile
    await go(`/app/point/${point.id}`, { replace: true });
  }
}

/** @param {Scan} scan @param {boolean} hasTorch */
function view(scan, hasTorch) {
  const reasons = manualReasons();
  return html`${topbar({ title: scan.wanted ? _("扫 {name} 的码", { name: scan.wanted.name }) : _("扫点位码"), back: scan.home, backLabel: _("返回路线") })}
  <main id="main" class="screen">
    ${cameraPart(scan, hasTorch)}
    ${scan.unknown ? banner({ kind: "warn", icon: "scan", title: _("这个码认不出来"), text: _("可能不是这个小区的，或是刚换的新码。请输入码下面的 4 位数。") }) : ""}
    ${nfcPart(scan)}
    <form class="card" data-submit="number"><div class="field"><label for="number">${_("码下面的 4 位数")}</label>
      <div class="input-join"><input class="input input--lg" id="number" name="number" inputmode="numeric" autocomplete="off" maxlength="8" placeholder="${_("如 3125")}"${scan.wrongNumber ? html` aria-invalid="true" aria-describedby="number-err"` : ""}><button class="btn btn--lg">${_("打开")}</button></div>
      ${scan.wrongNumber ? html`<p class="err" id="number-err" role="alert">${icon("flag", "s")}${_("没有这个号。再看一下码下面的数字。")}</p>` : ""}</div>
      <p class="muted">${_("主管会看到这个点是手输的。")}</p></form>
    ${scan.alike.length > 0 ? alikePart(scan.alike) : ""}
    ${
      scan.wanted
        ? html`<details class="fold"><summary>${icon("pin")}${_("没有码，也看不到号码？")}${icon("down")}</summary><div class="stack">
      <fieldset><legend class="legend">${_("选一个原因")}</legend>${chips({ name: "reason", choices: reasons, chosen: [scan.reason], change: "reason" })}</fieldset>
      <div class="field"><label for="reason-text">${_("别的原因")}</label><input class="input" id="reason-text" data-input="reason-text" maxlength="200" value="${reasons.some((one) => one.value === scan.reason) ? "" : scan.reason}"></div>
      <button type="button" class="btn btn--block" data-do="by-hand">${_("手动打开 {name}", { name: scan.wanted.name })}</button></div></details>`
        : ""
    }
  </main>`;
}

/** Only where the browser can read NFC tags. @param {Scan} scan */
function nfcPart({ nfc }) {
  if (nfc === "none") return "";
  if (nfc === "on")
    return html`<p class="rowx" role="status">${icon("phonesave")}<b>${_("把手机背面贴近标签")}</b></p>`;
  return html`<p class="stack"><button type="button" class="btn btn--block" data-do="nfc">${icon("phonesave")}${_("碰一碰标签（NFC）")}</button>${
    nfc === "blocked"
      ? html`<span class="err" role="alert">${icon("flag", "s")}<span>${_("手机没让读 NFC。打开 NFC 再试，或扫码、输 4 位数。")}</span></span>`
      : ""
  }</p>`;
}

/** The same number in several buildings: which one is meant? @param {Point[]} alike */
function alikePart(alike) {
  return html`<section class="card" role="alert"><h2>${_("几栋楼都有这个号，您在哪一处？")}</h2><ul class="stack">${alike.map(
    (point) => {
      const place = placeLine(bundle().data, point);
      return html`<li><button type="button" class="btn btn--block" data-do="alike" data-id="${point.id}">${icon("pin")}${place.building} ${place.name}</button></li>`;
    },
  )}</ul></section>`;
}

/** The words go into the report in the data's language. */
function manualReasons() {
  return [
    { value: "码坏了", words: _("码坏了") },
    { value: "码不见了", words: _("码不见了") },
    { value: "够不着", words: _("够不着") },
    { value: "相机用不了", words: _("相机用不了") },
  ];
}

/** @param {Scan} scan @param {boolean} hasTorch */
function cameraPart(scan, hasTorch) {
  const shot = html`<button type="button" class="btn" data-do="picture">${icon("camera")}${_("拍一张码的照片")}</button>`;
  if (scan.camera === "blocked") {
    return banner({
      kind: "warn",
      icon: "camera",
      title: _("手机不让楼巡用相机扫码"),
      text: _("在浏览器的网站设置里允许相机，再回到这里。现在可以拍码，或输入 4 位数，巡查不受影响。"),
      actions: shot,
    });
  }
  if (scan.camera === "none") return html`<p>${shot}</p>`;
  return html`<div class="viewfinder"><video data-own muted playsinline aria-label="${_("相机画面，对准点位码")}"></video><span class="viewfinder-frame" aria-hidden="true"></span></div>
  <p class="rowx"><span class="grow muted">${_("对准点位码，自动打开")}</span>${
    hasTorch
      ? html`<button type="button" class="btn" data-do="torch" aria-pressed="${scan.torch}">${icon("torch")}${_("手电")}</button>`
      : ""
  }${shot}</p>`;
}
