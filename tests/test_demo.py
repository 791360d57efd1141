"""The demo as a user runs it: a process that says where everything is, publishes what any S3 client uploads, mails it to those
who follow, and ends cleanly."""

import json
import re
import signal
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.request import urlopen

import pytest

from infra.authoring.target.demo_folder import states_in
from infra.serve.preview import changed, stamps
from tests.demo.demo_process import Demo, demo, running, start
from tests.latin_1 import latin_1
from tests.patience import PATIENCE, soon

fixtures = (demo,)  # not defined here


@pytest.mark.slow
def test_the_demo_publishes_what_is_uploaded_or_saved_and_ends_cleanly(demo: Demo) -> None:
    places = {
        "site",
        "desk",
        "inbox",
        "aws_endpoint",
        "region",
        "content_bucket",
        "public_bucket",
        "table",
        "since",
        "folder",
        "settings",
    }
    assert set(demo.said) == places
    assert "Us." in (demo.page("about/") or "")

    demo.s3.put_object(Bucket=demo.said["content_bucket"], Key="posts/2026-11-25-hello.md", Body=b"# Hello\n\nBy S3.")
    assert "By S3." in soon(lambda: demo.page("2026/11/25/hello/"))

    (demo.folder / "blog" / "about.md").write_text("# About\n\nSaved.\n")
    soon(lambda: "Saved." in (demo.page("about/") or ""))

    demo.process.send_signal(signal.SIGTERM)
    assert demo.process.wait(PATIENCE) == 0
    assert not (demo.folder / ".presswork" / "demo.json").exists()


@pytest.mark.slow
def test_a_file_whose_name_is_not_utf_8_is_named_and_hinders_no_other(tmp_path: Path) -> None:
    latin_1(tmp_path / "blog", b"about.md", b"caf\xe9.jpg", content=b"# About\n\nUs.\n")
    with running(tmp_path) as demo:
        latin_1(tmp_path / "blog", b"other\xe9.jpg")
        (tmp_path / "blog" / "about.md").write_text("# About\n\nSaved.\n")
        soon(lambda: "Saved." in (demo.page("about/") or ""))
        demo.end()

    said = demo.printed
    assert "\ncaf\ufffd.jpg: the name of this file or folder isn't UTF-8" in said
    assert "Traceback" not in said


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


@pytest.mark.slow
def test_who_signs_up_and_confirms_gets_the_next_post_by_mail(demo: Demo) -> None:
    assert demo.post(f"{demo.said['site']}api/subscriptions", email="ann@example.org") == 200
    asked = soon(lambda: demo.mail("ann@example.org"))[0]
    link = re.search(r"http://\S+/api/confirm\?t=\S+", text_of(asked))
    assert link
    assert demo.post(link[0]) == 200
    soon(lambda: len(demo.mail("ann@example.org")) == 2)  # the welcome

    (demo.folder / "blog" / "news.md").write_text(f"---\ndate: {datetime.now(UTC):%Y-%m-%d}\n---\n# News\n\nFirst of all.\n")
    letter = soon(lambda: demo.mail("ann@example.org")[2:])[0]

    assert "News" in letter["Subject"]
    assert "First of all." in text_of(letter)
    assert not [name for name in letter if name.upper().startswith("X-SES-")]


@pytest.mark.slow
def test_what_people_read_in_the_demo_soon_stands_among_its_top_posts(demo: Demo) -> None:
    (demo.folder / "blog" / "site.yaml").write_text("sidebar: [{widget: top, count: 2}]\n")
    for name in ("read", "other", "unread"):
        (demo.folder / "blog" / f"2026-11-20-{name}.md").write_text(f"# {name.title()}\n\nText.\n")
    soon(lambda: all(demo.page(f"2026/11/20/{name}/") for name in ("read", "other", "unread")))

    assert [demo.view(f"2026/11/20/{name}/") for name in ("read", "read", "other")] == [200, 200, 200]

    sidebar = soon(lambda: text if ranked(text := demo.page("_/sidebar.en.html") or "") == ["Read", "Other"] else None)
    assert "Most read, last 48 hours" in sidebar


def ranked(sidebar: str) -> list[str]:
    """The posts in the sidebar; a first ranking may lack the last views, for the log is written while people read."""
    return re.findall(">(Read|Other|Unread)<", sidebar)


@pytest.mark.slow
def test_a_command_finds_all_settings_of_the_running_demo(demo: Demo) -> None:
    settings = demo.said["settings"]
    state = demo.folder / ".presswork" / "demo.json"

    assert (state.stat().st_mode & 0o077, state.parent.stat().st_mode & 0o077) == (0, 0)  # there are keys in it
    assert settings["AWS_ENDPOINT_URL"] == demo.said["aws_endpoint"]
    assert settings["TABLE"] == f"sqlite:{demo.folder / '.presswork' / 'demo.sqlite'}"
    assert {"LETTERS_QUEUE_URL", "LINK_KEYS", "ADDRESS_PEPPER", "SITE_URL", "GRACE_SECONDS"} <= set(settings)


@pytest.mark.slow
def test_another_start_publishes_what_changed_at_the_same_address_and_keeps_nothing_of_readers(demo: Demo) -> None:
    site, built = demo.said["site"], demo.folder / ".presswork" / "site"
    demo.end()
    assert not (demo.folder / ".presswork" / "demo.sqlite").exists()
    before = stamps(built)

    (demo.folder / "blog" / "team.md").write_text("# Team\n\nWritten meanwhile.\n")
    with running(demo.folder) as again:
        assert again.said["site"] == site
        assert "Written meanwhile." in (again.page("team/") or "")
        assert "Us." in (again.page("about/") or "")
        again.end()

    written = changed(before, stamps(built))
    assert "team/index.html" in written
    assert {"about/index.html", "index.html"} & written == set()


@pytest.mark.slow
def test_an_open_page_hears_of_what_is_saved(demo: Demo) -> None:
    mark = re.search('data-mark="(.+?)"', demo.page("about/") or "")
    assert mark

    (demo.folder / "blog" / "about.md").write_text("# About\n\nSaved.\n")

    with urlopen(f"{demo.said['site']}_/live?mark={mark[1]}") as stream:  # noqa: S310 - our own server on 127.0.0.1
        assert any(b'"/about/"' in line for line in stream)
    standing = demo.s3.get_object(Bucket=demo.said["public_bucket"], Key="about/index.html")["Body"].read()
    assert b"live.js" not in standing


@pytest.mark.slow
def test_a_second_demo_in_the_same_folder_is_offered_another_port_and_runs_there_beside_the_first(demo: Demo) -> None:
    refused = start(demo.folder)
    said, _ = refused.communicate(timeout=PATIENCE)
    offered = re.fullmatch(
        rf"presswork: a demo is already running here, at {demo.said['site']}; stop it, "
        r"or start another one beside it: `presswork demo blog --port (\d+)`\n",
        said,
    )
    assert offered
    assert refused.returncode == 2

    with start(demo.folder, "--port", offered[1], "--json") as second:
        try:
            assert second.stdout
            told = [json.loads(second.stdout.readline()) for _ in range(2)]
            states = [path.relative_to(demo.folder).as_posix() for path in states_in(demo.folder)]
        finally:
            second.terminate()

    assert told[1]["site"] == f"http://127.0.0.1:{offered[1]}/"
    assert states == [".presswork/demo.json", f".presswork/demo-{offered[1]}/demo.json"]
    assert demo.page("about/")


@pytest.mark.slow
def test_a_program_is_told_by_events_when_and_where_the_demo_is_ready(tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()
    with start(tmp_path, "--json") as process:
        try:
            assert process.stdout
            told = [json.loads(process.stdout.readline()) for _ in range(2)]
        finally:
            process.terminate()

    assert [one["event"] for one in told] == ["note", "ready"]
    assert told[1]["site"].startswith("http://127.0.0.1:")
