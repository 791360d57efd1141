// Fills the search field of the 404 page with words from the address.
{
  const field = document.getElementById("_lost");
  const words = (path) => {
    try {
      path = decodeURIComponent(path);
    } catch {} // an address that isn't UTF-8 is used as it is
    const named = path.replace(/\.[a-z0-9]{1,5}$/i, "").split("/").filter((part) => /\p{L}{2}/u.test(part));
    return (named.pop() ?? "").replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim().slice(0, 200);
  };
  if (field) field.value ||= words(location.pathname);
}
