// "In the lecture": each tour as a column of links to ready views, in its order; and one from the visitor's own disk.

import { el } from "../../ui/canvas/paint.js";
import { button } from "../../ui/controls/buttons.js";
import { errorLine } from "../../ui/controls/error_line.js";
import { allTours, goTo, nextView } from "../../ui/tour/tour.js";
import { messageOf, postJSON } from "../../ui/transport/api.js";

/** @typedef {import("../../ui/tour/tour.js").Tour} Tour */

const MOST_BYTES = 2 ** 20;
const FORM = `{"title": "My lecture",
 "steps": [
  {"title": "Chain rule", "sentence": "Press Play.", "link": "/pixels?model=pixelcnn-mnist"},
  {"title": "What comes later, without a view"}
 ]}`;

/**
 * @param {Tour} tour
 * @param {number} place  of a step that has a view
 */
function stepLink(tour, place) {
  const { title, sentence, link } = tour.steps[place];
  const shown = el("a", { href: link, title: sentence }, title);
  shown.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return; // a tab of its own is no tour
    event.preventDefault();
    goTo(tour, place);
  });
  return shown;
}

/** @param {Tour} tour */
function column(tour) {
  const steps = tour.steps.map(({ title, link }, place) =>
    el(
      "li",
      link ? {} : { class: "absent", title: "There is no view of this yet" },
      link ? stepLink(tour, place) : title,
    ),
  );
  const start = button("Go through it", "View by view; Page Down and Page Up go on and back", () =>
    goTo(tour, nextView(tour, 0, 1)),
  );
  return el(
    "article",
    { class: "gx-panel lecture" },
    el("h3", {}, tour.title),
    el("p", { class: "gx-note" }, tour.about),
    el("ol", {}, ...steps),
    el("div", { class: "gx-row" }, start),
  );
}

/** The strip on Home. It stands at once, and fills when the tours have come. */
export class Lectures {
  #columns = el("div", { class: "columns" });
  #error = errorLine();

  #file = el("input", {
    type: "file",
    accept: ".json,application/json",
    class: "gx-hidden",
    "aria-label": "A list of views from your disk",
    onchange: () => this.#openFile(),
  });

  constructor() {
    const open = button("Open your own list", "A JSON file with a title and steps", () => this.#file.click());
    const help = el(
      "details",
      { class: "help" },
      el("summary", {}, "How such a list is written"),
      el("pre", { class: "gx-code" }, FORM),
      el(
        "p",
        { class: "gx-note" },
        "“Copy link” on any page gives what stands after the host. app.py --tours DIR gives a folder of them to " +
          "all visitors: ?tour=NAME begins DIR/NAME.json.",
      ),
    );
    this.root = el(
      "section",
      { class: "lectures", "aria-label": "In the lecture" },
      el("h2", {}, "In the lecture"),
      this.#columns,
      el("div", { class: "gx-row" }, open, this.#file),
      this.#error,
      help,
    );
    this.#fill();
  }

  async #fill() {
    try {
      const { tours, notes } = await allTours();
      this.#columns.replaceChildren(...Object.values(tours).map(column));
      this.#error.textContent = notes.join(" ");
    } catch (error) {
      this.#error.textContent = messageOf(error);
    }
  }

  async #openFile() {
    const [file] = this.#file.files ?? [];
    this.#file.value = "";
    if (!file) return;
    try {
      if (file.size > MOST_BYTES) throw new Error("This file is too long for a list of views.");
      const tour = await postJSON("/api/tour", this.#parsed(await file.text()));
      goTo(tour, nextView(tour, 0, 1));
    } catch (error) {
      this.#error.textContent = messageOf(error);
    }
  }

  /** @param {string} text */
  #parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      throw new Error("This file is not JSON. See below how a list is written.");
    }
  }
}
