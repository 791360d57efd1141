// A link to the page to follow the site may name a topic, `/follow/#ink`: its box is ticked.
{
  const tick = async () => {
    const box = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (box?.name === "categories") box.checked = true;
  };
  const ticked = () => tick().catch(console.warn);
  addEventListener("hashchange", ticked);
  ticked();
}
