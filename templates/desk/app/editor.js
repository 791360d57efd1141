// The editor: a headline and a text. It keeps each word on this device, and a draft also on the site.
import { ask, Offline, Refused, upload } from "./api.js";
import { details } from "./details.js";
import { announce, choose, make, show, sign, toolbar } from "./elements.js";
import { apply, insert, MARKS, put } from "./formats.js";
import { publish } from "./publish.js";
import * as texts from "./texts.js";
import { say, time } from "./words.js";

const PAUSE = 2000; // milliseconds without a key, after which a draft goes to the site
const CAMERA = "M4 8h3l2-3h6l2 3h3v11H4zm8 2a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z";
const SIGNS = { more: "M5 11.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1zm7 0a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1zm7 0a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1z", details: "M4 7h9M18 7h2M4 17h2M11 17h9M15.5 4.5v5M8.5 14.5v5", preview: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6z" };
const STATES = { draft: "Draft", scheduled: "Scheduled", published: "Published" };
const OFTEN = 800; // after which it is kept on this device

/** Open a post by its key or its id on this device, or a new one. */
export async function edit(me, id) {
  const text = (await texts.read(id)) ?? (["new", "page"].includes(id) ? fresh(id === "page") : await opened(id));
  current = new Editor(me, text);
  current.show();
  if (text.isChanged && text.state === "draft") current.save();
}

/** Leave the editor: what is written is kept at once, and goes to the site meanwhile. */
export async function leave() {
  const left = current;
  current = undefined;
  if (!left?.text.isChanged) return;
  await left.keep();
  if (left.text.state === "draft") left.later("save", 0, () => left.save());
}

let current; // the editor that is open
addEventListener("online", () => current?.text.isChanged && current.text.state === "draft" && current.save());
addEventListener("keydown", (event) => event.key === "Escape" && !document.querySelector("dialog") && current?.isPreviewing() && current.preview());
document.addEventListener("visibilitychange", () => document.hidden && current?.keep());

const fresh = (isPage) => ({ id: `new-${crypto.randomUUID()}`, key: "", over: "", state: "draft", front: { title: "" }, body: "", isPage });

async function opened(key) {
  const post = await ask(`post?key=${encodeURIComponent(key)}`);
  return { id: key, ...post, over: post.etag };
}

class Editor {
  constructor(me, text) {
    this.me = me;
    this.text = text;
    this.timers = {};
    this.saving = Promise.resolve();
  }

  show() {
    const { text } = this;
    this.headline = make("input", {
      ...{ class: "headline", "aria-label": say("Title"), placeholder: say("Title"), dir: "auto", value: text.front.title ?? "" },
      input: () => this.changed(),
      keydown: (event) => event.key === "Enter" && (event.preventDefault(), this.area.focus()),
    });
    this.area = make("textarea", {
      ...{ class: "text", "aria-label": say("Text"), placeholder: say("Write …"), dir: "auto", spellcheck: "true", "aria-describedby": "notices" },
      input: () => this.changed(),
      paste: (event) => this.takeFiles(event, event.clipboardData.files),
      drop: (event) => this.takeFiles(event, event.dataTransfer.files),
      keydown: (event) => this.shortcut(event),
    });
    this.area.value = text.body ?? "";
    this.state = make("span", { class: "state", role: "status" }, say(STATES[text.state] ?? "Refused"));
    const bar = [
      make("a", { class: "button back", href: "#drafts", "aria-label": say("All posts") }, "‹"),
      make("h1", { class: "hidden" }, say("Write a post")),
      this.state,
      labelled("more", say("More"), { click: () => this.more() }),
      labelled("details", say("Details"), { hidden: text.isWhole, click: () => this.details() }),
      (this.previewing = labelled("preview", say("Preview"), { "aria-pressed": "false", click: () => this.preview() })),
      make("button", { class: "main", click: () => this.publish() }, say(text.state === "draft" ? "Publish" : "Update")),
    ];
    document.body.classList.add("writing");
    this.notices = make("div", { id: "notices" });
    this.sheet = make("div", { class: "sheet" }, this.notices, this.headline, this.area, this.tools());
    show(text.front.title || say("New post"), bar, this.sheet);
    this.headline.hidden = Boolean(text.isWhole);
    (text.front.title || text.isWhole ? this.area : this.headline).focus();
    if (text.state === "scheduled" && text.due) this.state.textContent = say("Goes live on %(time)s", { time: time(text.due) });
    this.tellRefusal(text.refusal).catch((error) => this.tell(error));
  }

  tools() {
    const marks = MARKS.map((mark) =>
      make(
        "button",
        {
          ...{ type: "button", title: mark.key ? `${say(mark.name)} (Ctrl+${mark.key.toUpperCase()})` : say(mark.name), "aria-label": say(mark.name) },
          ...{ "aria-keyshortcuts": mark.key ? `Control+${mark.key.toUpperCase()}` : null, click: () => apply(this.area, mark) },
        },
        sign(mark.sign, mark.turns),
      ),
    );
    const picker = make("input", { type: "file", accept: "image/*,video/*,audio/*", multiple: true, hidden: true, change: (event) => this.addAll(event.target.files) });
    const picture = make("button", { type: "button", "aria-label": say("Photo"), title: say("Photo"), click: () => picker.click() }, sign(CAMERA));
    const bar = toolbar({ class: "tools", "aria-label": say("Format") }, ...marks, picture);
    bar.append(picker);
    return bar;
  }

  shortcut(event) {
    const mark = (event.ctrlKey || event.metaKey) && !event.altKey && MARKS.find((each) => each.key === event.key.toLowerCase());
    if (!mark) return;
    event.preventDefault();
    apply(this.area, mark);
  }

  // ---- keeping

  changed() {
    this.text.front.title = this.headline.value;
    this.text.body = this.area.value;
    this.text.time = Date.now();
    this.text.isChanged = true;
    this.later("keep", OFTEN, () => this.keep());
    if (this.text.state === "draft") this.later("save", PAUSE, () => this.save());
  }

  later(name, after, act) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(act, after);
  }

  async keep() {
    if (!this.text.isChanged) return;
    await texts.keep(this.text);
    this.name(this.text.id);
    if (this.text.state !== "draft") this.state.textContent = say("Kept on this device");
  }

  /** Let the address name the text, so that a reload opens it again. */
  name(id) {
    if (this === current) history.replaceState(null, "", `#edit=${encodeURIComponent(id)}`);
  }

  /** Bring the text to the site, one request at a time. */
  save(act = "post") {
    this.saving = this.saving.then(() => this.saved(act));
    return this.saving;
  }

  async saved(act) {
    const { text } = this;
    if (!text.isChanged && act === "post") return true;
    this.sent = structuredClone(texts.sent(text));
    this.state.textContent = say("Saving …");
    text.isChanged = false;
    try {
      const answer = await ask(act, this.sent);
      Object.assign(text, { key: answer.key, over: answer.etag, state: answer.state, refusal: null });
      text.front = { ...answer.front, ...(text.isChanged ? text.front : {}) };
      await texts.forget(text.id);
      text.id = text.key;
      if (text.isChanged) await texts.keep(text);
      this.name(text.id);
      this.state.textContent = say("Saved");
      return true;
    } catch (error) {
      text.isChanged = true;
      await texts.keep(text);
      return this.unsaved(error, act);
    }
  }

  async unsaved(error, act) {
    if (error instanceof Offline) {
      this.state.textContent = say("Offline: kept on this device");
      this.later("save", PAUSE * 5, () => this.save(act));
      return false;
    }
    if (!(error instanceof Refused)) throw error;
    if (error.status === 409) return this.settle(error.answer, act);
    this.state.textContent = say("Not saved yet");
    this.tell(error);
    return false;
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
    if (this.sent && theirs.body === this.sent.body && theirs.front.title === this.sent.front.title) {
      mine.over = theirs.etag; // it is what was sent before, whose answer was lost
      return this.saved(act);
    }
    const both = make("div", { class: "texts" }, column(say("Yours"), mine.body), column(say("Theirs"), theirs.body ?? ""));
    const choice = await choose(say("Somebody else has changed this post"), [both], [
      ["theirs", say("Take theirs")],
      ["copy", say("Keep both")],
      ["mine", say("Take mine"), "main"],
    ]);
    if (choice === "mine") {
      mine.over = theirs.etag;
      return this.saved(act);
    }
    if (!choice) this.state.textContent = say("Not saved yet");
    if (choice === "copy") Object.assign(mine, { id: `new-${crypto.randomUUID()}`, key: "", over: "", state: "draft", isWhole: false });
    if (choice === "theirs") Object.assign(mine, { over: theirs.etag, body: theirs.body, front: theirs.front, isWhole: theirs.isWhole, isChanged: false });
    if (choice === "theirs") await texts.forget(mine.id);
    if (choice) this.show();
    return choice === "copy" ? this.saved("post") : choice === "theirs";
  }

  // ---- what stands beside the text

  notice(...content) {
    this.notices.replaceChildren(make("p", { class: "notice bad", role: "alert" }, ...content.flatMap((each) => [each, " "])));
  }

  /** Say why a text is refused, and show the place: a field of the details, or a line of the text. */
  async tellRefusal(refusal) {
    this.area.setAttribute("aria-invalid", String(Boolean(refusal)));
    if (!refusal) return;
    this.notice([refusal.line && say("Line %(line)s", refusal), refusal.why, refusal.remedy].filter(Boolean).join(" · "));
    if (refusal.field) return this.details(refusal);
    if (refusal.at) (await import("./beside.js")).beside(this.area, refusal.at, `${refusal.why} · ${refusal.remedy}`);
  }

  async details(refusal) {
    const changed = await details(this.me, this.text.front, refusal);
    if (!changed) return;
    Object.assign(this.text.front, changed);
    this.headline.value = this.text.front.title ?? this.headline.value;
    this.changed();
  }

  async more() {
    clearTimeout(this.timers.save);
    try {
      const { more } = await import("./history.js");
      const said = await more(this.me, this.text, (act) => this.save(act), () => this === current && this.show());
      if (said) this.state.textContent = said;
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Offline)) throw error;
      this.notice(error instanceof Offline ? say("You are offline.") : error.message);
    }
  }

  async preview() {
    const isShown = document.body.classList.toggle("beside");
    this.previewing.setAttribute("aria-pressed", isShown);
    this.frame?.remove();
    if (!isShown) return;
    try {
      if (!this.isWritten() || !(await this.onSite())) return this.closePreview();
      this.frame = make("iframe", { class: "preview", sandbox: "allow-same-origin", title: say("Preview") });
      document.getElementById("main").append(this.frame);
      await this.refresh();
    } catch (error) {
      this.closePreview();
      this.tell(error);
    }
  }

  isPreviewing() {
    return document.body.classList.contains("beside");
  }

  closePreview() {
    document.body.classList.remove("beside");
    this.previewing.setAttribute("aria-pressed", false);
    this.frame?.remove();
  }

  /** Tell whether there is anything yet to show or to publish, and say so if not. */
  isWritten() {
    const isWritten = Boolean(this.text.key || this.headline.value.trim() || this.area.value.trim());
    if (!isWritten) this.notice(say("Write something first."));
    return isWritten;
  }

  /** Show the text as its page will be, once the site has rendered it. */
  async refresh() {
    const { key } = this.text;
    for (let tries = 0; tries < 20 && this.frame?.isConnected; tries += 1) {
      const progress = await ask(`progress?key=${encodeURIComponent(key)}`);
      if (progress.isLive || progress.refusal) break;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    this.frame.src = `desk/preview?key=${encodeURIComponent(key)}`;
  }

  async publish() {
    if (!this.isWritten()) return;
    clearTimeout(this.timers.save);
    await this.keep();
    try {
      if (await this.onSite()) await publish(this.me, this.text, (act) => this.save(act));
      else return;
    } catch (error) {
      this.tell(error);
      return;
    }
    if (this !== current) return;
    if (this.text.isWhole && !this.text.isChanged) await edit(this.me, this.text.key);
    else this.show();
  }

  /** Bring a draft to the site before it is shown or published. A post that is live stays as it is until that is confirmed. */
  onSite() {
    return this.text.state === "draft" ? this.save() : true;
  }

  // ---- pictures

  takeFiles(event, files) {
    if (!files.length) return;
    event.preventDefault();
    this.addAll(files);
  }

  async addAll(files) {
    const uploads = [];
    for (const file of [...files]) {
      const alt = await this.alt(file);
      if (alt !== undefined) uploads.push(this.add(file, alt));
    }
    await Promise.all(uploads);
  }

  /** Put a picture into the text at once, and its address when the site has it. */
  async add(file, alt) {
    const mark = `![${alt.replace(/[[\]\n]/g, " ")}](${say("uploading")}-${crypto.randomUUID().slice(0, 8)})`;
    const { selectionStart: start, selectionEnd: end } = this.area;
    insert(this.area, start, end, `\n\n${mark}\n\n`);
    announce(say("Uploading %(name)s", { name: file.name }));
    try {
      this.replace(mark, mark.replace(/\([^()]*\)$/, `(${new URL(await upload(file)).pathname})`));
      announce(say("%(name)s is uploaded", { name: file.name }));
    } catch (error) {
      this.replace(mark, "");
      if (error instanceof Offline) this.notice(say("Photos need the network. Try again when it is back."));
      else this.tell(error);
    }
  }

  async alt(file) {
    const address = URL.createObjectURL(file);
    const input = make("input", { type: "text", id: "alt", dir: "auto" });
    const picture = make("img", { src: address, alt: "", class: "shown" });
    const field = make("div", { class: "field" }, make("label", { for: "alt" }, say("What does it show?")), input);
    const choice = await choose(file.name, [picture, field], [["skip", say("Skip"), "plain"], ["add", say("Add"), "main"]]);
    URL.revokeObjectURL(address);
    return choice ? input.value.trim() : undefined;
  }

  replace(mark, by) {
    const at = this.area.value.indexOf(mark);
    if (at >= 0) put(this.area, at, at + mark.length, by);
  }
}

const labelled = (name, label, attributes) => make("button", { class: "labelled", title: label, ...attributes }, sign(SIGNS[name]), make("span", { class: "label" }, label));
const column = (heading, text) => make("section", {}, make("h3", {}, heading), make("pre", { dir: "auto" }, text));
