"""What templates of pages import is made once for each site and language, since a module for each page costs time and memory."""

import re
from pathlib import Path

from chalicelib.rendering.templates.sandbox import ALIKE
from chalicelib.rendering.templates.templates import BUILT_IN

IMPORTED = re.compile(r'{% (?:from|import) "(?:presswork/)?([^"]+)"')


def test_a_template_that_pages_import_is_the_same_for_all_pages_of_a_language() -> None:
    pages = [path.read_text(encoding="utf-8") for path in Path(BUILT_IN).glob("*.html")]

    imported = {name for page in pages for name in IMPORTED.findall(page)}

    assert imported == ALIKE
