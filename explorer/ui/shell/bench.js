// What every page's bench has: the lines for errors and notes, what happens when the page is left and found again, undo
// by keys. And how a page is opened, and opened anew where the browser goes back to another view of it.

import { el } from "../canvas/paint.js";
import { errorLine } from "../controls/error_line.js";
import { undoKeys } from "../controls/history.js";
import { isAnotherAddress } from "../picture/take_along.js";
import { getJSON, messageOf } from "../transport/api.js";
import { Address } from "./address.js";

/** @typedef {import("../types.js").Card} Card */
/** @typedef {import("../types.js").Status} Status */

/**
 * What of the panel that makes a page's link is asked for.
 * @typedef {{on: {view: () => object}, onchange: () => void}} Linked
 */

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

  /** Ends what the bench listens to beyond its page. */
  #over = new AbortController();

  /** @type {Address | null} once the bench has begun, where it has a link */
  #address = null;

  /** @type {{link: Linked, places?: readonly string[]} | null} */
  #linked = null;

  /**
   * @param {HTMLElement} root  what the bench fills, when it begins
   * @param {string} kept  a sentence that says what stays where the server does not answer: "The codes stay as they
   *   are"
   */
  constructor(root, kept = "Your view is kept") {
    this.root = root;
    this.offline = `The explorer does not answer. ${kept}, and it is tried again.`;
    const { signal } = this.#over;
    const left = () => {
      this.#address?.flush();
      this.leave();
    };
    addEventListener("pagehide", left, { signal });
    addEventListener(
      "pageshow",
      (event) => {
        if (event.persisted) this.resume();
      },
      { signal },
    );
  }

  /**
   * The address is to follow the view from the bench's beginning on, see Address.
   * @param {Linked} link  the panel that makes the page's link
   * @param {readonly string[]} [places]  fields of the view of which another value is another place; the model, if none
   *   are given
   */
  followAddress(link, places) {
    this.#linked = { link, places };
  }

  /**
   * The bench has begun, and shows what its address says.
   * @param {{[field: string]: unknown}} defaults  of the view's fields
   */
  arrive(defaults) {
    if (!this.#linked) return;
    const { link, places } = this.#linked;
    const address = new Address(this.root, { view: () => link.on.view(), defaults, places });
    link.onchange = () => address.changed();
    this.#address = address;
  }

  /** A pointer that only hovers has changed the view. */
  followHover() {
    this.#address?.changed({ hover: true });
  }

  /** @param {boolean} held  the address says another view than the page shows */
  holdAddress(held) {
    this.#address?.hold(held);
  }

  /** Another bench takes its place. */
  retire() {
    this.holdAddress(true);
    this.#over.abort();
    this.leave();
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
 * @param {(given: {root: HTMLElement, cards: Card[], all: Card[], view: V}) => Bench | Promise<Bench>} page.make  makes
 *   the bench; root: what it fills, cards: the models that the page takes, all: every model there is, unusable ones too
 * @param {(card: Card) => boolean} [page.able]  which models the page takes, where it is not those whose card names it
 * @param {NoModel} [page.none]  is shown where there is no such model
 */
export async function mountPage(root, page) {
  /** @type {Promise<import("../types.js").Opening<V>>} */
  const opening = read(page.path);
  opening.catch(() => {}); // refused where there is no model, and not needed then
  const { able = (card) => page.path in card.pages, none } = page;
  try {
    /** @type {Card[]} */
    const all = await getJSON("/api/models");
    const cards = all.filter(able);
    if (none && !cards.length) {
      root.replaceChildren(noModel(none));
      return;
    }
    const opened = await opening;
    const make = (/** @type {HTMLElement} */ place, /** @type {V} */ view) =>
      page.make({ root: place, cards, all, view });
    const bench = await make(root, opened.view);
    await begin(bench, opened);
    followHistory(bench, page.path, make);
  } catch (error) {
    root.replaceChildren(errorLine(messageOf(error)));
  }
}

/**
 * The view that the address asks for.
 * @template {object} V
 * @param {string} path
 * @returns {Promise<import("../types.js").Opening<V>>}
 */
const read = (path) => getJSON(`/api/view/${path}${location.search}`);

/**
 * The bench shows what its address says, and what of it could not be followed is told.
 * @param {Bench} bench
 * @param {Pick<import("../types.js").Opening<object>, "notes" | "defaults">} opening
 */
async function begin(bench, { notes, defaults }) {
  await bench.begin();
  bench.tell([...notes, ...bench.remarks].join(" "));
  bench.arrive(defaults);
}

/**
 * Where the browser goes back or forth to another view of the page, a new bench shows it, as it would after a reload;
 * the old one stays in sight till then.
 * @template {object} V
 * @param {Bench} bench  the first
 * @param {string} path
 * @param {(root: HTMLElement, view: V) => Bench | Promise<Bench>} make
 */
function followHistory(bench, path, make) {
  let shown = bench;
  let turn = 0;
  const open = async () => {
    const mine = ++turn;
    shown.holdAddress(true);
    shown.root.inert = true; // what it would do now, or link to, is of another view
    /** @type {import("../types.js").Opening<V>} */
    let opening;
    try {
      opening = await read(path);
    } catch (error) {
      shown.holdAddress(false);
      shown.root.inert = false;
      shown.fail(messageOf(error));
      return;
    }
    if (mine !== turn) return;
    shown.retire();
    // What listens on the old bench's root, or asks whether it is on the page, is done with.
    const root = /** @type {HTMLElement} */ (shown.root.cloneNode(false));
    root.append(...shown.root.childNodes);
    shown.root.replaceWith(root);
    try {
      shown = await make(root, opening.view);
      await begin(shown, opening);
    } catch (error) {
      root.replaceChildren(errorLine(messageOf(error)));
    } finally {
      root.inert = false;
    }
  };
  addEventListener("popstate", () => {
    if (isAnotherAddress()) open();
  });
}
