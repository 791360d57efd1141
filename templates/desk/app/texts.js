// Texts on this device: what is being written, until the site has it, and copies of posts that were open. They outlive a closed tab
// and a lost network, and belong to the person who wrote them.
import { ask, Refused } from "./api.js";
import * as pictures from "./pictures.js";

const COPIES = 20; // posts that the site has, and that can be opened without a network
const UNANSWERED = 50;
const UNLISTED = 60_000; // milliseconds in which the site lists a new post at the latest

let opening;
let name;

/** Open the texts of this person, and forget copies of posts that were open long ago. Several may write on one device, and none of
 * them sees or sends what another has kept there. */
export async function open(person) {
  name = `presswork-desk-${person}`;
  const copies = (await every()).filter((text) => !text.isChanged).sort((one, other) => other.time - one.time);
  for (const { id } of copies.slice(COPIES)) await forget(id);
}

function database() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("texts", { keyPath: "id" });
    asked.onsuccess = () => {
      asked.result.onclose = () => (opening = undefined); // another tab has signed out
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

async function within(mode, act) {
  const store = (await database()).transaction("texts", mode).objectStore("texts");
  return new Promise((resolve, reject) => {
    const asked = act(store);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

const every = () => within("readonly", (store) => store.getAll());

/** Keep a text on this device. */
export const keep = (text) => within("readwrite", (store) => store.put(structuredClone(text)));

/** Return the text that is kept under this id. */
export const read = (id) => within("readonly", (store) => store.get(id));

/** Return all texts that the site doesn't have yet. */
export const all = async () => (await every()).filter((text) => text.isChanged);

/** Let the id that a new text had lead to what it has now: a list may still show it, or not show it yet. */
export const move = ({ id, front }, to) => within("readwrite", (store) => store.put({ id, to, title: front.title ?? "", time: Date.now() }));

/** Return the drafts that came to the site just now: its lists may not have them yet. */
export async function fresh() {
  const stored = await every();
  const states = new Map(stored.map((text) => [text.id, text.state]));
  const since = Date.now() - UNLISTED;
  return stored.filter(({ to, time }) => to && time > since && (states.get(to) ?? "draft") === "draft");
}

/** Forget a text. */
export const forget = (id) => within("readwrite", (store) => store.delete(id));

/** Forget a text that is deleted, with the ids that lead to it. */
export async function drop(id) {
  for (const text of await every()) if ([text.id, text.to].includes(id)) await forget(text.id);
}

/** Return what the site is told of a text. */
export const sent = ({ id, key, over, front, isWhole, isPage, ...text }) => ({ id, key, over, front, body: pictures.addressed(text), isWhole, isPage });

/** Bring a text to the site by an act of the API, one request at a time in all tabs; return the answer. */
export const send = (text, act) => navigator.locks.request(`presswork-desk send ${text.id}`, () => sending(text, act));

async function sending(text, act) {
  const told = structuredClone(sent(text));
  const digests = new Set([...(text.unanswered ?? []), await digest(told)]);
  text.unanswered = [...digests].slice(-UNANSWERED);
  await keep({ ...text, isChanged: true });
  const answer = await ask(act, told);
  text.unanswered = [];
  return answer;
}

/** Tell whether the post on the site is what this device has sent before, whose answer was lost. */
export const isOurs = async (text, theirs) => Boolean(theirs.etag) && (text.unanswered ?? []).includes(await digest(theirs));

async function digest({ front, body }) {
  const said = JSON.stringify([front.title ?? "", body ?? ""].map((part) => String(part).replace(/\r\n/g, "\n").trim()));
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(said));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bring drafts of this device to the site; what it refuses, takes long, or was changed by others, stays until its author opens it. */
export async function bring() {
  for (const text of await all()) if (text.state === "draft" && !pictures.isHeavy(text)) await brought(text);
}

async function brought(text) {
  try {
    await pictures.bring(text, (name, address) => (text.body = text.body.replaceAll(name, address)));
    const { key } = await send(text, "post");
    await (key === text.id ? forget(key) : move(text, key));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (!(await isOurs(text, error.answer))) return;
    Object.assign(text, { key: error.answer.key, over: error.answer.etag });
    await brought(text);
  }
}
