// How checkpoints learnt: what was noted while they were trained, as curves against seconds or steps.

import { el, fmt } from "../../ui/canvas/paint.js";
import { Chart } from "../../ui/charts/chart.js";
import { press, toggleButton } from "../../ui/controls/buttons.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { checkbox, select } from "../../ui/controls/fields.js";
import { grouped } from "../../ui/controls/grouped.js";
import { why } from "../../ui/lessons/why.js";
import { getJSON, messageOf, query } from "../../ui/transport/api.js";
import { colourAt, ModelChips } from "./model_chips.js";

/**
 * @typedef {import("../../ui/types.js").Card} Card
 * @typedef {import("./parts_state.js").PartsState} PartsState
 * @typedef {import("./parts_state.js").Kept} Kept
 */

/** @typedef {{[measure: string]: number}} Point  step, seconds and what was noted then */
/** @typedef {{unit: string, points: Point[]}} History */
/** @typedef {{name: string, title: string, colour: string, history: History}} Run */

const MOST = 8;
const DIGITS = 5; // of a read-out
const MOST_POINTS = 0.9; // share of the points that the vertical axis shows at first
const EDGE = 0.08; // of the vertical axis, beyond them

/** @type {[string, string][]} */
const MEASURES = [
  ["validation", "Loss on validation pictures"],
  ["loss", "Loss on training pictures"],
  ["reconstruction", "Reconstruction alone"],
  ["kl", "KL, or commitment, alone"],
];

/** @type {[string, string][]} */
const AXES = [
  ["seconds", "Seconds"],
  ["steps", "Steps"],
];

export class Histories {
  #chips = new ModelChips({
    label: "Models whose curves are shown",
    most: MOST,
    onchange: (names) => this.#take(names),
  });
  #measures = select("Shows", "What of the loss is drawn", (measure) => this.#change({ measure }), "inline");
  #axes = AXES.map(([against, name]) => ({
    against,
    button: toggleButton(name, `Draw the curves against ${against}`, () => this.#change({ against })),
  }));

  #early = checkbox(
    "The beginning, too",
    "The first points lie far above the rest, which is drawn large without them",
    () => this.#show(),
  );

  #charts = el("div", { class: "history-charts" });
  #told = el("p", { class: "gx-note standing", role: "status" });
  #without = el("p", { class: "gx-note" });
  #error = errorLine();

  /** @type {Map<string, Chart>} by unit */
  #made = new Map();

  /** @type {Map<string, Promise<History>>} */
  #histories = new Map();

  /** @type {Card[]} with a history, by their unit */
  #cards = [];

  /** @type {Map<string, string>} units by name */
  #units = new Map();

  #turn = 0;

  /**
   * @param {PartsState} state  is changed here
   * @param {Card[]} cards
   * @param {() => void} onchange  the state has changed
   */
  constructor(state, cards, onchange) {
    this.state = state;
    this.cards = cards;
    this.onchange = onchange;
    this.#measures.box.append(...MEASURES.map(([value, text]) => el("option", { value }, text)));
    const against = el(
      "div",
      { class: "gx-row", role: "group", "aria-label": "Against" },
      ...this.#axes.map((axis) => axis.button),
    );
    this.root = el(
      "section",
      { class: "gx-panel histories", "aria-label": "Curves" },
      el("h3", {}, "How the checkpoints learnt", why("curves")),
      this.#chips.root,
      el("div", { class: "gx-row" }, this.#measures.root, against, this.#early.root),
      this.#error,
      this.#charts,
      this.#told,
      this.#without,
    );
  }

  /** @param {Kept[]} kept  what there is of each checkpoint */
  begin(kept) {
    const points = new Map(kept.map((one) => [one.name, one.points]));
    this.#units = new Map(kept.map(({ name, unit }) => [name, unit]));
    const known = this.cards.filter(({ name }) => points.has(name));
    this.#cards = known.filter(({ name }) => points.get(name));
    const without = known.filter(({ name }) => !points.get(name)).map(({ title }) => title);
    this.#without.textContent = without.length
      ? `Without a history, of closed form or saved without one: ${without.join("; ")}.`
      : "";
    this.#show();
  }

  /** The names of the models that are shown. */
  get #names() {
    const there = this.#cards.map(({ name }) => name);
    const asked = this.state.curves.split(",").filter((name) => there.includes(name));
    if (asked.length) return asked;
    const first = this.#cards.filter(({ first, can }) => first.includes("training") && can.includes("autoregress"));
    return (first.length ? first : this.#cards.slice(0, 3)).slice(0, MOST).map(({ name }) => name);
  }

  /** @param {string[]} names */
  #take(names) {
    this.#change({ curves: names.join(",") });
  }

  /** @param {Partial<PartsState>} part */
  #change(part) {
    Object.assign(this.state, part);
    this.#show();
    this.onchange();
  }

  async #show() {
    const turn = ++this.#turn;
    const names = this.#names;
    const choices = this.#cards.map(({ name, title }) => ({ name, title, group: this.#units.get(name) ?? "" }));
    this.#chips.show(choices, names);
    this.#measures.box.value = this.state.measure;
    for (const axis of this.#axes) press(axis.button, axis.against === this.state.against);
    try {
      const histories = await Promise.all(names.map((name) => this.#history(name)));
      if (turn !== this.#turn) return;
      this.#error.textContent = "";
      this.#draw(
        names.map((name, i) => {
          const title = this.#cards.find((card) => card.name === name)?.title ?? name;
          return { name, title, colour: colourAt(i), history: histories[i] };
        }),
      );
    } catch (error) {
      if (turn === this.#turn) this.#error.textContent = messageOf(error);
    }
  }

  /** @param {string} name  @returns {Promise<History>} */
  #history(name) {
    const known = this.#histories.get(name);
    if (known) return known;
    /** @type {Promise<History>} */
    const asked = getJSON(query("/api/training/history", { model: name }));
    this.#histories.set(name, asked);
    asked.catch(() => this.#histories.delete(name)); // asked for again
    return asked;
  }

  /** @param {Run[]} runs */
  #draw(runs) {
    const { against, measure } = this.state;
    const key = against === "seconds" ? "seconds" : "step";
    const drawn = runs.filter(({ history }) => history.points.some((point) => key in point && measure in point));
    const groups = grouped(drawn, ({ history }) => history.unit);
    for (const unit of [...this.#made.keys()]) if (!groups.has(unit)) this.#made.delete(unit);
    const parts = [...groups].map(([unit, members]) => {
      const chart = this.#chart(unit);
      chart.show(
        members.map((run) => trace(run, key, measure)),
        {
          xaxis: { title: { text: against }, rangemode: "tozero" },
          yaxis: {
            title: { text: unit },
            ...(this.#early.box.checked ? {} : { range: rangeOf(members, key, measure) }),
          },
          hovermode: "closest",
          showlegend: false,
        },
        `${measure} of ${members.map(({ title }) => title).join(", ")} against ${against}, ${unit}`,
      );
      return chart.root;
    });
    this.#charts.replaceChildren(...parts);
    const left = runs.filter((run) => !drawn.includes(run)).map(({ title }) => title);
    const lacks = left.length ? `Nothing of this was noted of ${left.join("; ")}. ` : "";
    this.#told.textContent =
      lacks + [...groups].map(([unit, members]) => compared(members, key, measure, unit)).join(" ");
  }

  /** @param {string} unit */
  #chart(unit) {
    const chart = this.#made.get(unit) ?? new Chart({ label: `Curves, ${unit}`, height: 300 });
    this.#made.set(unit, chart);
    return chart;
  }
}

/**
 * @param {Run} run
 * @param {"seconds" | "step"} key
 * @param {string} measure
 */
function trace({ title, colour, history }, key, measure) {
  const points = history.points.filter((point) => key in point && measure in point);
  return {
    type: "scatter",
    mode: "lines+markers",
    x: points.map((point) => point[key]),
    y: points.map((point) => point[measure]),
    name: title,
    line: { color: colour, width: 2 },
    marker: { color: colour, size: 4 },
    text: points.map(({ step, seconds }) => `step ${step.toLocaleString("en")}, ${fmt(seconds, 0)} s`),
    hovertemplate: `%{y:.${DIGITS}g}<br>%{text}<extra>${title.replaceAll("<", "&lt;")}</extra>`,
  };
}

/**
 * What the vertical axis shows: from the least value to that which most points are below.
 * @param {Run[]} runs
 * @param {"seconds" | "step"} key
 * @param {string} measure
 * @returns {[number, number]}
 */
function rangeOf(runs, key, measure) {
  const points = runs.flatMap(({ history }) => history.points.filter((point) => key in point && measure in point));
  const values = points.map((point) => point[measure]).sort((a, b) => a - b);
  const [least, most] = [values[0], values[Math.floor(MOST_POINTS * (values.length - 1))]];
  const edge = EDGE * (most - least) || 1;
  return [least - edge, most + edge];
}

/**
 * A measure after so many seconds or steps, on the straight line between two points; null before the first one and
 * after the last.
 * @param {Point[]} points  with that measure
 * @param {"seconds" | "step"} key
 * @param {string} measure
 * @param {number} at
 * @returns {number | null}
 */
export function valueAfter(points, key, measure, at) {
  const after = points.findIndex((point) => point[key] >= at);
  if (after < 0 || (after === 0 && points[0][key] > at)) return null;
  if (after === 0) return points[0][measure];
  const [one, other] = [points[after - 1], points[after]];
  const share = (at - one[key]) / (other[key] - one[key] || 1);
  return one[measure] + share * (other[measure] - one[measure]);
}

/**
 * Who had come how far when the shortest of some runs ended.
 * @param {Run[]} runs  of one unit
 * @param {"seconds" | "step"} key
 * @param {string} measure
 * @param {string} unit
 */
export function compared(runs, key, measure, unit) {
  if (runs.length < 2) return "";
  const known = runs.map(({ title, history }) => ({
    title,
    points: history.points.filter((point) => key in point && measure in point),
  }));
  const end = Math.min(...known.map(({ points }) => points.at(-1)?.[key] ?? Infinity));
  const reached = known
    .map(({ title, points }) => ({ title, value: valueAfter(points, key, measure, end) }))
    .sort((a, b) => (a.value ?? Infinity) - (b.value ?? Infinity));
  const words = reached.map(
    ({ title, value }) => `${title} ${value === null ? "not begun" : fmt(value, value < 10 ? 3 : 1)}`,
  );
  const when = key === "seconds" ? `${fmt(end, 0)} seconds` : `${end.toLocaleString("en")} steps`;
  return `After ${when}, when the shortest of these ended (${unit}): ${words.join(", ")}.`;
}
