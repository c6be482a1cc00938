// What a person takes along: the link, the Python, and the sheet of everything side by side.

import { TakeAlong } from "../../ui/picture/take_along.js";
import { sheetOf } from "./sheet.js";

/** @typedef {import("./sheet.js").Shown} Shown */
/** @typedef {import("./types.js").RestoreView} RestoreView */

/**
 * Where what is taken along comes from.
 * @typedef {object} ExportSource
 * @property {() => RestoreView} view
 * @property {() => Shown | null} shown  null where there is no picture yet
 * @property {() => string[]} own  what of the view a link can't hold
 * @property {(message: string) => void} error
 */

const NOTHING = "There is no picture yet. Draw or choose one first.";

export class RestoreExport extends TakeAlong {
  /** @param {ExportSource} source */
  constructor(source) {
    super({
      page: "restore",
      saves: "Save all pictures with their names and numbers as one sheet",
      view: source.view,
      error: source.error,
      file: () => `restore-${source.view().subject}-${source.view().kind}`,
      picture: () => {
        const shown = source.shown();
        if (!shown) source.error(NOTHING);
        return shown && sheetOf(shown);
      },
    });
    this.source = source;
  }

  /** @override */
  async copyLink() {
    await super.copyLink();
    const own = this.source.own();
    if (!own.length || !this.said.textContent) return;
    this.said.textContent += ` But ${own.join(" and ")} can't be in a link: whoever opens it sees another.`;
  }
}
