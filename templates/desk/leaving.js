// Signing out: the browser forgets what the desk has kept here, so whoever has texts on this device alone is asked before.
"use strict";
{
  const textsIn = (name) =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => {
        const read = asked.result.transaction("texts").objectStore("texts").getAll();
        read.onsuccess = () => (asked.result.close(), resolve(read.result));
        read.onerror = () => reject(read.error);
      };
    });
  const texts = async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith("presswork-desk-"));
    return (await Promise.all(names.map(textsIn))).flat();
  };
  for (const form of document.querySelectorAll("form[data-leaving]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const isAlone = (await texts()).some((text) => text.isChanged);
      if (!isAlone || confirm(form.dataset.leaving)) form.submit();
    });
  }
}
