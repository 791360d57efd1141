// Photos that are larger than the API takes: they are drawn smaller here, still larger than any page shows them.
export const LARGEST = 4_000_000; // bytes of a request (`chalicelib.authoring.files_api`)
const EDGE = 4096; // pixels; pages show up to 1,920
const QUALITIES = [0.92, 0.85, 0.75, 0.6];

/** Return a file that the API takes, where a smaller picture is one; else the file itself, which the bucket takes. */
export async function fitting(file) {
  if (file.size <= LARGEST || !file.type.startsWith("image/")) return file;
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return file;
  const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  for (const quality of QUALITIES) {
    const drawn = await canvas.convertToBlob({ type: "image/jpeg", quality });
    if (drawn.size <= LARGEST) return new File([drawn], file.name.replace(/\.\w+$/, ".jpg"), { type: drawn.type });
  }
  return file;
}
