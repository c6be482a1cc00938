// What every page's bench has: the lines for errors and notes, what happens when the page is left and found again, undo
// by keys. And how a page is opened.

import { el } from "../canvas/paint.js";
import { errorLine } from "../controls/error_line.js";
import { undoKeys } from "../controls/history.js";
import { getJSON, messageOf } from "../transport/api.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").Status} Status */

/**
 * What a page that has no model shows instead of its bench.
 * @typedef {{title: string, sentence: string, command: string}} NoModel
 */

/**
 * A page's bench. A page's own class extends it, puts `error` and `note` on its page, and overrides what it needs.
 */
export class Bench {
  /** Where errors stand. */
  error = errorLine();

  /** Where notes stand, those about the link first of all. */
  note = el("p", { class: "gx-note", role: "status" });

  /** @type {string[]} what the bench found out by itself about its view, to stand among the notes on the link */
  remarks = [];

  /**
   * @param {HTMLElement} root  what the bench fills, when it begins
   * @param {string} kept  a sentence that says what stays where the server does not answer: "The codes stay as they
   *   are"
   */
  constructor(root, kept = "Your view is kept") {
    this.root = root;
    this.offline = `The explorer does not answer. ${kept}, and it is tried again.`;
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.resume();
    });
  }

  /**
   * Show what the view says; called once.
   * @returns {void | Promise<void>}
   */
  begin() {}

  /** The page is left: connections are closed, what plays stops. */
  leave() {}

  /** The browser brings the page back from its memory: what `leave` closed is opened where it is needed. */
  resume() {}

  /** Call `undo` and `redo` at Ctrl+Z, and Ctrl+Shift+Z or Ctrl+Y. */
  followUndoKeys() {
    undoKeys(this.root, { undo: () => this.undo(), redo: () => this.redo() });
  }

  undo() {}

  redo() {}

  /**
   * How a connection stands: an error as long as there is none.
   * @param {Status} status
   */
  say(status) {
    if (status === "offline") this.fail(this.offline);
    else if (this.error.textContent === this.offline) this.fail("");
  }

  /** @param {string} text  of the note; empty for none */
  tell(text) {
    this.note.textContent = text;
  }

  /** @param {string} message  of the error; empty when it is over */
  fail(message) {
    this.error.textContent = message;
  }
}

/** @param {NoModel} none */
const noModel = ({ title, sentence, command }) =>
  el(
    "section",
    { class: "gx-panel" },
    el("h3", {}, title),
    el("p", { class: "gx-note" }, sentence),
    el("pre", { class: "gx-code" }, command),
  );

/**
 * Open a page: its models and the view of its address are asked for, the bench is made and begins, and what of the link
 * could not be followed is told. What goes wrong stands on the page.
 * @template {object} V  the page's view, as the server reads it from an address
 * @param {HTMLElement} root
 * @param {object} page
 * @param {string} page.path  of its address
 * @param {(given: {cards: Card[], all: Card[], view: V}) => Bench | Promise<Bench>} page.make  makes the bench; cards:
 *   the models that the page takes, all: every model there is, unusable ones too
 * @param {(card: Card) => boolean} [page.able]  which models the page takes, where it is not those whose card names it
 * @param {NoModel} [page.none]  is shown where there is no such model
 */
export async function mountPage(root, { path, make, able = (card) => path in card.pages, none }) {
  try {
    /** @type {Promise<import("../types.js").Opening<V>>} */
    const opening = getJSON(`/api/view/${path}${location.search}`);
    opening.catch(() => {}); // refused where there is no model, and not needed then
    /** @type {Card[]} */
    const all = await getJSON("/api/models");
    const cards = all.filter(able);
    if (none && !cards.length) {
      root.replaceChildren(noModel(none));
      return;
    }
    const { view, notes } = await opening;
    const bench = await make({ cards, all, view });
    await bench.begin();
    bench.tell([...notes, ...bench.remarks].join(" "));
  } catch (error) {
    root.replaceChildren(errorLine(messageOf(error)));
  }
}
