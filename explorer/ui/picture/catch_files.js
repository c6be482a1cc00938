// Files that are dropped anywhere on the page, or pasted.

/** @param {DragEvent} event */
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;

/**
 * The first file is taken while `root` is on the page and `can` says so. A drop that nobody takes is held back too: the
 * browser would leave the page for it.
 * @param {HTMLElement} root  has the class "dropping" while a file that it would take hangs over the page
 * @param {(file: File) => void} take
 * @param {() => boolean} [can]
 */
export function catchFiles(root, take, can = () => true) {
  const takes = () => root.isConnected && can();
  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    root.classList.toggle("dropping", takes());
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) root.classList.remove("dropping");
  });
  addEventListener("drop", (event) => {
    root.classList.remove("dropping");
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file && takes()) take(file);
  });
  addEventListener("paste", (event) => {
    const file = event.clipboardData?.files[0];
    if (!file || !takes()) return;
    event.preventDefault();
    take(file);
  });
}
