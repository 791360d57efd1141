// A picture beside a text that isn't there leaves no hole; where a picture has a text of its own, the browser shows that.
{
  const drop = (image) => image.matches?.('img[alt=""]') && image.remove();
  addEventListener("error", (event) => drop(event.target), true);
  for (const image of document.images) if (image.complete) image.decode().catch(() => drop(image)); // it failed before
}
