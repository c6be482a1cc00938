// The line that an error stands in.

import { el } from "../canvas/paint.js";
import { news, SILENT } from "../transport/api.js";

/**
 * A line for errors. What it says of the server's silence is over with the next answer.
 * @param {string} [text]
 */
export function errorLine(text = "") {
  const line = el("p", { class: "gx-error", role: "alert" }, text);
  news.addEventListener("answered", () => {
    if (line.textContent === SILENT) line.textContent = "";
  });
  return line;
}
