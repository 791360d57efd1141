// The desk's further rooms. The module of a room is fetched when somebody enters it.
import { Offline } from "./api.js";
import { make, redraw, show, whenBack } from "./elements.js";
import { bar, states } from "./list.js";
import { say } from "./words.js";

/** Show a room: its name, and what `fill` returns; while that is on its way, the room says so. */
export async function room(me, [view, name], fill) {
  const status = make("p", { class: "state", role: "status" }, say("Loading …"));
  const place = make("div", {});
  show(`${name} · ${me.site.title}`, bar(me).slice(0, 2), states(me, view), make("h2", { class: "hidden" }, name), status, place);
  try {
    place.replaceChildren(...(await fill(status)));
    if (status.textContent === say("Loading …")) status.textContent = "";
  } catch (error) {
    if (!(error instanceof Offline)) throw error;
    status.textContent = say("You are offline.");
    whenBack(status, () => room(me, [view, name], fill));
  }
}

/** Show the bar and the ways to lists and rooms as they are by now. */
export function frame(me, view) {
  redraw(document.querySelector("header.bar"), ...bar(me).slice(0, 2));
  redraw(document.querySelector("nav.states"), ...states(me, view).children);
}

/** Say a fault at a place where a person sees it, in words of the API. */
export function fault(place, error) {
  place.replaceChildren(make("p", { class: "notice bad", role: "alert" }, error instanceof Offline ? say("You are offline.") : error.message));
}
