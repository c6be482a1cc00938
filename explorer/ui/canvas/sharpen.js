// A canvas that follows the screen's own pixels and the theme's colours.

/** A canvas as wide as CSS makes it and `height` px tall, drawn at the screen's own resolution: {context, width}. What stood on it is wiped. */
export function sharpen(canvas, height) {
  const width = canvas.clientWidth;
  const fine = 2 * Math.ceil(devicePixelRatio / 2);
  const context = canvas.getContext("2d");
  if (canvas.width !== width * fine || canvas.height !== height * fine)
    Object.assign(canvas, { width: width * fine, height: height * fine });
  context.setTransform(fine, 0, 0, fine, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width };
}

/** The theme's colours by name. */
export function inks(node) {
  const styles = getComputedStyle(node);
  return Object.fromEntries(
    ["ink", "muted", "line", "accent", "warn", "panel"].map((name) => [
      name,
      styles.getPropertyValue(`--gx-${name}`).trim(),
    ]),
  );
}
