// Elements of the page. Text is always set as text, so nothing that an author wrote is read as HTML.
const SOON = 100; // milliseconds after which a text that comes back counts as new to a screen reader

/** Make an element with these attributes (functions are listeners) and children (texts or elements). */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Return a text as children of an element: the addresses in it keep their order where the text runs from right to left. */
export const isolated = (text) => text.split(/(https?:\/\/\S+)/).map((part, at) => (at % 2 ? make("bdi", { dir: "ltr" }, part) : part));

/** Return a text as children of an element: what stands between backticks is code. */
export const withCode = (text) => text.split(/`([^`]+)`/).map((part, at) => (at % 2 ? make("code", { dir: "ltr" }, part) : part));

/** Make a sign: a path of SVG on a square of 24, drawn as a line; one that shows lines of a text turns with their direction. */
export function sign(path, turns = false) {
  const name = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(name, "svg");
  const line = document.createElementNS(name, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", turns ? "sign turns" : "sign");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

/** Make a bar of buttons: one stop of the Tab key, within which arrows lead on. */
export function toolbar(attributes, ...buttons) {
  const stop = (chosen) => buttons.forEach((each) => (each.tabIndex = each === chosen ? 0 : -1));
  const keydown = (event) => {
    const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const at = buttons.indexOf(document.activeElement);
    const steps = { ArrowLeft: -1, ArrowRight: -1, [forward]: 1, Home: -at, End: buttons.length - 1 - at };
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    buttons.at((at + steps[event.key]) % buttons.length).focus();
  };
  const mousedown = (event) => event.preventDefault(); // so that the text keeps the focus, and a phone its keyboard
  const bar = make("div", { ...attributes, role: "toolbar", keydown, mousedown, focusin: (event) => buttons.includes(event.target) && stop(event.target) }, ...buttons);
  stop(buttons[0]);
  return bar;
}

/** Take an element away; if the focus is in it, the focus goes to the main part instead of nowhere. */
export function remove(element) {
  const isFocused = element.contains(document.activeElement);
  element.remove();
  if (isFocused) focusMain();
}

/** Replace what a place shows. The focus stays where it was: at what has the same name, or at least in the same group, or in the main part. */
export function redraw(place, ...content) {
  const group = (each) => each.closest("[role=group]")?.getAttribute("aria-label") ?? "";
  const name = (each) => each.id || each.textContent;
  const before = place.contains(document.activeElement) ? document.activeElement : null;
  place.replaceChildren(...content);
  if (!before) return;
  const near = [...place.querySelectorAll("button, a, input, select, textarea, summary")].filter((each) => group(each) === group(before));
  const next = near.find((each) => name(each) === name(before)) ?? (group(before) ? near[0] : null);
  (next ?? document.getElementById("main")).focus({ preventScroll: true });
}

/** Put the focus on the main part, without scrolling. */
export function focusMain() {
  document.getElementById("main").focus({ preventScroll: true });
}

/** Do something once the network is back, if this element still stands on the page. */
export function whenBack(element, act) {
  addEventListener("online", () => element.isConnected && act(), { once: true });
}

/** Say something to people who don't see the page change, also where the same was said last. */
export function announce(text) {
  hush();
  soon = setTimeout(() => (document.getElementById("said").textContent = text), SOON);
}

/** Take back what was said last, since it is no longer true. */
export function hush() {
  clearTimeout(soon);
  document.getElementById("said").textContent = "";
}

let soon; // what is about to be said
addEventListener("hashchange", hush); // what was said in one view isn't said in the next

/** Name what is being shown. */
export function entitle(title) {
  document.title = title;
  document.getElementById("main").setAttribute("aria-label", title);
}

/** Show a view without a menu: the bar's elements, and those of the main part. */
export function show(title, bar, ...content) {
  entitle(title);
  document.querySelector("header.bar").replaceChildren(...bar);
  document.querySelector("nav.states").replaceChildren();
  const main = document.getElementById("main");
  main.replaceChildren(...content);
  return main;
}

/** Show a dialog until one of its acts is chosen, or something else is shown, as by the way back (Enter chooses the main one); its lines are said with its name; return the name of the act, or nothing if it was left. */
export function choose(heading, content, acts) {
  return new Promise((resolve) => {
    const leave = (name) => dialog.close(name);
    const buttons = acts.map(([name, label, kind = "", first = false]) =>
      kind === "main"
        ? make("button", { value: name, class: kind, type: "submit", autofocus: first }, label)
        : make("button", { class: kind, type: "button", click: () => leave(name) }, label),
    );
    const title = make("h2", { id: "asked" }, heading);
    const form = make("form", { method: "dialog" }, title, ...content, make("div", { class: "acts" }, ...buttons));
    const lines = content.filter((each) => each.matches("p:not([role=alert]), [aria-live]"));
    lines.forEach((line, at) => (line.id = `${title.id}-${at}`));
    const described = lines.map((line) => line.id).join(" ") || null;
    const dialog = make("dialog", { "aria-labelledby": title.id, "aria-describedby": described, class: content.length ? null : "menu" }, form);
    const left = () => dialog.close("");
    const before = document.activeElement?.closest("textarea");
    before?.blur(); // a text to which a dialog gives the focus back would lose the place of its cursor
    addEventListener("hashchange", left);
    dialog.addEventListener("close", () => {
      removeEventListener("hashchange", left);
      dialog.remove();
      before?.focus({ preventScroll: true });
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
