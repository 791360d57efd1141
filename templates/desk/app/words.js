// The desk's words in the visitor's language: the page brings them.
const words = JSON.parse(document.getElementById("words").textContent);
export const language = document.documentElement.lang;

/** Return a phrase in the visitor's language, with the values of its %(names)s. */
export function say(phrase, values = {}) {
  return (words[phrase] ?? phrase).replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
}

const ASIDE = /`[^`]*`|\]\([^)\n]*\)|https?:\/\/\S+/g; // code and addresses, which are Latin in every text
const LEFTWARD = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/gu;

/** Return the direction of a text by its letters, a third of which may be of another; nothing where it has none. An author's
 * paragraph that begins with a foreign name runs as the others do, as it will on the page. */
export function direction(text) {
  const bare = text.replace(ASIDE, "");
  const letters = bare.match(/\p{L}/gu)?.length;
  return letters ? ((bare.match(LEFTWARD)?.length ?? 0) * 3 > letters ? "rtl" : "ltr") : null;
}

/** The names of languages, in the visitor's. */
export const languages = new Intl.DisplayNames(language, { type: "language" });

/** Return a moment as this reader writes it; a `medium` time has seconds. */
export function time(moment, timeStyle = "short") {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle }).format(new Date(moment));
}

/** Return the day of a moment at this place of the world. */
export function day(moment, zone) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: zone }).format(new Date(moment));
}
