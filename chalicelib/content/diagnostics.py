"""Diagnostics: what an author should know about a source that is published all the same.

A refusal keeps the last good version of a source on the site; a diagnostic does not. It stands in the warning beside the upload,
with its line. The texts are rows of `errors.WARNINGS`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing found in a source: its row in the table of texts, a quotation, and its place (0: unknown; both count from 1)."""

    code: str
    found: str
    line: int = 0
    column: int = 0
