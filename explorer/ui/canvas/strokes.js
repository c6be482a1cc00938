// A pointer that draws on a pad: every place it passed through, joined by straight pieces, one pointer at a time.

/** Where an event is on the pad's picture, in its pixels. */
function pointOf(pad, event) {
  const [, h, w] = pad.shape;
  const area = pad.canvas.getBoundingClientRect();
  return [((event.clientX - area.left) / area.width) * w, ((event.clientY - area.top) / area.height) * h];
}

/**
 * @param {object} pad  canvas, cursor (of its keyboard, hidden while a pointer draws), shape; begin() before a stroke, stroke(from, to) for
 *   each piece, changed(done) after each event, done when the stroke is over
 */
export function followStrokes(pad) {
  const { canvas } = pad;
  let pointer = null;
  let last = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button > 0 || pointer !== null) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    pad.cursor.classList.add("gx-hidden");
    pad.begin();
    last = pointOf(pad, event);
    pad.stroke(last, last);
    pad.changed(false);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) {
      const point = pointOf(pad, part);
      pad.stroke(last, point);
      last = point;
    }
    pad.changed(false);
  });
  const end = (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    pad.changed(true);
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("blur", () => pad.cursor.classList.add("gx-hidden"));
}
