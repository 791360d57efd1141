// Undo: whatever was done is taken back by one press.
import { Offline, Refused } from "./api.js";
import { announce, hush, make, remove } from "./elements.js";
import { say } from "./words.js";

const PATIENCE = 6000; // milliseconds before an act that can't be taken back is carried out

const LEFT = ["hashchange", "input"]; // what an author does who goes on

/** Say what was done, and offer to undo it until something else is shown or written; return what takes the offer away. */
export function offer(text, undo, label = say("Undo")) {
  const leave = tell(text, make("button", { type: "button", click: () => (leave(), taken(undo)) }, label));
  return leave;
}

async function taken(undo) {
  try {
    await undo();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Offline)) throw error;
    tell(error instanceof Offline ? say("You are offline.") : error.message);
  }
}

/** Take away what is offered, since it is no longer true. */
export function forget() {
  document.querySelector(".undo")?.remove();
  hush();
}

function tell(text, button = null) {
  const bar = make("div", { class: "undo", role: "region", "aria-label": say("Undo") }, make("span", {}, text), button);
  const leave = () => {
    remove(bar);
    for (const name of LEFT) removeEventListener(name, leave);
  };
  forget();
  document.body.append(bar);
  announce(text);
  for (const name of LEFT) addEventListener(name, leave);
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
