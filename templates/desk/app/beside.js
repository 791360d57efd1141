// A fault said beside the line of the text where it is, until the author writes there.
import { make, withCode } from "./elements.js";

const SHAPE = ["font", "letterSpacing", "padding", "border", "boxSizing", "direction", "tabSize"];

/** Select a line of a text area (lines count from 1), and say what is wrong with it below it. */
export function beside(area, line, text) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const end = start + (lines[line - 1] ?? "").length;
  const note = make("p", { class: "beside-line", id: "beside-line", dir: "auto" }, ...withCode(text));
  area.parentElement.querySelector(".beside-line")?.remove();
  area.after(note);
  const below = heightOf(area, area.value.slice(0, end));
  area.focus();
  area.setSelectionRange(start, end);
  area.scrollTop = Math.max(0, below - area.clientHeight / 2);
  const put = () => {
    const top = area.offsetTop + below - area.scrollTop;
    note.style.insetBlockStart = `${top}px`;
    note.hidden = top < area.offsetTop || top > area.offsetTop + area.clientHeight;
  };
  put();
  area.setAttribute("aria-describedby", note.id);
  area.addEventListener("scroll", put);
  area.addEventListener("input", () => (note.remove(), area.removeAttribute("aria-describedby"), area.removeEventListener("scroll", put)), { once: true });
}

/** Return how high this much of the text area's text is, broken into lines as it is there. */
function heightOf(area, text) {
  const style = getComputedStyle(area);
  const copy = make("div", { class: "measured" }, text);
  for (const name of SHAPE) copy.style[name] = style[name];
  copy.style.inlineSize = `${area.clientWidth}px`;
  area.after(copy);
  const height = copy.offsetHeight - parseFloat(style.paddingBottom);
  copy.remove();
  return height;
}
