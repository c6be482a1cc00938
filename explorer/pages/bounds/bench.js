// The Bounds page: five benches from Jensen's inequality to the evidence of a real picture.

import { decodeBase64, el } from "../../ui/canvas/paint.js";
import { TakeAlong } from "../../ui/picture/take_along.js";
import { Bench, mountPage } from "../../ui/shell/bench.js";
import { getJSON, query } from "../../ui/transport/api.js";
import { Digit, dreamOf } from "./digit.js";
import { DivergenceBench } from "./divergence_bench.js";
import { ElboBench } from "./elbo_bench.js";
import { EvidenceBench } from "./evidence_bench.js";
import { JensenBench } from "./jensen_bench.js";
import { PixelsBench } from "./pixels_bench.js";

/** @typedef {import("../../ui/types.js").Card} Card */
/** @typedef {import("./types.js").BoundsView} BoundsView */
/** @typedef {Uint8Array<ArrayBuffer>} Pixels */

const NO_MODEL = "There is no model with a likelihood here. Train one: python -m train vae-mnist-2d";

class BoundsBench extends Bench {
  /** @type {{pixels: Pixels, shape: readonly number[]} | null} a picture of one's own, where one was given */
  #own = null;

  /** @type {EvidenceBench | null} */
  #evidence = null;

  /**
   * @param {HTMLElement} root
   * @param {BoundsView} view
   * @param {Card[]} cards  models with a likelihood
   */
  constructor(root, view, cards) {
    super(root);
    this.view = view;
    // what is set on one bench is seen on that one alone; the picture and its model on two
    const change = (/** @type {Partial<BoundsView>} */ part) => this.#change(part);
    const jensen = new JensenBench((part) => this.#change(part, [jensen]));
    const divergence = new DivergenceBench((part) => this.#change(part, [divergence]));
    const pixels = new PixelsBench((part) => this.#change(part, [pixels]));
    const linear = cards.find((card) => card.can.includes("evidence"));
    this.digit = linear
      ? new Digit(
          linear,
          (card) => this.#pixels(card),
          (message) => this.fail(message),
        )
      : null;
    const elbo = new ElboBench((part) => this.#change(part, [elbo]), this.digit);
    if (cards.length) {
      this.#evidence = new EvidenceBench(
        {
          change,
          picture: (pixels, from) => this.#setPicture(pixels, from),
          cleared: () => this.#forgetPicture(),
          pixels: (card) => this.#pixels(card),
        },
        cards,
      );
    }
    this.benches = [jensen, divergence, elbo, ...(this.#evidence ? [this.#evidence] : []), pixels];
    this.touched = this.benches[0];
    this.along = new TakeAlong({
      page: "bounds",
      saves: "Save the figure that was used last",
      view: () => this.view,
      picture: () => this.touched.picture,
      file: () => "bounds",
      error: (message) => this.fail(message),
    });
    this.followAddress(this.along);
  }

  /** @override */
  begin() {
    for (const bench of this.benches) {
      for (const event of ["pointerdown", "keydown"]) {
        bench.root.addEventListener(event, () => {
          this.touched = bench;
        });
      }
    }
    const none = this.#evidence ? null : el("p", { class: "gx-note" }, NO_MODEL);
    this.root.replaceChildren(
      this.error,
      this.note,
      el("div", { class: "parts" }, ...this.benches.map(({ root }) => root), none),
      this.along.root,
    );
    this.#show();
  }

  /** @override */
  leave() {
    this.#evidence?.stop();
    this.digit?.close();
  }

  /**
   * @param {Partial<BoundsView>} part
   * @param {{show: (view: BoundsView) => void}[]} [benches]  on which it is seen
   */
  #change(part, benches = this.benches) {
    Object.assign(this.view, part);
    this.along.forget();
    this.#show(benches);
  }

  /** @param {{show: (view: BoundsView) => void}[]} [benches] */
  #show(benches = this.benches) {
    for (const bench of benches) bench.show(this.view);
  }

  /**
   * @param {Pixels} pixels  as the model on the page takes them
   * @param {import("../../ui/picture/picture_source.js").Way} from
   */
  #setPicture(pixels, from) {
    const evidence = this.#evidence;
    if (!evidence) return;
    this.#own = from === "test" ? null : { pixels, shape: evidence.card.shape };
    this.digit?.forget();
    if (from === "test" && evidence.source.index !== null) this.#change({ test: evidence.source.index });
    else {
      evidence.again();
      this.#show();
    }
  }

  /** Back to the picture of the test set, where a drawing was looked at. */
  #forgetPicture() {
    if (!this.#own) return;
    this.#own = null;
    this.digit?.forget();
    this.#evidence?.again();
    this.#show();
  }

  /**
   * The picture that is looked at, as a model takes it: one's own, that of the test set, or one that the model draws.
   * @param {Card} card
   * @returns {Promise<Pixels>}
   */
  async #pixels(card) {
    if (this.#own && String(this.#own.shape) === String(card.shape)) return this.#own.pixels;
    if (!card.test) return dreamOf(card);
    const index = this.view.test % card.test_count;
    /** @type {{pixels: string}} */
    const { pixels } = await getJSON(query("/api/test-picture", { model: card.name, index }));
    return decodeBase64(pixels);
  }
}

/** @param {HTMLElement} root */
export const mount = (root) =>
  mountPage(root, {
    path: "bounds",
    make: ({ root: place, cards, view }) => new BoundsBench(place, /** @type {BoundsView} */ (view), cards),
  });
