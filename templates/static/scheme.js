// Keeps the choice of light or dark on the device. `dress.html` applies it before a page is painted.
{
  const choice = document.getElementById("_scheme");
  const apply = () => (choice.value = document.documentElement.dataset.scheme = localStorage.scheme ?? "");
  try {
    apply();
    choice.onchange = () => apply((localStorage.scheme = choice.value));
    onstorage = onpageshow = apply;
  } catch {
    choice?.parentNode.remove(); // nothing can be kept
  }
}
