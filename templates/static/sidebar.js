// Fills the sidebar from its fragment, and says below the form how many follow; what stands there stays where that fails.
(async () => {
  const side = document.getElementById("_sidebar");
  const follow = document.getElementById("_follow");
  const from = (side ?? follow)?.dataset.fragment;
  if (!from) return;
  const answer = await fetch(from);
  if (!answer.ok) return;
  const boxes = side ?? document.createElement("div");
  boxes.innerHTML = (await answer.text()).replace(/^<meta[^>]*>/, ""); // a page has a policy of its own
  for (const link of boxes.querySelectorAll("a"))
    if (link.href === location.href) link.setAttribute("aria-current", "page");
  const box = boxes.querySelector("[data-follow]");
  if (!box || !follow) return;
  follow.querySelector("form").append(...box.querySelectorAll(".followers"));
  if (follow.closest("main") || follow.contains(document.activeElement)) return box.remove(); // it stands after the text, or somebody is typing
  follow.querySelector("h2").replaceWith(box.querySelector("h2"));
  box.replaceWith(follow);
})()
  .catch(console.warn)
  .finally(() => document.querySelector("body > .side")?.classList.add("full")); // seen from now on, so nothing jumps
