// The lists: drafts first, since the first thing to see is what to write next.
import { ask, Offline } from "./api.js";
import { make, show } from "./elements.js";
import * as texts from "./texts.js";
import { day, language, say, time } from "./words.js";

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
  const rows = make("ul", { class: "posts" });
  const status = make("p", { class: "state", role: "status" }, say("Loading …"));
  const search = make("input", { type: "search", "aria-label": say("Search"), placeholder: say("Search") });
  const name = STATES.find(([each]) => each === state)?.[1] ?? "Desk";
  show(`${say(name)} · ${me.site.title}`, bar(me), states(me, state), search, status, rows);
  const posts = [];
  const draw = () => {
    const wanted = search.value.trim().toLocaleLowerCase();
    const shown = posts.filter((post) => post.title.toLocaleLowerCase().includes(wanted));
    const found = say("Posts: %(number)s", { number: new Intl.NumberFormat(language).format(shown.length) });
    rows.replaceChildren(...shown.map((post) => row(me, state, post)));
    search.hidden = !posts.length;
    status.classList.toggle("next-step", !posts.length);
    if (shown.length) status.textContent = wanted ? found : "";
    else status.textContent = say(posts.length ? "No post has these words." : "Nothing here yet.");
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
    make("a", { class: "button plain", href: "desk/account" }, say("Your page")),
    make("button", { class: "main new", click: () => (location.hash = "#new") }, say("New post")),
  ];
}

/** Return the way to the lists, and to the rooms that this person has. */
export function states(me, current) {
  const link = ([state, name]) => make("a", { href: `#${state}`, "aria-current": state === current ? "page" : null }, say(name));
  const rooms = ROOMS.filter(([room]) => me.rooms.includes(room));
  const groups = [STATES, rooms].map((group) => make("div", {}, ...group.map(link)));
  return make("nav", { class: "states", "aria-label": say("Desk") }, ...groups);
}

function row(me, state, post) {
  const when = post.date && (state === "scheduled" ? time(post.date) : day(post.date, me.site.zone));
  const lang = me.site.languages.length > 1 ? post.lang : "";
  const about = post.isHere ? say("On this device") : [when, lang, post.refusal?.why].filter(Boolean).join(" · ");
  return make(
    "li",
    {},
    make(
      "a",
      { href: `#edit=${encodeURIComponent(post.id ?? post.key)}` },
      make("span", { class: "title", dir: "auto" }, post.title || nameless(post)),
      make("span", { class: post.refusal ? "about refusal" : "about" }, about),
    ),
  );
}

/** Return what stands for a title where there is none: a refused post is known by its file. */
const nameless = (post) => (post.refusal && post.key ? post.key.replace(/^.*\//, "") : say("Untitled"));
