// The desk of a site: lists and an editor over its authoring API. Addresses behind `#` name what is shown.
import { begin, Offline, Refused } from "./api.js";
import { edit, leave } from "./editor.js";
import { focusMain, make, show } from "./elements.js";
import { list } from "./list.js";
import * as texts from "./texts.js";
import { say } from "./words.js";

const KNOWN = "presswork-desk-me"; // who sat here last; signing out removes it

let me;

async function route() {
  await leave();
  document.body.classList.remove("writing", "beside");
  const [view, key] = location.hash.slice(1).split("=");
  if (view === "new") return edit(me, key === "page" ? "page" : "new");
  if (view === "edit") return edit(me, decodeURIComponent(key));
  if (view === "history") await (await import("./history.js")).show(me, decodeURIComponent(key));
  else if (me.rooms.includes(view)) await (await import(`./${view}.js`)).show(me);
  else await list(me, view || "drafts");
  focusMain();
}

async function start() {
  try {
    me = await begin();
    localStorage.setItem(KNOWN, JSON.stringify({ ...me, session: "" }));
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return location.assign("desk/sign-in");
    const known = localStorage.getItem(KNOWN);
    if (!(error instanceof Offline) || !known) throw error;
    me = JSON.parse(known);
  }
  addEventListener("hashchange", () => route().catch(fail));
  document.querySelector(".skip").addEventListener("click", (event) => (event.preventDefault(), focusMain()));
  fit();
  visualViewport?.addEventListener("resize", fit);
  visualViewport?.addEventListener("scroll", fit);
  await texts.open(me.person);
  navigator.serviceWorker?.register(worker(), { scope: "desk" });
  await route();
}

/** Keep the editor's tools above a keyboard on the screen, which covers the page on some phones instead of making it smaller. */
function fit() {
  const { height, offsetTop, scale } = visualViewport ?? { scale: 0 };
  const style = document.documentElement.style;
  if (scale !== 1) return;
  style.setProperty("--seen", `${height}px`);
  style.setProperty("--above", `${offsetTop}px`);
}

/** Return the address of the worker: the only text of the desk that a browser may take for a script (`desk_files.POLICY`). */
function worker() {
  const rules = { createScriptURL: () => "desk/worker.js" };
  return (window.trustedTypes?.createPolicy("desk", rules) ?? rules).createScriptURL("");
}

function fail(error) {
  const text = error instanceof Offline ? say("You are offline.") : error.message;
  const back = make("a", { class: "button back", href: "#drafts" }, say("All posts"));
  show(say("Desk"), [], make("h1", {}, say("Desk")), make("p", { class: "notice bad", role: "alert" }, text), back);
}

/** Show nothing of the desk to whoever goes back to it after somebody has signed out. */
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted || localStorage.getItem(KNOWN)) return;
  document.body.replaceChildren();
  location.replace("desk/sign-in");
});

start().catch(fail);
