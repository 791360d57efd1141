// Pictures and other files: uploaded, put into a text by their Markdown, and deleted once it is said who uses them.
import { ask, Cancelled, Offline, Refused, upload } from "./api.js";
import { announce, choose, make } from "./elements.js";
import { fault, room } from "./rooms.js";
import { offer } from "./undo.js";
import { say } from "./words.js";

const PAUSE = 250; // milliseconds without a key, after which the site is searched

/** Show the files, the newest uploads first. */
export async function show(me) {
  await room(me, ["files", say("Files")], async (status) => {
    const view = { status, faults: make("div", {}), list: make("ul", { class: "posts files" }), next: "" };
    view.search = make("input", { type: "search", "aria-label": say("Search"), placeholder: say("Search"), input: () => later(view) });
    view.more = make("button", { hidden: true, click: () => act(view, () => add(view)) }, say("More"));
    const picker = make("input", { type: "file", accept: me.uploads.join(), multiple: true, hidden: true, change: () => act(view, () => take(view, [...picker.files])) });
    const button = make("button", { class: "main", click: () => picker.click() }, say("Upload"));
    await fill(view);
    return [make("div", { class: "filters", role: "search" }, view.search, button, picker), view.faults, view.list, view.more];
  });
}

function later(view) {
  clearTimeout(view.timer);
  view.timer = setTimeout(() => act(view, () => fill(view)), PAUSE);
}

/** Do something, and say in the room why it can't be done. */
async function act(view, what) {
  view.faults.replaceChildren();
  try {
    await what();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Offline)) throw error;
    view.status.textContent = "";
    fault(view.faults, error);
  }
}

async function fill(view) {
  view.next = "";
  await add(view, true);
}

async function add(view, isFirst = false) {
  const { files, next } = await ask(`files?${new URLSearchParams({ words: view.search.value, after: view.next })}`);
  const rows = files.map((file) => row(view, file));
  if (isFirst) view.list.replaceChildren(...rows);
  else view.list.append(...rows);
  view.next = next;
  view.more.hidden = !next;
  view.status.textContent = view.list.hasChildNodes() ? "" : say("Nothing here yet.");
}

function row(view, file) {
  const name = file.key.replace(/^.*\//, "");
  const picture = file.isImage ? make("img", { src: `/${encodeURI(file.key)}`, alt: "", loading: "lazy" }) : null;
  const acts = [
    make("button", { click: (event) => copy(file, name, event.currentTarget) }, say("Copy as Markdown")),
    make("button", { class: "bad", click: () => act(view, () => remove(view, file, name)) }, say("Delete")),
  ];
  return make("li", {}, picture, make("div", {}, make("div", { class: "title", dir: "auto" }, name), make("div", { class: "about" }, file.key), make("div", { class: "acts", role: "group", "aria-label": name }, ...acts)));
}

async function copy({ key, isImage }, name, button) {
  await navigator.clipboard.writeText(`${isImage ? "!" : ""}[${isImage ? "" : name}](/${encodeURI(key)})`);
  button.textContent = say("Copied");
  announce(say("Copied"));
}

async function take(view, files) {
  for (const file of files) {
    view.status.textContent = say("Uploading %(name)s", { name: file.name });
    await upload(file, view.faults).catch((error) => {
      if (!(error instanceof Cancelled)) throw error;
    });
  }
  await fill(view);
}

/** Delete a file, after saying which posts show it. */
async function remove(view, file, name) {
  const { titles, others } = await ask(`uses?key=${encodeURIComponent(file.key)}`);
  const used = [titles.length ? say("Used by: %(titles)s", { titles: titles.join(", ") }) : "", others ? say("Posts: %(number)s", { number: others }) : ""].filter(Boolean);
  const lines = used.map((line) => make("p", { class: "refusal" }, line));
  if (used.length && (await choose(say("Delete"), [make("p", { dir: "auto" }, name), ...lines], [["", say("Cancel"), "plain"], ["go", say("Delete"), "main"]])) !== "go") return;
  await ask("deleted", { key: file.key, over: file.etag });
  await fill(view);
  offer(say("“%(title)s” is deleted", { title: name }), async () => {
    await ask("restored", { key: file.key, over: "" });
    await fill(view);
  });
}
