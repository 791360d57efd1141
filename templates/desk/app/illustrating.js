// Pictures in the editor: by paste, drop, choice or camera. They are shown at once, and each act is undone by one press.
import { Offline } from "./api.js";
import { make, sign } from "./elements.js";
import { insert, put } from "./formats.js";
import * as pictures from "./pictures.js";
import { Saving } from "./saving.js";
import { offer } from "./undo.js";
import { say } from "./words.js";

export class Illustrating extends Saving {
  picker(label, path, accepted) {
    const change = (event) => this.addAll(event.target.files).finally(() => (event.target.value = ""));
    const input = make("input", { ...accepted, type: "file", hidden: true, change });
    return [make("button", { type: "button", "aria-label": label, title: label, click: () => input.click() }, sign(path)), input];
  }

  /** Take files that are pasted, but not the picture that some programs add to a text. */
  pasted(event) {
    const { types, files } = event.clipboardData;
    if (!types.includes("text/plain") || !types.includes("text/html")) this.takeFiles(event, files);
  }

  takeFiles(event, files) {
    if (!files.length) return;
    event.preventDefault();
    this.addAll(files);
  }

  /** Take files that are dropped anywhere; without that, the browser would leave the page to show them. */
  dropped(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (event.type !== "drop" || document.querySelector("dialog[open]")) return;
    const isFolder = [...event.dataTransfer.items].some((item) => item.webkitGetAsEntry?.()?.isDirectory);
    if (isFolder) this.notice(say("Folders can’t be added. Choose the files in them."));
    else this.takeFiles(event, event.dataTransfer.files);
  }

  async addAll(files) {
    for (const file of [...files]) await this.add(file);
  }

  /** Put a picture into the text at once, and its address when the site has it. */
  async add(file) {
    if (file.type && !this.me.uploads.includes(file.type)) return this.notice(say("%(name)s: only photos, MP4, MP3 and PDF files can be added here.", file));
    const { act, alt } = pictures.isPlayed(file) ? await described(file) : { act: "add", alt: file.name.replace(/\.\w+$/, "") };
    if (!act || this.isGiven) return;
    const mark = pictures.add(this.text, file, alt);
    const { selectionStart: start, selectionEnd: end } = this.area;
    insert(this.area, start, end, `\n\n${mark}\n\n`);
    this.drawPictures();
    const name = mark.slice(mark.lastIndexOf("(") + 1, -1);
    this.endOffer = offer(say(pictures.isPlayed(file) ? "Photo added" : "Added"), () => this.take(name, false));
    this.keep().then(() => this.resume());
  }

  /** Upload the pictures that the site doesn't have yet, also those that come meanwhile, and put their addresses into the text;
   * return whether all are there. */
  async uploads() {
    const { text } = this;
    try {
      while (pictures.waiting(text).length) {
        const [replace, leave] = [(name, address) => this.replace(name, address), (name) => this.take(name, false)];
        const run = (this.uploading ?? Promise.resolve()).then(() => pictures.bring(text, replace, leave, this.coming));
        this.uploading = run.catch(() => {});
        await run;
      }
      return true;
    } catch (error) {
      if (!(error instanceof Offline)) return this.unsettled(error);
      if (this.text.state === "draft") throw error;
      this.state.textContent = say("Offline: kept on this device");
      return false;
    }
  }

  /** Show the pictures of the text; one that is pressed is named anew, or taken out. */
  drawPictures() {
    this.strip.replaceChildren(...pictures.strip(pictures.inText(this.text), (picture) => this.change(picture)));
  }

  async change({ alt, address, source }) {
    const acts = [["remove", say("Remove")], ["", say("Cancel"), "plain"], ["save", say("Save"), "main"]];
    const answer = await pictures.ask(say("Photo"), source, alt, acts);
    const mark = pictures.markOf(this.text, address);
    if (answer.act === "save" && mark) this.replace(mark, mark.replace(`![${alt}]`, () => `![${answer.alt}]`));
    if (answer.act === "remove") this.take(address, true);
    this.drawPictures();
  }

  /** Take a picture out of the text, and offer to put it back. */
  take(address, isOffered) {
    const { body } = this.text;
    const mark = pictures.markOf(this.text, address);
    if (!mark) return;
    const around = body.includes(`\n\n${mark}\n\n`) ? `${mark}\n\n` : mark;
    const at = body.indexOf(around);
    this.replace(around, "");
    this.drawPictures();
    const back = () => (put(this.area, at, at, around), this.drawPictures());
    if (isOffered) this.endOffer = offer(say("Photo removed"), back);
  }

  replace(mark, by) {
    const at = this.area.value.indexOf(mark);
    if (at >= 0) put(this.area, at, at + mark.length, by);
  }
}

/** Ask what a file shows. */
async function described(file) {
  const source = file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
  const answer = await pictures.ask(file.name, source, "", [["skip", say("Add without a description"), "plain"], ["add", say("Add"), "main"]]);
  URL.revokeObjectURL(source);
  return answer;
}
