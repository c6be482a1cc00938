// Which picture stands on the page, and which is the second one: from the link, a person, the test set or the model before.

import { postBytes, query } from "../../ui/transport/api.js";
import { SecondPicture } from "./second.js";

const testIndex = (name) => (/^test:\d+$/.test(name) ? Number(name.slice(5)) : null);

export class Pictures {
  /** @param {object} bench  the page: desk, stage, motion, controls, repaint, set, rest, look, request, fail */
  constructor(bench) {
    Object.assign(this, { bench, asked: 0, pending: null, plays: false });
    this.second = new SecondPicture({
      here: () => bench.here,
      take: (picture) => this.takeSecond(picture),
      error: (message) => bench.fail(message),
    });
  }

  get desk() {
    return this.bench.desk;
  }

  /** Another model: what stood there with it, the link's picture or codes, the picture of the model before, or one of the test set. */
  open(before, link) {
    const {
      desk,
      bench: { controls },
    } = this;
    const shape = desk.book.shape.join();
    const fits = before?.card.dataset === desk.card.dataset && before.book.shape.join() === shape;
    const cells = link && desk.layout.fits(link.cells) ? Uint16Array.from(link.cells) : null;
    const wanted = testIndex(link?.source ?? "");
    for (const index of link?.kept ?? []) desk.kept[index] = 1;
    this.asked++;
    this.pending = link && { cells, morph: link.morph, beside: testIndex(link.beside) };
    this.second.open(desk.card);
    if (!link && this.second.picture && !desk.second) this.takeSecond(this.second.picture);
    const brings = !desk.shown && !(fits && before.shown && !before.shown.made) && !(cells && wanted === null);
    const comes = controls.open(desk.card, brings ? (wanted ?? 0) : null);
    if (desk.shown) this.stand();
    else if (!brings && before?.shown) this.take(before.shown.pixels, { name: before.shown.name, done: true });
    else if (!comes) this.fromCodes(cells ?? desk.layout.common(), cells === null);
  }

  /** Codes without a picture: what they decode to stands for it. `dream`: they are nothing yet, and the prior makes something of them. */
  fromCodes(cells, dream) {
    const { desk, bench } = this;
    bench.request(
      cells,
      (pixels) => {
        desk.setPicture({ pixels, name: "", original: cells, made: true });
        this.stand();
        if (dream && desk.priors.some(Boolean)) bench.motion.dream.run();
      },
      "first",
    );
  }

  async encode(pixels) {
    return Uint16Array.from(
      (await postBytes(query("/api/codes/encode", { model: this.desk.card.name }), pixels)).cells,
    );
  }

  /** Encode a picture; its codes take the grid. */
  async take(pixels, { name, done }) {
    const { desk, bench } = this;
    const turn = ++this.asked;
    if (pixels.length !== desk.book.shape.reduce((a, b) => a * b)) return; // on its way while another model was chosen
    try {
      const original = await this.encode(pixels);
      if (turn !== this.asked || desk !== this.desk) return;
      bench.fail("");
      desk.setPicture({ pixels, name: name ?? "", original });
      this.stand(done);
    } catch (error) {
      if (turn === this.asked) bench.fail(error.message);
    }
  }

  show() {
    this.bench.stage.showPicture(this.desk.shown.pixels, this.desk.shown.made ? "Decoded codes" : "Picture");
  }

  /** The desk's picture and codes onto the page. */
  stand(done = true) {
    const { desk, pending, bench } = this;
    const { stage } = bench;
    this.pending = null;
    if (pending?.cells) desk.cells = pending.cells;
    desk.pickSomething();
    desk.begin();
    this.show();
    bench.set(desk.cells);
    bench.repaint.pick(desk.level, desk.code);
    bench.look(stage.grid.cursor ?? desk.striking(desk.level));
    if (done) bench.rest();
    if (pending && pending.beside !== null) this.bringSecond(pending);
  }

  /** The link's second picture, and how far the morph into it was. */
  async bringSecond({ beside, morph, cells }) {
    const {
      desk,
      bench: { motion },
    } = this;
    await this.second.fetch(beside);
    if (!morph || !desk.second || desk !== this.desk) return;
    motion.open("morph");
    if (cells) motion.morph.open(desk.layout, desk.original, desk.second.cells); // these cells are on the way already
    motion.morph.go(morph);
  }

  async takeSecond(picture) {
    const { desk, bench } = this;
    try {
      const cells = await this.encode(picture.pixels);
      if (desk !== this.desk) return;
      desk.second = { ...picture, cells };
    } catch (error) {
      bench.fail(error.message);
      return;
    }
    bench.motion.morph.open(desk.layout, desk.cells, desk.second.cells);
    bench.export.forget();
    if (this.plays) bench.motion.morph.player.play();
    this.plays = false;
  }

  /** A second picture is needed and there is none: any of the test set. `plays`: the morph into it, as soon as it is there. */
  wantSecond(plays = false) {
    this.plays = plays;
    return this.second.any();
  }
}
