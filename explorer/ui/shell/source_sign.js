// A small sign in the heading: this browser decodes by itself.

const WORDS =
  "The decoder runs in this browser: what you drag asks no server, however far it is. Drawing, training and " +
  "what takes longer still happen on the server.";
const ON_GPU = " What took longer than a frame runs on the graphics processor (WebGPU).";

/** @param {HTMLElement} root  the heading */
export function showSource(root) {
  const sign = document.createElement("span");
  sign.className = "source gx-hidden";
  sign.textContent = "decoded here";
  sign.setAttribute("role", "status");
  sign.title = WORDS;
  root.insertBefore(sign, root.querySelector(".theme"));
  let decoders = 0; // of this page that run here; a model that is left takes its own away
  document.addEventListener("gx-source", (event) => {
    if (!(event instanceof CustomEvent)) return;
    decoders += event.detail.place === "browser" ? 1 : -1;
    sign.classList.toggle("gx-hidden", decoders < 1);
  });
  document.addEventListener("gx-processor", (event) => {
    if (event instanceof CustomEvent) sign.title = WORDS + (event.detail.processor === "gpu" ? ON_GPU : "");
  });
}
