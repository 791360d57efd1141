"""What the functions of publishing load, on which their cold starts depend."""

import subprocess
import sys

import pytest

FOR_PAGES = ("babel", "css_inline", "email_validator", "feedgen", "jinja2", "lxml", "chalicelib.rendering.pages")
NOT_FOR_INGEST = (
    *FOR_PAGES,
    "markdown",
    "pygments",
    "chalicelib.content.shortcodes.shortcodes",
    "chalicelib.content.site.siteyaml",
)
READING = """
import sys
from chalicelib.content.site.site import Site
from chalicelib.publishing import ingest
from chalicelib.content.source import read_source
read_source("posts/a.md", sys.argv[1].encode(), Site())
print(*[name for name in sys.argv[2:] if name in sys.modules])
"""


@pytest.mark.parametrize(
    ("text", "loaded"),
    [
        ("Some *text*.", []),
        ("```python\nx\n```", ["pygments"]),
        ("{{< x >}}", ["chalicelib.content.shortcodes.shortcodes"]),
    ],
)
def test_ingest_loads_only_what_a_text_needs(text: str, loaded: list[str]) -> None:
    source = f"---\ntitle: A\ndate: 2026-11-25\n---\n\n{text}\n"
    command = [sys.executable, "-c", READING, source, *NOT_FOR_INGEST]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
    assert done.stdout.split() == loaded
