"""Attribute lists in CommonMark: `{.wide}`, `{: .wide #spot}`, `{width=320}`, as Pandoc, kramdown and Python-Markdown write them.

A list is directly after an image or a link, or at the end of a paragraph, after a blank or on its own line. Braces around
anything else stay as typed. The dialect `python-markdown` has an extension of its own for them.
"""

import re
from html import escape

LONGEST = 400  # characters of a list at the end of a paragraph
WORD = r"""[.#][\w-]+|(?:width|height)=["']?[1-9][0-9]{0,4}["']?|target=["']?_blank["']?|rel=["']?[a-z-]+["']?"""
LIST = rf"\{{:?[ ]*+(?P<words>(?:{WORD})(?:[ ]++(?:{WORD}))*+)[ ]*+\}}"
WORDS = re.compile(WORD)
AT_END = re.compile(rf"[ \n]{LIST}\Z")
TOKENS = re.compile(rf"(?P<image><img(?= )[^<>]*>)|(?P<link><a(?= )[^<>]*>)|</a>|{LIST}")


def paragraph(html: str) -> str:
    """Return the paragraph that holds this HTML, with the attributes that lists in it give to it, its images and its links."""
    if "{" not in html:
        return f"<p>{html}</p>\n"
    match = AT_END.search(html, max(0, len(html) - LONGEST))
    own = _attributes(match["words"]) if match else ""
    return f"<p{own}>{_behind_tags(html[: match.start()] if match else html)}</p>\n"


def _behind_tags(html: str) -> str:
    """Return the HTML with the lists after images and links moved into their tags."""
    parts: list[str] = []
    link = described = after = -1  # of parts: the tag of the last link, and the tag that a list at `after` describes
    end = 0
    for token in TOKENS.finditer(html):
        parts += (html[end : token.start()], token[0])
        end = token.end()
        if token["words"] and described >= 0 and token.start() == after:
            parts[described] = f"{parts[described][:-1]}{_attributes(token['words'])}>"
            parts[-1], described = "", -1
        elif token["link"]:
            link, described = len(parts) - 1, -1
        elif not token["words"]:
            described, after = len(parts) - 1 if token["image"] else link, end
    return "".join(parts) + html[end:]


def _attributes(words: str) -> str:
    """Return the attributes that the words of a list mean; its classes are one attribute."""
    written = WORDS.findall(words)
    classes = " ".join(word[1:] for word in written if word.startswith("."))
    named = {"class": classes} if classes else {}
    for word in written:
        name, _, value = word.partition("=")
        if not word.startswith("."):
            named["id" if word.startswith("#") else name] = value.strip("\"'") if value else word[1:]
    return "".join(f' {name}="{escape(value)}"' for name, value in named.items())
