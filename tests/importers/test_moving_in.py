"""The move as an author makes it, with the command: import, build, subscribers; nobody is mailed, and no reader is told of."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.store.newsletter import subscribers
from infra.command import main
from infra.running.subscribers import import_
from tests.importers import ghost_export, medium_export, substack_export
from tests.letters.blog import LetterBlog

Said = pytest.CaptureFixture[str]
AN_HOUR_AGO = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
BODY = "<p>Salt keeps the ink from freezing.</p>"
STORY = medium_export.titled("Salt") + medium_export.paragraph("Salt keeps the ink from freezing.")


def ghost(tmp_path: Path) -> list[str]:
    members = [
        {"id": "m1", "email": "ann@example.org", "created_at": ghost_export.DATE},
        {"id": "m2", "email": "eve@example.org", "created_at": ghost_export.DATE},
    ]
    return [
        "ghost",
        str(
            ghost_export.exported(
                tmp_path,
                [ghost_export.post("1", "Salt"), ghost_export.post("2", "Fresh", published_at=AN_HOUR_AGO)],
                members=members,
                members_newsletters=[{"member_id": "m1", "newsletter_id": "n"}],
            )
        ),
    ]


def medium(tmp_path: Path) -> list[str]:
    story = medium_export.story("Salt", STORY, "efefef121212")
    return ["medium", str(medium_export.exported(tmp_path, {"x_Salt-efefef121212": story}))]


def substack(tmp_path: Path) -> list[str]:
    readers = [substack_export.reader("ann@example.org"), substack_export.reader("eve@example.org", email_disabled="true")]
    rows = [substack_export.row("1.salt", "Salt"), substack_export.row("2.fresh", "Fresh", post_date=AN_HOUR_AGO)]
    return ["substack", str(substack_export.exported(tmp_path, rows, {"1.salt": BODY, "2.fresh": BODY}, readers))]


every_system = pytest.mark.parametrize("system", [ghost, medium, substack])
System = Callable[[Path], list[str]]


def uploaded(blog: LetterBlog, folder: Path) -> None:
    """Upload a folder as a client does, with hidden files and all."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        blog.upload(path.relative_to(folder).as_posix(), path.read_bytes().decode())
    blog.settle()


@every_system
def test_the_command_imports_and_says_what_it_did(tmp_path: Path, system: System, capsys: Said) -> None:
    assert main(["import", *system(tmp_path), "--into", str(tmp_path / "blog")]) == 0
    first = capsys.readouterr().out
    assert main(["import", *system(tmp_path), "--into", str(tmp_path / "blog"), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)

    assert "post" in first
    assert "import-report.txt" in first
    assert again["written"] == {}
    assert main(["build", str(tmp_path / "blog"), str(tmp_path / "out")]) == 0


@every_system
def test_what_is_no_export_is_an_error_on_one_line(tmp_path: Path, system: System, capsys: Said) -> None:
    (tmp_path / "wrong").write_bytes(b"wrong")

    status = main(["import", system(tmp_path)[0], str(tmp_path / "wrong"), "--into", str(tmp_path / "blog")])

    said = capsys.readouterr()
    assert status == 2
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert str(tmp_path / "wrong") in said.err


@every_system
def test_a_move_mails_nobody(tmp_path: Path, system: System) -> None:
    main(["import", *system(tmp_path), "--into", str(tmp_path / "blog")])
    blog = LetterBlog()
    blog.clock.time = datetime.now(UTC)
    blog.follow("reader@example.org")

    uploaded(blog, tmp_path / "blog")
    blog.wait(86_400)

    assert blog.mail.sent == []
    assert "Salt" in (blog.page("/") or "")


@pytest.mark.parametrize("system", [ghost, substack])
def test_subscribers_follow_with_their_consent_and_those_who_left_do_not(tmp_path: Path, system: System, capsys: Said) -> None:
    main(["import", *system(tmp_path), "--into", str(tmp_path / "blog")])
    blog = LetterBlog()
    capsys.readouterr()

    status = import_(blog.cloud, file=tmp_path / "blog" / ".presswork" / "subscribers.csv")

    ann = blog.subscriber("ann@example.org")
    assert status == 1  # one isn't subscribed, and is named
    assert capsys.readouterr().out == "1 new, 0 already subscribed, 1 rejected\n"
    assert ann
    assert "signed up at" in ann.consent
    assert ann.since < "2026"
    assert blog.subscriber("eve@example.org") is None
    assert subscribers.followers(blog.cloud.table) == 1
    assert blog.mail.sent == []


@every_system
def test_readers_are_told_to_nobody(tmp_path: Path, system: System) -> None:
    main(["import", *system(tmp_path), "--into", str(tmp_path / "blog")])
    main(["build", str(tmp_path / "blog"), str(tmp_path / "out")])

    published = [path for path in (tmp_path / "out").rglob("*") if path.is_file() and ".presswork" not in path.parts]

    assert published
    for told in (b"ann@example.org", b"eve@example.org", b"joe@example.org"):
        assert not [path for path in published if told in path.read_bytes()]
