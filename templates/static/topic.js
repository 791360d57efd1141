// A link to the follow page can name a topic, as in `/follow/#ink` or `/follow/#author/ann`: its box is ticked.
{
  const tick = async () => {
    const box = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (box?.type === "checkbox") box.checked = true;
  };
  const ticked = () => tick().catch(console.warn);
  addEventListener("hashchange", ticked);
  ticked();
}
