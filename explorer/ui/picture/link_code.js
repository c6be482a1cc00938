// A link as a QR code, as large as the screen allows.

import { el } from "../canvas/paint.js";
import { button } from "../controls/buttons.js";

const LOCAL = /^(localhost|127\.|\[::1\])/;

/**
 * @param {string} link
 * @param {string} picture  object URL of the code's SVG, which is let go when the dialog is closed
 */
export function showLinkCode(link, picture) {
  const near = LOCAL.test(location.host)
    ? "This address works on this machine only. Start the app with --host 0.0.0.0 and open it under the machine's name."
    : "";
  const shut = button("Close", "Back to the page (Esc)", () => dialog.close(), "primary");
  const dialog = el(
    "dialog",
    { class: "gx gx-link-code", "aria-label": "The link as a QR code" },
    el("img", { src: picture, alt: "QR code of the link to this view" }),
    el("p", { class: "gx-note" }, link),
    near ? el("p", { class: "gx-note" }, near) : null,
    shut,
  );
  dialog.addEventListener("close", () => {
    URL.revokeObjectURL(picture);
    dialog.remove();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  });
  document.body.append(dialog);
  dialog.showModal();
}
