// Comments that wait: each is approved, answered, deleted, or its writer blocked. An act is carried out a little later, so it can be undone.
import { ask, Offline, Refused } from "./api.js";
import { choose, make } from "./elements.js";
import { fault, room } from "./rooms.js";
import { later } from "./undo.js";
import { say, time } from "./words.js";

const DONE = { approve: "Approved", delete: "Deleted", block: "Blocked" };

/** Show the comments that wait for this person. */
export async function show(me) {
  await room(me, ["comments", say("Comments")], async (status) => {
    const { comments } = await ask("comments");
    const faults = make("div", {});
    const list = make("ul", { class: "posts comments" });
    const count = () => (status.textContent = list.children.length ? "" : say("No comments are waiting."));
    list.append(...comments.map((comment) => row(comment, { list, count, faults })));
    count();
    return [faults, list];
  });
}

function row(comment, view) {
  const item = make("li", {});
  const act = (name, text = "") => decide(comment, item, name, text, view);
  const { title, address } = comment.post;
  const about = [time(comment.at), comment.website, ...comment.hits].filter(Boolean).join(" · ");
  item.append(
    make("div", { class: "title", dir: "auto" }, comment.writer),
    make("div", { class: "about" }, about),
    make("p", { class: "said", dir: "auto", lang: comment.lang || null }, comment.text),
    make("div", { class: "about" }, make("a", { href: address, target: "_blank", rel: "noopener", dir: "auto" }, title || address)),
    make(
      "div",
      { class: "acts", role: "group", "aria-label": comment.writer },
      make("button", { class: "main", click: () => act("approve") }, say("Approve")),
      make("button", { click: async () => reply(comment, act) }, say("Reply")),
      make("button", { click: () => act("delete") }, say("Delete")),
      make("button", { click: () => act("block") }, say("Block")),
    ),
  );
  return item;
}

async function reply(comment, act) {
  const area = make("textarea", { id: "reply", rows: 5, dir: "auto", maxlength: 5000 });
  const said = make("p", { class: "said", dir: "auto" }, comment.text);
  const field = make("div", { class: "field" }, make("label", { for: "reply" }, say("Your reply")), area);
  const choice = await choose(comment.writer, [said, field], [["", say("Cancel"), "plain"], ["go", say("Approve and reply"), "main"]]);
  if (choice === "go") act("approve", area.value);
}

function decide(comment, item, act, text, { list, count, faults }) {
  const next = item.nextElementSibling;
  const back = () => {
    list.insertBefore(item, next?.parentNode === list ? next : null);
    count();
  };
  item.remove();
  count();
  (next?.querySelector("button") ?? document.getElementById("main")).focus();
  const go = () =>
    ask("comments", { comment: comment.id, act, text }).catch((error) => {
      if (!(error instanceof Refused || error instanceof Offline)) throw error;
      back();
      fault(faults, error);
    });
  later(`${say(DONE[act])}: ${comment.writer}`, go, back);
}
