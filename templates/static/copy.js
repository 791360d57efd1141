// Copy buttons, which confirm for a moment. Where copying isn't allowed, the text is selected instead.
{
  const copies = (button, text, said, shown) => {
    const word = button.firstChild;
    const named = word.data;
    let timer;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text());
      } catch {
        return getSelection().selectAllChildren(shown);
      }
      word.data = said;
      clearTimeout(timer);
      timer = setTimeout(() => (word.data = named), 2000);
    });
  };

  for (const button of document.querySelectorAll("[data-copy]")) {
    copies(button, () => button.dataset.copy, button.dataset.copied, button.previousElementSibling ?? button);
  }

  // A block of code gets its button here, since without scripts nothing is copied. Line numbers are left out.
  for (const block of document.querySelectorAll("[data-code]")) {
    const code = block.querySelector("pre");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = block.dataset.code;
    button.setAttribute("aria-live", "polite");
    block.append(button);
    const plain = () => {
      const copy = code.cloneNode(true);
      copy.querySelectorAll(".linenos").forEach((number) => number.remove());
      return copy.textContent;
    };
    copies(button, plain, block.dataset.copied, code);
  }
}
