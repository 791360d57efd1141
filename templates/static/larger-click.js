// A click on an image enlarges it, with a script that is loaded then. Without scripts, the link leads to the image.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-larger]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  import("/_/larger.js").then(({ show }) => show(link)).catch(() => (location = link.href));
});
