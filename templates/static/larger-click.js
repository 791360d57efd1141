// A click on an image shows it larger, by a script of its own; without scripts, the link leads to the image itself.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-larger]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  import("/_/larger.js").then(({ show }) => show(link)).catch(() => (location = link.href));
});
