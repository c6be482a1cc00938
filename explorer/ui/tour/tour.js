// A tour: a list of ready views, gone through with a bar at the foot of every page, or with the keys that a presenter's
// clicker sends (Page Down, Page Up). Which tour is gone through is kept for the tab; `?tour=NAME` begins one.

import { el } from "../canvas/paint.js";
import { button, press, signButton } from "../controls/buttons.js";
import { getJSON, messageOf } from "../transport/api.js";
import { placed } from "../transport/place.js";

/** @typedef {{title: string, sentence: string, link: string}} Step  link: empty where there is no view */
/** @typedef {{title: string, about: string, steps: Step[]}} Tour */
/** @typedef {{tour: Tour, step: number}} Place  step: from 0 */

const KEPT = "gx-tour";
const LECTURE = "gx-lecture";

/** @returns {Promise<{tours: Record<string, Tour>, notes: string[]}>} */
export const allTours = () => getJSON("/api/tours");

/** @param {string} name */
function kept(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string | null} value
 */
function keep(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, value);
  } catch {
    // a browser that keeps nothing goes on by the address alone
  }
}

/** @returns {Place | null} */
function currentPlace() {
  try {
    return JSON.parse(kept(KEPT) ?? "null");
  } catch {
    return null;
  }
}

/**
 * The nearest step with a view, from `step` on in the direction `by`.
 * @param {Tour} tour
 * @param {number} step
 * @param {number} by  1 or -1
 * @returns {number}  -1 where there is none
 */
export function nextView(tour, step, by) {
  for (let next = step; next >= 0 && next < tour.steps.length; next += by) if (tour.steps[next].link) return next;
  return -1;
}

/**
 * Go to a step of a tour.
 * @param {Tour} tour
 * @param {number} step  one with a link
 * @param {boolean} [instead]  of the page that is left: Back does not lead to that one
 */
export function goTo(tour, step, instead = false) {
  keep(KEPT, JSON.stringify({ tour, step }));
  const link = placed(tour.steps[step].link);
  const here = new URL(location.href);
  const there = new URL(link, here);
  if (instead) location.replace(link);
  else location.assign(link);
  // the same page and view with another fold, or none: the browser would stay where it is
  if (there.pathname === here.pathname && there.search === here.search) location.reload();
}

/**
 * Where the tour stands on this page. Each entry of the browser's history remembers its own step, so that Back finds
 * the bar as it was there.
 * @returns {Place | null}
 */
function placeHere() {
  const place = currentPlace();
  const { title, step } = history.state?.gxTour ?? {};
  if (place && title === place.tour.title && place.tour.steps[step]) place.step = step;
  return place?.tour?.steps?.[place.step] ? place : null;
}

/** The bar of a tour that is under way. */
class TourBar {
  #full = button(
    "Full screen",
    "Pages without their heading, larger, on the whole screen (F11 stays from page to page)",
    () => this.#toggleLecture(),
    "full",
  );

  /** @param {Place} place */
  constructor({ tour, step }) {
    this.tour = tour;
    this.step = step;
    const { title, sentence } = tour.steps[step];
    const back = signButton("‹", "The view before (Page Up)", () => this.go(-1));
    const next = button("Next ›", "The next view (Page Down)", () => this.go(1), "primary");
    back.disabled = nextView(tour, step - 1, -1) < 0;
    next.disabled = nextView(tour, step + 1, 1) < 0;
    const shown = tour.steps.map(({ link }, place) => (link ? place : -1)).filter((place) => place >= 0);
    const count = el("span", { class: "gx-num count" }, `${shown.indexOf(step) + 1} of ${shown.length}`);
    const words = el("p", { class: "words" }, el("b", {}, title), sentence ? ` ${sentence}` : "");
    this.root = el(
      "aside",
      { class: "gx gx-tour", "aria-label": `Tour: ${tour.title}` },
      back,
      count,
      words,
      this.#list(),
      this.#full,
      next,
      signButton("×", "End the tour", () => this.end(), "quiet"),
    );
  }

  #list() {
    const items = this.tour.steps.map(({ title, link }, place) => {
      if (!link) return el("li", { class: "absent" }, title);
      const go = button(title, "Go to this view", () => goTo(this.tour, place), "quiet");
      if (place === this.step) go.setAttribute("aria-current", "step");
      return el("li", {}, go);
    });
    return el("details", { class: "list" }, el("summary", { class: "gx-btn" }, "List"), el("ol", {}, ...items));
  }

  /** @param {number} by  1 or -1 */
  go(by) {
    const next = nextView(this.tour, this.step + by, by);
    if (next >= 0) goTo(this.tour, next);
  }

  end() {
    keep(KEPT, null);
    this.#showLecture(false);
    if (document.fullscreenElement) document.exitFullscreen();
    this.root.remove();
    document.body.classList.remove("gx-touring");
  }

  show() {
    document.body.append(this.root);
    document.body.classList.add("gx-touring");
    this.#showLecture(kept(LECTURE) !== null);
    addEventListener("keydown", (event) => this.#onKey(event));
    document.addEventListener("fullscreenchange", () => {
      if (!document.fullscreenElement) this.#showLecture(false);
    });
  }

  #toggleLecture() {
    const on = kept(LECTURE) === null;
    this.#showLecture(on);
    // Not everywhere allowed: the page fills its window then.
    if (on) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
  }

  /** @param {boolean} on */
  #showLecture(on) {
    keep(LECTURE, on ? "1" : null);
    document.body.classList.toggle("gx-lecture", on);
    press(this.#full, on);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (!this.root.isConnected || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLSelectElement) return;
    const by = { PageDown: 1, PageUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    this.go(by);
  }
}

/** Begin the tour that the address names, or go on with the one of this tab. */
export async function followTour() {
  const name = new URLSearchParams(location.search).get("tour");
  if (name !== null) {
    try {
      const { tours } = await allTours();
      const tour = Object.hasOwn(tours, name) ? tours[name] : null;
      if (!tour) throw new Error(`There is no tour called “${name.slice(0, 40)}”; Home lists those there are.`);
      goTo(tour, nextView(tour, 0, 1), true);
    } catch (error) {
      const said = el("p", { class: "gx-error", role: "alert" }, messageOf(error));
      document.body.append(el("aside", { class: "gx gx-tour" }, said));
    }
    return;
  }
  const place = placeHere();
  if (!place) return;
  const { tour, step } = place;
  keep(KEPT, JSON.stringify(place));
  history.replaceState({ ...history.state, gxTour: { title: tour.title, step } }, "");
  new TourBar(place).show();
}
