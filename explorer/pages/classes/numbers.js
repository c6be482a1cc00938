// What was measured of a conditional model on its test set, each number with a sentence.

import { el, fmt } from "../../ui/canvas/paint.js";

const KNOWN = {
  class_share: [
    "Right class",
    (value) => `${fmt(value * 100, 1)} %`,
    "Of pictures drawn with a class asked for, how many an independent classifier gives that class.",
  ],
  style_carry_error: [
    "Style carried over",
    (value) => `${fmt(value * 100, 1)} % missed`,
    "The style of a test picture, decoded as another class: how often the classifier does not see that class. The smaller, the less the style took of the old class along.",
  ],
  judge_error: [
    "The classifier itself",
    (value) => `${fmt(value * 100, 1)} % missed`,
    "Its own error on real test pictures, the yardstick for both: about what a perfect model would be charged with.",
  ],
  neg_elbo: [
    "−ELBO",
    (value, unit) => `${fmt(value, 1)} ${unit}`,
    "The bound on the code length of a test picture: lower is better.",
  ],
};

export function numbers(card) {
  const rows = Object.entries(KNOWN)
    .filter(([name]) => Number.isFinite(card.metrics?.[name]?.value))
    .flatMap(([name, [title, write, means]]) => {
      const { value, unit = "" } = card.metrics[name];
      return [
        el("dt", {}, title),
        el(
          "dd",
          {},
          el("b", { class: "gx-num" }, write(value, unit.startsWith("nats") ? "nats" : unit)),
          el("span", { class: "gx-note" }, means),
        ),
      ];
    });
  return [
    el("h3", {}, "How well it works"),
    rows.length
      ? el("dl", { class: "measured" }, ...rows)
      : el("p", { class: "gx-note" }, "Nothing was measured of this model: it has no metrics.json."),
  ];
}
