// Keeps the desk's own files, so that it opens without a network. Answers of the API are never kept.
const NAME = "presswork-desk";
const FILES = ["../desk", "style.css", "app.js", "api.js", "details.js", "editor.js", "elements.js", "formats.js", "illustrating.js", "list.js", "menu.js", "photos.js", "pictures.js", "publish.js", "saving.js", "tabs.js", "texts.js", "words.js", "beside.js", "rooms.js", "undo.js", "uploads.js", "history.js", "comments.js", "letter.js", "letters.js", "settings.js", "contrast.js", "check.js", "withdraw.js", "files.js"];

self.addEventListener("install", (event) => event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES))));

self.addEventListener("fetch", (event) => {
  const own = FILES.map((file) => new URL(file, self.location).href);
  const address = event.request.url.replace(/[?#].*/, "");
  if (event.request.method !== "GET" || !own.includes(address)) return;
  event.respondWith(
    fetch(event.request)
      .then(async (answer) => {
        if (answer.ok && !answer.redirected) await (await caches.open(NAME)).put(address, answer.clone());
        return answer;
      })
      .catch(() => caches.match(address)),
  );
});
