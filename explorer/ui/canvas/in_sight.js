// Work that waits until it can be seen.

/**
 * Call `then` once, when `node` first comes into sight.
 * @param {Element} node
 * @param {number} margin  px by which it may still be out of sight
 * @param {() => void} then
 */
export function onceInSight(node, margin, then) {
  const sight = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      sight.disconnect();
      then();
    },
    { rootMargin: `${margin}px` },
  );
  sight.observe(node);
}
