// The site's settings, for its owner: a form of what is changed most, and the whole file as text. Colours are checked as they are chosen.
import { ask, begin, Offline, Refused } from "./api.js";
import { unreadable } from "./contrast.js";
import { make, redraw } from "./elements.js";
import { fault, frame, room } from "./rooms.js";
import { offer } from "./undo.js";
import { language, say } from "./words.js";

const LABELS = { title: "Title", description: "Description", newsletter: "Email new posts to subscribers", comments: "Posts take comments" };
const STEP = 1000; // milliseconds between two looks whether the site has taken the settings up
const LOOKS = 10;
const SCHEMES = { light: "Colours of light pages", dark: "Colours of dark pages" };

/** Show the settings. */
export async function show(me) {
  await room(me, ["settings", say("Settings")], async () => {
    const place = make("div", {});
    draw(me, place, await ask("settings"));
    return [place];
  });
}

function draw(me, place, settings) {
  const view = { me, place, settings, faults: make("div", {}), form: structuredClone(settings.form) };
  const fields = make("fieldset", { class: "plain" }, ...words(view), languages(settings), ...switches(view), ...colours(view), button(say("Save")));
  const form = make("form", { submit: (event) => (event.preventDefault(), save(view, { form: view.form })) }, fields);
  const text = asText(view);
  form.addEventListener("input", () => text.lock(true));
  text.area.addEventListener("input", () => (fields.disabled = text.area.value !== settings.text));
  const history = make("p", {}, make("a", { class: "button", href: "#history=site.yaml" }, say("History")));
  redraw(place, view.faults, form, text.element, history);
  view.area = text.area;
}

const button = (label) => make("div", { class: "acts" }, make("button", { type: "submit", class: "main" }, label));

function words(view) {
  return Object.entries(view.form.words).flatMap(([name, texts]) =>
    Object.entries(texts).map(([code, text]) => {
      const id = `words-${name}-${code}`;
      const input = make("input", { id, type: "text", value: text, dir: "auto", lang: code || null, input: () => (texts[code] = input.value) });
      return field(id, code ? `${say(LABELS[name])} (${code})` : say(LABELS[name]), input);
    }),
  );
}

const field = (id, label, input, hint) => make("div", { class: "field" }, make("label", { for: id }, label), input, hint ?? null);

function languages({ languages: all }) {
  const list = new Intl.ListFormat(language, { type: "conjunction" }).format(all.map((each) => each.name));
  return make("p", {}, make("strong", {}, say("Languages")), ` ${list} `, make("span", { class: "about" }, say("These are changed in the text below.")));
}

function switches(view) {
  return Object.entries(view.form.switches).map(([name, value]) => {
    const id = `switch-${name}`;
    const input = make("input", { id, type: "checkbox", checked: value === "yes", disabled: value === "", change: () => (view.form.switches[name] = input.checked ? "yes" : "no") });
    input.indeterminate = value === ""; // neither yes nor no
    const hint = value === "" ? make("span", { class: "about" }, " ", say("These are changed in the text below.")) : null;
    return make("p", { class: "switch" }, make("label", { for: id }, input, " ", say(LABELS[name])), hint);
  });
}

// ---- colours

function colours(view) {
  return Object.entries(SCHEMES).map(([scheme, label]) => {
    const rows = view.settings.look.names.map(({ name, meaning }) => colour(view, scheme, name, meaning));
    const check = () => told(view, scheme, rows);
    const group = make("fieldset", { class: "colours", input: check }, make("legend", {}, say(label)), ...rows.map((row) => row.element));
    check();
    return group;
  });
}

function colour(view, scheme, name, meaning) {
  const { shown, preset } = view.settings.look;
  const own = view.form.colours[scheme];
  const id = `colour-${scheme}-${name}`;
  const hint = make("div", { class: "hint refusal", id: `${id}-hint`, role: "status" });
  const input = make("input", { id, type: "color", value: own[name] ?? shown[scheme][name], "aria-describedby": hint.id, input: () => (own[name] = input.value) });
  const reset = make("button", { type: "button", class: "plain", "aria-label": say("Reset %(name)s", { name }), click: () => back() }, "↺");
  const back = () => {
    own[name] = "";
    input.value = preset[scheme][name];
    input.dispatchEvent(new Event("input", { bubbles: true }));
    own[name] = "";
  };
  const label = make("label", { for: id }, make("strong", {}, name), " ", make("span", { class: "about" }, say(meaning)));
  return { name, input, hint, element: make("div", { class: "colour" }, input, label, reset, hint) };
}

/** Say beside each colour with what it has too little contrast. */
function told(view, scheme, rows) {
  const { pairs, code } = view.settings.look;
  const chosen = { code: code[scheme], ...Object.fromEntries(rows.map((row) => [row.name, row.input.value])) };
  const bad = unreadable(pairs, chosen);
  for (const { name, hint, input } of rows) {
    const lines = bad.filter((pair) => pair.one === name || (pair.one === "code" && pair.on === name));
    hint.textContent = lines.map((pair) => say("%(one)s on %(on)s has a contrast of %(ratio)s, but needs %(least)s", pair)).join(" · ");
    input.setAttribute("aria-invalid", String(lines.length > 0));
  }
}

// ---- the text

function asText(view) {
  const area = make("textarea", { id: "site-text", rows: 18, spellcheck: "false", dir: "ltr", class: "code" });
  area.value = view.settings.text;
  const hint = make("div", { class: "hint", role: "status" });
  const saving = button(say("Save the text"));
  const form = make("form", { submit: (event) => (event.preventDefault(), save(view, { text: area.value })) }, field("site-text", "site.yaml", area, hint), saving);
  const lock = () => {
    area.readOnly = true;
    saving.firstChild.disabled = true;
    hint.textContent = say("Save the form first.");
  };
  return { area, lock, element: make("details", { class: "as-text" }, make("summary", {}, say("All settings as text")), form) };
}

async function save(view, asked) {
  const { settings, faults } = view;
  try {
    const saved = await ask("settings", { ...asked, over: settings.etag });
    taken(view, saved);
    scrollTo(0, 0);
    offer(say("Saved"), async () => taken(view, await ask("settings", { text: settings.text, over: saved.etag })));
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Offline)) throw error;
    fault(faults, error);
    if (asked.text !== undefined && error.answer?.line) select(view.area, error.answer.line);
    else faults.scrollIntoView({ block: "center" });
  }
}

/** Show what was saved, and as soon as the site has taken it up, its name and the rooms that it has now. */
function taken({ me, place }, saved) {
  draw(me, place, saved);
  renew(me, place).catch((error) => {
    if (!(error instanceof Refused || error instanceof Offline)) throw error;
  });
}

async function renew(me, place) {
  const about = ({ site, rooms }) => JSON.stringify([site, rooms]);
  const before = about(me);
  for (let look = 0; look < LOOKS; look += 1) {
    const now = await begin();
    if (!place.isConnected) return;
    if (about(now) !== before) {
      Object.assign(me, now);
      frame(me, "settings");
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, STEP));
  }
}

/** Select a line of the text, and show it. */
function select(area, number) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
}
