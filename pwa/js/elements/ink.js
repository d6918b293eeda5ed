/**
 * Drawing marks on a photo with a finger, a pen or a mouse: the canvas shows the photo at its own size in pixels, the
 * page scales it. Every finished mark goes to `marks`; undo and redo are unlimited. Two fingers zoom and move the photo.
 */
import { drawMarks, isStray } from "./marks.js";
import { pinched, WHOLE } from "./pinch.js";

/** @import { Spot, View } from "./pinch.js" */
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
    /** @type {View} */
    this.view = WHOLE;
    /** Fingers on the picture by pointer id. @type {Map<number, Spot>} */
    this.fingers = new Map();
    /** The picture as it was when the second finger came down. @type {{ view: View, fingers: [Spot, Spot] } | null} */
    this.held = null;
  }

  /** Take over a canvas: size it, draw, listen to the pointer. @param {HTMLCanvasElement} canvas */
  attach(canvas) {
    if (this.canvas === canvas) return;
    this.canvas = canvas;
    canvas.width = this.picture.width;
    canvas.height = this.picture.height;
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.end(event));
    canvas.addEventListener("pointercancel", (event) => this.cancel(event));
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
    event.preventDefault();
    this.fingers.set(event.pointerId, this.finger(event));
    if (this.fingers.size === 2) this.grip();
    if (this.fingers.size > 1 || !event.isPrimary) return;
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
    if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, this.finger(event));
    if (this.held) return this.pinch(this.held);
    if (!this.drawing || !event.isPrimary) return;
    this.drawing.to = this.spot(event);
    this.draw();
  }

  /** @param {PointerEvent} event */
  end(event) {
    this.lift(event);
    const mark = this.drawing;
    this.drawing = null;
    if (mark && !isStray(mark, this.picture.width)) this.add(mark);
    else this.draw();
  }

  /** @param {PointerEvent} event */
  cancel(event) {
    this.lift(event);
    this.drawing = null;
    this.draw();
  }

  /** A second finger: no mark is meant, the picture is held. */
  grip() {
    this.drawing = null;
    this.draw();
    const [a, b] = [...this.fingers.values()];
    this.held = { view: this.view, fingers: [a, b] };
  }

  /** @param {{ view: View, fingers: [Spot, Spot] }} held */
  pinch(held) {
    const place = this.canvas?.parentElement?.getBoundingClientRect();
    const [a, b] = [...this.fingers.values()];
    if (!place || !b) return;
    this.view = pinched(held.view, held.fingers, [a, b], place);
    const { scale, x, y } = this.view;
    this.canvas?.style.setProperty("transform", `translate(${x}px, ${y}px) scale(${scale})`);
  }

  /** @param {PointerEvent} event */
  lift(event) {
    this.fingers.delete(event.pointerId);
    if (this.fingers.size < 2) this.held = null;
  }

  /** Where on the photo's place. @param {PointerEvent} event @returns {Spot} */
  finger(event) {
    const place = this.canvas?.parentElement?.getBoundingClientRect();
    return { x: event.clientX - (place?.left ?? 0), y: event.clientY - (place?.top ?? 0) };
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
