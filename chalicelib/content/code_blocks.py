"""Code blocks: what stands behind their fence, and their HTML before it is highlighted."""

from dataclasses import dataclass
from html import escape

UNDRAWN = ("mermaid", "dot", "graphviz")  # diagrams: nothing that fits into a function draws them without a browser


@dataclass(frozen=True, slots=True)
class Fence:
    """A code block's language."""

    lang: str = ""


def fence_of(info: str) -> Fence:
    """Return what the words after a fence say."""
    return Fence(info.split(maxsplit=1)[0] if info.split() else "")


def code_html(fence: Fence, code: str) -> str:
    """Return the HTML of a code block."""
    language = f' class="language-{escape(fence.lang)}"' if fence.lang else ""
    return f"<pre><code{language}>{escape(code, quote=False).rstrip(chr(10))}</code></pre>\n"
