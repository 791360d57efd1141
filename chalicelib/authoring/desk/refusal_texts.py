"""Refusals in the language of the person at the desk. Reports beside uploads, and answers to apps, are in English. Pure."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from chalicelib.authoring.desk.report_reader import FileReport
from chalicelib.errors import REASONS, Reason, Refusal
from chalicelib.rendering.language.phrases import sentence

Say: TypeAlias = Callable[[str], str]
"""What returns a phrase in the person's language."""

AT_DESK = ("busy", "not-yours", "no-post", "media-big", "no-letter", "no-address", "changed")
"""The reasons for apps that the desk's own scripts get, too; the others are about tokens and OAuth."""


def is_translated(code: str, reason: Reason) -> bool:
    """Return whether the texts of a reason are phrases, which all catalogues have."""
    return reason.reader != "app" or code in AT_DESK


def phrases_of(reason: Reason) -> Sequence[str]:
    """Return the texts of a reason."""
    return [text for text in (reason.why, reason.instead, reason.with_line) if text]


def why(refusal: Refusal, say: Say) -> str:
    """Return why something is refused, and what was found."""
    text, found = say(refusal.reason.why), refusal.found.strip()
    return f"{text} ({found})" if found else text


def remedy(refusal: Refusal, say: Say) -> str:
    """Return what to do instead, with the author's own line, corrected, where that is possible."""
    line = refusal.reason.corrected(refusal.found)
    return say(refusal.reason.with_line).format(line) if line else say(refusal.reason.instead)


def sentences(refusal: Refusal, say: Say, lang: str) -> str:
    """Return both as a text."""
    return f"{sentence(why(refusal, say), lang)} {remedy(refusal, say)}"


def report(written: FileReport, say: Say) -> FileReport:
    """Return a report that was written in English in the person's language, as far as there are phrases for it."""
    remedy = next(filter(None, (_with_line(reason, written, say) for reason in REASONS.values())), "")
    return replace(written, why=say(written.why), remedy=remedy or say(written.remedy))


def _with_line(reason: Reason, written: FileReport, say: Say) -> str:
    """Return a remedy that shows the author's own line, if it is this reason's; empty if not."""
    before, _, after = reason.with_line.partition("{}")
    shown = written.remedy
    is_its = reason.why == written.why and before and shown.startswith(before) and shown.endswith(after)
    return say(reason.with_line).format(shown[len(before) : len(shown) - len(after)]) if is_its else ""
