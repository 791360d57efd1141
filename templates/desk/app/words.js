// The desk's words in the visitor's language: the page brings them.
const words = JSON.parse(document.getElementById("words").textContent);
export const language = document.documentElement.lang;

/** Return a phrase in the visitor's language, with the values of its %(names)s. */
export function say(phrase, values = {}) {
  return (words[phrase] ?? phrase).replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
}

/** Return a moment as this reader writes it. */
export function time(moment) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(moment));
}

/** Return the day of a moment at this place of the world. */
export function day(moment, zone) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: zone }).format(new Date(moment));
}
