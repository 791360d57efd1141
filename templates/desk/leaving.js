// Signing out: the browser forgets what the desk has kept here, so whoever has texts on this device alone is asked before.
"use strict";
{
  const texts = () =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open("presswork-desk", 1);
      asked.onupgradeneeded = () => (asked.transaction.abort(), resolve([])); // the desk was never open here
      asked.onsuccess = () => {
        const read = asked.result.transaction("texts").objectStore("texts").getAll();
        read.onsuccess = () => (asked.result.close(), resolve(read.result));
        read.onerror = () => reject(read.error);
      };
    });
  for (const form of document.querySelectorAll("form[data-leaving]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const isAlone = (await texts()).some((text) => text.isChanged);
      if (!isAlone || confirm(form.dataset.leaving)) form.submit();
    });
  }
}
