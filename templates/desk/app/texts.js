// Texts on this device: what is being written, until the site has it. They outlive a closed tab and a lost network.
import { ask, Refused } from "./api.js";

let opened;

/** Open the texts of this person. Several may write on one device, and none of them sees or sends what another has kept there. */
export function open(person) {
  opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open(`presswork-desk-${person}`, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("texts", { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function within(mode, act) {
  const store = (await opened).transaction("texts", mode).objectStore("texts");
  return new Promise((resolve, reject) => {
    const asked = act(store);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Keep a text that the site doesn't have yet. */
export const keep = (text) => within("readwrite", (store) => store.put(structuredClone(text)));

/** Return the text that is kept under this id. */
export const read = (id) => within("readonly", (store) => store.get(id));

/** Return all texts that the site doesn't have yet. */
export const all = () => within("readonly", (store) => store.getAll());

/** Return what the site is told of a text. */
export const sent = ({ id, key, over, front, body, isWhole, isPage }) => ({ id, key, over, front, body, isWhole, isPage });

/** Bring drafts of this device to the site; what it refuses, or somebody else has changed, stays until its author opens it. */
export async function bring() {
  for (const text of await all()) {
    if (text.state !== "draft" || !text.isChanged) continue;
    const isThere = await ask("post", sent(text)).catch((error) => {
      if (!(error instanceof Refused)) throw error;
      return isHere(error.answer, text);
    });
    if (isThere) await forget(text.id);
  }
}

/** Forget a text: the site has it. */
export const forget = (id) => within("readwrite", (store) => store.delete(id));

/** Return whether a refusal says that the site has this very text already: it came, and only the answer was lost. */
const isHere = ({ body, front }, text) => body === text.body && front?.title === text.front.title;
