// The way from a control to the fold of the explanation that says what it is.

import { el } from "../canvas/paint.js";

/**
 * A link to a fold of this page's explanation, to stand beside a heading; `lessons.js` opens the fold.
 * @param {string} topic  the fold's anchor, without "why-"
 */
export const why = (topic) =>
  el(
    "a",
    { class: "gx-why", href: `${location.pathname}#why-${topic}`, title: "What this is: opens the explanation below" },
    "why?",
  );
