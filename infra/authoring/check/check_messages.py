"""The findings of a check: an error, for which the file is refused, a warning about a file that is published, or a note.

To add a finding of a whole blog, add a row to `MEANINGS` and a check to `infra.authoring.check.check`. Refusals and diagnostics
of a single file have their rows in `chalicelib.errors`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeAlias

from chalicelib.content.unknown_keys import is_report
from chalicelib.diagnostics import CAUTIONS, explained
from chalicelib.errors import REASONS
from chalicelib.frozen import Frozen
from infra.terminal.invocation import runnable
from infra.terminal.streams import counted, on_one_line

Severity: TypeAlias = Literal["error", "warning", "note"]


class Meaning(Frozen):
    """The severity of a finding, the reason, the remedy, and whether what is found is a sentence."""

    severity: Severity
    why: str
    instead: str
    is_sentence: bool = False


def code_of_refusal(code: str) -> str:
    """Return the code of the finding for a refusal with this code, which may also be that of a caution."""
    return f"{code}-refused" if code in CAUTIONS else code


LINKED = "Correct the link, or publish that file."
MEANINGS: Mapping[str, Meaning] = {
    **{code_of_refusal(code): Meaning("error", row.why, row.instead) for code, row in REASONS.items() if row.reader == "author"},
    **{code: Meaning("warning", row.why, row.instead, row.is_sentence) for code, row in CAUTIONS.items()},
    "template-pages": Meaning(
        "note", "this file is part of these pages", "Look at some of each: `presswork serve --watch FOLDER OUT`."
    ),
    "template-unused": Meaning(
        "warning",
        "no page and no other template is made with this template, so it changes nothing",
        "Name it like the template that it replaces, such as `templates/post.html`.",
    ),
    "taken-later": Meaning(
        "warning",
        "another file has this address, so this one will be refused when its time comes",
        "Give one of them another `slug` or `path`.",
    ),
    "taken-alias": Meaning(
        "warning",
        "the first file to have an address keeps it, so this alias doesn't lead here",
        "Remove the alias, or remove the other file.",
    ),
    "missing-link": Meaning("warning", "there's no such file, so readers can't follow the link", LINKED),
    "hidden-link": Meaning("warning", "that file isn't published, so readers can't follow the link", LINKED),
    "missing-file": Meaning(
        "warning", "the site has no such file, so readers don't see it", "Add the file, or correct its address."
    ),
    "missing-address": Meaning(
        "warning",
        "nothing in this folder has that address, so the link leads nowhere",
        "Correct it, or link to the file instead: `[text](other-post.md)`.",
    ),
    "missing-part": Meaning(
        "warning",
        "that text has no heading or element with this id, so the link leads to the top of its page",
        "Correct it, or give the heading this id: `## Heading {#id}`.",
    ),
    "near-category": Meaning(
        "warning",
        "hardly any post has this category, which looks like a typo",
        "Correct it, or name it in site.yaml.",
        is_sentence=True,
    ),
    "near-tag": Meaning(
        "warning",
        "hardly any post has this tag, which looks like a typo",
        "Correct it, or leave it if it's meant.",
        is_sentence=True,
    ),
    "near-author": Meaning(
        "warning",
        "hardly any post has this author, which looks like a typo",
        "Correct it, or name the author in site.yaml.",
        is_sentence=True,
    ),
    "far-ahead": Meaning("warning", "it's scheduled for more than a year from now", "Correct the date, if that isn't meant."),
    "long-ago": Meaning("warning", "its date is before the web", "Correct the date, if that isn't meant."),
    "ends-first": Meaning("warning", "it expires before it's published, so nobody ever sees it", "Correct `date` or `expires`."),
    "no-zone": Meaning(
        "warning",
        "it's published at this time in UTC, since site.yaml names no time zone",
        "Add a line to site.yaml, such as `zone: Europe/Lisbon`.",
    ),
    "comments-file": Meaning("warning", "it isn't used", "Correct the file, or import again."),
    "same-title": Meaning("warning", "another post of the same day has the same title", "Remove one of them, or change a title."),
}
"""The meanings of findings, by their codes."""


class Finding(Frozen, order=True):
    """One finding: the file, its line (0: unknown), the code of its row in `MEANINGS`, and the text that was found.

    `sought` is a text by which an unknown line can be found in the file, and `instead` a remedy that isn't that of the row.
    """

    key: str
    line: int
    code: str
    found: str = ""
    sought: str = ""
    instead: str = ""

    @property
    def meaning(self) -> Meaning:
        return MEANINGS[self.code]

    @property
    def remedy(self) -> str:
        """The remedy; a hint in it can be copied into the shell."""
        reason = REASONS.get(self.code)
        return runnable(reason.remedy(self.found) if reason else self.instead or self.meaning.instead)

    @property
    def explanation(self) -> str:
        """What was found, why it matters, and the remedy; a refusal of any row may have found an unknown key."""
        is_sentence = self.meaning.is_sentence or is_report(self.found)
        return f"{explained(self.found, self.meaning.why, is_sentence=is_sentence)}. {self.remedy}"

    @property
    def is_error(self) -> bool:
        return self.meaning.severity == "error"


class Report(Frozen):
    """All findings of a check, in order; `folder`, as the author wrote it, is put before the name of each file."""

    findings: Sequence[Finding]
    files: int
    seconds: float
    folder: str = ""

    @property
    def errors(self) -> int:
        return sum(finding.is_error for finding in self.findings)

    @property
    def warnings(self) -> int:
        return sum(finding.meaning.severity == "warning" for finding in self.findings)

    def path(self, finding: Finding) -> str:
        return f"{self.folder}/{finding.key}" if self.folder else finding.key

    @property
    def summary(self) -> str:
        counts = [counted(self.errors, "error")] * bool(self.errors) + [counted(self.warnings, "warning")] * bool(self.warnings)
        return f"{counted(self.files, 'file')} checked in {self.seconds:.1f} seconds: {', '.join(counts) or 'nothing to correct'}"


# ---- formats


def as_text(report: Report) -> str:
    """Return a line for each finding, as compilers write them, so that editors find the place."""
    return "".join(
        on_one_line(f"{report.path(finding)}:{finding.line or 1}: {finding.meaning.severity}: {finding.explanation}") + "\n"
        for finding in report.findings
    )


COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def as_github(report: Report) -> str:
    """Return commands that annotate a commit or pull request, in a workflow of GitHub's."""

    def command(finding: Finding) -> str:
        place = f"file={_property(report.path(finding))},line={finding.line or 1},title={_property(finding.code)}"
        return f"::{COMMANDS[finding.meaning.severity]} {place}::{_escaped(finding.explanation)}\n"

    return "".join(map(command, report.findings))


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def as_json(report: Report) -> str:
    """Return one document with all findings and the numbers."""
    findings = [
        {
            "file": report.path(finding),
            "line": finding.line or None,
            "severity": finding.meaning.severity,
            "code": finding.code,
            "found": finding.found,
            "why": finding.meaning.why,
            "fix": finding.remedy,
        }
        for finding in report.findings
    ]
    numbers = {"files": report.files, "seconds": round(report.seconds, 3), "errors": report.errors, "warnings": report.warnings}
    return json.dumps({**numbers, "findings": findings}, ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Report], str]] = {"text": as_text, "github": as_github, "json": as_json}
"""The formats of reports, by name."""
