// Opens the device's share sheet, where there is one.
if (navigator.share)
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => navigator.share({ title: document.title, url: button.dataset.share }).catch(() => {})); // closed
  }
