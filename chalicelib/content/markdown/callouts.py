"""Callouts: quotes that begin with `[!NOTE]`, as GitHub and Obsidian write them.

GitHub's five alerts and Obsidian's kinds are one table (`KINDS`). A callout without a title of its own has the name of its kind
in the language of its text (`NAMES`). A callout with `-` or `+` after its kind can be folded. Admonitions, which Python-Markdown
and importers write as HTML, become the same (`with_titles`): each looks like one of the alerts, and its title is bold wherever it
is read.
"""

import re
from collections.abc import Mapping
from functools import partial

from chalicelib.content.html.tag_patterns import CALLOUT

BEGIN = re.compile(r"\A<p>\[!([A-Za-z][\w-]{0,30})\]([+-]?)[ \t]*+([^\n]*?)(?:<br>)?(?:\n(.*?))?</p>\n?", re.DOTALL)

KINDS: Mapping[str, str] = {
    **dict.fromkeys(("note", "info", "abstract", "summary", "tldr", "todo", "example", "quote", "cite"), "note"),
    **dict.fromkeys(("tip", "hint", "success", "check", "done"), "tip"),
    **dict.fromkeys(("important", "question", "help", "faq"), "important"),
    **dict.fromkeys(("warning", "attention"), "warning"),
    **dict.fromkeys(("caution", "danger", "error", "failure", "fail", "missing", "bug"), "caution"),
}
"""The kinds, and the alert of GitHub that each looks like."""

PULLED = frozenset({"pull", "pullquote"})
UNNAMED = frozenset({"pull", "pullquote", "pull quote"})
"""The titles of an admonition without a title of its own."""

ALERTS = ("note", "tip", "important", "warning", "caution")
NAMES: Mapping[str, tuple[str, ...]] = {
    "ar": ("ملاحظة", "نصيحة", "مهم", "تحذير", "تنبيه"),
    "de": ("Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"),
    "en": ("Note", "Tip", "Important", "Warning", "Caution"),
    "es": ("Nota", "Consejo", "Importante", "Advertencia", "Precaución"),
    "fr": ("Remarque", "Astuce", "Important", "Avertissement", "Attention"),
    "he": ("הערה", "טיפ", "חשוב", "אזהרה", "זהירות"),
    "hi": ("टिप्पणी", "सुझाव", "महत्वपूर्ण", "चेतावनी", "सावधान"),
    "ja": ("メモ", "ヒント", "重要", "警告", "注意"),
    "ko": ("참고", "팁", "중요", "경고", "주의"),
    "pt": ("Nota", "Dica", "Importante", "Aviso", "Cuidado"),
    "ru": ("Примечание", "Совет", "Важно", "Предупреждение", "Осторожно"),
    "zh": ("说明", "提示", "重要", "警告", "小心"),
    **dict.fromkeys(("zh-hant", "zh-tw", "zh-hk", "zh-mo"), ("說明", "提示", "重要", "警告", "小心")),
}
"""The names of the alerts in each language of the built-in phrases, in the order of `ALERTS`."""


def callout(html: str, lang: str) -> str:
    """Return the HTML of a quote as a callout; nothing if it is a plain quote."""
    begin = BEGIN.match(html)
    kind = begin[1].lower() if begin else ""
    if begin is None or kind not in KINDS.keys() | PULLED:
        return ""
    first = f"<p>{begin[4]}</p>\n" if begin[4] and begin[4].strip() else ""
    if kind in PULLED:
        return f"{pull_quote((first + html[begin.end() :]).strip(), begin[3].strip())}\n"
    title = begin[3].strip() or named(kind, lang)
    inner = first + html[begin.end() :]
    if not begin[2]:
        return f'<div class="admonition {kind}">\n<p class="admonition-title">{title}</p>\n{inner}</div>\n'
    opened = " open" if begin[2] == "+" else ""
    return (
        f'<details class="admonition {kind}"{opened}>\n<summary class="admonition-title">{title}</summary>\n{inner}</details>\n'
    )


def with_titles(html: str, lang: str) -> str:
    """Return the safe HTML whose callouts each have the class of an alert; any title is bold and translated."""
    return CALLOUT.sub(partial(_titled, lang=lang), html)


def _titled(begin: re.Match[str], lang: str) -> str:
    tag, classes, more, gap, of_title, title = begin.groups()
    kind = next((name for name in (classes or "").split() if name in KINDS), "note")
    all_classes = " ".join(dict.fromkeys(("admonition", *(classes or "").split(), KINDS[kind])))
    box = f'<{tag} class="{all_classes}"{more}>'
    if title is None:
        return box
    shown = named(kind, lang) if title == named(kind, "en") else title
    bold = shown if shown.startswith("<strong>") else f"<strong>{shown}</strong>"
    return f'{box}{gap}<{of_title} class="admonition-title">{bold}</{of_title}>'


def named(kind: str, lang: str) -> str:
    """Return the name of a kind in this language: GitHub's alerts are translated, other kinds are named as typed."""
    if kind not in ALERTS:
        return kind.replace("-", " ").capitalize()
    code = lang.lower()
    near = (code, code.rpartition("-")[0], code.partition("-")[0], "en")
    names = next(NAMES[name] for name in near if name in NAMES)
    return names[ALERTS.index(kind)]


def pull_quote(words: str, title: str) -> str:
    """Return a pull quote of these paragraphs; its title, unless it only repeats the kind, names the speaker."""
    speaker = "" if not title or title.lower() in UNNAMED else f"\n<p><cite>{title}</cite></p>"
    return f'<blockquote class="pull">\n{words}{speaker}\n</blockquote>'
