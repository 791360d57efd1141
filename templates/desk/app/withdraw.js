// Taking a post off the site, or off the schedule: what happens is said before, and it can be undone.
import { ask } from "./api.js";
import { choose, isolated, make } from "./elements.js";
import { offer } from "./undo.js";
import { say, time } from "./words.js";

const LETTERS = { waits: "Its email isn’t sent unless you publish it again.", sent: "Its email has already gone out. Nobody gets it twice." };

/** Ask, and make the post a draft; `save` brings the text to the site by an act of the API, `draw` shows it again. */
export async function withdraw(text, save, draw) {
  const plan = await ask(`withdrawal?key=${encodeURIComponent(text.key)}`);
  const name = say(plan.scheduled ? "Unschedule" : "Unpublish");
  const lines = [
    plan.address && say("Readers no longer find it at %(address)s", plan),
    plan.scheduled && say("It doesn’t go live on %(time)s", { time: time(plan.scheduled) }),
    say("It is a draft again, and keeps its text."),
    plan.letter && say(LETTERS[plan.letter]),
  ].filter(Boolean);
  const act = await choose(name, lines.map((line) => make("p", {}, ...isolated(line))), [["", say("Cancel"), "plain"], ["go", name, "main"]]);
  if (act !== "go" || !(await save("unpublish"))) return;
  draw();
  offer(say("It is a draft again."), async () => {
    if (await save("publish")) draw();
  });
}
