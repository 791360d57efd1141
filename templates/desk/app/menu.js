// The desk's menu: the lists, and the rooms that a person has. It stands beside the main part, or above it where there is no room.
import { make, redraw } from "./elements.js";
import { say } from "./words.js";

const STATES = [
  ["drafts", "Drafts"],
  ["scheduled", "Scheduled"],
  ["published", "Published"],
  ["refused", "Refused"],
];

const PAGES = ["pages", "Pages"];

const ROOMS = [
  ["comments", "Comments"],
  ["letters", "Emails"],
  ["files", "Files"],
  ["check", "Check"],
  ["settings", "Settings"],
];

/** Return the name of a list or a room. */
export const nameOf = (view) => say([...STATES, PAGES, ...ROOMS].find(([each]) => each === view)?.[1] ?? "Desk");

/** Return what stands in the bar of a list, with the way to what can be written there. */
export function bar(me, state) {
  const [name, place] = state === "pages" ? ["New page", "#new=page"] : ["New post", "#new"];
  return [...plainBar(me), make("button", { class: "main new", click: () => (location.hash = place) }, say(name))];
}

/** Return what stands in the bar of a room. */
export function plainBar(me) {
  return [make("p", { class: "site", dir: "auto" }, me.site.title), make("a", { class: "button plain", href: "desk/account" }, say("Your page"))];
}

/** Show the menu, in which this list or room is the current one. */
export function showMenu(me, current) {
  const link = ([view, name]) => make("a", { href: `#${view}`, "aria-current": view === current ? "page" : null }, say(name));
  const rooms = ROOMS.filter(([room]) => me.rooms.includes(room));
  const lists = me.role === "author" ? STATES : [...STATES, PAGES];
  const groups = [lists, rooms].filter((group) => group.length).map((group) => make("div", {}, ...group.map(link)));
  redraw(document.querySelector("nav.states"), ...groups);
}
