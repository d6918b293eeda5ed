/**
 * Marks on a photo: arrow, ring, words. Drawn red with a white outline, so that they show on any picture. All
 * measures are in pixels of the photo; a mark drawn once is never changed, undo takes the last one away.
 */

/** @typedef {{x: number, y: number}} Spot */
/** @typedef {{kind: "arrow" | "circle" | "text", from: Spot, to: Spot, text?: string}} Mark */

const INK = "#e03a1e";
const OUTLINE = "#ffffff";

/**
 * Draw the marks over what the canvas shows.
 * @param {CanvasRenderingContext2D} pen
 * @param {Mark[]} marks
 */
export function drawMarks(pen, marks) {
  const width = Math.max(4, Math.round(Math.max(pen.canvas.width, pen.canvas.height) / 130));
  pen.lineCap = "round";
  pen.lineJoin = "round";
  for (const mark of marks) {
    if (mark.kind === "text") drawWords(pen, mark, width);
    else {
      for (const [colour, thickness] of /** @type {const} */ ([
        [OUTLINE, width * 1.9],
        [INK, width],
      ])) {
        pen.strokeStyle = colour;
        pen.lineWidth = thickness;
        pen.stroke(mark.kind === "arrow" ? arrow(mark, width) : ring(mark));
      }
    }
  }
}

/** Too small to be meant (a tap instead of a drag). @param {Mark} mark @param {number} photoWidth */
export function isStray(mark, photoWidth) {
  return mark.kind !== "text" && Math.hypot(mark.to.x - mark.from.x, mark.to.y - mark.from.y) < photoWidth / 50;
}

/** The arrow points to where the finger ended. @param {Mark} mark @param {number} width */
function arrow({ from, to }, width) {
  const path = new Path2D();
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const head = width * 6;
  path.moveTo(from.x, from.y);
  path.lineTo(to.x, to.y);
  for (const turn of [Math.PI * 0.82, -Math.PI * 0.82]) {
    path.moveTo(to.x, to.y);
    path.lineTo(to.x + head * Math.cos(angle + turn), to.y + head * Math.sin(angle + turn));
  }
  return path;
}

/** @param {Mark} mark */
function ring({ from, to }) {
  const path = new Path2D();
  const [rx, ry] = [Math.abs(to.x - from.x) / 2, Math.abs(to.y - from.y) / 2];
  path.ellipse((from.x + to.x) / 2, (from.y + to.y) / 2, Math.max(rx, 1), Math.max(ry, 1), 0, 0, Math.PI * 2);
  return path;
}

/** @param {CanvasRenderingContext2D} pen @param {Mark} mark @param {number} width */
function drawWords(pen, { from, text = "" }, width) {
  pen.font = `700 ${width * 7}px sans-serif`;
  pen.textBaseline = "middle";
  const length = pen.measureText(text).width;
  const x = Math.max(width, Math.min(from.x - length / 2, pen.canvas.width - length - width));
  pen.lineWidth = width * 1.8;
  pen.strokeStyle = OUTLINE;
  pen.strokeText(text, x, from.y);
  pen.fillStyle = INK;
  pen.fillText(text, x, from.y);
}
