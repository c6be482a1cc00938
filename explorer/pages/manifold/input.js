// What hands do on a plane, as plain events in fractions of its window: mouse, wheel, touch and keyboard.

const SLOP = 4; // pixels a click may move
const DOUBLE_MS = 230; // a click waits this long for a second one
const KEY_STEP = 0.01;
const KEY_PAN = 0.1;
const KEY_ZOOM = 1.25;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} on  hover(fx, fy), pan(dx, dy), rest(), zoom(factor, fx, fy), step(dx, dy), keep(), reset(), wake()
 */
export function listen(canvas, on) {
  const held = new Map(); // pointer id -> where it is, in fractions
  let moved = 0;
  let clickTimer = 0;
  let pinch = null;

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  const inside = ([x, y]) => [Math.min(Math.max(x, 0), 1), Math.min(Math.max(y, 0), 1)];

  const spread = () => {
    const [first, second] = [...held.values()];
    const { width, height } = canvas.getBoundingClientRect();
    return {
      x: (first[0] + second[0]) / 2,
      y: (first[1] + second[1]) / 2,
      size: Math.max(8, Math.hypot((first[0] - second[0]) * width, (first[1] - second[1]) * height)),
    };
  };

  canvas.addEventListener("pointerenter", () => on.wake());
  canvas.addEventListener("focus", () => on.wake());

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    held.set(event.pointerId, at(event));
    moved = 0;
    if (held.size === 2) pinch = spread();
    else if (event.pointerType === "touch") on.hover(...inside(at(event)));
  });

  canvas.addEventListener("pointermove", (event) => {
    const now = at(event);
    const before = held.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") on.hover(...inside(now));
      return;
    }
    held.set(event.pointerId, now);
    if (held.size === 2) {
      const next = spread();
      on.pan(next.x - pinch.x, next.y - pinch.y);
      on.zoom(pinch.size / next.size, next.x, next.y);
      pinch = next;
    } else if (event.pointerType === "touch") {
      if (!pinch) on.hover(...inside(now));
    } else {
      const box = canvas.getBoundingClientRect();
      const dx = now[0] - before[0];
      const dy = now[1] - before[1];
      moved += Math.hypot(dx * box.width, dy * box.height);
      if (moved <= SLOP) {
        held.set(event.pointerId, before);
        moved = Math.hypot(dx * box.width, dy * box.height);
        return;
      }
      canvas.classList.add("dragging");
      on.pan(dx, dy);
    }
  });

  const release = (event) => {
    if (!held.delete(event.pointerId)) return;
    canvas.classList.remove("dragging");
    if (held.size === 0) {
      const dragged = pinch !== null || (moved > SLOP && event.pointerType !== "touch");
      pinch = null; // until then the finger that is left moves nothing
      if (dragged) on.rest();
      else if (event.pointerType !== "touch" && event.type === "pointerup") {
        clearTimeout(clickTimer);
        clickTimer = setTimeout(on.keep, DOUBLE_MS);
      }
    }
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);

  canvas.addEventListener("dblclick", () => {
    clearTimeout(clickTimer);
    on.reset();
  });

  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
      const delta = Math.min(Math.max(event.deltaY * lines, -240), 240);
      on.zoom(Math.exp(delta * (event.ctrlKey ? 0.01 : 0.0015)), ...inside(at(event)));
    },
    { passive: false },
  );

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) {
      on.pan(-arrow[0] * KEY_PAN, -arrow[1] * KEY_PAN);
      on.rest();
    } else if (arrow) on.step(arrow[0] * KEY_STEP, arrow[1] * KEY_STEP);
    else if (event.key === "+" || event.key === "=") on.zoom(1 / KEY_ZOOM);
    else if (event.key === "-") on.zoom(KEY_ZOOM);
    else if (event.key === "0" || event.key === "Home") on.reset();
    else if (event.key === "Enter") on.keep();
    else return;
    event.preventDefault();
  });
}
