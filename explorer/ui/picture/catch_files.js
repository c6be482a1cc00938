// Files that are dropped anywhere on the page, or pasted.

/**
 * The first file is taken while `root` is on the page and `can` says so. A drop that nobody takes is held back too: the browser would leave the page for it.
 * @param {HTMLElement} root  has the class "dropping" while a file that it would take hangs over the page
 * @param {(file: File) => void} take  @param {() => boolean} [can]
 */
export function catchFiles(root, take, can = () => true) {
  const open = () => Boolean(root.isConnected && can());
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    root.classList.toggle("dropping", open());
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) root.classList.remove("dropping");
  });
  addEventListener("drop", (event) => {
    root.classList.remove("dropping");
    if (!carries(event)) return;
    event.preventDefault();
    if (open()) take(event.dataTransfer.files[0]);
  });
  addEventListener("paste", (event) => {
    const [file] = event.clipboardData?.files ?? [];
    if (!file || !open()) return;
    event.preventDefault();
    take(file);
  });
}
