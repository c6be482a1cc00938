// "Share" in the heading of every page: the link to what is seen, with its picture, goes to another app of the phone.

import { copyText } from "../canvas/paint.js";
import { placed } from "../transport/place.js";

const SOON_MS = 1500; // that the picture is waited for: browsers let a page share only shortly after a touch
const SAID_MS = 3000;

/** The query of the address, without the theme of who looks. */
function viewHere() {
  const query = new URLSearchParams(location.search);
  query.delete("__theme");
  const text = query.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}

/**
 * The picture of a link as a file; null where there is none of this very view.
 * @param {string} address
 * @returns {Promise<File | null>}
 */
async function pictureAt(address) {
  try {
    const answer = await fetch(placed(address));
    if (!answer.ok || answer.headers.get("X-Shows") !== "view") return null;
    return new File([await answer.blob()], "picture.png", { type: "image/png" });
  } catch {
    return null; // the link alone is shared
  }
}

class Share {
  /** The address of the picture that was asked for last. */
  #asked = "";

  /** @type {Promise<File | null>} */
  #picture = Promise.resolve(null);

  #timer = 0;

  /** @param {HTMLButtonElement} button */
  constructor(button) {
    this.button = button;
    this.said = /** @type {HTMLElement} */ (button.querySelector(".said"));
    button.addEventListener("pointerdown", () => this.#ask()); // it is drawn while the finger still lies there
    button.addEventListener("click", async () => {
      button.disabled = true; // a second tap would share it again
      await this.#share();
      button.disabled = false;
    });
    button.classList.remove("gx-hidden");
  }

  #ask() {
    const address = `${this.button.dataset.poster}${viewHere()}`;
    if (address !== this.#asked) {
      this.#asked = address;
      this.#picture = pictureAt(address).then((picture) => {
        if (!picture) this.#asked = ""; // it may be there next time
        return picture;
      });
    }
    return this.#picture;
  }

  async #share() {
    const url = `${location.origin}${location.pathname}${viewHere()}`;
    const late = new Promise((resolve) => setTimeout(resolve, SOON_MS, null));
    const picture = await Promise.race([this.#ask(), late]);
    const link = { title: this.button.dataset.title ?? document.title, url };
    const both = { ...link, files: picture ? [picture] : [] };
    try {
      await navigator.share(picture && navigator.canShare?.(both) ? both : link);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return; // the person thought better of it
      if (await copyText(url)) this.#say("Link copied");
    }
  }

  /** @param {string} text  below the button for a while, where it moves nothing */
  #say(text) {
    clearTimeout(this.#timer);
    this.said.textContent = text;
    this.#timer = setTimeout(() => {
      this.said.textContent = "";
    }, SAID_MS);
  }
}

/**
 * Where this browser can't share, there is no such button.
 * @param {HTMLElement} root  the heading
 */
export function showShare(root) {
  const button = root.querySelector(".share");
  if (button instanceof HTMLButtonElement && typeof navigator.share === "function") new Share(button);
}
