"""Paragraphs of classic WordPress texts, which have none: a blank line ends one, and a line's end is a line's end.

The same text gives the paragraphs that WordPress's `wpautop` gives. What stands in `<pre>`, scripts and styles stays as it is.
"""

import re

BLOCKS = (
    "address article aside blockquote caption center col colgroup dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr legend li main map math menu nav ol p section summary table tbody td tfoot th thead tr "
    "ul iframe video audio object style script noscript presswork-kept"
).replace(" ", "|")
KEPT = re.compile(r"<(pre|script|style|svg|figure|audio|video)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
MARKED = re.compile("\ue000(\\d+)\ue001")
BEFORE = re.compile(rf"(<(?:{BLOCKS})\b[^>]*>)", re.IGNORECASE)
BEHIND = re.compile(rf"(</(?:{BLOCKS})\s*>|<hr\b[^>]*>)", re.IGNORECASE)
IS_BLOCK = re.compile(rf"\s*(?:</?(?:{BLOCKS})\b|\ue000)", re.IGNORECASE)
ENDS_BLOCK = re.compile(rf"(?:</?(?:{BLOCKS})\b[^>]*>|\ue001)\s*\Z", re.IGNORECASE)
BREAKS = re.compile(r"<br\s*/?>\s*\n?", re.IGNORECASE)


def autop(text: str) -> str:
    """Return the text with its paragraphs and line breaks as HTML."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        is_inline = found[0].startswith("<!--") and not re.match(r"<!--\s*more", found[0], re.IGNORECASE)
        return f"\ue000{len(kept) - 1}\ue001" if is_inline else f"\n\n\ue000{len(kept) - 1}\ue001\n\n"

    marked = KEPT.sub(keep, text.replace("\r\n", "\n").replace("\r", "\n").replace("\ue000", "").replace("\ue001", ""))
    marked = re.sub(r"<br\s*/?>\s*<br\s*/?>", "\n\n", marked, flags=re.IGNORECASE)
    marked = BEHIND.sub(r"\1\n\n", BEFORE.sub(r"\n\n\1", joined_tags(marked)))
    parts = (part.strip() for part in re.split(r"\n\s*\n", marked))
    made = "\n".join(paragraph(part) for part in parts if part)
    return MARKED.sub(lambda found: kept[int(found[1])], made)


def joined_tags(text: str) -> str:
    """Return the text without line ends within tags, which would be taken for those of the text."""
    return re.sub(r"<[a-zA-Z/][^<>]*>", lambda tag: tag[0].replace("\n", " "), text)


def paragraph(part: str) -> str:
    """Return one part between blank lines: a block as it is, else a paragraph whose line ends are breaks."""
    if re.fullmatch("(?:\ue000\\d+\ue001\\s*)+", part):
        return part
    begun = IS_BLOCK.match(part)
    if begun and ENDS_BLOCK.search(part) and not re.sub(r"<[^>]*>|\ue000\d+\ue001", "", part).strip():
        return part
    opened = re.match(
        rf"((?:\s*</?(?:{BLOCKS})\b[^>]*>)*)(.*?)((?:\s*</?(?:{BLOCKS})\b[^>]*>)*)\s*\Z", part, re.DOTALL | re.IGNORECASE
    )
    if opened is None:
        return f"<p>{broken(part)}</p>"
    before, inner, after = opened.groups()
    needs_none = re.search(r"<(?:p|h[1-6]|li|dt|td|th|summary|figcaption|caption|legend)\b[^>]*>\s*\Z", before, re.IGNORECASE)
    said = broken(inner.strip())
    return f"{before}{said if needs_none or not said else f'<p>{said}</p>'}{after}"


def broken(text: str) -> str:
    """Return a line's end as a break, unless one stands there."""
    return re.sub(r"\s*\n\s*", "<br>\n", BREAKS.sub("\n", text)).removesuffix("<br>\n")
