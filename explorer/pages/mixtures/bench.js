// The Mixtures page: bells on a line, a density that is bent by a function, and a mixture over patches opened.

import { el } from "../../ui/canvas/paint.js";
import { sideBySide, TakeAlong } from "../../ui/picture/take_along.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { Bells } from "./bells.js";
import { PatchBench } from "./patch_bench.js";
import { rounded } from "./state.js";
import { TransformBench } from "./transform_bench.js";

/** @typedef {import("./mixture.js").Mixture} Mixture */
/** @typedef {import("./transform_bench.js").TransformState} TransformState */

/** @typedef {import("./patch_types.js").PatchState} PatchState */
/** @typedef {"bells" | "transform" | "patches"} Part */

/**
 * The bells are empty where they are those that the page opens with.
 * @typedef {Mixture & TransformState & PatchState & {points: number[], x: number, seed: number}} MixturesView
 */

/** @type {Mixture} */
const OPENING = { weights: [0.5, 0.3, 0.2], means: [-2, 0.5, 3], deviations: [0.8, 0.5, 1] };

class MixturesBench extends Bench {
  /** @type {Part} the bench that was touched last, whose picture is saved */
  #touched = "bells";

  /** @type {PatchBench | null}  null where there is no mixture over patches */
  #patches = null;

  /**
   * @param {HTMLElement} root
   * @param {MixturesView} view
   */
  constructor(root, view) {
    super(root);
    this.view = view;
    const { weights, means, deviations } = view.weights.length ? view : OPENING;
    const opening = { weights, means, deviations };
    const state = { mixture: opening, points: view.points, cursor: view.x, seed: view.seed };
    this.bells = new Bells(state, (hovered) => {
      Object.assign(view, { points: state.points, x: state.cursor, seed: state.seed });
      if (state.mixture !== opening) Object.assign(view, ofLink(state.mixture));
      this.#change("bells", hovered);
    });
    this.transform = new TransformBench(view, (hovered) => this.#change("transform", hovered));
    if (view.model)
      this.#patches = new PatchBench(view, {
        change: () => this.#change("patches", false),
        error: (message) => this.fail(message),
        status: (status) => this.say(status),
      });
    this.along = new TakeAlong({
      page: "mixtures",
      saves: "Save the picture that you touched last",
      view: () => this.view,
      picture: () => this.#picture(),
      file: () => `mixtures-${this.#touched}`,
      error: (message) => this.fail(message),
    });
    this.followAddress(this.along, ["f", "photo"]);
    this.followUndoKeys();
  }

  /** @override */
  begin() {
    addEventListener("keydown", (event) => {
      const typed = event.target instanceof HTMLInputElement && event.target.type !== "range";
      if (!this.root.isConnected || typed || event.ctrlKey || event.metaKey) return;
      if (event.key.toLowerCase() === "n") this.bells.newDraws();
    });
    this.root.replaceChildren(
      this.error,
      this.note,
      el(
        "div",
        { class: "benches" },
        this.bells.root,
        this.transform.root,
        this.#patches?.root ?? noPrior(),
        this.along.root,
      ),
    );
    this.#patches?.begin();
  }

  /** @override */
  undo() {
    (this.#touched === "transform" ? this.transform : this.bells).undo();
  }

  /** @override */
  redo() {
    (this.#touched === "transform" ? this.transform : this.bells).redo();
  }

  /** @override */
  leave() {
    this.bells.end();
    this.#patches?.leave();
  }

  /** @override */
  resume() {
    this.#patches?.resume();
  }

  /**
   * @param {Part} touched
   * @param {boolean} hovered
   */
  #change(touched, hovered) {
    if (hovered) {
      this.followHover();
      return;
    }
    this.#touched = touched;
    this.along.forget();
  }

  #picture() {
    if (this.#touched === "patches" && this.#patches) return this.#patches.picture;
    return this.#touched === "transform" ? sideBySide(this.transform.pictures, 1, 0) : this.bells.bells.plot.picture;
  }
}

/** What stands in the place of the third bench where no checkpoint is a mixture over patches. */
const noPrior = () =>
  el(
    "section",
    { class: "gx-panel" },
    el("h3", {}, "A mixture over patches of photographs"),
    el("p", { class: "gx-note" }, "There is no such checkpoint here. Train one:"),
    el("pre", { class: "gx-code" }, "python -m train gmm-photographs"),
  );

/**
 * @param {Mixture} mixture
 * @returns {Mixture}  with the digits that a link has
 */
const ofLink = ({ weights, means, deviations }) => ({
  weights: weights.map(rounded),
  means: means.map(rounded),
  deviations: deviations.map(rounded),
});

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "mixtures",
    make: ({ root: place, view }) => new MixturesBench(place, /** @type {MixturesView} */ (view)),
  });
