"""Progress on the terminal."""

import pytest

from infra.terminal.progress import progress


def worked(*, shown: bool) -> None:
    with progress("pages", 2, shown=shown) as bar:
        bar.update()
        bar.reset(total=3)
        bar.update(3)


def test_progress_that_is_shown_says_what_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    worked(shown=True)

    assert "pages" in capsys.readouterr().err


def test_progress_that_nobody_watches_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    worked(shown=False)

    assert capsys.readouterr() == ("", "")
