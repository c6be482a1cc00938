// The derivation of the bound in four lines; the term that is pointed at is marked in all of them.

import { el, fmt } from "../../ui/canvas/paint.js";

/** @typedef {import("./linear_model.js").Terms} Terms */
/** @typedef {import("./waterfall.js").Term} Term */

/** @type {{[term in Term]: [string, string, string]}} what a term is in line 2, in line 3 and in line 4 */
const WRITTEN = {
  reconstruction: ["p(x|z)", "E_q[ln p(x|z)]", "reconstruction"],
  prior: ["p(z)", "− E_q[ln q(z) / p(z)]", "− KL(q, p(z))"],
  posterior: ["p(z|x)", "+ E_q[ln q(z) / p(z|x)]", "+ KL(q, p(z|x))"],
};

export class Derivation {
  #numbers = {
    reconstruction: el("span", { class: "gx-num" }),
    prior: el("span", { class: "gx-num" }),
    posterior: el("span", { class: "gx-num" }),
  };

  /** @type {HTMLElement[]} */
  #terms = [];

  /** @param {(term: Term | null) => void} onmark  a term is pointed at, or none any more */
  constructor(onmark) {
    this.onmark = onmark;
    const line = (/** @type {string} */ why, /** @type {(Node | string)[]} */ ...parts) =>
      el("li", {}, el("span", { class: "maths" }, ...parts), el("span", { class: "gx-note" }, why));
    const all = /** @type {Term[]} */ (Object.keys(WRITTEN));
    const spaced = (/** @type {Node[]} */ nodes) => nodes.flatMap((node) => [node, " "]);
    this.root = el(
      "ol",
      { class: "derivation" },
      line("z does not occur: averaging over q changes nothing", "ln p(x) = E_q[ln p(x)]"),
      line(
        "Bayes: p(z|x) p(x) = p(x|z) p(z)",
        "= E_q[ln ",
        this.#term("reconstruction", 0),
        " ",
        this.#term("prior", 0),
        " / ",
        this.#term("posterior", 0),
        "]",
      ),
      line(
        "times q(z) / q(z), and the logarithm of a product",
        "= ",
        ...spaced(all.map((term) => this.#term(term, 1))),
      ),
      line("the last is never negative: without it a bound", "= ", ...spaced(all.map((term) => this.#term(term, 2)))),
      line("now", "= ", ...spaced(all.map((term) => this.#number(term)))),
    );
  }

  /**
   * @param {Term} term
   * @param {number} line
   */
  #term(term, line) {
    return this.#follow(term, el("button", { class: "term", type: "button" }, WRITTEN[term][line]));
  }

  /** @param {Term} term */
  #number(term) {
    return this.#follow(term, el("button", { class: "term", type: "button" }, this.#numbers[term]));
  }

  /**
   * @param {Term} term
   * @param {HTMLElement} node
   */
  #follow(term, node) {
    node.dataset.term = term;
    for (const event of ["pointerenter", "focus", "click"]) node.addEventListener(event, () => this.onmark(term));
    for (const event of ["pointerleave", "blur"]) node.addEventListener(event, () => this.onmark(null));
    this.#terms.push(node);
    return node;
  }

  /** @param {Terms} terms */
  show({ reconstruction, prior, posterior }) {
    this.#numbers.reconstruction.textContent = fmt(reconstruction, 3);
    this.#numbers.prior.textContent = `− ${fmt(prior, 3)}`;
    this.#numbers.posterior.textContent = `+ ${fmt(posterior, 3)}`;
  }

  /** @param {Term | null} term */
  mark(term) {
    for (const node of this.#terms) node.classList.toggle("marked", node.dataset.term === term);
  }
}
