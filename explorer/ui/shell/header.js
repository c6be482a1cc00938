// The heading: the menu of narrow screens, and the switch between light and dark. The links are plain links.

import { followLessons } from "../lessons/lessons.js";
import { followTour } from "../tour/tour.js";
import { showHints } from "./hints.js";
import { showShare } from "./share.js";
import { showSource } from "./source_sign.js";

const dark = () => document.body.classList.contains("dark");

/**
 * @param {HTMLElement} root  the heading
 */
export function mount(root) {
  const menu = root.querySelector(".menu");
  const theme = root.querySelector(".theme");
  if (!(menu instanceof HTMLButtonElement) || !(theme instanceof HTMLButtonElement)) return;
  openMenu(root, menu);
  switchTheme(theme);
  followLessons();
  followTour();
  showHints();
  showShare(root);
  showSource(root);
}

/**
 * @param {HTMLElement} root
 * @param {HTMLButtonElement} menu
 */
function openMenu(root, menu) {
  /** @param {boolean} open */
  const show = (open) => {
    menu.setAttribute("aria-expanded", String(open));
    root.classList.toggle("open", open);
  };
  menu.addEventListener("click", () => show(menu.getAttribute("aria-expanded") === "false"));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    show(false);
    menu.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Node && !root.contains(event.target)) show(false);
  });
  menu.disabled = false; // before its script has come it can't do anything
}

/** @param {HTMLButtonElement} button */
function switchTheme(button) {
  const show = () => {
    button.setAttribute("aria-pressed", String(dark()));
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", "Dark theme");
  };
  button.addEventListener("click", () => {
    document.dispatchEvent(new CustomEvent("gx-theme", { detail: dark() ? "light" : "dark" }));
  });
  new MutationObserver(show).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  show();
}
