// Loads the sidebar's fragment, and shows the number of followers below the form. If that fails, the page stays as it is.
(async () => {
  const side = document.getElementById("_sidebar");
  const follow = document.getElementById("_follow");
  const from = (side ?? follow)?.dataset.fragment;
  if (!from) return;
  const answer = await fetch(from);
  if (!answer.ok) return;
  const boxes = side ?? document.createElement("div");
  boxes.innerHTML = (await answer.text()).replace(/^<meta[^>]*>/, ""); // the page has its own policy
  for (const link of boxes.querySelectorAll("a"))
    if (link.href === location.href) link.setAttribute("aria-current", "page");
  const box = boxes.querySelector("[data-follow]");
  if (!box || !follow) return;
  follow.querySelector("form").append(...box.querySelectorAll(".followers"));
  if (!side || follow.closest("main") || follow.contains(document.activeElement)) return box.remove(); // there are no boxes, or it comes after the text, or somebody is typing
  follow.querySelector("h2").replaceWith(box.querySelector("h2"));
  box.replaceWith(follow);
})()
  .catch(console.warn)
  .finally(() => document.querySelector("body > .side")?.classList.add("full")); // shown only now, so nothing jumps
