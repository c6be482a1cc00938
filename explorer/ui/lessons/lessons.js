// Opens what the address names: an experiment (#try-...), a fold of the explanation (#why-...). Gradio brings both
// after the page itself, so that they are waited for.

const WAIT_MS = 10_000;

/**
 * @param {string} id
 * @returns {Promise<HTMLElement | null>} null when it did not come
 */
function awaited(id) {
  const there = document.getElementById(id);
  if (there) return Promise.resolve(there);
  return new Promise((resolve) => {
    const watch = new MutationObserver(() => {
      const found = document.getElementById(id);
      if (found) finish(found);
    });
    /** @param {HTMLElement | null} found */
    const finish = (found) => {
      watch.disconnect();
      clearTimeout(timer);
      resolve(found);
    };
    const timer = setTimeout(() => finish(null), WAIT_MS);
    watch.observe(document.body, { childList: true, subtree: true });
  });
}

/** @param {string} hash  of the address: what it names is opened, other experiments are closed */
async function open(hash) {
  const id = decodeURIComponent(hash.slice(1));
  if (!/^(try|why)-[a-z0-9-]+$/.test(id)) return;
  const found = await awaited(id);
  if (!found) return;
  if (found instanceof HTMLDetailsElement) {
    found.open = true;
    found.scrollIntoView({ block: "start" });
    found.querySelector("summary")?.focus({ preventScroll: true });
    return;
  }
  for (const lesson of document.querySelectorAll(".gx-try .lesson")) lesson.classList.toggle("open", lesson === found);
  const name = found.getAttribute("aria-label");
  for (const chip of document.querySelectorAll(".gx-try .chip")) {
    if (chip.textContent === name) chip.setAttribute("aria-current", "step");
    else chip.removeAttribute("aria-current");
  }
}

/** Close the experiment and forget it in the address. */
function close() {
  for (const lesson of document.querySelectorAll(".gx-try .lesson")) lesson.classList.remove("open");
  for (const chip of document.querySelectorAll(".gx-try .chip")) chip.removeAttribute("aria-current");
  history.replaceState(history.state, "", location.pathname + location.search);
}

/** Follow the address, once a page. */
export function followLessons() {
  addEventListener("hashchange", () => open(location.hash));
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest(".gx-try .shut")) close();
    const why = event.target.closest("a.gx-why");
    if (!(why instanceof HTMLAnchorElement)) return;
    event.preventDefault(); // the page's base is the start page: the browser would go there
    if (why.hash === location.hash) open(why.hash);
    else location.hash = why.hash;
  });
  open(location.hash);
}
