// Work that waits until it can be seen, on the screen or on paper.

let printed = false; // the page: from then on nothing waits

addEventListener("beforeprint", () => {
  printed = true;
});

/**
 * Call `then` once, when `node` first comes into sight, or the whole page is printed.
 * @param {Element} node
 * @param {number} margin  px by which it may still be out of sight
 * @param {() => void} then
 */
export function onceInSight(node, margin, then) {
  if (printed) {
    queueMicrotask(then); // it came with what was printed
    return;
  }
  const begin = () => {
    sight.disconnect();
    removeEventListener("beforeprint", begin);
    then();
  };
  const sight = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) begin();
    },
    { rootMargin: `${margin}px` },
  );
  sight.observe(node);
  addEventListener("beforeprint", begin);
}
