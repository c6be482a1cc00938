// The watched pictures, and under each what every network makes of it.

import { el, paint } from "../../ui/canvas/paint.js";
import { seesWords } from "./state.js";

/** @typedef {import("./state.js").Moment} Moment */
/** @typedef {import("../../ui/types.js").Shape} Shape */

/**
 * @param {string} name  of a watched picture: "t3", "s2-1", "o0"
 * @param {string[]} classes
 */
const wordsOf = (name, classes) =>
  name[0] === "t" ? `a test picture, ${classes[Number(name.slice(1))]}` : seesWords(name, classes);

export class Strip {
  root = el("div", { class: "strip", role: "group", "aria-label": "Pictures and their reconstructions" });

  /** @type {string} what the cells are made for */
  #made = "";

  /** @type {HTMLCanvasElement[][]} row after row: the originals, then each network's */
  #cells = [];

  /**
   * @param {Moment} moment
   * @param {Shape} shape
   * @param {string[]} classes
   * @param {{[network: string]: string}} called  the networks in words
   */
  show(moment, shape, classes, called) {
    const { watched, networks } = moment;
    const rows = ["", ...Object.keys(networks)];
    const made = [rows.join(), watched.names.join(), Object.values(called).join()].join("|");
    if (made !== this.#made) {
      this.#made = made;
      this.#make(rows, watched.names, classes, called);
    }
    for (const [r, name] of rows.entries()) {
      const pixels = name ? networks[name].pictures : watched.originals;
      for (const [i, canvas] of this.#cells[r].entries()) paint(canvas, pixels, shape, i);
    }
  }

  /**
   * @param {string[]} rows
   * @param {string[]} names
   * @param {string[]} classes
   * @param {{[network: string]: string}} called
   */
  #make(rows, names, classes, called) {
    this.#cells = rows.map((row) =>
      names.map((name) => {
        const what = wordsOf(name, classes);
        const title = row ? `${what}: as the ${called[row]} gives it back` : what;
        return el("canvas", { title, role: "img", "aria-label": title });
      }),
    );
    this.root.style.setProperty("--pictures", String(names.length));
    this.root.replaceChildren(
      ...rows.map((row, r) =>
        el(
          "div",
          { class: "strip-row" },
          el("span", { class: "gx-note" }, row ? called[row] : "Pictures"),
          el("div", { class: "strip-cells" }, ...this.#cells[r]),
        ),
      ),
    );
  }
}
