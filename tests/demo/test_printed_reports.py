"""Reports on the terminal of the demo: each once, and of many only the first ones."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.demo.printed_reports import ReportPrinter


class Told:
    """The reports of a bucket, and what was printed of them."""

    def __init__(self, s3: Any) -> None:
        self._s3, self.said = s3, list[str]()
        self._reports = ReportPrinter(s3, "content", Path("blog"), self.said.append)

    def put(self, **reports: str) -> None:
        for name, text in reports.items():
            self._s3.put_object(Bucket="content", Key=name.replace("__", "."), Body=text.encode())

    def look(self) -> list[str]:
        self.said.clear()
        self._reports.print_new()
        return self.said.copy()


@pytest.fixture
def told() -> Iterator[Told]:
    with mock_aws():
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="content")
        yield Told(s3)


def test_a_report_is_printed_once_and_again_when_it_says_something_else(told: Told) -> None:
    told.put(a__md="# A", a__md__error__txt="Bad date")

    assert (told.look(), told.look()) == (["\na.md.error.txt\nBad date"], [])
    told.put(a__md__error__txt="Bad key")
    assert told.look() == ["\na.md.error.txt\nBad key"]


def test_of_many_reports_the_first_are_printed_errors_before_warnings_and_the_others_are_counted(told: Told) -> None:
    told.put(**{f"{name}__md__warning__txt": name for name in "abcdef"}, z__md__error__txt="z")

    *printed, last = told.look()

    assert [text.rpartition("\n")[2] for text in printed] == ["z", "a", "b", "c", "d"]
    assert last == "… and 2 more reports; `presswork check blog` lists everything.\n"
    assert told.look() == []
