// The desk's further rooms. The module of a room is fetched when somebody enters it.
import { Offline } from "./api.js";
import { make, redraw, show, whenBack, withCode } from "./elements.js";
import { plainBar, showMenu } from "./menu.js";
import { say } from "./words.js";

/** Show a room: its name, and what `fill` returns; while that is on its way, the room says so. */
export async function room(me, [view, name], fill) {
  const status = make("p", { class: "state", role: "status" }, say("Loading …"));
  const place = make("div", {});
  show(`${name} · ${me.site.title}`, plainBar(me), make("h1", { class: "hidden" }, name), status, place);
  showMenu(me, view);
  try {
    place.replaceChildren(...(await fill(status)));
    if (status.textContent === say("Loading …")) status.textContent = "";
  } catch (error) {
    if (!(error instanceof Offline)) throw error;
    status.textContent = say("You are offline.");
    whenBack(status, () => room(me, [view, name], fill));
  }
}

/** Show the bar and the menu as they are by now. */
export function frame(me, view) {
  redraw(document.querySelector("header.bar"), ...plainBar(me));
  showMenu(me, view);
}

/** Say a fault at a place where a person sees it, in words of the API. */
export function fault(place, error) {
  const text = error instanceof Offline ? say("You are offline.") : error.message;
  place.replaceChildren(make("p", { class: "notice bad", role: "alert" }, ...withCode(text)));
}
