// Light or dark, as the person chose; without a choice as Gradio decides (the system's, or ?__theme= in the address).
// A classic script in the head: the choice is there before the first paint, and stays when Gradio sets its own.

(() => {
  const KEY = "gx-theme";

  /** The choice that was kept: "light", "dark", or null. A browser that keeps nothing has none. */
  const kept = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };

  let chosen = kept();

  const apply = () => {
    if (chosen === null) return;
    const dark = chosen === "dark";
    if (document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
  };

  const watch = () => {
    apply();
    new MutationObserver(apply).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  };

  document.addEventListener("gx-theme", (event) => {
    chosen = /** @type {CustomEvent<string>} */ (event).detail;
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // private windows keep nothing: the choice holds for this page
    }
    apply();
  });

  if (document.body) watch();
  else document.addEventListener("DOMContentLoaded", watch);
})();
