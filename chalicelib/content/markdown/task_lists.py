"""Items of lists that are tasks: a box, whose label is the text of the item; lists below the task stay outside of the label.

While an item is written, `BOX` takes the place of its box, because a task in a loose list is a paragraph that is written first.
"""

import re

BOX = "\x04"
BOXES = re.compile(rf"{BOX}(x?)")
TASK = re.compile(rf"\A(?:\s*<p>)?{BOX}(x?)(.*?)(?=</p>|<(?:ul|ol|p|pre|blockquote|table|div|dl|h[1-6])\b|\Z)", re.DOTALL)


def box(*, checked: bool) -> str:
    return f"{BOX}x" if checked else BOX


def item(html: str) -> tuple[str, bool]:
    """Return an item of a list, and whether it is a task."""
    task = TASK.match(html)
    if task is None:
        return f"<li>{html}</li>\n", False
    checked = " checked" if task[1] else ""
    label = f'<label><input type="checkbox" disabled{checked}> {task[2].strip()}</label>'
    around = "<p>" if "<p>" in html[: task.start(1)] else ""
    return f'<li class="task-list-item">{around}{label}{html[task.end() :]}</li>\n', True


def without_boxes(html: str) -> str:
    """Return the HTML without boxes that begin no item."""
    return BOXES.sub("", html)
