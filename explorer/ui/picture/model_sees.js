// What the model sees of an uploaded picture: the chain of steps from the file to the model's pixels, each with its switch.

import { decodeBase64, el, paint } from "../canvas/paint.js";
import { postBytes, query } from "../transport/api.js";

const MOST_BYTES = 5 * 2 ** 20; // as the server has it
const MOST_READ = 100 * 2 ** 20; // larger files are not even opened by the browser
const REDUCED_SIDE = 2048; // a photograph that is too heavy is sent at this size

export class ModelSees {
  /**
   * @param {{card: () => object, onpixels: (pixels: Uint8Array, notes: string[]) => void, onerror: (message: string) => void}} on
   *   card: the model that is asked for. onpixels gets uint8 (c, h, w) for each file and each switch, only the newest;
   *   onerror a sentence, or an empty text when all is well. After an error everything stays as it was.
   */
  constructor(on) {
    this.on = on;
    this.turn = 0;
    this.rows = new Map(); // name of a step -> its row, so that a switch keeps the focus when its picture changes
    this.auto = el(
      "button",
      {
        class: "gx-btn",
        type: "button",
        title: "Let the picture decide about every step again",
        onclick: () => this.ask({}),
      },
      "As the picture asks",
    );
    this.first = this.row("Your picture", "As it was opened, upright.");
    this.list = el("ol", { class: "chain" });
    this.root = el(
      "details",
      { class: "gx-sees gx-hidden" },
      el("summary", {}, "What the model sees"),
      el(
        "p",
        { class: "gx-note" },
        "Each step works on the picture above it. What a picture needs is found out from it; switch a step to see what it is good for.",
      ),
      this.list,
      this.auto,
    );
    this.forget();
  }

  /** Another file: every step is decided by the picture anew. */
  async take(file) {
    const turn = ++this.turn;
    this.on.onerror("");
    try {
      const from = await reduced(file);
      if (turn === this.turn) await this.ask({}, from);
    } catch (error) {
      if (turn === this.turn) this.on.onerror(error.message);
    }
  }

  /** No answer is waited for any more; the file and its chain stay. */
  stop() {
    this.turn++;
    this.wanted = null;
    this.back();
  }

  /** The switches as they were for the pictures that are on screen. */
  back() {
    this.newest = this.steps;
    if (this.shown) this.show(this.shown);
  }

  /** No file any more. */
  forget() {
    Object.assign(this, { turn: this.turn + 1, kept: null, steps: {}, newest: {}, wanted: null, shown: null });
    this.rows.clear();
    this.root.classList.add("gx-hidden");
  }

  /** A file once more with these switches. While an answer is waited for only the newest wish is remembered. */
  async ask(steps, from = this.kept) {
    this.wanted = { steps, from };
    this.newest = steps; // what the switches say, answered or not
    if (this.asking === this.turn) return;
    const turn = (this.asking = this.turn);
    while (turn === this.turn && this.wanted) {
      const wish = this.wanted;
      const card = this.on.card();
      this.wanted = null;
      try {
        const switches = Object.entries(wish.steps)
          .map(([name, on]) => `${name}:${Number(on)}`)
          .join();
        const found = await postBytes(query("/api/picture", { model: card.name, steps: switches }), wish.from.file);
        if (turn !== this.turn) return;
        if (card !== this.on.card()) this.wanted ??= wish; // another model meanwhile
        if (this.wanted) continue;
        Object.assign(this, { steps: wish.steps, kept: wish.from });
        this.show(found);
        this.on.onerror("");
        this.on.onpixels(decodeBase64(found.pixels), [...wish.from.notes, ...found.notes]);
      } catch (error) {
        if (turn !== this.turn) return;
        if (this.wanted) continue;
        this.back();
        this.on.onerror(error.message);
      }
    }
    if (this.asking === turn) this.asking = null;
  }

  show(found) {
    this.shown = found;
    draw(this.first, found.original);
    for (const stage of found.stages) {
      if (!this.rows.has(stage.name))
        this.rows.set(
          stage.name,
          this.row(stage.title, stage.about, (on) => this.ask({ ...this.newest, [stage.name]: on })),
        );
      const row = this.rows.get(stage.name);
      draw(row, stage);
      row.box.checked = stage.on;
      row.root.classList.toggle("off", !stage.on);
      row.state.textContent = stage.on === stage.auto ? "" : "switched by you";
    }
    const rows = [this.first, ...found.stages.map(({ name }) => this.rows.get(name))].map((row) => row.root);
    if (rows.length !== this.list.children.length || rows.some((row, i) => row !== this.list.children[i]))
      this.list.replaceChildren(...rows);
    this.auto.disabled = found.stages.every(({ on, auto }) => on === auto);
    this.root.classList.remove("gx-hidden");
  }

  row(title, about, onswitch = null) {
    const canvas = el("canvas", { class: "gx-canvas", "aria-hidden": "true" });
    const state = el("span", { class: "gx-note state" });
    const box = onswitch && el("input", { type: "checkbox", onchange: () => onswitch(box.checked) });
    const head = el(onswitch ? "label" : "div", { class: "step-name" }, box, el("b", {}, title));
    return {
      canvas,
      box,
      state,
      root: el(
        "li",
        {},
        el("div", { class: "step-picture" }, canvas),
        el("div", {}, head, state, el("p", { class: "gx-note" }, about)),
      ),
    };
  }
}

function draw({ canvas }, { pixels, channels, width, height }) {
  paint(canvas, decodeBase64(pixels), [channels, height, width]);
  canvas.style.setProperty("--ratio", width / height);
}

/** A file that the server takes: a photograph that is too heavy is made smaller here. Throws a sentence. */
async function reduced(file) {
  if (file.size <= MOST_BYTES) return { file, notes: [] };
  const heavy = new Error("The file is larger than 5 MB. Save the picture smaller and try again.");
  if (file.size > MOST_READ) throw heavy;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw heavy;
  }
  const { width, height } = bitmap;
  const scale = Math.min(1, REDUCED_SIDE / Math.max(width, height));
  const canvas = el("canvas", {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff"; // JPEG has no transparency
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const smaller = await new Promise((resolve) => {
    canvas.toBlob(resolve, "image/jpeg", 0.92);
  });
  if (!smaller || smaller.size > MOST_BYTES) throw heavy;
  return {
    file: smaller,
    notes: [`Made smaller in the browser, from ${width.toLocaleString("en")} × ${height.toLocaleString("en")} pixels.`],
  };
}
