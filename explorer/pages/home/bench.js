// The home page: the pages as living pictures, the lectures, and every checkpoint with its numbers.

import { el } from "../../ui/canvas/paint.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { getJSON, messageOf } from "../../ui/transport/api.js";
import {
  attentionDoor,
  classesDoor,
  codesDoor,
  latentsDoor,
  manifoldDoor,
  mapDoor,
  pixelsDoor,
  restoreDoor,
  sketchesDoor,
} from "./doors.js";
import { ideas } from "./ideas.js";
import { Lectures } from "./lectures.js";
import { ModelList } from "./models.js";
import { findMorph } from "./morph.js";

/** @typedef {import("../../ui/types.js").Card} Card */

/** @param {HTMLElement} root */
export async function mount(root) {
  try {
    /** @type {Card[]} */
    const cards = await getJSON("/api/models");
    const usable = cards.filter((card) => card.usable);
    const broken = cards.filter((card) => !card.usable);
    const morph = await findMorph(usable);
    const shown = usable.length
      ? [...(morph ? [morph.root] : []), doors(usable), ideas(), new Lectures().root, new ModelList(usable).root]
      : [noModel()];
    root.replaceChildren(...shown, ...unusable(broken));
  } catch (error) {
    root.replaceChildren(errorLine(messageOf(error)));
  }
}

/**
 * The model whose pictures stand for a page: the one that it opens with.
 * @param {Card[]} cards  that the page takes
 * @param {string} path  of the page
 */
const firstFor = (cards, path) => cards.find((card) => card.first.includes(path)) ?? cards[0] ?? null;

/** @param {Card[]} usable */
function doors(usable) {
  /** @param {string} path */
  const taken = (path) => usable.filter((card) => path in card.pages);
  const flat = firstFor(taken("manifold"), "manifold");
  const deep = firstFor(taken("latents"), "latents");
  const mapped = firstFor(taken("map"), "latents"); // as the page does
  const conditional = firstFor(taken("classes"), "classes");
  const painter = firstFor(taken("pixels"), "pixels");
  const denoiser = usable.find((card) => card.can.includes("denoise") && card.dataset === deep?.dataset);
  const coders = usable.filter((card) => card.can.includes("quantize"));
  const coder = firstFor(coders, "codes");
  const drawer = firstFor(taken("sketches"), "sketches");
  const looking = taken("attention");
  const looker = looking.find((card) => card.can.includes("attend_steps")) ?? looking[0];
  return el(
    "div",
    { class: "doors" },
    deep && latentsDoor(deep),
    flat && manifoldDoor(flat),
    mapped && mapDoor(mapped),
    conditional && classesDoor(conditional),
    painter && pixelsDoor(painter),
    denoiser && restoreDoor(denoiser, deep),
    coder && codesDoor(coder),
    drawer && sketchesDoor(drawer),
    looker && attentionDoor(looker),
  );
}

/** @param {Card[]} broken */
function unusable(broken) {
  if (!broken.length) return [];
  const lines = broken.map(({ name, reason }) => el("li", {}, el("b", {}, name), `: ${reason}.`));
  return [el("h2", {}, "Not usable"), el("ul", { class: "gx-panel broken" }, ...lines)];
}

const noModel = () =>
  el(
    "section",
    { class: "gx-panel" },
    el("h2", {}, "There is no model yet"),
    el(
      "p",
      {},
      "Train one on this machine; the smallest takes a few minutes on one core. It appears here when you reload.",
    ),
    el(
      "pre",
      { class: "gx-code" },
      "python -m train                 # lists the recipes\npython -m train vae-mnist-2d    # trains one into trained/",
    ),
    el(
      "p",
      { class: "gx-note" },
      "Or start the app with a folder of checkpoints of your own: python app.py --models DIR",
    ),
  );
