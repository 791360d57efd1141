// Elements of the page. Text is always set as text, so nothing that an author wrote is read as HTML.

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

/** Make a sign: a path of SVG on a square of 24, drawn as a line. */
export function sign(path) {
  const name = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(name, "svg");
  const line = document.createElementNS(name, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

/** Say something to people who don't see the page change. */
export function announce(text) {
  document.getElementById("said").textContent = text;
}

/** Show a view: the bar's elements, and those of the main part. */
export function show(title, bar, ...content) {
  document.title = title;
  document.querySelector("header.bar").replaceChildren(...bar);
  const main = document.getElementById("main");
  main.replaceChildren(...content);
  return main;
}

/** Show a dialog until one of its acts is chosen (Enter chooses the main one); return the name of the act, or nothing if it was left. */
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
    const dialog = make("dialog", { "aria-labelledby": title.id }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
