/** The drawing that stands for a kind of asset. Unknown kinds get a plain ring: new kinds may come with the data. */

/** @type {Record<string, string>} */
const ICONS = {
  corridor: "corridor",
  wall: "wall",
  "fire-door": "door",
  extinguisher: "ext",
  "extinguisher-box": "ext",
  hydrant: "hydrant",
  "hydrant-box": "hydrant",
  window: "window",
  "ventilation-window": "window",
  lamp: "lamp",
  handrail: "stairs",
  "stair-handrail": "stairs",
  stairs: "stairs",
  lift: "lift",
  "lift-inside": "lift",
  "lift-outside": "lift",
  rooftop: "sun",
  unit: "key",
  "vacant-unit": "key",
};

/** @param {string} kind */
export function kindIcon(kind) {
  return ICONS[kind] ?? "pin";
}
