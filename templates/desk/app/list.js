// The lists: drafts first, since the first thing to see is what to write next. The site searches them, so a list is never loaded whole.
import { ask, Offline, Refused } from "./api.js";
import { make, show, whenBack, withCode } from "./elements.js";
import { bar, nameOf, showMenu } from "./menu.js";
import { published } from "./publish.js";
import * as texts from "./texts.js";
import { day, language, languages, say, time } from "./words.js";

const PAUSE = 250; // milliseconds without a key, after which the site is searched
const FEW = 20; // posts; where fewer have the words, the search goes on by itself
const STEP = 1000; // milliseconds between two looks at what is being published
const LOOKS = 60;

/** Show the posts of a state. */
export async function list(me, state = "drafts") {
  const rows = make("ul", { class: "posts" });
  const status = make("p", { class: "state", role: "status" }, say("Loading …"));
  const more = make("button", { hidden: true, click: () => add().catch(offline) }, say("Older posts"));
  const { row: filters, wanted } = filtering(me, () => load().catch(offline));
  const name = nameOf(state);
  const shown = (post) => row(me, state, post);
  show(`${name} · ${me.site.title}`, bar(me, state), make("h1", { class: "hidden" }, name), filters, status, rows, more);
  showMenu(me, state);
  let turn = 0; // of the newest question: an answer to an earlier one is forgotten
  let next = "";
  let found = [];

  async function load() {
    next = "";
    const here = await waiting(state, wanted());
    if (!rows.hasChildNodes()) rows.replaceChildren(...here.map(shown));
    await add(here);
  }

  /** Add the posts that follow; `here` are those of this device, with which a list begins. */
  async function add(here) {
    const own = (turn += 1);
    more.hidden = true;
    if (here) found = here;
    let isFirst = Boolean(here);
    do {
      const answer = await ask(`posts?${new URLSearchParams({ ...wanted(), state, after: next })}`);
      if (own !== turn) return;
      next = answer.next;
      const listed = new Set(answer.posts.map((post) => post.key));
      if (isFirst) found = found.filter((post) => post.isHere || !listed.has(post.key));
      const known = new Set(found.map((post) => post.key));
      const news = answer.posts.filter((post) => !known.has(post.key));
      if (isFirst) rows.replaceChildren(...found.map(shown));
      rows.append(...news.map(shown));
      found = [...found, ...news];
      isFirst = false;
      status.textContent = next ? say("Searching …") : "";
    } while (next && found.length < FEW && rows.isConnected);
    tell(Object.values(wanted()).some(Boolean));
    more.hidden = !next;
  }

  function tell(isSearch) {
    const number = new Intl.NumberFormat(language).format(found.length);
    filters.hidden = !found.length && !isSearch;
    status.classList.toggle("next-step", filters.hidden);
    if (found.length) status.textContent = isSearch && !next ? say("Posts: %(number)s", { number }) : "";
    else status.textContent = say(isSearch ? "No post has these words." : "Nothing here yet.");
  }

  const offline = (error) => {
    if (!(error instanceof Offline)) throw error;
    status.textContent = say("You are offline. What you write is kept on this device.");
    whenBack(status, begin);
  };
  const begin = () => texts.bring().then(load).catch(offline);
  rows.replaceChildren(...(await waiting(state, {})).map(shown));
  await begin();
}

/** Return what narrows a list, and a function that says what is wanted; `change` is called once the author pauses. */
function filtering(me, change) {
  let timer;
  const later = () => (clearTimeout(timer), (timer = setTimeout(change, PAUSE)));
  const search = make("input", { type: "search", "aria-label": say("Search"), placeholder: say("Search"), input: later });
  const names = (name) => me.fields.find((field) => field.name === name)?.choices ?? [];
  const choices = [
    ["category", "Categories", names("categories")],
    ["author", "Authors", names("authors")],
    ["lang", "Languages", me.site.languages.map((code) => [code, languages.of(code)])],
  ].filter(([, , options]) => options.length > 1);
  const selects = choices.map(([name, label, options]) => [name, choice(say(label), options, change)]);
  const wanted = () => ({ words: search.value.trim(), ...Object.fromEntries(selects.map(([name, select]) => [name, select.value])) });
  return { row: make("div", { class: "filters", role: "search" }, search, ...selects.map(([, select]) => select)), wanted };
}

function choice(label, options, change) {
  const all = [["", label], ...options].map(([value, text]) => make("option", { value }, text));
  return make("select", { "aria-label": label, change }, ...all);
}

/** Return what the site doesn't list: the texts of this device, and drafts that have just come to the site from it. */
async function waiting(state, { words = "", ...choices }) {
  if (state !== "drafts") return [];
  const kept = (await texts.all()).map((text) => ({ id: text.id, key: text.key, title: text.front.title || "", date: text.time, isHere: true }));
  const fresh = Object.values(choices).some(Boolean) ? [] : await texts.fresh();
  const keys = new Set(kept.map((post) => post.key));
  const news = fresh.filter(({ to }) => !keys.has(to)).map(({ to, title, time: at }) => ({ key: to, title, date: at }));
  return [...kept, ...news].filter((post) => post.title.toLocaleLowerCase().includes(words.toLocaleLowerCase()));
}

function row(me, state, post) {
  const { refusal, publish } = post;
  const when = post.date && (state === "scheduled" ? time(post.date) : day(post.date, me.site.zone));
  const lang = me.site.languages.length > 1 && post.lang ? languages.of(post.lang) : "";
  const about = post.isHere ? say("On this device") : [when, lang].filter(Boolean).join(" · ");
  const why = refusal && [refusal.line ? `${say("Line %(line)s", refusal)} · ` : "", make("bdi", {}, ...withCode(refusal.why))];
  const lines = [
    ["title", post.title || nameless(post)],
    ["about", about],
    ["refusal", why],
    ["about", refusal && withCode(refusal.remedy)],
  ].filter(([, text]) => text);
  const [title, ...rest] = lines.map(([kind, text]) => make("span", { class: kind, lang: kind === "title" && post.title && post.lang ? post.lang : null, dir: kind === "refusal" ? null : "auto" }, ...[text].flat()));
  return make("li", {}, make("a", { href: `#edit=${encodeURIComponent(post.id ?? post.key)}` }, title, ...rest, publish ? doing(post) : null));
}

/** Return what stands for a title where there is none: a refused post is known by its file. */
const nameless = (post) => (post.refusal && post.key ? post.key.replace(/^.*\//, "") : say("Untitled"));

// ---- what is being published

/** Return a line that says how far a publish is, and goes on saying it until all pages are right. */
function doing(post) {
  const line = make("span", { class: "about" });
  const looks = { left: LOOKS, wasWaiting: false };
  const look = async (publish) => {
    line.textContent = said(post.key, publish, looks);
    line.classList.toggle("live", publish.isLive);
    looks.left -= 1;
    if (publish.isDone || !looks.left) return;
    await new Promise((resolve) => setTimeout(resolve, STEP));
    if (line.isConnected) await look(await ask(`progress?key=${encodeURIComponent(post.key)}`));
  };
  look(post.publish).catch((error) => {
    if (!(error instanceof Offline || error instanceof Refused)) throw error;
  });
  return line;
}

function said(key, { isLive, pages }, looks) {
  if (!isLive) return (looks.wasWaiting = true), say("Publishing …");
  const known = published.get(key);
  if (known && !known.seconds && looks.wasWaiting) known.seconds = (performance.now() - known.began) / 1000;
  const live = known?.seconds ? say("Live after %(seconds)s seconds", { seconds: known.seconds.toFixed(1) }) : "";
  if (!pages) return live;
  return [live, say("Pages written: %(number)s", { number: new Intl.NumberFormat(language).format(pages) })].filter(Boolean).join(" · ");
}
