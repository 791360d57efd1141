// Marks of Markdown, each with its sign as a path of SVG, put around or before what is selected. `document.execCommand` keeps the browser's own undo.

export const MARKS = [
  { name: "Bold", sign: "M7 5h6a3.5 3.5 0 0 1 0 7H7zm0 7h7a3.5 3.5 0 0 1 0 7H7z", key: "b", around: ["**", "**"] },
  { name: "Italic", sign: "M10 5h8M6 19h8M14 5l-4 14", key: "i", around: ["*", "*"] },
  { name: "Link", sign: "M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1 1m1 5a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1-1", key: "k", around: ["[", "](https://)"], hint: "Write the words of the link, then press again for its address." },
  { name: "Heading", sign: "M6 5v14M18 5v14M6 12h12", before: "## " },
  { name: "List", sign: "M5 6h.01M5 12h.01M5 18h.01M10 6h10M10 12h10M10 18h10", turns: true, before: "- " },
  { name: "Quote", sign: "M5 5v14M10 8h10M10 12h10M10 16h6", turns: true, before: "> " },
  { name: "Code", sign: "M9 7l-5 5 5 5M15 7l5 5-5 5", around: ["`", "`"] },
];

const INTO_ADDRESS = /^\]\(([^()\s]*)\)/; // from the words of a link on
const IN_ADDRESS = /\]\([^()\s]*$/; // up to a place in the address of a link

/** Apply a mark to the selection of a text area, or take it away. Return whether it is put where nothing is selected. */
export function apply(area, mark) {
  const isEmpty = area.selectionStart === area.selectionEnd;
  const length = area.value.length;
  area.focus();
  if (!mark.around) begin(area, mark);
  else if (!(mark.hint && goThroughLink(area))) surround(area, ...mark.around);
  return isEmpty && area.value.length > length;
}

/** Go on from the words of a link to its address, and from there behind it; return whether the cursor is in a link. */
function goThroughLink(area) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const before = value.slice(value.lastIndexOf("\n", start - 1) + 1, start);
  const line = value.slice(end).split("\n", 1)[0];
  const address = start === end && /\[[^[\]]+$/.test(before) ? INTO_ADDRESS.exec(line) : null;
  if (address) area.setSelectionRange(end + 2, end + 2 + address[1].length);
  else if (IN_ADDRESS.test(before) && line.startsWith(")")) area.setSelectionRange(end + 1, end + 1);
  else return false;
  return true;
}

/** Put marks around the selection; where they are, take them away, and before the closing one, go on behind it. */
function surround(area, open, close) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const before = value.slice(value.lastIndexOf("\n", start - 1) + 1, start);
  const isItalicInBold = open === "*" && /(^|[^*])\*\*$/.test(before);
  const isClosing = value.startsWith(close, end) && !isItalicInBold;
  if (isClosing && before.endsWith(open)) {
    insert(area, start - open.length, end + close.length, value.slice(start, end));
    area.setSelectionRange(start - open.length, end - open.length);
  } else if (isClosing && start === end && before.split(open).length % 2 === 0) {
    area.setSelectionRange(end + close.length, end + close.length);
  } else {
    insert(area, start, end, open + value.slice(start, end) + close);
    const address = close.indexOf("https://");
    if (start < end && address > 0) area.setSelectionRange(end + open.length + address, end + open.length + close.length - 1);
    else area.setSelectionRange(start + open.length, end + open.length);
  }
}

/** Put a mark before each line of the selection, or take it away. */
function begin(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const lines = value.slice(from, end).split("\n");
  const isMarked = lines.every((line) => line.startsWith(mark.before));
  const changed = lines.map((line) => (isMarked ? line.slice(mark.before.length) : mark.before + line)).join("\n");
  insert(area, from, end, changed);
}

const ITEM = /^\s*(?:(?:[-*+]|(\d+)[.)])\s+(?:\[[ xX]\]\s+)?|>\s?)/;

/** Begin the next line of a list or a quotation as the line before; where that line is empty, end them by an empty line. Return whether the cursor is in one. */
export function goOn(area) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const line = value.slice(from, start);
  const [mark, number] = ITEM.exec(line) ?? [];
  if (!mark) return false;
  const next = number ? mark.replace(number, Number(number) + 1) : mark.replace(/\[[xX]\]/, "[ ]");
  if (line === mark) insert(area, Math.max(0, from - 1), end, from ? "\n\n" : "\n");
  else insert(area, start, end, `\n${next}`);
  return true;
}

/** Put a text in place of a part of the text area, and leave the cursor where the writer has it. */
export function put(area, start, end, text) {
  const { selectionStart, selectionEnd } = area;
  const moved = (at) => (at <= start ? at : Math.max(start, at + text.length - (end - start)));
  if (document.activeElement === area) {
    insert(area, start, end, text);
    area.setSelectionRange(moved(selectionStart), moved(selectionEnd));
    return;
  }
  area.setRangeText(text, start, end, "preserve");
  area.dispatchEvent(new Event("input"));
}

/** Put a text in place of a part of the text area, as if it were typed. */
export function insert(area, start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  const isTyped = document.activeElement === area && document.execCommand("insertText", false, text); // a dialog keeps the focus
  if (!isTyped) area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new Event("input"));
}
