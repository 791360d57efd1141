// Pictures of a text: they are shown as soon as they are there, come to the site while their author goes on, and are taken out by
// one press. Until the site has a picture, the text names it, and the device keeps its file with the text.
import { Cancelled, upload } from "./api.js";
import { choose, make } from "./elements.js";
import { LARGEST } from "./photos.js";
import { say } from "./words.js";

const MARK = /!?\[[^\]\n]*\]\(([^()\s]+)(?: [^()\n]*)?\)/g; // of a picture, a sound or a film, or a link
const IMAGE = /!\[([^\]\n]*)\]\(([^()\s]+)(?: [^()\n]*)?\)/g;
const shown = new Map(); // the name and the address of a picture, and where this page has it

/** Return the Markdown of a file that the text keeps until the site has it. */
export function add(text, file, alt) {
  const name = `uploading-${crypto.randomUUID().slice(0, 8)}`;
  text.photos = [...(text.photos ?? []), { name, file }];
  return `${isPlayed(file) ? "!" : ""}[${escaped(alt)}](${name})`;
}

/** Tell whether pages show or play a file; to others they link. A browser may not know the type of a photo. */
export const isPlayed = ({ type }) => !type || /^(image|audio|video)\//.test(type);

/** Tell whether a text has a file that takes long to upload. */
export const isHeavy = (text) => waiting(text).some(({ file }) => file.size > LARGEST && !file.type.startsWith("image/"));

const escaped = (alt) => alt.replace(/[[\]\n]/g, " ");

/** Return an address in letters that its author reads; where these would end it in Markdown, as it is. */
function readable(address) {
  const letters = decodeURI(address);
  return /[\s()<>]/.test(letters) ? address : letters;
}

/** Return the files in a text that the site doesn't have yet. */
export const waiting = ({ body, photos = [] }) => photos.filter(({ name, file }) => file && body.includes(name));

/** Upload the files of a text; `replace` puts the address of each in place of its name, `leave` takes out one whose upload is cancelled.
 * A file that is refused stays with its error. */
export async function bring(text, replace, leave, place) {
  const uploads = waiting(text).map(async (photo) => {
    const address = await uploaded(photo, place);
    if (!address) return leave(photo.name);
    if (shown.has(photo.name)) shown.set(address, shown.get(photo.name));
    delete photo.file;
    photo.address = address;
    replace(photo.name, address);
  });
  const failed = (await Promise.allSettled(uploads)).find((upload) => upload.status === "rejected");
  if (failed) throw failed.reason;
}

async function uploaded({ file }, place) {
  try {
    return readable(new URL(await upload(file, place)).pathname);
  } catch (error) {
    if (error instanceof Cancelled) return "";
    throw error;
  }
}

/** Return the text's body with the addresses of its pictures, also where the browser's undo has brought their names back. */
export const addressed = ({ body, photos = [] }) =>
  photos.reduce((text, { name, address }) => (address ? text.replaceAll(name, address) : text), body);

/** Return the pictures in a text, each with where it stands, what it shows, and what displays it here if anything does. */
export function inText({ body, photos = [] }) {
  for (const { name, file } of photos) if (file && file.type.startsWith("image/") && !shown.has(name)) shown.set(name, URL.createObjectURL(file));
  return Array.from(body.matchAll(IMAGE), ([mark, alt, address]) => ({ mark, alt, address, source: shown.get(address) })).filter(({ source }) => source);
}

/** Return a strip of these pictures; `open` is called with the one that is pressed. */
export function strip(pictures, open) {
  const items = pictures.map((picture) => {
    const image = make("img", { src: picture.source, alt: picture.alt || say("Photo") });
    return make("li", {}, make("button", { type: "button", "aria-haspopup": "dialog", click: () => open(picture) }, image));
  });
  return items.length ? [make("ul", { class: "pictures", "aria-label": say("Photos") }, ...items)] : [];
}

/** Ask what a picture shows; return the act that was chosen and the answer. */
export async function ask(heading, source, alt, acts) {
  const input = make("input", { type: "text", id: "alt", dir: "auto", value: alt });
  const picture = source ? [make("img", { src: source, alt: "", class: "shown" })] : [];
  const field = make("div", { class: "field" }, make("label", { for: "alt" }, say("What does it show?")), input);
  const act = await choose(heading, [...picture, field], acts);
  return { act, alt: escaped(input.value.trim()) };
}

/** Return the Markdown in a text of the file with this name or address. */
export function markOf({ body, photos = [] }, name) {
  const names = [name, photos.find((photo) => photo.name === name)?.address];
  return Array.from(body.matchAll(MARK)).find(([, address]) => names.includes(address))?.[0];
}
