// A text that is being written: each word is kept on this device, and a draft also on the site. Nothing is lost to a lost network,
// to another tab, or to somebody else who changes the post.
import { Offline, Refused } from "./api.js";
import { choose, entitle, make, withCode } from "./elements.js";
import { hold } from "./tabs.js";
import * as texts from "./texts.js";
import { offer } from "./undo.js";
import { say } from "./words.js";

const LISTS = { scheduled: "scheduled", published: "published" }; // of each state; what is only on this device is among the drafts
export const PAUSE = 2000; // milliseconds without a key, after which a draft goes to the site
const OFTEN = 800; // after which it is kept on this device

export class Saving {
  constructor(me, text) {
    this.me = me;
    this.text = text;
    this.timers = {};
    this.saving = Promise.resolve();
    this.release = () => {};
  }

  changed() {
    this.text.front.title = this.headline.value.replace(/\s*\n\s*/g, " ");
    this.text.body = this.area.value;
    this.text.time = Date.now();
    this.text.isChanged = true;
    this.label();
    this.endOffer?.();
    this.later("keep", OFTEN, () => this.keep().then(() => this.drawPictures()));
    if (this.text.state === "draft") this.later("save", PAUSE, () => this.save());
  }

  later(name, after, act) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(act, after);
  }

  stop() {
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
  }

  async keep() {
    if (!this.text.isChanged || this.isGiven) return;
    await texts.keep(this.text);
    this.name(this.text.id);
    if (this.text.state !== "draft") this.state.textContent = say("Kept on this device");
  }

  /** Let the address name the text, so that a reload opens it again. */
  name(id) {
    if (this.isOpen) history.replaceState(null, "", `#edit=${encodeURIComponent(id)}`);
  }

  /** Bring to the site what belongs there without being asked: a draft, and the pictures of any post. */
  resume() {
    return this.text.state === "draft" ? this.save() : this.uploads();
  }

  /** Bring the text to the site, one request at a time; whoever asked for it hears of an error. */
  save(act = "post") {
    const saved = this.saving.then(() => this.saved(act));
    this.saving = saved.catch(() => false);
    return saved;
  }

  async saved(act) {
    const { text } = this;
    if (this.isGiven || (!text.isChanged && act === "post")) return !this.isGiven;
    this.state.setAttribute("aria-live", this.isSafe ? "off" : "polite"); // what goes well at each pause is said once
    this.state.textContent = say("Saving …");
    this.fault = undefined;
    try {
      if (!(await this.uploads())) return false;
      text.isChanged = false;
      const answer = await texts.send(text, act);
      if (!this.isGiven) await this.answered(answer);
      return true;
    } catch (error) {
      text.isChanged = true;
      if (!this.isGiven) await texts.keep(text);
      return this.unsaved(error, act);
    }
  }

  async answered(answer) {
    const { text } = this;
    const { id, front } = text;
    Object.assign(text, { id: answer.key, key: answer.key, over: answer.etag, state: answer.state, refusal: null });
    text.front = { ...answer.front, ...(text.isChanged ? text.front : {}) };
    await texts.keep(text);
    if (id !== text.id) await texts.move({ id, front }, text.id);
    if (id !== text.id && this.isOpen) await this.hold();
    this.name(text.id);
    if (!this.isOpen) return;
    this.label();
    entitle(this.title());
    this.notices.replaceChildren();
    this.state.textContent = say("Saved");
    this.isSafe = true;
  }

  // ---- tabs

  async hold() {
    const before = this.release;
    this.release = await hold(this.text.id, () => this.give());
    before();
  }

  /** Let another tab go on: what is written is kept, and this tab only shows it. */
  async give() {
    await this.keep();
    this.isGiven = true;
    this.stop();
    for (const field of [this.headline, this.area]) if (field) field.readOnly = true;
    const here = make("button", { type: "button", click: () => dispatchEvent(new HashChangeEvent("hashchange")) }, say("Write here"));
    if (this.notices) this.notice(say("You are writing this post in another tab."), here);
  }

  async unsaved(error, act) {
    this.fault = error;
    this.loud();
    if (error instanceof Offline) {
      this.state.textContent = say("Offline: kept on this device");
      if (act !== "post") this.notice(say("You are offline. Try again when the network is back; your text is kept on this device."));
      this.later("save", PAUSE * 5, () => this.resume());
      return false;
    }
    if (!(error instanceof Refused)) throw error;
    if (error.status === 409) return this.settle(error.answer, act);
    return this.unsettled(error);
  }

  /** Say beside the text why something couldn't be done; any other error is a fault of the desk. */
  tell(error) {
    if (error instanceof Offline) this.notice(say("The network doesn’t answer. Your text is kept on this device."));
    else if (!(error instanceof Refused)) throw error;
    else if (error.answer.refusal) this.tellRefusal(error.answer.refusal);
    else if (error.status !== 401) this.notice(error.message);
    else this.notice(say("You are signed out. Your text is kept on this device."), make("a", { href: "desk/sign-in" }, say("Sign in")));
  }

  /** Show both texts where somebody else has changed the post; neither is lost. */
  async settle(theirs, act) {
    const mine = this.text;
    if (await texts.isOurs(mine, theirs)) {
      Object.assign(mine, { key: theirs.key, over: theirs.etag });
      return this.saved(act);
    }
    if (!this.isOpen) return false; // whoever opens the post again is asked there
    const shown = theirs.etag ? (theirs.body ?? "") : say("Deleted");
    const both = make("div", { class: "texts" }, column(say("Yours"), mine.body), column(say("Theirs"), shown));
    const choice = await choose(say("Somebody else has changed this post"), [both], [
      ["theirs", say("Take theirs")],
      ["copy", say("Keep both")],
      ["mine", say("Take mine"), "main"],
    ]);
    return choice ? this.settled(choice, theirs, act) : this.unsettled();
  }

  title() {
    return this.text.front.title || say("New post");
  }

  /** Let the button say what it does to the post as it is now, and the way back lead to the list in which it stands. */
  label() {
    const { key, state, isChanged } = this.text;
    const isPage = key && !key.startsWith("posts/");
    this.back.href = `#${isChanged || state === "draft" ? "drafts" : isPage ? "pages" : (LISTS[state] ?? "refused")}`;
    this.publishing.textContent = say(this.text.state === "draft" ? "Publish" : "Update");
  }

  /** Let what comes next be said, since it is news. */
  loud() {
    this.isSafe = false;
    this.state.setAttribute("aria-live", "polite");
  }

  unsettled(error) {
    this.loud();
    this.state.textContent = say("Not saved yet");
    if (error) this.tell(error);
    return false;
  }

  async settled(choice, theirs, act) {
    const mine = this.text;
    const before = structuredClone(mine);
    if (choice === "mine") Object.assign(mine, { key: theirs.key, over: theirs.etag });
    if (choice === "copy") Object.assign(mine, { id: `new-${crypto.randomUUID()}`, key: "", over: "", state: "draft", isWhole: false });
    if (choice !== "theirs") {
      if (choice === "copy") await texts.forget(before.id);
      if (choice === "copy" && this.isOpen) this.show();
      return this.saved(choice === "copy" ? "post" : act);
    }
    await texts.forget(before.id);
    if (!theirs.etag) location.hash = "#drafts";
    Object.assign(mine, { id: theirs.key, key: theirs.key, over: theirs.etag, body: theirs.body, front: theirs.front, isWhole: theirs.isWhole, isChanged: false });
    if (this.isOpen) this.show();
    this.endOffer = offer(say("Your text is replaced."), () => this.putBack(before));
    return Boolean(theirs.etag); // nothing becomes of a post that is deleted
  }

  /** Put a text that was replaced back into the editor. */
  putBack({ front, body }) {
    this.headline.value = front.title ?? "";
    this.text.front = front;
    this.area.value = body;
    this.changed();
  }

  notice(...content) {
    const said = content.flatMap((each) => [...(typeof each === "string" ? withCode(each) : [each]), " "]);
    this.notices.replaceChildren(make("p", { class: "notice bad", role: "alert" }, ...said));
  }
}

const column = (heading, text) => make("section", {}, make("h3", {}, heading), make("pre", { dir: "auto" }, text));
