"""Line breaks: some programs make one of each end of a line within a paragraph, which Markdown does only behind two blanks."""

from chalicelib.content.markdown_events import events_of
from infra.importers.folder.habit import Context

BREAK = "  "


def line_breaks(text: str, on: Context) -> str:
    """Return the text with each end of a line in a paragraph as a line break, if its system had it so."""
    if not on.settings.breaks or on.entry.format != "commonmark":
        return text
    source, parts, last = text.encode(), [], 0
    for event, where in events_of(text):
        if event == "SoftBreak":
            parts.append(source[last : where["start"]].rstrip(b" ").decode())
            last = where["start"]
    return BREAK.join([*parts, source[last:].decode()])
