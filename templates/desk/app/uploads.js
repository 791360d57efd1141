// Files that are too large for a request: the site's bucket takes them itself, and their author sees how far they are.
import { ask, Cancelled, Offline, Refused } from "./api.js";
import { announce, make, remove } from "./elements.js";
import { say } from "./words.js";

const BEGINNING = 64; // bytes, by which the site tells what a file is
const TAKEN = 412; // another file has got the name meanwhile

/** Upload a file, and show in `place` how far it is, with a way to cancel it; return its address. */
export async function uploadLarge(file, place) {
  const bar = make("progress", { max: file.size, value: 0, "aria-label": say("Uploading %(name)s", file) });
  const leave = make("button", { type: "button" }, say("Cancel"));
  const row = make("div", { class: "upload", role: "group", "aria-label": file.name }, make("span", { dir: "auto" }, file.name), bar, leave);
  const left = new Promise((_, reject) => leave.addEventListener("click", () => reject(new Cancelled())));
  left.catch(() => {}); // it is heard as soon as the file is being sent
  place?.append(row);
  announce(say("Uploading %(name)s", file));
  try {
    return await taken(file, bar, left);
  } finally {
    remove(row);
  }
}

async function taken(file, bar, left) {
  const beginning = new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer());
  const asked = { name: file.name, size: file.size, beginning: btoa(String.fromCharCode(...beginning)) };
  const { link, headers, address } = await ask("uploads", asked);
  const status = await put(link, headers, file, bar, left);
  if (status === TAKEN) return taken(file, bar, left);
  if (status >= 500) throw new Offline();
  if (status >= 400) throw new Refused(status, { error_description: say("%(name)s couldn’t be uploaded. Try again.", file) });
  announce(say("%(name)s is uploaded", file));
  return new URL(address, location.href).href;
}

/** Send a file to the bucket; return the status of its answer. */
async function put(link, headers, file, bar, left) {
  const request = new XMLHttpRequest(); // `fetch` doesn't tell how much is there
  const answered = new Promise((resolve, reject) => {
    request.addEventListener("load", () => resolve(request.status));
    request.addEventListener("error", () => reject(new Offline()));
  });
  request.upload.addEventListener("progress", ({ loaded }) => (bar.value = loaded));
  request.open("PUT", link);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.send(file);
  return Promise.race([answered, left]).finally(() => request.abort());
}
