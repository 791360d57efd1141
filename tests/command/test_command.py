"""The `presswork` command: what it prints, and the status it ends with."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from chalicelib.diagnostics import CAUTIONS
from infra.authoring.target.destination import REQUIRED_SETTINGS
from infra.command import main
from infra.demo import aws

GOOD = "---\ntitle: Hello\ndate: 2026-11-25\n---\nText with [a link](gone.md).\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "posts").mkdir(parents=True)
    (folder / "posts" / "hello.md").write_text(GOOD)
    return folder


def test_a_build_says_what_it_did(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"]) == 0

    said = capsys.readouterr()
    assert said.out.startswith("1 post, ")
    assert said.err == "posts/hello.md:5: warning: links to posts/gone.md, which is missing\n"
    assert (tmp_path / "out" / "2026" / "11" / "25" / "hello" / "index.html").exists()


def test_what_is_found_in_a_published_text_is_printed_with_its_line(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / "posts" / "hello.md").write_text("---\ntitel: Hello\ntitle: Hello\ndate: 2026-11-25\n---\n\n{{< x >}}\n")

    assert main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"]) == 0

    assert capsys.readouterr().err == f"posts/hello.md:7: warning: {{{{< x >}}}}: {CAUTIONS['template'].why}\n"


def test_a_refused_source_is_told_by_file_and_line_and_the_rest_is_built(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / "posts" / "bad.md").write_text("---\ntitle: Bad\ndate: 2026-02-31\n---\n")

    assert main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"]) == 1

    assert "posts/bad.md:3: this isn't a valid date (found: 2026-02-31)" in capsys.readouterr().err
    assert (tmp_path / "out" / "2026" / "11" / "25" / "hello" / "index.html").exists()


def test_a_post_of_tomorrow_is_built_as_of_tomorrow(source: Path, tmp_path: Path) -> None:
    page = tmp_path / "out" / "2026" / "11" / "25" / "hello" / "index.html"

    main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-24"])
    before = page.exists()
    main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"])

    assert (before, page.exists()) == (False, True)


def test_the_address_of_the_site_can_be_given(source: Path, tmp_path: Path) -> None:
    main(["build", str(source), str(tmp_path / "out"), "--url", "https://x.example/", "--now", "2026-11-26"])

    assert "<link>https://x.example/</link>" in (tmp_path / "out" / "feed" / "index.xml").read_text()


def test_an_address_with_a_path_is_refused(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(source), str(tmp_path / "out"), "--url", "https://x.example/blog/"]) == 2

    assert "must be a scheme and host only" in capsys.readouterr().err


@pytest.mark.parametrize("out", ["source", "."])
def test_the_sources_are_never_built_over(source: Path, out: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(source), str(source.parent / out)]) == 2

    assert "contains the sources" in capsys.readouterr().err


def test_what_was_built_within_the_sources_is_no_source(source: Path, tmp_path: Path) -> None:
    main(["build", str(source), str(source / "site"), "--now", "2026-11-26"])

    assert main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"]) == 0
    assert not (tmp_path / "out" / "site").exists()


def test_a_page_that_is_gone_is_gone_from_the_next_build(source: Path, tmp_path: Path) -> None:
    main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"])
    (tmp_path / "out" / "CNAME").write_text("mine")
    (source / "posts" / "hello.md").unlink()

    main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"])

    assert not (tmp_path / "out" / "2026").exists()
    assert (tmp_path / "out" / "CNAME").read_text() == "mine"


@pytest.mark.parametrize("out", ["taken", "taken/site", "/proc/site"])
def test_a_folder_that_can_not_be_written_is_told_on_one_line(
    source: Path, tmp_path: Path, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file")

    assert main(["build", str(source), str(tmp_path / out)]) == 2

    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert told.err.startswith("presswork: ")
    assert str(tmp_path / out) in told.err


FULL = """
import resource, sys
from infra.authoring.target.destination import REQUIRED_SETTINGS
from infra.command import main
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))
sys.exit(main(["build", "source", "out", "--now", "2026-11-26"]))
"""


def test_a_disk_that_has_no_room_is_told_on_one_line(source: Path, tmp_path: Path) -> None:
    run = [sys.executable, "-c", FULL]
    done = subprocess.run(  # noqa: S603 - our own
        run, cwd=source.parent, env={"PYTHONPATH": str(HERE)}, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("presswork: the build stopped: ")


def test_a_page_that_can_not_be_written_is_told_by_its_address(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out/2026/11/25/hello/index.html").mkdir(parents=True)

    assert main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"]) == 1

    assert "this page couldn't be made: address /2026/11/25/hello/" in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["build", "nowhere", "out"], ["serve", "nowhere"], ["demo", "nowhere"]])
def test_a_folder_that_is_not_there_is_told_on_one_line(verb: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(verb) == 2

    assert capsys.readouterr().err == "presswork: nowhere isn't a folder\n"


# ---- verbs about a running site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """A demo's local AWS and its file; what the command says in that folder."""
    with aws.local_aws() as endpoint:
        keys = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
        state = tmp_path / ".presswork" / "demo.json"
        state.parent.mkdir()
        state.write_text(json.dumps({"settings": {**aws.create_stack(endpoint), **keys}}))
        yield partial(command, tmp_path)


def command(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, in an environment of nothing but these settings."""
    run = [sys.executable, "-c", "import sys; from infra.command import main; sys.exit(main())", *words]
    environment = {"PYTHONPATH": str(HERE), "AWS_EC2_METADATA_DISABLED": "true", "HOME": str(folder), **settings}
    return subprocess.run(run, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own


HERE = Path(__file__).parents[2]


def test_the_verbs_work_on_the_demo_that_runs_here(site: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("email\nann@example.org\nnobody\n")

    brought = site("subscribers", "import", "people.csv", "--consent", "a fair")
    assert (brought.returncode, brought.stdout) == (1, "1 new, 0 already subscribed, 1 rejected\n")
    assert brought.stderr.startswith("people.csv:3: this doesn't look like a valid email address")

    assert site("subscribers").stdout == "1 subscriber\n"
    assert site("letters").stdout == "There are no letters yet. The next new post becomes one.\n"
    assert site("letters", "cancel", "posts/a.md").returncode == 1


def test_without_a_site_the_settings_that_are_missing_are_told(tmp_path: Path) -> None:
    told = command(tmp_path, "letters", TABLE="presswork", LINK_KEYS="key")

    assert told.returncode == 2
    assert told.stderr.startswith("presswork: the environment has a TABLE, but not CONTENT_BUCKET, PUBLIC_BUCKET, ")
    assert told.stderr.count("\n") == 1


def test_a_site_without_its_secrets_is_told_before_an_address_is_stored_under_another_key(tmp_path: Path) -> None:
    told = command(tmp_path, "subscribers", AWS_REGION="us-east-1", **dict.fromkeys(REQUIRED_SETTINGS, "any"))

    assert told.returncode == 2
    assert told.stderr == "presswork: any's secrets are missing; set LINK_KEYS and ADDRESS_PEPPER as its functions have them\n"


def test_a_folder_of_a_build_has_no_subscribers(source: Path, tmp_path: Path) -> None:
    main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-26"])

    told = command(tmp_path, "subscribers", "--site", "./out")

    assert (told.returncode, told.stdout) == (2, "")
    assert "is a built folder, which has no subscribers" in told.stderr


def test_a_folder_of_a_build_is_made_again_by_building_it(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    main(["build", str(source), "out", "--now", "2026-11-26"])
    capsys.readouterr()

    assert main(["rebuild", "pages", "--site", "out"]) == 2

    why = "presswork: out is a built folder, which `presswork build FOLDER out --fresh` builds again\n"
    assert capsys.readouterr().err == why


NO_CREDENTIALS = "presswork: there are no AWS credentials: log in (`aws login` or `aws sso login`), or set AWS_PROFILE\n"


def test_a_site_that_does_not_answer_is_told_on_one_line(tmp_path: Path) -> None:
    settings = dict.fromkeys((*REQUIRED_SETTINGS, "LINK_KEYS", "ADDRESS_PEPPER"), "any")

    told = command(tmp_path, "subscribers", AWS_REGION="us-east-1", **settings)

    assert (told.returncode, told.stderr) == (2, NO_CREDENTIALS)


def test_a_deployed_site_that_can_not_be_asked_is_told_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "presswork.toml").write_text('name = "press"\nregion = "eu-central-1"\n')

    told = command(tmp_path, "subscribers")

    assert told.returncode == 2
    assert told.stderr == NO_CREDENTIALS


def test_a_file_of_a_demo_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / ".presswork").mkdir()
    (tmp_path / ".presswork" / "demo.json").write_text("{")

    told = command(tmp_path, "letters")

    assert told.returncode == 2
    assert told.stderr.startswith("presswork: can't read the running demo's .presswork/demo.json: ")
