// Removes decorative images that can't be loaded, so they leave no hole. For others, the browser shows the alternative text.
{
  const drop = (image) => image.matches?.('img[alt=""]') && image.remove();
  addEventListener("error", (event) => drop(event.target), true);
  for (const image of document.images) if (image.complete) image.decode().catch(() => drop(image)); // it had failed already
}
