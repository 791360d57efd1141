// A button that copies the address beside it, and says so for a moment; where copying isn't allowed, the address is selected.
for (const button of document.querySelectorAll("[data-copy]")) {
  const word = button.firstChild;
  const said = word.data;
  let timer;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      return getSelection().selectAllChildren(button.previousElementSibling ?? button);
    }
    word.data = button.dataset.copied;
    clearTimeout(timer);
    timer = setTimeout(() => (word.data = said), 2000);
  });
}
