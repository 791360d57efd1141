// Shows an enlarged image over the page; arrow keys lead through its gallery. `larger-click.js` loads this on the first click.
const box = document.createElement("dialog");
const figure = document.createElement("figure");
let link;

function put(chosen) {
  link = chosen;
  const picture = link.firstElementChild.cloneNode(true);
  const image = picture.querySelector("img") ?? picture;
  figure.replaceChildren(picture, ...[link.nextElementSibling].filter(Boolean).map((caption) => caption.cloneNode(true)));
  for (const file of figure.querySelectorAll("[srcset]")) file.sizes = `min(100vw, ${/\d+(?=w$)/.exec(file.srcset)}px)`;
  if (!image.srcset) image.src = link.href;
  box.ariaLabel = link.ariaLabel ?? image.alt;
}

const all = () => [...(link.closest(".gallery") ?? link.parentNode).querySelectorAll("[data-larger]")];

function go(steps) {
  const images = all();
  put(images[(images.indexOf(link) + steps + images.length) % images.length]);
}

function button(name, sign, press) {
  const made = document.createElement("button");
  [made.className, made.textContent, made.onclick] = [name, sign, press];
  return made;
}

const ways = [button("previous", "‹", () => go(-1)), button("next", "›", () => go(1))];
box.className = "larger";
figure.ariaLive = "polite";
box.append(button("close", "×", () => box.close()), figure, ...ways);
document.body.append(box);
box.addEventListener("click", (event) => event.target.closest("button") || box.close());
box.addEventListener("close", () => link.focus());
box.addEventListener("keydown", ({ key }) => {
  const steps = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (steps) go(document.dir === "rtl" ? -steps : steps);
});

export function show(chosen) {
  put(chosen);
  const words = link.closest("[data-close]")?.dataset;
  for (const one of box.querySelectorAll("button")) one.ariaLabel = words?.[one.className] ?? one.textContent;
  for (const way of ways) way.hidden = all().length < 2;
  box.showModal();
}
