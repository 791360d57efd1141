// The history of a post: its versions, what has changed in each, and an earlier text brought back. Deleting is here, too, since it can be undone.
import { ask, Offline, Refused, rendered } from "./api.js";
import { choose, make, show as showView } from "./elements.js";
import { fault } from "./rooms.js";
import * as texts from "./texts.js";
import { offer } from "./undo.js";
import { language, say, time } from "./words.js";

const SITE = "site.yaml"; // its text is part of the settings
const NAMES = { "+": "Added", "-": "Removed" };

/** Show the versions of the post in this file. */
export async function show(me, key) {
  const faults = make("div", {});
  const list = make("ul", { class: "posts versions" });
  const back = make("a", { class: "button back", href: placeOf(key), "aria-label": say(key === SITE ? "Settings" : "Back to the post") }, "‹");
  showView(`${say("History")} · ${me.site.title}`, [back, make("p", { class: "site", "aria-hidden": "true" }, say("History"))], make("h1", { class: "hidden" }, say("History")), faults, list);
  const { versions, etag } = await ask(`versions?key=${encodeURIComponent(key)}`);
  list.replaceChildren(...versions.map((version, at) => row({ key, etag, versions, faults }, version, at)));
}

const placeOf = (key) => (key === SITE ? "#settings" : `#edit=${encodeURIComponent(key)}`);

function row(post, version, at) {
  const about = version.isDeletion ? say("Deleted") : size(version.size);
  const summary = make("summary", {}, make("span", { class: "title" }, time(version.time, "medium")), " ", make("span", { class: "about" }, at ? about : `${about} · ${say("Now")}`));
  if (version.isDeletion) return make("li", {}, make("details", {}, summary));
  const place = make("div", { class: "changes" });
  const before = make("option", { value: "before" }, say("The version before"));
  const now = make("option", { value: "now" }, say("The text now"));
  const against = make("select", { change: () => fill() }, before, at ? now : null);
  const fill = () => differences(post, version, at, against.value, place).catch((error) => fault(place, error));
  const compared = make("label", { class: "compared" }, say("Compared with"), " ", against);
  const restore = at ? make("button", { click: () => bringBack(post, version) }, say("Restore this text")) : null;
  const acts = make("div", { class: "acts" }, compared, restore);
  const details = make("details", { toggle: () => details.open && !place.hasChildNodes() && fill() }, summary, acts, place);
  return make("li", {}, details);
}

function size(bytes) {
  const [unit, number] = bytes < 1000 ? ["byte", bytes] : ["kilobyte", bytes / 1000];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: bytes < 1000 ? "long" : "short", maximumFractionDigits: 1 }).format(number);
}

async function differences({ key, versions }, version, at, against, place) {
  const [newest] = versions;
  const earlier = versions.slice(at + 1).find((each) => !each.isDeletion)?.id ?? "";
  const [from, to] = against === "now" ? [newest.isDeletion ? "" : newest.id, version.id] : [earlier, version.id];
  const { lines } = await ask(`changes?key=${encodeURIComponent(key)}&from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`);
  place.replaceChildren(lines.length ? make("div", { class: "diff" }, ...lines.map(line)) : make("p", { class: "state" }, say("Nothing has changed.")));
}

function line({ sign, text }) {
  const kind = { "+": "ins", "-": "del" }[sign] ?? "span";
  const name = NAMES[sign] ? make("span", { class: "hidden" }, `${say(NAMES[sign])}: `) : null;
  return make("div", { class: `line ${kind}` }, make("span", { class: "mark", "aria-hidden": "true" }, sign), name, make(kind, { dir: "auto" }, text));
}

async function bringBack({ key, etag, versions, faults }, version) {
  try {
    const answer = await ask("restored", { key, version: version.id, over: etag });
    await texts.forget(key);
    const before = versions[0];
    await shown(placeOf(key));
    if (before.isDeletion) return;
    offer(say("Restored"), async () => {
      await ask("restored", { key, version: before.id, over: answer.etag });
      dispatchEvent(new HashChangeEvent("hashchange"));
    });
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Offline)) throw error;
    fault(faults, error);
    faults.scrollIntoView();
  }
}

/** Go to a view, and return once it is being shown, so that what is offered next belongs to it. */
async function shown(address) {
  const isThere = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
  location.hash = address;
  await isThere;
}

// ---- more that can be done with a post

/** Let the author choose what else to do with the post in the editor; `save` brings it to the site, `draw` shows it again. */
export async function more(me, text, save, draw) {
  const acts = [];
  if (text.key) acts.push(["history", say("History")]);
  if (me.rooms.includes("letters")) acts.push(["letter", say("Preview the email")], ["test", say("Email me a test")]);
  const withdrawal = { published: say("Unpublish"), scheduled: say("Unschedule") }[text.state];
  if (withdrawal) acts.push(["withdraw", withdrawal]);
  acts.push(["delete", say("Delete"), "bad"], ["", say("Cancel"), "plain"]);
  const act = await choose(say("More"), [], acts);
  if (act === "history") location.hash = `#history=${encodeURIComponent(text.key)}`;
  if (act === "withdraw") await (await import("./withdraw.js")).withdraw(text, save, draw);
  if (act === "delete") await remove(text);
  if (!["letter", "test"].includes(act) || !(await save())) return "";
  if (act === "letter") return see(text);
  const { to } = await ask("letters", { letter: text.key, act: "test" });
  return say("A test is on its way to %(address)s", { address: to });
}

/** Show the email of a post with its text as it is now; return why there is none. */
async function see(text) {
  const refusal = await rendered(text.key);
  if (refusal) return `${refusal.why} · ${refusal.remedy}`;
  await (await import("./letter.js")).preview(text.key);
  return "";
}

async function remove(text) {
  const kept = structuredClone(text);
  if (text.key) await ask("deleted", { key: text.key, over: text.over });
  text.isChanged = false;
  await texts.drop(text.id);
  await shown("#drafts");
  offer(say("“%(title)s” is deleted", { title: text.front.title || say("Untitled") }), async () => {
    if (kept.key) await ask("restored", { key: kept.key, over: "" });
    if (kept.isChanged) await texts.keep(kept); // what the site doesn't have yet
    location.hash = `#edit=${encodeURIComponent(kept.key || kept.id)}`;
  });
}
