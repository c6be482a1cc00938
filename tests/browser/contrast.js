// Every visible text of at least one letter or digit that stands out too little from its ground: its colour laid over
// whatever lies behind it, and the ratio of WCAG 2.1, section 1.4.3.
window.faintTexts = () => {
  const read = (text) => {
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    context.fillStyle = text;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((part, i) => part * a + below[i] * (1 - a));
  const luminance = (rgb) => rgb.map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null;
      layers.unshift(read(style.backgroundColor));
    }
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    const seen = node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!/[\p{L}\p{N}]/u.test(text) || !seen) continue;
    if (node.closest(":disabled, [aria-hidden=true], svg, option, .katex-mathml, .over-picture")) continue;
    const box = node.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const behind = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (behind.some((one) => one instanceof HTMLCanvasElement || one instanceof HTMLImageElement)) continue;
    const below = ground(node);
    if (!below) continue;
    const lights = [luminance(over(read(getComputedStyle(node).color), below)), luminance(below)];
    const [light, dim] = lights.sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dim + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${node.tagName}.${node.className} ${text.slice(0, 40)}`);
  }
  return found;
};
