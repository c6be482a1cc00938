// What of a page overlaps or is cut: `found()` returns a sentence for each fault, empty where there is none. It looks
// at what a person reads (runs of text) and at what a person uses (buttons, fields), wherever on the page they stand.

(() => {
  const SLACK = 2; // px, for rounding and for borders that are shared
  const CONTROLS = "button, input, select, textarea, summary, a[href], [role=slider], [role=tab]";
  // Over a picture on purpose: handles of what is in it, and the link that is its cursor.
  const OVER_PICTURES = ".handle, .gx-grip, .cell, .strip-slider, .scrub, .ticks";

  const root = document.querySelector(".gradio-container");

  /** Whether a person sees it at all. */
  function isSeen(node) {
    if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }))
      return false;
    for (let one = node; one && one !== root; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.clipPath !== "none" && style.position === "absolute" && one.offsetWidth <= 2) return false;
    }
    return true;
  }

  const name = (node) => {
    const words = (node.getAttribute?.("aria-label") || node.textContent || node.title || "")
      .trim()
      .replace(/\s+/g, " ");
    const classes = typeof node.className === "string" ? node.className.trim().split(/\s+/) : [];
    return `<${[node.tagName.toLowerCase(), ...classes].join(".")}> “${words.slice(0, 40)}”`;
  };

  /** The part of a box that its ancestors let through, and what cut it; what scrolls cuts nothing. */
  function clipped(box, from) {
    let { left, top, right, bottom } = box;
    let by = null;
    for (let one = from; one && one !== document.body; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.position === "fixed") break;
      const hides = (value) => value === "hidden" || value === "clip";
      const scrolls = (value) => value === "auto" || value === "scroll";
      const edge = one.getBoundingClientRect();
      if (scrolls(style.overflowX) || scrolls(style.overflowY)) {
        left = Math.max(left, edge.left);
        right = Math.min(right, edge.right);
        top = Math.max(top, edge.top);
        bottom = Math.min(bottom, edge.bottom);
        return { left, top, right, bottom, by, scrolled: true };
      }
      if (hides(style.overflowX) && (left < edge.left - SLACK || right > edge.right + SLACK)) by ??= one;
      if (hides(style.overflowY) && (top < edge.top - SLACK || bottom > edge.bottom + SLACK)) by ??= one;
      if (hides(style.overflowX)) {
        left = Math.max(left, edge.left);
        right = Math.min(right, edge.right);
      }
      if (hides(style.overflowY)) {
        top = Math.max(top, edge.top);
        bottom = Math.min(bottom, edge.bottom);
      }
    }
    return { left, top, right, bottom, by, scrolled: false };
  }

  /** Runs of text, a box a line. */
  function texts() {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    const range = document.createRange();
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const owner = node.parentElement;
      if (!node.data.trim() || owner.closest("svg, option, style, script, .katex, .gx-explained") || !isSeen(owner))
        continue;
      range.selectNodeContents(node);
      for (const box of range.getClientRects())
        if (box.width > 1 && box.height > 1) found.push({ owner, box, text: node.data.trim() });
    }
    return found;
  }

  const across = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  /** Line boxes are higher than what is read in them: a third of a line has to be covered. */
  const covers = (a, b) => {
    const height = Math.min(a.bottom - a.top, b.bottom - b.top);
    return across(a, b) > SLACK && down(a, b) > Math.max(SLACK, height / 3);
  };

  function found() {
    const faults = new Set();
    const page = document.documentElement;
    const wide = page.clientWidth;
    if (page.scrollWidth > wide + 1) faults.add(`the page is ${page.scrollWidth} px wide`);
    const read = texts().map((one) => ({ ...one, ...{ seen: clipped(one.box, one.owner) } }));
    for (const { owner, box, seen, text } of read) {
      const style = getComputedStyle(owner);
      if (seen.by) faults.add(`cut: ${name(owner)} “${text.slice(0, 30)}” by ${name(seen.by).split(" “")[0]}`);
      if (!seen.scrolled && (box.left < -SLACK || box.right > wide + SLACK)) faults.add(`outside: ${name(owner)}`);
      if (style.textOverflow === "ellipsis" && owner.scrollWidth > owner.clientWidth + 1)
        faults.add(`cut by …: ${name(owner)}`);
    }
    const used = [...root.querySelectorAll(CONTROLS)]
      .filter((node) => isSeen(node) && !node.closest(".gx-explained"))
      .map((node) => ({ owner: node, box: node.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1)
      .map((one) => ({ ...one, seen: clipped(one.box, one.owner.parentElement) }));
    for (const { owner, box, seen } of used) {
      if (seen.by && !owner.matches(OVER_PICTURES))
        faults.add(`cut: ${name(owner)} by ${name(seen.by).split(" “")[0]}`);
      if (!seen.scrolled && (box.left < -SLACK || box.right > wide + SLACK)) faults.add(`outside: ${name(owner)}`);
      const inner = owner.matches(".gx-btn") && owner.scrollWidth > owner.clientWidth + 1;
      if (inner && getComputedStyle(owner).overflowX === "visible" && owner.textContent.trim())
        faults.add(`wider than its button: ${name(owner)}`);
    }
    const shown = ({ seen }) => seen.right - seen.left > 1 && seen.bottom - seen.top > 1;
    const lines = read.filter(shown);
    const controls = used.filter(shown);
    lines.forEach((one, i) => {
      for (const other of lines.slice(i + 1)) {
        if (one.owner === other.owner || !covers(one.seen, other.seen)) continue;
        faults.add(`over each other: ${name(one.owner)} and ${name(other.owner)}`);
      }
    });
    for (const control of controls) {
      if (control.owner.matches(OVER_PICTURES)) continue;
      const label = control.owner.closest("label");
      for (const line of lines) {
        if (control.owner.contains(line.owner) || line.owner.contains(control.owner)) continue;
        if (label?.contains(line.owner) && control.owner.type === "file") continue;
        if (line.owner.closest(CONTROLS)?.contains(control.owner)) continue;
        if (covers(control.seen, line.seen))
          faults.add(`over each other: ${name(control.owner)} and ${name(line.owner)}`);
      }
    }
    controls.forEach((one, i) => {
      for (const other of controls.slice(i + 1)) {
        if (one.owner.contains(other.owner) || other.owner.contains(one.owner)) continue;
        if (one.owner.matches(OVER_PICTURES) || other.owner.matches(OVER_PICTURES)) continue;
        if (across(one.seen, other.seen) > SLACK && down(one.seen, other.seen) > SLACK)
          faults.add(`over each other: ${name(one.owner)} and ${name(other.owner)}`);
      }
    });
    const panels = [...root.querySelectorAll(".gx-panel, .painting, .gx-controls, .gx-stage")].filter(isSeen);
    panels.forEach((one, i) => {
      for (const other of panels.slice(i + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        if (across(a, b) > SLACK && down(a, b) > SLACK)
          faults.add(`over each other: ${name(one).split(" “")[0]} and ${name(other).split(" “")[0]}`);
      }
    });
    return [...faults];
  }

  window.layoutFaults = found;
})();
