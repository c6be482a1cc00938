// The two graphs of the computation: where the gradient comes through, and where it stops.

const NS = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {{[name: string]: string | number}} attributes
 * @param {...(Node | string)} children
 */
function svg(tag, attributes, ...children) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} text
 * @param {boolean} random  drawn, not computed
 */
const node = (x, y, text, random) =>
  svg(
    "g",
    { class: random ? "random" : "fixed" },
    random
      ? svg("circle", { cx: x, cy: y, r: 24 })
      : svg("rect", { x: x - 26, y: y - 20, width: 52, height: 40, rx: 6 }),
    svg("text", { x, y: y + 5, "text-anchor": "middle" }, text),
  );

/**
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @param {string} kind  "forward", "back" or "stopped"
 */
const arrow = ([x0, y0], [x1, y1], kind) =>
  svg("line", { x1: x0, y1: y0, x2: x1, y2: y1, class: kind, "marker-end": `url(#gradients-${kind})` });

/** @param {string} kind */
const head = (kind) =>
  svg(
    "marker",
    {
      id: `gradients-${kind}`,
      viewBox: "0 0 8 8",
      refX: 7,
      refY: 4,
      markerWidth: 11,
      markerHeight: 11,
      markerUnits: "userSpaceOnUse",
      orient: "auto",
    },
    svg("path", { d: "M0 0 L8 4 L0 8 Z", class: kind }),
  );

/** @returns {SVGElement} */
export function graphs() {
  return svg(
    "svg",
    {
      viewBox: "0 0 640 200",
      class: "graphs",
      role: "img",
      "aria-label":
        "Left: theta makes the random z, z makes f; the gradient stops at z. Right: theta and noise make z, and the " +
        "gradient comes through to theta.",
    },
    svg("defs", {}, ...["forward", "back", "stopped"].map(head)),
    svg("text", { x: 140, y: 22, "text-anchor": "middle", class: "title" }, "as it stands"),
    node(50, 100, "θ", false),
    node(140, 100, "z", true),
    node(230, 100, "f", false),
    arrow([78, 92], [112, 92], "forward"),
    arrow([166, 92], [200, 92], "forward"),
    arrow([202, 112], [168, 112], "back"),
    arrow([114, 112], [82, 112], "stopped"),
    svg("text", { x: 98, y: 138, "text-anchor": "middle", class: "note" }, "stops at the draw"),
    svg("text", { x: 480, y: 22, "text-anchor": "middle", class: "title" }, "reparameterised"),
    node(390, 100, "θ", false),
    node(480, 100, "z", false),
    node(570, 100, "f", false),
    node(480, 170, "ε", true),
    arrow([418, 92], [452, 92], "forward"),
    arrow([508, 92], [542, 92], "forward"),
    arrow([480, 146], [480, 123], "forward"),
    arrow([542, 112], [510, 112], "back"),
    arrow([452, 112], [420, 112], "back"),
  );
}
