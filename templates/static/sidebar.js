// Fills the sidebar from its fragment; the links that stand there stay where that fails.
(async () => {
  const side = document.getElementById("_sidebar");
  if (!side) return;
  const follow = document.getElementById("_follow");
  const answer = await fetch(side.dataset.fragment);
  if (!answer.ok) return;
  side.innerHTML = (await answer.text()).replace(/^<meta[^>]*>/, ""); // a page has a policy of its own
  for (const link of side.querySelectorAll("a"))
    if (link.href === location.href) link.setAttribute("aria-current", "page");
  const box = side.querySelector("[data-follow]");
  if (!box) return;
  if (follow.contains(document.activeElement)) return box.remove(); // somebody is typing
  follow.querySelector("h2").replaceWith(box.querySelector("h2"));
  follow.querySelector("form p").after(...box.querySelectorAll(".followers"));
  box.replaceWith(follow);
})()
  .catch(console.warn)
  .finally(() => document.querySelector("body > .side")?.classList.add("full")); // seen from now on, so nothing jumps
