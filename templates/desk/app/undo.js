// Undo: whatever was done is taken back by one press.
import { make } from "./elements.js";
import { say } from "./words.js";

const PATIENCE = 6000; // milliseconds before an act that can't be taken back is carried out

/** Say what was done, and offer to undo it until something else is shown. */
export function offer(text, undo) {
  const button = make("button", { type: "button" }, say("Undo"));
  const bar = make("div", { class: "undo", role: "status" }, make("span", {}, text), button);
  const leave = () => (bar.remove(), removeEventListener("hashchange", leave));
  button.addEventListener("click", () => (leave(), undo()));
  document.querySelector(".undo")?.remove();
  document.body.append(bar);
  addEventListener("hashchange", leave);
  return leave;
}

/** Carry an act out a little later, or as soon as something else is shown; until then it can be undone. */
export function later(text, act, undo) {
  let isOver = false;
  const end = (then) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    removeEventListener("hashchange", go);
    removeEventListener("pagehide", go);
    leave();
    then();
  };
  const go = () => end(act);
  const leave = offer(text, () => end(undo));
  const timer = setTimeout(go, PATIENCE);
  addEventListener("hashchange", go);
  addEventListener("pagehide", go);
  return go;
}
