// Emails to subscribers: what is due, under way and sent. One that is due can be cancelled, and resumed.
import { ask, Offline, Refused } from "./api.js";
import { choose, make, redraw } from "./elements.js";
import { preview } from "./letter.js";
import { fault, room } from "./rooms.js";
import { offer } from "./undo.js";
import { language, say, time } from "./words.js";

const STATES = {
  due: "Goes out on %(time)s",
  withdrawn: "Waits for its post",
  sending: "Being sent",
  paused: "Paused",
  stopped: "Stopped",
  failed: "Failed",
  cancelled: "Cancelled",
  sent: "Sent",
};
const ACTS = { cancel: "Cancel this email", resume: "Send it after all", test: "Email me a test" };
const EXPORT = "presswork subscribers export --state following > people.csv"; // no request may read addresses
const STEP = 500; // milliseconds between two looks
const LOOKS = 20;

/** Show the newest emails, and the number of subscribers. */
export async function show(me) {
  await room(me, ["letters", say("Emails")], async () => {
    const view = { faults: make("div", {}), list: make("ul", { class: "posts letters" }), count: make("p", { class: "about" }) };
    await draw(view);
    const command = make("code", { dir: "ltr" }, EXPORT);
    const exporting = me.role === "owner" ? make("p", { class: "about" }, say("To export their addresses, run this command:"), " ", command) : null;
    return [view.count, ...(exporting ? [exporting] : []), view.faults, view.list];
  });
}

async function draw(view) {
  const { letters, followers } = await ask("letters");
  view.count.textContent = say("Subscribers: %(number)s", { number: number(followers) });
  redraw(view.list, ...letters.map((letter) => row(letter, view)));
  return letters;
}

const number = (value) => new Intl.NumberFormat(language).format(value);

const stateOf = ({ state, due }) => say(STATES[state], { time: time(due) });

function row(letter, view) {
  const title = letter.title || say("Posts: %(number)s", { number: number(letter.posts) });
  const counts = [
    ["Sent: %(number)s", letter.sent],
    ["Failed: %(number)s", letter.failed],
    ["Bounced: %(number)s", letter.bounced],
    ["Complaints: %(number)s", letter.complained],
  ]
    .filter(([, value]) => value)
    .map(([phrase, value]) => say(phrase, { number: number(value) }));
  const shown = letter.kind === "each" ? [make("button", { "aria-haspopup": "dialog", click: () => preview(letter.id) }, say("Preview"))] : [];
  return make(
    "li",
    {},
    make("div", { class: "title", dir: "auto" }, title),
    make("div", { class: "about" }, [stateOf(letter), ...counts, letter.state === "due" ? "" : letter.why].filter(Boolean).join(" · ")),
    make("div", { class: "acts", role: "group", "aria-label": title }, ...shown, ...letter.acts.map((act) => make("button", { click: () => press(letter, act, view) }, say(ACTS[act])))),
  );
}

async function press(letter, act, view) {
  view.faults.replaceChildren();
  try {
    if (act === "resume" && !(await isMeant(letter))) return;
    const { to } = await ask("letters", { letter: letter.id, act });
    if (act === "test") return void view.faults.replaceChildren(make("p", { class: "notice", role: "status" }, say("A test is on its way to %(address)s", { address: to })));
    await until(letter, view);
    if (act === "cancel") offer(say("Cancelled"), () => press({ ...letter, state: "cancelled" }, "resume", view));
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Offline)) throw error;
    if (error instanceof Refused && (await hasMoved(letter, view))) return;
    fault(view.faults, error);
  }
}

/** Tell whether a letter has gone on since it was shown, and say how far it is. */
async function hasMoved(letter, view) {
  const now = (await draw(view)).find((each) => each.id === letter.id);
  if (!now || now.state === letter.state) return false;
  view.faults.replaceChildren(make("p", { class: "notice", role: "alert" }, [now.title, stateOf(now)].filter(Boolean).join(": ")));
  return true;
}

/** Ask before an email whose time has come goes out. */
async function isMeant(letter) {
  if (new Date(letter.due) > new Date()) return true;
  const lines = [make("p", {}, say("It goes out now. Nobody gets it twice."))];
  return (await choose(letter.title, lines, [["", say("Cancel"), "plain"], ["go", say(ACTS.resume), "main"]])) === "go";
}

/** Show the emails again and again, until this one is in another state. */
async function until(letter, view) {
  for (let look = 0; look < LOOKS; look += 1) {
    const now = (await draw(view)).find((each) => each.id === letter.id);
    if (now?.state !== letter.state) return;
    await new Promise((resolve) => setTimeout(resolve, STEP));
  }
}
