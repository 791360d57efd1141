// The search page: fetches the segments of the index, newest first, and shows results while more are loading.
// `rendering/formats/search_index.py` explains segments, and `content/text/search_words.py` how text is split into words.
import MiniSearch from "./minisearch.js";

const WAVE = 4; // segments at a time
const ENOUGH = 50; // results, until the reader asks for more
const ASKED = 200; // characters of a query, as many as the form takes; an address may have more
const LONGEST = 40; // characters of a word: the index has no longer ones
const FIELDS = { title: 4, topics: 3, excerpt: 1.5, words: 1 }; // where a word can be, and its weight there

// ---- words

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const UNPARTED =
  /([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+)/u;
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]/g; // accents, points, and the line that stretches Arabic letters
const ALIKE = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i", ς: "σ", ٱ: "ا", ى: "ي", ة: "ه" };
const HAS_ALIKE = new RegExp(`[${Object.keys(ALIKE).join("")}]`, "g");

// The form in which words are compared: `Été` and `ete` are the same, and so are `أحمد` and `احمد`; vowel signs are kept.
export function fold(word) {
  if (/^[a-z0-9\u3400-\u9fff]*$/.test(word)) return word; // most are
  const bare = word.normalize("NFKD").toLowerCase().replace(MARKS, "");
  return bare.replace(HAS_ALIKE, (sign) => ALIKE[sign]).normalize("NFC");
}

// The words of a text with their places; in scripts without spaces between words, each pair of adjacent characters.
export function pieces(text) {
  return [...text.matchAll(WORD)].flatMap((word) => {
    let end = word.index;
    return word[0].split(UNPARTED).flatMap((part, number) => {
      const at = end;
      end += part.length;
      return number % 2 ? pairs(part, at) : part ? [{ at, end, term: fold(part) }] : [];
    });
  });
}

function pairs(part, at) {
  const places = [...part].map((sign) => ({ at, end: (at += sign.length), term: fold(sign), sign }));
  const both = places.slice(1).map((two, number) => {
    const one = places[number];
    return { at: one.at, end: two.end, term: fold(one.sign + two.sign) };
  });
  return both.length ? both : places;
}

export const terms = (text) => pieces(text.normalize("NFKC")).map((piece) => piece.term);

// The ranges of a text that match one of these words; adjacent ranges are merged.
export function marks(text, words) {
  const found = [];
  for (const { at, end } of pieces(text).filter((piece) => words.has(piece.term))) {
    if (found.length && at <= found.at(-1)[1]) found.at(-1)[1] = end;
    else found.push([at, end]);
  }
  return found;
}

// ---- segments

const numbers = (row) => Array.from(row, (sign) => sign.charCodeAt(0) - 35 - (sign > "\\"));

// A segment in memory: its posts, and for each word its row; `heads` are the words of each post's title, topics and excerpt.
export function opened(segment) {
  const posts = segment.posts.map(([title, rest, date, excerpt]) => ({ id: segment.at + rest, title, date, excerpt, topics: "" }));
  const rows = segment.on.split(" ");
  segment.topics.split("\n").forEach((topic, place) => {
    for (const number of numbers(rows[place])) posts[number].topics += `${topic}\n`;
  });
  const heads = posts.map(({ title, topics, excerpt }) => terms(`${title}\n${topics}${excerpt}`).join(" "));
  return { posts, heads, more: segment.more ?? 0, words: segment.words.split(" ").map(fold), rows: segment.in.split(" ") };
}

// The names of the month's other segments, newest first.
const others = (name, more = 0) => Array.from({ length: more }, (_, place) => `${name}-${more - place}`);

// ---- finding

const isOneSign = (term) => [...term].length === 1;
const mayBegin = (term) => !isOneSign(term) || UNPARTED.test(term); // whether this is enough to find words that begin with it
const slips = (term) => (term.length > 4 && /^[a-z]+$/.test(term) ? Math.min(Math.round(term.length / 5), 2) : 0); // how many letters may be wrong

// The number of letters to insert, delete or replace.
function distance(one, two) {
  let row = [...Array(two.length + 1).keys()];
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= two.length; to++)
      next.push(Math.min(row[to] + 1, next[to - 1] + 1, row[to - 1] + (one[at - 1] !== two[to - 1])));
    row = next;
  }
  return row[two.length];
}

function answers(word, term) {
  if (word.startsWith(term)) return word.length === term.length || mayBegin(term);
  const most = slips(term);
  return most > 0 && word[0] === term[0] && Math.abs(word.length - term.length) <= most && distance(word, term) <= most;
}

// The posts that have all (or `any`) of the words in the query, each with only those of its words that match. MiniSearch then
// ranks these few by the same rules. It could also find them itself, but a segment lists posts by word, so the whole segment would
// first have to be turned into words by post: with 1,000 posts, that takes a second of processor time and 24 MB.
export function candidates({ posts, heads, words, rows }, asked, any) {
  const found = posts.map(() => ({ words: [], terms: new Set() }));
  asked.forEach((term) => {
    words.forEach((word, place) => {
      if (answers(word, term)) for (const number of numbers(rows[place])) note(found[number], term, word);
    });
    heads.forEach((head, number) => {
      if (head.split(" ").some((word) => answers(word, term))) note(found[number], term);
    });
  });
  const enough = any ? 1 : asked.length;
  const meant = posts.map((post, number) => ({ ...post, words: found[number].words.join(" ") }));
  return meant.filter((_, number) => found[number].terms.size >= enough);
}

function note(found, term, ...words) {
  found.terms.add(term);
  found.words.push(...words);
}

// The words of a query that can be found, each once.
const wanted = (query) => [...new Set(terms(query.slice(0, ASKED)))].filter((term) => [...term].length <= LONGEST);

// One query: takes segments, and returns what it has found in them so far, best first.
export class Question {
  constructor(query, any = false) {
    this.asked = wanted(query);
    this.any = any;
    this.index = new MiniSearch({
      fields: Object.keys(FIELDS),
      storeFields: ["title", "date", "excerpt"],
      tokenize: (text, field) => (field === "words" ? text.split(" ") : terms(text)),
      processTerm: (term) => term,
    });
  }

  look(segment) {
    const found = candidates(segment, this.asked, this.any);
    this.index.addAll(found.filter((post) => !this.index.has(post.id))); // a post that has moved may be in two for a moment
  }

  found() {
    const combineWith = this.any ? "OR" : "AND";
    const options = { combineWith, boost: FIELDS, tokenize: () => this.asked, prefix: mayBegin, fuzzy: slips };
    return this.index.search(this.asked.join(" "), options);
  }
}

// ---- the page

const element = (name, ...children) => {
  const made = document.createElement(name);
  made.append(...children);
  return made;
};

function marked(text, words) {
  let end = 0;
  const parts = marks(text, words).flatMap(([from, to]) => {
    const before = text.slice(end, from);
    end = to;
    return [before, element("mark", text.slice(from, to))];
  });
  return [...parts, text.slice(end)];
}

// The language for numbers and dates: the page's, or the reader's own if the browser doesn't know the page's.
function language() {
  try {
    return Intl.getCanonicalLocales(document.documentElement.lang);
  } catch {
    return undefined;
  }
}

function day(date) {
  const written = new Intl.DateTimeFormat(language(), { dateStyle: "long", timeZone: "UTC" });
  return Object.assign(element("time", written.format(new Date(date))), { dateTime: date });
}

// A number in words, by the rules of a language: `forms` are the texts by the kind of number, such as `few`.
export function counted(forms, count, lang = language()) {
  const form = forms[new Intl.PluralRules(lang).select(count)] ?? forms.other ?? Object.values(forms)[0];
  return form.replace("%(num)s", count.toLocaleString(lang));
}

function shown({ id, title, date, excerpt, terms }) {
  const words = new Set(terms);
  const link = element("a", ...marked(title, words));
  link.href = encodeURI(id).replace(/[?#]/g, encodeURIComponent);
  const rows = [element("h2", link)];
  if (date) rows.push(Object.assign(element("p", day(date)), { className: "byline" }));
  if (excerpt) rows.push(element("p", ...marked(excerpt, words)));
  return element("li", ...rows);
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function start(form) {
  const box = document.querySelector(".found");
  const [status, list, further, ways] = box.children;
  const known = new Map();
  let names;
  let turn = 0;

  // A segment is fetched once; one that fails is reported, and fetched again for the next query.
  function load(name) {
    if (!known.has(name)) {
      const loading = fetched(form.dataset.index.replace(/\.json$/, `/${name}.json`)).then(opened);
      known.set(name, loading.catch(() => void known.delete(name)));
    }
    return known.get(name);
  }

  function say(query, count, ended, failed) {
    const said = count ? counted(JSON.parse(box.dataset.found), count) : ended && !failed && box.dataset.none;
    ways.hidden = Boolean(count) || !ended;
    const told = said && said.replace("%(query)s", () => query.slice(0, ASKED));
    status.textContent = [told, !ended && box.dataset.searching, failed && box.dataset.failed].filter(Boolean).join(" ");
  }

  // Best first; but while the reader is pointing at the list, nothing in it moves, and new results are added at the end.
  function show(found, items) {
    const rows = found.map((one) => items.get(one.id) ?? items.set(one.id, shown(one)).get(one.id));
    if (list.matches(":hover, :focus-within")) list.append(...rows.filter((row) => row.parentNode !== list));
    else list.replaceChildren(...rows);
  }

  // If anything goes wrong, the reader is told, unless a newer query has begun.
  async function ask(query, enough) {
    const mine = ++turn;
    try {
      await answer(query, enough, mine);
    } catch (error) {
      console.error(error);
      if (mine === turn) say(query, list.children.length, true, true);
    }
  }

  // Looks for posts with all the words, and, if there are none, for posts with any of them. A newer query ends it.
  async function answer(query, enough, mine) {
    const items = new Map();
    let [count, ahead, failed] = [0, [], false];
    list.replaceChildren();
    status.textContent = "";
    further.hidden = ways.hidden = true;
    if (!query) return;
    if (!wanted(query).length) return say(query, 0, true, false);
    say(query, 0, false);
    names ??= await fetched(form.dataset.index).catch(() => void (failed = true));
    for (const any of [false, true]) {
      const question = new Question(query, any);
      ahead = [...(names ?? [])];
      while (ahead.length && count < enough) {
        const wave = ahead.splice(0, WAVE);
        const loaded = await Promise.all(wave.map(load));
        if (mine !== turn) return;
        failed ||= loaded.includes(undefined);
        ahead.unshift(...loaded.flatMap((segment, place) => others(wave[place], segment?.more)));
        loaded.filter(Boolean).forEach((segment) => question.look(segment));
        const found = question.found();
        count = found.length;
        show(found.slice(0, enough), items);
        say(query, count, false, failed);
      }
      if (count) break;
    }
    if (mine !== turn) return;
    say(query, count, true, failed);
    further.hidden = !count || (count <= enough && !ahead.length);
  }

  let enough = ENOUGH;
  let waiting;
  function asked() {
    clearTimeout(waiting);
    const query = form.elements.q.value.trim();
    history.replaceState(history.state, "", query ? `?${new URLSearchParams({ q: query })}` : location.pathname);
    enough = ENOUGH;
    return ask(query, enough);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    asked();
  });
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(asked, 250);
  });
  further.addEventListener("click", () => ask(form.elements.q.value.trim(), (enough += ENOUGH)));
  form.elements.q.value ||= new URLSearchParams(location.search).get("q") ?? "";
  if (form.elements.q.value) asked();
}

const form = globalThis.document?.querySelector("form[data-index]");
if (form) start(form);
