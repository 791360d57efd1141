// The lists: drafts first, since the first thing to see is what to write next.
import { ask, Offline } from "./api.js";
import { make, show } from "./elements.js";
import * as texts from "./texts.js";
import { say, time } from "./words.js";

const STATES = [
  ["drafts", "Drafts"],
  ["scheduled", "Scheduled"],
  ["published", "Published"],
  ["refused", "Refused"],
];

const ROOMS = [
  ["comments", "Comments"],
  ["letters", "Emails"],
  ["check", "Check"],
  ["settings", "Settings"],
];

/** Show the posts of a state. */
export async function list(me, state = "drafts") {
  const found = make("ul", { class: "posts" });
  const status = make("p", { class: "state", role: "status" }, say("Loading …"));
  const search = make("input", { type: "search", "aria-label": say("Search"), placeholder: say("Search") });
  show(`${say("Desk")} · ${me.site.title}`, bar(me), states(me, state), search, status, found);
  const posts = [];
  const draw = () => {
    const wanted = search.value.trim().toLocaleLowerCase();
    const shown = posts.filter((post) => post.title.toLocaleLowerCase().includes(wanted));
    found.replaceChildren(...shown.map(row));
    status.textContent = shown.length ? "" : say(posts.length ? "No post has these words." : "Nothing here yet.");
  };
  search.addEventListener("input", draw);
  posts.push(...(await waiting(state)));
  if (posts.length) draw();
  try {
    await texts.bring();
    posts.splice(0, posts.length, ...(await waiting(state)));
    const answer = await ask(`posts?state=${state}`);
    const known = new Set(posts.map((post) => post.key));
    posts.push(...answer.posts.filter((post) => !known.has(post.key)));
    draw();
  } catch (error) {
    if (!(error instanceof Offline)) throw error;
    draw();
    status.textContent = say("You are offline. What you write is kept on this device.");
  }
}

async function waiting(state) {
  if (state !== "drafts") return [];
  const kept = await texts.all();
  return kept.map((text) => ({ id: text.id, key: text.key, title: text.front.title || "", date: text.time, isHere: true }));
}

/** Return what stands in the bar of a list or a room. */
export function bar(me) {
  return [
    make("h1", {}, me.site.title),
    make("a", { class: "button", href: "desk/account" }, say("Your page")),
    make("button", { class: "main new", click: () => (location.hash = "#new") }, say("New post")),
  ];
}

/** Return the way to the lists, and to the rooms that this person has. */
export function states(me, current) {
  const rooms = ROOMS.filter(([room]) => me.rooms.includes(room));
  const links = [...STATES, ...rooms].map(([state, name]) =>
    make("a", { href: `#${state}`, "aria-current": state === current ? "page" : null }, say(name)),
  );
  return make("nav", { class: "states", "aria-label": say("Posts") }, ...links);
}

function row(post) {
  const about = post.isHere
    ? say("On this device")
    : [post.date && time(post.date), post.lang, post.refusal?.why].filter(Boolean).join(" · ");
  return make(
    "li",
    {},
    make(
      "a",
      { href: `#edit=${encodeURIComponent(post.id ?? post.key)}` },
      make("span", { class: "title", dir: "auto" }, post.title || say("Untitled")),
      make("br"),
      make("span", { class: post.refusal ? "about refusal" : "about" }, about),
    ),
  );
}
