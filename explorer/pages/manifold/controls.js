// The controls of the Manifold page. They say what the hand did and show the state they are told; they keep none.

import { CLASS_COLOURS, el } from "../../ui/canvas/paint.js";

export const button = (text, title, onclick, look = "") =>
  el("button", { class: `gx-btn ${look}`, type: "button", title, onclick }, text);

function check(text, title, onchange) {
  const box = el("input", { type: "checkbox", onchange: () => onchange(box.checked) });
  return { box, root: el("label", { class: "check", title }, box, el("span", {}, text)) };
}

function slider(text, title, range, oninput) {
  const value = el("span", { class: "gx-num" });
  const input = el("input", { type: "range", ...range, oninput: () => oninput(Number(input.value)) });
  return {
    input,
    value,
    root: el(
      "label",
      { class: "gx-field", title },
      el("span", { class: "between" }, el("span", {}, text), value),
      input,
    ),
  };
}

function select(text, title, onchange) {
  const box = el("select", { class: "gx-select", onchange: () => onchange(box.value) });
  return { box, root: el("label", { class: "gx-field", title }, text, box) };
}

const fill = (box, choices, chosen) => {
  box.replaceChildren(...choices.map(([value, text]) => el("option", { value, selected: value === chosen }, text)));
  box.value = chosen;
};

/** Which checkpoints are on the page. `set(name, value)` changes the view. */
export function modelBar(set) {
  const model = select("Model", "The checkpoint whose latent plane is shown", (value) => set("model", value));
  const beside = select("Beside it", "A second checkpoint under the same cursor", (value) => set("beside", value));
  const fit = check(
    "Fit each to its own codes",
    "Give the second model a window that holds its own test codes; the cursors then agree by their place in the window instead of by z",
    (on) => set("fit", on),
  );
  return {
    root: el("div", { class: "model-bar" }, model.root, beside.root, fit.root),
    show(view, cards) {
      const card = cards.find(({ name }) => name === view.model);
      const fitting = cards.filter(({ name, shape }) => name !== view.model && shape.join() === card.shape.join());
      fill(
        model.box,
        cards.map(({ name, title }) => [name, title]),
        view.model,
      );
      fill(
        beside.box,
        [
          ["", fitting.length ? "nothing" : "no other model of this picture size"],
          ...fitting.map(({ name, title }) => [name, title]),
        ],
        view.beside,
      );
      beside.box.disabled = fitting.length === 0;
      fit.root.classList.toggle("gx-hidden", !view.beside);
      fit.box.checked = view.fit;
    },
  };
}

/** How the plane is laid out: `set` changes the view, `zoom(factor)` and `reset()` the window. */
export function gridPanel(set, zoom, reset) {
  const modes = [
    ["cdf", "Equal prior mass", "Cells of equal prior mass: z is the inverse normal CDF of the place in the plane"],
    ["linear", "Linear in z", "Equal steps in z"],
  ].map(([value, text, title]) => [value, button(text, title, () => set("mode", value))]);
  const grid = slider(
    "Pictures across",
    "The plane is shown as this many by this many pictures",
    { min: 10, max: 30, step: 1 },
    (n) => set("grid", n),
  );
  const smooth = check("Smooth pixels", "Blend the pixels when pictures are enlarged", (on) => set("smooth", on));
  const whole = button("Whole plane", "Show the whole plane (double-click, or key 0)", reset);
  return {
    root: el(
      "section",
      { class: "gx-panel" },
      el("h3", {}, "The plane"),
      el(
        "div",
        { class: "segments", role: "group", "aria-label": "Spacing of the grid" },
        ...modes.map(([, node]) => node),
      ),
      grid.root,
      el(
        "div",
        { class: "gx-row" },
        button("−", "Zoom out (wheel, pinch, or key −)", () => zoom(1.6), "square"),
        button("+", "Zoom in (wheel, pinch, or key +)", () => zoom(1 / 1.6), "square"),
        whole,
      ),
      smooth.root,
      el(
        "p",
        { class: "gx-note" },
        "Move over the plane to decode, click to keep, drag to pan, wheel or pinch to zoom.",
      ),
    ),
    show(view, atWhole) {
      for (const [value, node] of modes) node.setAttribute("aria-pressed", value === view.mode);
      grid.input.value = view.grid;
      grid.value.textContent = `${view.grid} × ${view.grid}`;
      smooth.box.checked = view.smooth;
      whole.disabled = atWhole;
    },
  };
}

/** What is drawn over the pictures. */
export function overlayPanel(set) {
  const points = check("Codes of the test set", "The posterior mean of every test picture, coloured by class", (on) =>
    set("points", on),
  );
  const pictures = slider(
    "Pictures under the codes",
    "How strongly the pictures show under the codes",
    { min: 0, max: 100, step: 5 },
    (value) => set("pictures", value / 100),
  );
  const density = check(
    "Density of the prior",
    "Circles that hold 50, 90 and 99 % of the mass of N(0, I); dashed over a model that was not trained to follow it",
    (on) => set("density", on),
  );
  const chips = el("div", { class: "legend", role: "group", "aria-label": "Classes" });
  const all = el(
    "div",
    { class: "gx-row" },
    button("All", "Show the codes of every class", () => set("off", []), "quiet"),
    button(
      "None",
      "Hide the codes of every class",
      () =>
        set(
          "off",
          chips.names.map((_, index) => index),
        ),
      "quiet",
    ),
  );
  chips.names = [];
  const legend = el("div", { class: "legend-box" }, chips, all);
  const under = el("div", { class: "under" }, legend, pictures.root);
  return {
    root: el("section", { class: "gx-panel" }, el("h3", {}, "On the plane"), points.root, under, density.root),
    show(view, look, classes) {
      points.box.checked = view.points;
      density.box.checked = view.density;
      under.classList.toggle("gx-hidden", !view.points);
      legend.classList.toggle("gx-hidden", classes.length < 2);
      pictures.input.value = Math.round(look.pictures * 100);
      pictures.value.textContent = `${Math.round(look.pictures * 100)} %`;
      if (chips.names.join("\n") !== classes.join("\n")) {
        chips.names = classes;
        chips.replaceChildren(
          ...classes.map((name, index) => {
            const chip = button(String(name), `Show or hide the codes of ${name}`, () => set("toggle", index), "chip");
            chip.style.setProperty("--colour", CLASS_COLOURS[index % CLASS_COLOURS.length]);
            return chip;
          }),
        );
      }
      [...chips.children].forEach((chip, index) => chip.setAttribute("aria-pressed", !look.off.has(index)));
    },
  };
}
