// Marks of Markdown, put around or before what is selected. `document.execCommand` keeps the browser's own undo.

export const MARKS = [
  { name: "Bold", sign: "B", key: "b", around: ["**", "**"] },
  { name: "Italic", sign: "I", key: "i", around: ["*", "*"] },
  { name: "Link", sign: "🔗", key: "k", around: ["[", "](https://)"] },
  { name: "Heading", sign: "H", before: "## " },
  { name: "List", sign: "•", before: "- " },
  { name: "Quote", sign: "❝", before: "> " },
  { name: "Code", sign: "</>", around: ["`", "`"] },
];

/** Apply a mark to the selection of a text area. */
export function apply(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  area.focus();
  if (mark.around) {
    const [open, close] = mark.around;
    insert(area, start, end, open + value.slice(start, end) + close);
    area.setSelectionRange(start + open.length, end + open.length);
    return;
  }
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const lines = value.slice(from, end).split("\n");
  const isMarked = lines.every((line) => line.startsWith(mark.before));
  const changed = lines.map((line) => (isMarked ? line.slice(mark.before.length) : mark.before + line)).join("\n");
  insert(area, from, end, changed);
}

/** Put a text in place of a part of the text area, as if it were typed. */
export function insert(area, start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new Event("input"));
}
