// What a tooltip says, without a mouse: a word with a dotted line opens its sentence at a click or tap, and a long
// press opens that of a button or a field. Whatever has a title takes part.

import { el } from "../canvas/paint.js";

const LONG_MS = 550;
const STILL = 10; // pixels that a resting finger may move
const GAP = 6; // between the word and its sentence
const CONTROLS = "button, a, input, select, textarea, canvas, summary, [role=slider], [role=button]";

/** The one sentence that is open. */
class Hint {
  #box = el("div", { class: "gx gx-hint", role: "tooltip" });

  /** @param {Element} word  whose title it is */
  show(word) {
    this.#box.textContent = word.getAttribute("title");
    document.body.append(this.#box);
    const at = word.getBoundingClientRect();
    const { width, height } = this.#box.getBoundingClientRect();
    const left = Math.min(Math.max(GAP, at.left), innerWidth - width - GAP);
    const below = at.bottom + GAP;
    const top = below + height > innerHeight ? at.top - height - GAP : below;
    Object.assign(this.#box.style, { left: `${left}px`, top: `${Math.max(GAP, top)}px` });
  }

  hide() {
    this.#box.remove();
  }

  get isOpen() {
    return this.#box.isConnected;
  }
}

/**
 * The nearest thing around `target` that has something to say.
 * @param {EventTarget | null} target
 * @returns {Element | null}
 */
const titled = (target) => (target instanceof Element ? target.closest(".gx [title]:not([title=''])") : null);

/** Follow clicks and long presses, once a page. */
export function showHints() {
  const hint = new Hint();
  let timer = 0;
  /** @type {[number, number]} */
  let began = [0, 0];
  let pressed = false; // long enough: the click that follows is not meant for the button

  document.addEventListener(
    "click",
    (event) => {
      if (pressed) {
        pressed = false;
        event.preventDefault();
        event.stopPropagation();
      }
    },
    true,
  );
  document.addEventListener("click", (event) => {
    const word = titled(event.target);
    const onControl = event.target instanceof Element && event.target.closest(CONTROLS);
    if (word && !word.matches(CONTROLS) && !(onControl && word.contains(onControl))) hint.show(word);
    else hint.hide();
  });
  document.addEventListener("pointerdown", (event) => {
    clearTimeout(timer);
    pressed = false;
    const word = event.pointerType === "touch" ? titled(event.target) : null;
    if (!word || word.matches("canvas, input, [role=slider]")) return; // these are held to be dragged
    began = [event.clientX, event.clientY];
    timer = setTimeout(() => {
      pressed = word.matches(CONTROLS);
      hint.show(word);
    }, LONG_MS);
  });
  document.addEventListener("pointermove", (event) => {
    if (Math.hypot(event.clientX - began[0], event.clientY - began[1]) > STILL) clearTimeout(timer);
  });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => clearTimeout(timer));
  addEventListener("scroll", () => hint.hide(), { capture: true, passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && hint.isOpen) hint.hide();
  });
}
