/**
 * Drawing marks on a photo with a finger, a pen or a mouse: the canvas shows the photo at its own size in pixels, the
 * page scales it. Every finished mark goes to `marks`; undo and redo are unlimited.
 */
import { drawMarks, isStray } from "./marks.js";

/** @typedef {import("./marks.js").Mark} Mark */

export class Ink {
  /**
   * @param {ImageBitmap} picture the photo, upright
   * @param {() => void} changed called after a mark was added, undone or redone
   */
  constructor(picture, changed) {
    this.picture = picture;
    this.changed = changed;
    /** @type {Mark[]} */
    this.marks = [];
    /** @type {Mark[]} */
    this.undone = [];
    /** @type {"arrow" | "circle" | "text"} */
    this.tool = "arrow";
    this.words = "";
    /** @type {Mark | null} */
    this.drawing = null;
    /** @type {HTMLCanvasElement | null} */
    this.canvas = null;
  }

  /** Take over a canvas: size it, draw, listen to the pointer. @param {HTMLCanvasElement} canvas */
  attach(canvas) {
    if (this.canvas === canvas) return;
    this.canvas = canvas;
    canvas.width = this.picture.width;
    canvas.height = this.picture.height;
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", () => this.end());
    canvas.addEventListener("pointercancel", () => this.cancel());
    this.draw();
  }

  undo() {
    const mark = this.marks.pop();
    if (mark) this.undone.push(mark);
    this.redraw();
  }

  redo() {
    const mark = this.undone.pop();
    if (mark) this.marks.push(mark);
    this.redraw();
  }

  /** Put words in the middle of the upper third; they can be undone and placed by a tap instead. @param {string} words */
  write(words) {
    this.words = words;
    const middle = { x: this.picture.width / 2, y: this.picture.height / 3 };
    this.add({ kind: "text", from: middle, to: middle, text: words });
  }

  /** The photo with its marks as a new picture. @returns {Promise<Blob>} JPEG of the photo's own size */
  async copy() {
    const canvas = document.createElement("canvas");
    canvas.width = this.picture.width;
    canvas.height = this.picture.height;
    const pen = this.pen(canvas);
    pen.drawImage(this.picture, 0, 0);
    drawMarks(pen, this.marks);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!(blob instanceof Blob)) throw new Error("the browser could not make a picture of the marks");
    return blob;
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (!event.isPrimary) return;
    event.preventDefault();
    const from = this.spot(event);
    if (this.tool === "text") {
      if (this.words) this.add({ kind: "text", from, to: from, text: this.words });
      return;
    }
    this.canvas?.setPointerCapture(event.pointerId);
    this.drawing = { kind: this.tool, from, to: from };
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.drawing || !event.isPrimary) return;
    this.drawing.to = this.spot(event);
    this.draw();
  }

  end() {
    const mark = this.drawing;
    this.drawing = null;
    if (mark && !isStray(mark, this.picture.width)) this.add(mark);
    else this.draw();
  }

  cancel() {
    this.drawing = null;
    this.draw();
  }

  /** @param {Mark} mark */
  add(mark) {
    this.marks.push(mark);
    this.undone = [];
    this.redraw();
  }

  redraw() {
    this.draw();
    this.changed();
  }

  draw() {
    if (!this.canvas) return;
    const pen = this.pen(this.canvas);
    pen.drawImage(this.picture, 0, 0);
    drawMarks(pen, this.drawing ? [...this.marks, this.drawing] : this.marks);
  }

  /** Where on the photo, when the page shows it whole and centred. @param {PointerEvent} event */
  spot(event) {
    const canvas = /** @type {HTMLCanvasElement} */ (this.canvas);
    const box = canvas.getBoundingClientRect();
    const scale = Math.min(box.width / canvas.width, box.height / canvas.height);
    const left = box.left + (box.width - canvas.width * scale) / 2;
    const top = box.top + (box.height - canvas.height * scale) / 2;
    return { x: (event.clientX - left) / scale, y: (event.clientY - top) / scale };
  }

  /** @param {HTMLCanvasElement} canvas */
  pen(canvas) {
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("the browser gives no drawing area");
    return pen;
  }
}
