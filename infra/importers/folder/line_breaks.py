"""Line breaks: to some programs, each end of a line within a paragraph is a line break; to Markdown, only behind two blanks."""

from chalicelib.content.markdown.markdown_events import events_of

BREAK = "  "
TOLD = "the old program made a line break of each end of a line, and so does each text here, by two blanks"


def hard_breaks(text: str) -> str:
    """Return the text with each end of a line in a paragraph as a line break."""
    source, parts, last = text.encode(), [], 0
    for event, where in events_of(text):
        if event == "SoftBreak":
            parts.append(source[last : where["start"]].rstrip(b" ").decode())
            last = where["start"]
    return BREAK.join([*parts, source[last:].decode()])
