"""Closing and opening the comments of a post of the folder: one line of its front matter."""

from pathlib import Path

import pytest

from infra.authoring.create.comments_in_front_matter import with_key, write
from infra.terminal.streams import CannotError

CHANGED = {
    "---\ntitle: Ink\n---\nText\n": "---\ntitle: Ink\ncomments: closed\n---\nText\n",
    "---\ncomments: open\ntitle: Ink\n---\n": "---\ncomments: closed\ntitle: Ink\n---\n",
    '+++\ntitle = "Ink"\n[extra]\na = 1\n+++\n': '+++\ncomments = "closed"\ntitle = "Ink"\n[extra]\na = 1\n+++\n',
    "Title: Ink\n\nText\n": "Title: Ink\ncomments: closed\n\nText\n",
    "\ufeff---\r\ntitle: Ink\r\n---\r\nText\r\n": "\ufeff---\r\ntitle: Ink\r\ncomments: closed\r\n---\r\nText\r\n",
    "Only text.\n": "---\ncomments: closed\n---\nOnly text.\n",
}


@pytest.mark.parametrize("text", CHANGED)
def test_the_key_is_on_its_line_and_all_else_stays(text: str) -> None:
    assert with_key(text, "closed") == CHANGED[text]
    assert with_key(CHANGED[text], "closed") == CHANGED[text]


def test_what_cannot_be_changed_safely_changes_no_file(tmp_path: Path) -> None:
    good, odd = tmp_path / "good.md", tmp_path / "odd.md"
    good.write_text("---\ntitle: Ink\n---\n")
    odd.write_text("---\ncomments:\n  id: 5\ntitle: Ink\n---\n")

    with pytest.raises(CannotError, match=r"more than one line; write `comments: closed` into its front matter yourself"):
        write([good, odd], "closed", as_json=False)

    assert good.read_text() == "---\ntitle: Ink\n---\n"


def test_each_file_is_told_once_it_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ink.md"
    file.write_text("---\ntitle: Ink\n---\n")

    for said in ("now says", "says already"):
        write([file], "open", as_json=False)
        assert f"{file} {said} that comments are open" in capsys.readouterr().out
