"""The table of limits: complete, and the only place that says how much an author may upload."""

import re
from pathlib import Path

import chalicelib
from chalicelib.content import source, source_checks
from chalicelib.content.addresses import addresses
from chalicelib.content.limits import LIMITS, ROWS
from chalicelib.errors import REASONS

PACKAGE = Path(chalicelib.__file__).parent
USED = re.compile(r'\blimit\("([^"]+)"\)')
LISTS = ("languages", "sidebar", "frames", "me", "links", "menu", "redirects", "disallow", "words")
# `value_reader.MOST` reads these by the names of its keys


def test_each_limit_has_one_row_with_a_reason() -> None:
    assert len(LIMITS) == len(ROWS)
    assert [row.name for row in ROWS if row.value <= 0 or not row.reason.endswith(".")] == []


def test_each_row_is_enforced_somewhere() -> None:
    read = {name for file in PACKAGE.rglob("*.py") for name in USED.findall(file.read_text(encoding="utf-8"))}

    assert sorted({*read, *LISTS}) == sorted(LIMITS)


def test_the_reports_name_the_limits_that_hold() -> None:
    assert f"{source.SOURCE_LIMIT >> 20} MiB" in REASONS["too-big"].why
    assert f"{LIMITS['template'].value >> 10} KiB" in REASONS["too-big"].why
    assert f"{source_checks.BODY_LIMIT // 1000} kB compressed" in REASONS["body-too-big"].why
    assert f"{LIMITS['letter'].value // 1000} kB compressed" in REASONS["letter-too-big"].why
    assert f"{LIMITS['HTML of a text'].value:,} characters" in REASONS["swollen"].why
    assert f"{LIMITS['facts of a record'].value // 1000} kB" in REASONS["too-many"].why
    assert f"{source.TITLE_LIMIT:,} characters" in REASONS["long-title"].why
    assert f"{addresses.LONGEST_KEY} bytes" in REASONS["long-key"].instead
    image = REASONS["image-too-large"].why
    assert f"{LIMITS['image'].value >> 20} MiB and {LIMITS['pixels'].value // 10**6} million pixels" in image
    named = ("JPEG pixels", "animation pixels", "animated WebP pixels")
    assert [f"{LIMITS[name].value // 10**6} million" in image for name in named] == [True] * 3
