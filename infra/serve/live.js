// Reloads the page when it, or something that it shows, has changed. What scripts fetch doesn't count.
(() => {
  let mark = document.currentScript.dataset.mark;
  let stream;

  const decoded = (path) => {
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  };

  const shown = () => {
    const ahead = new Set([...document.querySelectorAll("link[as=fetch]")].map((link) => link.href)); // a script will fetch it
    const entries = performance.getEntriesByType("resource");
    const loaded = entries.filter((entry) => entry.initiatorType !== "fetch" && !ahead.has(entry.name));
    const urls = [location.href, ...loaded.map((entry) => entry.name)].map((name) => new URL(name));
    return new Set(urls.filter((url) => url.origin === location.origin).map((url) => decoded(url.pathname)));
  };

  const listen = () => {
    stream?.close();
    if (document.hidden) return; // a browser keeps few connections to a site: hidden tabs need none
    stream = new EventSource(`/_/live?mark=${mark}`);
    stream.onmessage = (event) => {
      mark = event.lastEventId;
      const changed = JSON.parse(event.data);
      const ours = shown();
      if (changed && !changed.some((address) => ours.has(address))) return;
      stream.close();
      location.reload();
    };
  };

  document.addEventListener("visibilitychange", listen);
  listen();
})();
