// The desk of a site: lists and an editor over its authoring API. Addresses behind `#` name what is shown.
import { begin, Offline, Refused } from "./api.js";
import { edit, leave } from "./editor.js";
import { make, show } from "./elements.js";
import { list } from "./list.js";
import { say } from "./words.js";

let me;

async function route() {
  await leave();
  document.body.classList.remove("writing", "beside");
  const [view, key] = location.hash.slice(1).split("=");
  if (view === "new") return edit(me, "new");
  if (view === "edit") return edit(me, decodeURIComponent(key));
  if (view === "history") return (await import("./history.js")).show(me, decodeURIComponent(key));
  if (me.rooms.includes(view)) await (await import(`./${view}.js`)).show(me);
  else await list(me, view || "drafts");
  document.getElementById("main").focus({ preventScroll: true });
}

async function start() {
  try {
    me = await begin();
    localStorage.setItem("presswork-desk-me", JSON.stringify({ ...me, session: "" }));
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return location.assign("desk/sign-in");
    const known = localStorage.getItem("presswork-desk-me");
    if (!(error instanceof Offline) || !known) throw error;
    me = JSON.parse(known);
  }
  addEventListener("hashchange", () => route().catch(fail));
  navigator.serviceWorker?.register("desk/worker.js", { scope: "desk" });
  await route();
}

function fail(error) {
  const text = error instanceof Offline ? say("You are offline.") : error.message;
  const back = make("a", { class: "button back", href: "#drafts" }, say("All posts"));
  show(say("Desk"), [make("h1", {}, say("Desk"))], make("p", { class: "notice bad", role: "alert" }, text), back);
}

start().catch(fail);
