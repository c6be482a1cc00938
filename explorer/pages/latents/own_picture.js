// A picture of one's own under the models: posterior, reconstruction, difference, and the scores in nats.

import { decodeBase64, diverging, el, fmt, paint, setSmooth } from "../../ui/canvas/paint.js";
import { postBytes, query } from "../../ui/transport/api.js";

export class OwnPicture {
  /**
   * @param {object} on  cards() -> the models on the page, the sliders' own first; posterior(found) for the first model;
   *   back() puts the sliders on the picture; relabel(class); error(message)
   */
  constructor(on) {
    this.on = on;
    this.pixels = null;
    this.turn = 0;
    this.rows = el("div", { class: "own-rows" });
    this.back = el(
      "button",
      {
        class: "gx-btn",
        type: "button",
        title: "Put the sliders on the mean of this picture's posterior",
        onclick: () => on.back(),
      },
      "Back to the picture",
    );
    this.root = el(
      "section",
      { class: "gx-panel own gx-hidden" },
      el("div", { class: "between" }, el("h3", {}, "Your picture under the model"), this.back),
      this.rows,
      el(
        "div",
        { class: "legend gx-num", "aria-hidden": "true" },
        el("span", {}, "−1"),
        el("i", {}),
        el("span", {}, "+1"),
        el("span", {}, "reconstruction minus picture"),
      ),
    );
  }

  /** Encode `pixels` with every model on the page that can. Resolves when all have answered; true where it is still wanted. */
  async show(pixels = this.pixels, label = null) {
    const turn = ++this.turn;
    const cards = this.on.cards().filter((card) => card.can.includes("encode"));
    // A stroke's last piece may be told after a person corrected the class: the same picture keeps what was said of it.
    this.label =
      label ??
      (pixels && this.pixels?.length === pixels.length && pixels.every((value, i) => value === this.pixels[i])
        ? (this.label ?? null)
        : null);
    this.pixels = pixels;
    if (!pixels) return false;
    try {
      const found = await Promise.all(
        cards.map((card) =>
          postBytes(
            query("/api/encode", {
              model: card.name,
              ...(this.label !== null && card.conditions ? { label: this.label } : {}),
            }),
            pixels,
          ),
        ),
      );
      if (turn !== this.turn) return false;
      this.posterior = cards[0] === this.on.cards()[0] ? found[0] : null;
      this.rows.replaceChildren(...cards.map((card, i) => this.row(card, found[i], i > 0)));
      this.root.classList.remove("gx-hidden");
      this.back.classList.toggle("gx-hidden", !this.posterior);
      if (this.posterior) this.on.posterior(this.posterior);
      return true;
    } catch (error) {
      if (turn === this.turn) this.on.error(error.message);
      return false;
    }
  }

  /** The picture does not fit the models any more. */
  clear() {
    this.turn++;
    this.pixels = this.posterior = null;
    this.root.classList.add("gx-hidden");
    this.rows.replaceChildren();
  }

  setSmooth(smooth) {
    this.smooth = smooth;
    for (const canvas of this.rows.querySelectorAll("canvas")) setSmooth(canvas, smooth);
  }

  /** Which class a conditional model took the picture for, to be corrected by hand. */
  taken(card, found) {
    if (!card.conditions) return null;
    const box = el(
      "select",
      { class: "gx-select", onchange: () => this.on.relabel(Number(box.value)) },
      ...card.classes.map((name, i) =>
        el("option", { value: String(i) }, `${name} (${fmt(found.labels[i] * 100, 0)} %)`),
      ),
    );
    box.value = String(found.label);
    return el(
      "label",
      {
        class: "gx-field",
        title: "The class under which its bound is highest, each as likely beforehand; another one gives another style",
      },
      "Taken for",
      box,
    );
  }

  row(card, found, second) {
    const [c, h, w] = card.shape;
    const reconstruction = decodeBase64(found.reconstruction);
    const readout = el("p", { class: "gx-note gx-num readout" });
    const difference = new Float32Array(h * w);
    for (let i = 0; i < c * h * w; i++) difference[i % (h * w)] += (reconstruction[i] - this.pixels[i]) / 255 / c;
    const colours = new Uint8Array(3 * h * w);
    difference.forEach((value, i) =>
      diverging(value).forEach((part, channel) => {
        colours[channel * h * w + i] = part;
      }),
    );
    const figure = (name, pixels, shape) => {
      const canvas = el("canvas", { class: "gx-canvas", role: "img", "aria-label": `${name}, ${card.title}` });
      canvas.style.setProperty("--ratio", w / h);
      paint(canvas, pixels, shape);
      setSmooth(canvas, this.smooth);
      canvas.addEventListener("pointermove", (event) => {
        const area = canvas.getBoundingClientRect();
        const cell = (value, count) => Math.min(count - 1, Math.max(0, Math.floor(value * count)));
        const x = cell((event.clientX - area.left) / area.width, w);
        const y = cell((event.clientY - area.top) / area.height, h);
        const at = y * w + x;
        readout.textContent = `row ${y + 1}, column ${x + 1}: ${fmt(this.pixels[at] / 255)} → ${fmt(reconstruction[at] / 255)}, difference ${fmt(difference[at])}`;
      });
      canvas.addEventListener("pointerleave", () => {
        readout.textContent = "";
      });
      return el("figure", {}, canvas, el("figcaption", {}, name));
    };
    return el(
      "div",
      { class: "own-row" },
      el(
        "div",
        { class: "trio" },
        figure("picture", this.pixels, card.shape),
        figure("reconstruction", reconstruction, card.shape),
        figure("difference", colours, [3, h, w]),
      ),
      el(
        "div",
        { class: "scores" },
        el("h4", {}, card.title),
        el("dl", { class: "numbers" }, ...scores(found)),
        this.taken(card, found),
        why(found, card, second),
      ),
      readout,
    );
  }
}

function scores(found) {
  const row = (name, title, text) => [el("dt", { title }, name), el("dd", { class: "gx-num" }, text)];
  const rows = row(
    "squared error",
    "Mean over the pixels, on the scale 0 to 1; the reconstruction is decoded from the posterior's mean",
    fmt(found.mse, 4),
  );
  if (found.kl_total !== null)
    rows.push(...row("KL", "From the posterior to the prior, summed over all latents", `${fmt(found.kl_total)} nats`));
  if (found.elbo !== null)
    rows.push(
      ...row(
        "ELBO",
        "Expected log-likelihood of the picture minus KL: a lower bound on ln p(x)",
        `${fmt(found.elbo)} nats`,
      ),
    );
  if (found.iwae !== null)
    rows.push(
      ...row(
        `IWAE, k = ${found.iwae_samples}`,
        "The importance-weighted, tighter bound on ln p(x)",
        `${fmt(found.iwae)} nats`,
      ),
    );
  return rows;
}

function why(found, card, second) {
  const words = [];
  if (found.kl_total === null) {
    words.push(
      found.std.every((value) => value === 0)
        ? "An autoencoder gives a point, not a distribution: it has no KL and no bound on ln p(x)."
        : `${card.title} can't score a picture.`,
    );
  }
  if (second) words.push("This is its own code for the picture; the sliders follow the first model's.");
  return el("p", { class: "gx-note" }, words.join(" "));
}
