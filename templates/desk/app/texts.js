// Texts on this device: what is being written, until the site has it. They outlive a closed tab and a lost network.

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("presswork-desk", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("texts", { keyPath: "id" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

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

/** Forget a text: the site has it. */
export const forget = (id) => within("readwrite", (store) => store.delete(id));
