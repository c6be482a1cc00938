// Pointing at codes and picking them, by mouse, finger and keyboard.

/**
 * What is told of a hand.
 * @typedef {object} CodeCalls
 * @property {(code: number) => void} point  at a code; -1: at none
 * @property {(code: number) => void} pick
 */

/**
 * A canvas that codes lie on.
 * @typedef {object} CodeCanvas
 * @property {HTMLCanvasElement} canvas
 * @property {CodeCalls} on
 * @property {import("./tiles.js").CodeLook | null} look  null before there is a codebook
 * @property {(x: number, y: number) => number} at  the code at a point of the canvas, or -1
 * @property {(code: number, key: string) => number} go  where a key goes from a code, or -1 where it goes nowhere
 */

/** @param {CodeCanvas} view */
export function chooseCodes(view) {
  const { canvas, on } = view;
  /** @param {MouseEvent} event */
  const codeAt = (event) => {
    const area = canvas.getBoundingClientRect();
    return view.look ? view.at(event.clientX - area.left, event.clientY - area.top) : -1;
  };
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") on.point(codeAt(event));
  });
  canvas.addEventListener("pointerleave", () => on.point(-1));
  canvas.addEventListener("blur", () => on.point(-1));
  canvas.addEventListener("click", (event) => {
    const code = codeAt(event);
    if (code >= 0) on.pick(code);
  });
  canvas.addEventListener("keydown", (event) => {
    if (!view.look || event.ctrlKey || event.metaKey || event.altKey) return;
    const { pointed, picked } = view.look;
    const from = pointed >= 0 ? pointed : Math.max(picked, 0);
    if (event.key === "Enter" || event.key === " ") on.pick(from);
    else {
      const next = view.go(from, event.key);
      if (next < 0) return;
      on.point(next);
    }
    event.preventDefault();
  });
}
