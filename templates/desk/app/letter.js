// An email as its readers see it, in a frame that runs nothing and whose links lead nowhere.
import { ask, Offline, Refused } from "./api.js";
import { choose, make } from "./elements.js";
import { say } from "./words.js";

/** Show the email with this id, or that of a post, until it is closed. */
export async function preview(id) {
  const path = `letter?letter=${encodeURIComponent(id)}`;
  const subject = make("p", { class: "subject", dir: "auto", "aria-live": "polite" }, say("Loading …"));
  const frame = make("iframe", { class: "letter", sandbox: "allow-same-origin", title: say("Preview of the email"), src: `desk/${path}` });
  frame.addEventListener("load", () => loaded(frame, subject, path), { once: true });
  await choose(say("Preview of the email"), [subject, frame], [["", say("Close"), "plain"]]);
}

async function loaded(frame, subject, path) {
  const shown = frame.contentDocument;
  if (shown) {
    const teaser = shown.querySelector(".preheader")?.textContent.trim(); // what inboxes show after the subject
    subject.replaceChildren(say("Subject: %(subject)s", { subject: shown.title }), make("span", { class: "about" }, teaser ?? ""));
    shown.addEventListener("click", (event) => event.preventDefault());
    shown.addEventListener("keydown", ({ key }) => key === "Escape" && frame.closest("dialog").close(""));
    return;
  }
  frame.remove();
  subject.textContent = await ask(path).then(() => say("The preview isn’t there yet. Try again in a moment."), why);
}

function why(error) {
  if (error instanceof Offline) return say("You are offline.");
  if (error instanceof Refused) return error.message;
  throw error;
}
