// Publishing: what will happen is said before, how far it is while it happens, and it can be taken back.
import { ask, Offline, Refused } from "./api.js";
import { choose, isolated, make, withCode } from "./elements.js";
import { sent } from "./texts.js";
import { forget, offer } from "./undo.js";
import { say, time } from "./words.js";

const STEP = 300; // milliseconds between two looks
const PATIENCE = 60_000;
const SELDOM = 5000; // between two looks after that

/** When each post was published in this window, and after how many seconds it was live, as far as that was seen. */
export const published = new Map();

/** Ask, publish, and show how far it is; `save` brings the text to the site by an act of the API. */
export async function publish(me, text, save) {
  let plan;
  const lines = make("div", { "aria-live": "polite" });
  const atOnce = make("button", { type: "button" }, say("Now"));
  const draw = async () => {
    plan = await ask("forecast", sent(text));
    atOnce.hidden = !plan.scheduled;
    lines.replaceChildren(...said(plan).map((line) => make("p", {}, ...isolated(line))));
    const label = labelOf(text, plan);
    for (const each of lines.closest("dialog")?.querySelectorAll("h2, button.main") ?? []) each.textContent = label;
  };
  await draw();
  const isNew = ["draft", "scheduled"].includes(text.state);
  const faults = make("p", { class: "refusal", role: "alert" });
  const content = isNew ? [dated(text, atOnce, draw, faults), faults, lines] : [lines];
  const label = labelOf(text, plan);
  const act = await choose(label, content, [["", say("Cancel"), "plain"], ["go", label, "main", true]]);
  if (act !== "go" || !(await save("publish"))) return;
  forget();
  if (plan.scheduled) Object.assign(text, { state: "scheduled", due: plan.scheduled });
  await follow(text, plan, save);
}

const said = (plan) => [
  plan.scheduled ? say("Live on %(time)s at %(address)s", { time: time(plan.scheduled), address: plan.address }) : say("Live at %(address)s", plan),
  plan.letter ? say("Emailed at %(time)s to your subscribers (%(followers)s)", { followers: plan.letter.followers, time: time(plan.letter.time) }) : say("Not emailed"),
];

const labelOf = (text, plan) => (plan.scheduled ? say("Schedule") : say(text.state === "draft" ? "Publish" : "Update"));

/** Return a field for the date of a post that isn't live yet; a date in the future schedules it, which the lines below say at once, and none means now. */
function dated(text, atOnce, draw, faults) {
  const change = async () => {
    text.front.date = input.value.replace("T", " ");
    text.isChanged = true;
    faults.textContent = "";
    await draw().catch((error) => {
      if (!(error instanceof Offline || error instanceof Refused)) throw error;
      faults.textContent = error instanceof Offline ? say("You are offline.") : error.message;
    });
  };
  const input = make("input", { type: "datetime-local", id: "publish-on", "aria-describedby": "publish-on-hint", value: String(text.front.date ?? "").slice(0, 16).replace(" ", "T"), change });
  atOnce.addEventListener("click", () => ((input.value = ""), change()));
  return make("div", { class: "field" }, make("label", { for: input.id }, say("Date")), make("div", { class: "dated" }, input, atOnce), make("div", { class: "hint", id: "publish-on-hint" }, say("A time in the future schedules the post.")));
}

/** Show how long it takes until the post is live; let the author take it back, here and after that. */
async function follow(text, plan, save) {
  const began = performance.now();
  published.set(text.key, { began });
  const said = make("p", { role: "status" }, say("Publishing …"));
  const link = make("p", {});
  const watching = plan.scheduled ? scheduled(plan, said) : watch(text, began, said, link, plan);
  const act = await choose(say(plan.scheduled ? "Scheduled" : "Publish"), [said, link], [["back", say("Take it back")], ["", say("Done"), "main", true]]);
  watching.stop();
  if (act === "back") await takeBack(save);
  else offer(say(plan.scheduled ? "Scheduled" : "Published"), () => takeBack(save), say("Take it back"));
}

/** Make a post a draft again, and offer to publish it after all. */
async function takeBack(save) {
  if (!(await save("unpublish"))) return;
  offer(say("It is a draft again."), () => save("publish"));
}

function scheduled(plan, said) {
  said.replaceChildren(...isolated(say("Live on %(time)s at %(address)s", { time: time(plan.scheduled), address: plan.address })));
  return { stop: () => {} };
}

function watch(text, began, said, link, plan) {
  let isOver = false;
  const look = async () => {
    const progress = await ask(`progress?key=${encodeURIComponent(text.key)}`).catch(fault);
    if (isOver) return;
    const seconds = (performance.now() - began) / 1000;
    const isLate = seconds * 1000 > PATIENCE;
    if (progress.refusal) {
      said.replaceChildren(...withCode(`${progress.refusal.why} · ${progress.refusal.remedy}`));
      said.className = "refusal";
    } else if (progress.isLive) {
      if (!plan.scheduled) published.set(text.key, { began, seconds });
      said.replaceChildren(...isolated(plan.scheduled ? say("Live on %(time)s at %(address)s", { time: time(plan.scheduled), address: plan.address }) : say("Live after %(seconds)s seconds", { seconds: seconds.toFixed(1) })));
      said.className = "live";
      if (!plan.scheduled) link.replaceChildren(make("a", { href: plan.address, dir: "ltr", target: "_blank", rel: "noopener" }, plan.address));
    } else {
      said.textContent = progress.fault ?? say(isLate ? "This takes longer than usual. You can leave: the site goes on, and the list of published posts shows when it is live." : "Publishing …");
      setTimeout(look, isLate || progress.fault ? SELDOM : STEP);
    }
  };
  look();
  return { stop: () => (isOver = true) };
}

function fault(error) {
  if (error instanceof Offline) return { fault: say("You are offline.") };
  if (error instanceof Refused) return { fault: error.message };
  throw error;
}
