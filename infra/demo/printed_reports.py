"""The reports beside the sources, printed on the terminal of the demo when they are new."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.terminal.invocation import word
from infra.terminal.streams import counted, on_one_line

ERROR, ENDINGS = ".error.txt", (".error.txt", ".warning.txt")
AT_ONCE = 5  # reports that are printed in whole: an old blog may lack hundreds of files


class ReportPrinter:
    """Prints the reports in a bucket, each once."""

    def __init__(self, s3: Any, bucket: str, folder: Path, say: Callable[[str], None]) -> None:
        self._s3, self._bucket, self._folder, self._say = s3, bucket, folder, say
        self._printed: dict[str, str] = {}

    def print_new(self) -> None:
        """Print the new reports, errors first; of many, the first ones, and how to list the others."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket)
        current = {row["Key"]: row["ETag"] for page in pages for row in page.get("Contents", ()) if row["Key"].endswith(ENDINGS)}
        new = sorted(
            (key for key, etag in current.items() if self._printed.get(key) != etag),
            key=lambda key: (not key.endswith(ERROR), key),
        )
        for key in new[:AT_ONCE]:
            body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"]
            self._say(f"\n{on_one_line(key)}\n{body.read().decode()}")
        if others := new[AT_ONCE:]:
            self._say(f"… and {counted(len(others), 'more report')}; `presswork check {word(self._folder)}` lists everything.\n")
        self._printed = current
