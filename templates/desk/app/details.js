// A post's details: its front matter as a form, made of the table of fields that the API sends.
import { choose, make, withCode } from "./elements.js";
import { languages, say } from "./words.js";

const COMMAS = /[,،、，]/; // of Latin, Arabic, Japanese and Chinese keyboards

/** Let the author change the details, with a refusal said at its field; return them, or nothing if they left the form. */
export async function details(me, front, refusal) {
  const inputs = me.fields.map((field) => [field, input(me, field, front[field.name])]);
  const rows = inputs.map(([field, element]) => row(field, element, refusal?.field === field.name ? refusal : null));
  const act = await choose(say("Details"), rows, [["", say("Cancel"), "plain"], ["save", say("Save"), "main"]]);
  if (act !== "save") return undefined;
  return Object.fromEntries(inputs.map(([field, element]) => [field.name, value(field, element)]));
}

function row(field, element, refusal) {
  const id = `field-${field.name}`;
  element.id = id;
  const hint = make("div", { class: "hint", id: `${id}-hint` }, say(field.hint));
  element.setAttribute("aria-describedby", hint.id);
  const fault = refusal ? make("div", { class: "refusal", id: `${id}-fault`, dir: "auto" }, ...withCode(`${refusal.why} · ${refusal.remedy}`)) : null;
  if (fault) for (const [name, value] of [["aria-invalid", "true"], ["aria-describedby", `${fault.id} ${hint.id}`], ["autofocus", ""]]) element.setAttribute(name, value);
  const list = field.choices && field.kind !== "choice" ? options(`${id}-list`, field.choices) : null;
  if (list) element.setAttribute("list", list.id);
  return make("div", { class: "field" }, make("label", { for: id }, say(field.label)), element, fault, hint, list);
}

const options = (id, choices) => make("datalist", { id }, ...choices.map(([, name]) => make("option", { value: name })));

function input(me, field, current) {
  if (field.kind === "choice") {
    const chosen = String(current ?? "");
    const all = field.choices.map(([value, label]) => make("option", { value, selected: value === chosen }, field.name === "lang" && value ? languages.of(value) : say(label)));
    return make("select", {}, ...all);
  }
  if (field.kind === "long") return make("textarea", { rows: 3, dir: "auto" }, current ?? "");
  if (field.kind === "date") return make("input", { type: "datetime-local", value: String(current ?? "").slice(0, 16).replace(" ", "T") });
  const names = new Map(field.choices);
  const text = Array.isArray(current) ? current.map((each) => names.get(each) ?? each).join(", ") : (current ?? "");
  return make("input", { type: "text", value: text, dir: "auto" });
}

function value(field, element) {
  const text = element.value.trim();
  if (field.kind === "list") return text.split(COMMAS).map((part) => part.trim()).filter(Boolean).map((part) => keyOf(field, part));
  return field.kind === "date" ? text.replace("T", " ") : text;
}

/** Return the name in front matter of what readers know by this name. */
function keyOf(field, name) {
  const known = field.choices?.find(([, shown]) => shown.toLocaleLowerCase() === name.toLocaleLowerCase());
  return known?.[0] ?? name;
}
