"""What `presswork check` says of files of comments: what builds and imports don't use of them, with its line and the remedy."""

from pathlib import Path

import pytest

from infra.authoring.check.check_messages import Report, as_text
from infra.commands.blog.check import run_check

POST = "---\ntitle: Ink\ndate: 2026-11-20\n---\nIt dries.\n"
GOOD = '{"id": "1", "date": "2013-01-02", "text": "Yes."}'
NAME = "posts/.ink.comments.json"


def checked(folder: Path, name: str, text: str) -> Report:
    (folder / "posts").mkdir()
    for key, body in {"site.yaml": "title: T\n", "posts/ink.md": POST, name: text}.items():
        (folder / key).write_text(body)
    return run_check((folder,))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (
            f"[{GOOD},\n oops]",
            2,
            "this isn't JSON (Expecting value): it isn't used. Correct it, or import again.",
        ),
        (
            '{"comments": []}',
            1,
            "this isn't JSON (it isn't a list): it isn't used. Correct it, or import again.",
        ),
        (
            f'[{GOOD},\n{{"id": "2", "text": "No."}}]',
            2,
            "a comment without date is left out: it isn't used. Write the date, or remove the comment.",
        ),
        (
            '[{"id": "2", "date": "soon",\n"text": "No."}]',
            1,
            "soon is no date: it isn't used. Write it as 2026-12-01T12:00:00+00:00.",
        ),
    ],
)
def test_what_is_not_used_of_a_file_of_comments_is_a_warning_with_its_line_and_the_remedy(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    report = checked(tmp_path, NAME, text)

    assert as_text(report).splitlines() == [f"{tmp_path}/{NAME}:{line}: warning: {said}"]
    assert (report.errors, report.warnings) == (0, 1)


def test_a_file_of_comments_without_a_post_is_a_warning(tmp_path: Path) -> None:
    report = checked(tmp_path, "posts/.gone.comments.json", f"[{GOOD}]")

    assert as_text(report).splitlines() == [
        f"{tmp_path}/posts/.gone.comments.json:1: warning: there's no post of this name beside it: it isn't used. "
        "Rename the file, or remove it."
    ]


def test_a_good_file_of_comments_is_checked_and_nothing_is_said_of_it(tmp_path: Path) -> None:
    report = checked(tmp_path, NAME, f"[{GOOD}]")

    assert (as_text(report), report.files) == ("", 3)


def test_the_file_alone_can_be_checked(tmp_path: Path) -> None:
    checked(tmp_path, NAME, "oops")

    assert [finding.key for finding in run_check((tmp_path / NAME,)).findings] == [NAME]
    assert run_check((tmp_path / "posts/ink.md",)).findings == ()
