// The reader's choice of light or dark, kept on the device; where nothing can be kept, there is no choice. `dress.html` has applied
// it before the page was painted; it is applied again to a page that was open meanwhile.
{
  const choice = document.getElementById("_scheme");
  const apply = () => (choice.value = document.documentElement.dataset.scheme = localStorage.scheme ?? "");
  try {
    apply();
    choice.addEventListener("change", () => {
      localStorage.scheme = choice.value;
      apply();
    });
    for (const event of ["storage", "pageshow"]) addEventListener(event, apply);
  } catch {
    choice?.closest(".scheme").remove();
  }
}
