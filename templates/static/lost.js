// Says on the 404 page which address has no page, and fills the search field with words from it.
{
  const field = document.getElementById("_lost");
  const line = document.getElementById("_at");
  const read = (path) => {
    try {
      const text = decodeURIComponent(path);
      return /[\p{Cc}\p{Bidi_Control}]/u.test(text) ? path : text; // signs that nobody sees could make it look like another one
    } catch {
      return path; // an address that isn't UTF-8 is used as it is
    }
  };
  const words = (path) => {
    const named = path.replace(/\.[a-z0-9]{1,5}$/i, "").split("/").filter((part) => /\p{L}{2}/u.test(part));
    return (named.pop() ?? "").replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim().slice(0, 200);
  };
  const path = read(location.pathname);
  if (line) line.textContent = path.length > 200 ? `${path.slice(0, 199)}…` : path;
  if (field) field.value ||= words(path);
}
