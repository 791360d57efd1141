"""Catalogues in the zip: read when it is made, they say the same without Babel."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from chalicelib.rendering.language.phrases import CATALOGUES, READ, Phrasebook
from infra.package.sources import read_catalogues

PROJECT = Path(__file__).resolve().parents[2]
SAID = """
import json, sys
sys.path.insert(0, sys.argv[1])
from chalicelib.rendering.language.phrases import Phrasebook
phrases, posts = Phrasebook(), ("%(num)s post", "%(num)s posts")
said = [phrases.gettext("ar", "Home"), *(phrases.ngettext("ar", *posts, number) for number in (0, 1, 2, 3, 11, 100))]
print(json.dumps({"said": said, "loaded": [name for name in sys.modules if name.startswith("babel.messages")]}))
"""


def test_a_catalogue_that_was_read_before_says_the_same_and_is_not_read_again(tmp_path: Path) -> None:
    for name in ("chalicelib", "templates"):
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))  # others write there

    read_catalogues(tmp_path / "templates" / "phrases")

    command = [sys.executable, "-c", SAID, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ourselves
    phrases, posts = Phrasebook(), ("%(num)s post", "%(num)s posts")
    said = [phrases.gettext("ar", "Home"), *(phrases.ngettext("ar", *posts, number) for number in (0, 1, 2, 3, 11, 100))]
    assert json.loads(done.stdout) == {"said": said, "loaded": []}


def test_none_that_was_read_lies_in_the_project_where_it_would_grow_old() -> None:
    assert list(CATALOGUES.glob(f"*{READ}")) == []
