// The tray, with a way from each kept picture to the sliders.

import { el } from "../../ui/canvas/paint.js";
import { latentsLink } from "../../ui/latents/latents_link.js";
import { Tray } from "../../ui/picture/tray.js";

export class LinkedTray extends Tray {
  /**
   * @param {import("../../ui/picture/tray.js").Kept} entry
   * @override
   */
  tile(entry) {
    const tile = super.tile(entry);
    const href = latentsLink(entry.model, entry.z, entry.weights);
    tile.append(el("a", { href, title: "Go on with this picture under the latent sliders" }, "open in Latents"));
    return tile;
  }
}
