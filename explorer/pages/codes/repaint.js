// Repainting: the hand with its tools, the code it holds, and the steps that can be undone, on what the page shows.

import { Hand } from "./hand.js";
import { CodesTools } from "./tools.js";

export class Repaint {
  /** @param {object} bench  the page: desk, stage, motion, atlas, pictures, export, set, rest, look, paintGrid, tell */
  constructor(bench) {
    Object.assign(this, { bench, numbers: true });
    this.hand = new Hand({
      cells: () => this.desk.cells,
      kept: () => this.desk.kept,
      second: () => this.desk.second?.cells ?? null,
      code: () => this.desk.code,
      edit: (cells) => bench.set(cells),
      keep: (flags) => this.keep(flags),
      done: () => bench.rest(),
      pick: (place) => this.pick(place.level, this.desk.standing[this.desk.layout.index(place)]),
      box: (box) => bench.stage.grid.setBox(box),
      wanted: () => bench.pictures.wantSecond(),
    });
    this.tools = new CodesTools({
      tool: (name) => this.setTool(name),
      undo: () => this.travel("undo"),
      redo: () => this.travel("redo"),
      reset: () => this.reset(),
      numbers: (on) => this.setNumbers(on),
    });
  }

  get desk() {
    return this.bench.desk;
  }

  tell() {
    const { desk, numbers } = this;
    this.tools.show({
      tool: this.hand.tool,
      code: desk.code,
      tile: desk.tile,
      undo: desk.partial !== null || desk.history.canUndo,
      redo: desk.history.canRedo,
      own: desk.own,
      numbers,
    });
  }

  /** What moves is taken hold of: a dream that is not whole is codes like others from now on. */
  takeHold() {
    const { desk, bench } = this;
    bench.motion.morph.pause();
    if (desk.settle()) bench.set(desk.cells);
  }

  press(place, picks) {
    if (!picks && this.hand.tool !== "pick") this.takeHold();
    this.hand.press(place, picks);
  }

  keep(flags) {
    const { desk, bench } = this;
    desk.kept = flags;
    bench.paintGrid();
    bench.export.forget();
  }

  pick(level, code) {
    const { desk, bench } = this;
    if (level !== desk.level) this.setLevel(level);
    desk.codes[level] = code;
    if (this.hand.tool === "pick") this.hand.tool = "brush"; // what was picked is to be painted with
    bench.atlas.show(level, code);
    bench.paintGrid();
    bench.tell();
    bench.export.forget();
  }

  setTool(name) {
    const { desk, bench } = this;
    this.hand.tool = name;
    bench.stage.grid.drop();
    bench.tell();
    if (name === "keep") bench.motion.open("dream");
    if (name === "copy") bench.motion.open("morph");
    if (name === "copy" && !desk.second) bench.pictures.wantSecond();
  }

  setLevel(level) {
    const { desk, bench } = this;
    desk.level = level;
    bench.stage.setLevel(level);
    this.setNumbers(!bench.stage.grid.crowded);
    bench.atlas.show(level, desk.code);
    bench.paintGrid();
    bench.look(desk.striking(level));
    bench.tell();
    bench.export.forget();
  }

  setNumbers(on) {
    this.numbers = on;
    this.bench.stage.grid.setNumbers(on);
    this.bench.tell();
  }

  reset() {
    this.bench.set(this.desk.original);
    this.bench.rest();
  }

  /** @param {string} way  "undo" or "redo"; a dream that is not whole is left first */
  travel(way) {
    const { desk, bench } = this;
    bench.motion.morph.rest();
    if (bench.endDream() && way === "undo") {
      bench.set(desk.cells);
      bench.rest();
      return;
    }
    const state = desk.history?.[way]();
    if (!state) return;
    desk.take(state);
    bench.pictures.show();
    bench.set(desk.cells);
    bench.rest();
  }
}
