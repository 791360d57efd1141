// The editor: a headline and a text, its bar and its tools.
import { ask, Offline, Refused, rendered } from "./api.js";
import { details } from "./details.js";
import { announce, make, show, sign, toolbar } from "./elements.js";
import { apply, goOn, MARKS } from "./formats.js";
import { Illustrating } from "./illustrating.js";
import { publish } from "./publish.js";
import { PAUSE } from "./saving.js";
import * as texts from "./texts.js";
import { direction, say, time } from "./words.js";

const PICTURE = "M3 5h18v14H3zm0 11 5-5 4 4 3-3 6 5M15.5 9.5h.01";
const CAMERA = "M4 8h3l2-3h6l2 3h3v11H4zm8 2a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z";
const SIGNS = { more: "M5 11.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1zm7 0a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1zm7 0a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1z", details: "M4 7h9M18 7h2M4 17h2M11 17h9M15.5 4.5v5M8.5 14.5v5", preview: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6z" };
const BEGINNING = 4000; // letters that tell the direction of a text
const STATES = { draft: "Draft", scheduled: "Scheduled", published: "Published" };

/** Open a post by its key or its id on this device, or a new one. */
export async function edit(me, id) {
  const address = location.hash;
  const isNew = ["new", "page"].includes(id);
  const text = isNew ? fresh(id === "page") : await found(id);
  const editor = new Editor(me, text);
  await editor.hold();
  Object.assign(text, isNew ? {} : await texts.read(text.id)); // as another tab has left it
  if (location.hash !== address) return editor.release();
  current = editor;
  current.isOpen = true;
  current.show();
  if (text.isChanged) current.resume();
}

/** Leave the editor: what is written is kept at once, and goes to the site meanwhile. */
export async function leave() {
  const left = current;
  current = undefined;
  if (!left) return;
  left.isOpen = false;
  left.stop();
  if (left.text.isChanged && !left.isGiven) {
    await left.keep();
    left.later("resume", 0, () => left.resume());
  }
  left.release();
}

let current; // the editor that is open
addEventListener("online", () => current?.text.isChanged && current.resume());
addEventListener("keydown", escape);
document.addEventListener("visibilitychange", () => document.hidden && current?.keep());
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => current?.dropped(event));

function escape({ key }) {
  if (key === "Escape" && !document.querySelector("dialog") && current?.isPreviewing()) current.closePreview();
}

const fresh = (isPage) => ({ id: `new-${crypto.randomUUID()}`, key: "", over: "", state: "draft", front: { title: "" }, body: "", isPage });

/** Return the post as this device has it, where the site doesn't have it yet or can't be reached. */
async function found(id) {
  const here = await texts.read(id);
  if (here?.to) return found(here.to);
  if (here?.isChanged) return here;
  try {
    const text = await opened(id);
    await texts.keep(text);
    return text;
  } catch (error) {
    if (here && error instanceof Offline) return here;
    throw error;
  }
}

async function opened(key) {
  const post = await ask(`post?key=${encodeURIComponent(key)}`);
  return { id: key, ...post, over: post.etag, time: Date.now() };
}

class Editor extends Illustrating {
  show() {
    const { text } = this;
    this.headline = make("textarea", {
      ...{ class: "headline", "aria-label": say("Title"), placeholder: say("Title"), rows: 1, enterkeyhint: "next" },
      input: () => (this.turn(), this.changed()),
      beforeinput: (event) => event.inputType === "insertLineBreak" && (event.preventDefault(), this.area.focus()),
    });
    this.headline.value = text.front.title ?? "";
    this.area = make("textarea", {
      ...{ class: "text", "aria-label": say("Text"), placeholder: say("Write …"), spellcheck: "true", "aria-describedby": "notices" },
      input: () => (this.turn(), this.changed()),
      beforeinput: (event) => event.inputType === "insertLineBreak" && goOn(this.area) && event.preventDefault(),
      paste: (event) => this.pasted(event),
      keydown: (event) => this.shortcut(event),
    });
    this.area.value = text.body ?? "";
    this.state = make("span", { class: "state", role: "status" }, say(STATES[text.state] ?? "Refused"));
    const bar = [
      (this.back = make("a", { class: "button back", "aria-label": say("All posts") }, "‹")),
      make("h1", { class: "hidden" }, say("Write a post")),
      this.state,
      labelled("more", say("More"), { "aria-haspopup": "dialog", click: () => this.more() }),
      labelled("details", say("Details"), { "aria-haspopup": "dialog", hidden: text.isWhole, click: () => this.details() }),
      (this.previewing = labelled("preview", say("Preview"), { "aria-pressed": "false", click: () => this.preview() })),
      (this.publishing = make("button", { class: "main", "aria-haspopup": "dialog", click: () => this.publish() })),
    ];
    document.body.classList.add("writing");
    this.notices = make("div", { id: "notices" });
    this.coming = make("div", {}); // files that are being uploaded
    this.strip = make("div", {});
    this.sheet = make("div", { class: "sheet" }, this.coming, this.notices, this.headline, this.area, this.strip, this.tools());
    show(this.title(), bar, this.sheet);
    this.label();
    this.turn();
    this.drawPictures();
    this.headline.hidden = Boolean(text.isWhole);
    this.speak();
    (text.front.title || text.isWhole ? this.area : this.headline).focus();
    this.tellDue();
    this.tellRefusal(text.refusal).catch((error) => this.tell(error));
  }

  /** Let title and text run in the direction of what is written. */
  turn() {
    const dir = direction(`${this.headline.value}\n${this.area.value.slice(0, BEGINNING)}`) ?? document.documentElement.dir;
    for (const each of [this.headline, this.area]) each.dir = dir;
  }

  tools() {
    const marks = MARKS.map((mark) =>
      make(
        "button",
        {
          ...{ type: "button", title: described(mark), "aria-label": say(mark.name) },
          ...{ "aria-keyshortcuts": mark.key ? `Control+${mark.key.toUpperCase()}` : null, click: () => this.mark(mark) },
        },
        sign(mark.sign, mark.turns),
      ),
    );
    const [picture, files] = this.picker(say("Photo or file"), PICTURE, { accept: this.me.uploads.join(), multiple: true });
    const [shot, camera] = this.picker(say("Take a photo"), CAMERA, { accept: "image/*", capture: "environment" });
    const isHeld = matchMedia("(pointer: coarse)").matches;
    const bar = toolbar({ class: "tools", "aria-label": say("Format") }, ...marks, picture, ...(isHeld ? [shot] : []));
    bar.append(files, camera);
    return bar;
  }

  shortcut(event) {
    const mark = (event.ctrlKey || event.metaKey) && !event.altKey && MARKS.find((each) => each.key === event.key.toLowerCase());
    if (!mark) return;
    event.preventDefault();
    this.mark(mark);
  }

  /** Put a mark, and say how it goes on where its words are yet to be written. */
  mark(mark) {
    if (apply(this.area, mark) && mark.hint) announce(say(mark.hint));
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
    this.speak();
    this.changed();
  }

  /** Let a screen reader speak the language of the post. */
  speak() {
    const { lang } = this.text.front;
    for (const field of [this.headline, this.area]) lang ? field.setAttribute("lang", lang) : field.removeAttribute("lang");
  }

  async more() {
    clearTimeout(this.timers.save);
    try {
      await this.saving;
      const { more } = await import("./history.js");
      const said = await more(this.me, this.text, (act) => this.save(act), () => this.isOpen && this.show());
      if (said) this.loud();
      if (said) this.state.textContent = said;
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Offline)) throw error;
      this.notice(error instanceof Offline ? say("You are offline.") : error.message);
    }
    if (this.isOpen && this.text.isChanged) this.later("save", PAUSE, () => this.resume());
  }

  async preview() {
    if (this.isPreviewing()) return this.closePreview();
    document.body.classList.add("beside");
    this.previewing.setAttribute("aria-pressed", true);
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
    if (this.frame?.contains(document.activeElement)) this.previewing.focus();
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

  /** Show the text as its page will be, once the site has rendered it, and say that it is there; Escape leaves it from within, too. */
  async refresh() {
    const { frame, text } = this;
    const { key } = text;
    const refusal = await rendered(key, () => frame.isConnected);
    if (refusal) return this.refused(refusal);
    frame.addEventListener("load", () => this.loaded(frame), { once: true });
    frame.addEventListener("load", () => frame.contentDocument?.addEventListener("keydown", escape));
    frame.src = `desk/preview?key=${encodeURIComponent(key)}`;
  }

  /** Say that the preview is there, unless the site didn't have it. */
  loaded(frame) {
    if (frame.contentDocument) return announce(say("The preview is ready."));
    this.closePreview();
    this.notice(say("The preview isn’t there yet. Try again in a moment."));
  }

  /** Say instead of a preview why there is none. */
  refused(refusal) {
    this.closePreview();
    return this.tellRefusal(refusal);
  }

  /** Say when a post goes live that is scheduled. */
  tellDue() {
    if (this.text.state === "scheduled" && this.text.due) this.state.textContent = say("Goes live on %(time)s", { time: time(this.text.due) });
  }

  async publish() {
    if (!this.isWritten() || this.isPublishing) return;
    clearTimeout(this.timers.save);
    this.isPublishing = true; // the button stays enabled, since one that is disabled loses the focus
    try {
      await this.keep();
      if (await this.onSite()) {
        await publish(this.me, this.text, (act) => this.save(act));
        this.tellDue();
      } else if (this.fault instanceof Offline) this.notice(say("You are offline. Try again when the network is back; your text is kept on this device."));
    } catch (error) {
      this.tell(error);
    } finally {
      this.isPublishing = false;
    }
    if (this.isOpen && this.text.isWhole && !this.text.isChanged) await edit(this.me, this.text.key);
  }

  /** Bring a draft to the site before it is shown or published. A post that is live stays as it is until that is confirmed. */
  onSite() {
    return this.text.state === "draft" ? this.save() : true;
  }
}

/** Return what a tool says of itself to those who point at it. */
function described({ name, key, hint }) {
  return [`${say(name)}${key ? ` (Ctrl+${key.toUpperCase()})` : ""}`, hint && say(hint)].filter(Boolean).join("\n");
}

const labelled = (name, label, attributes) => make("button", { class: "labelled", title: label, ...attributes }, sign(SIGNS[name]), make("span", { class: "label" }, label));
